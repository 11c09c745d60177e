package coverage

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"lifecircle/geo/streets"
)

// Rows answers a query: a row for the city and each district, per service, limit
// and treatment of residents' streets, sorted by service, minutes, treatment in
// the order asked, level and code, the city's first. The errors are
// [*QueryError] and ctx's.
func (e *Engine) Rows(ctx context.Context, q Query) ([]Row, error) {
	if err := e.check(q); err != nil {
		return nil, err
	}
	tasks := e.tasks(q)
	answers := make([][]Row, len(tasks))
	group, inner := errgroup.WithContext(ctx)
	group.SetLimit(e.workers)
	for i, t := range tasks {
		group.Go(func() (err error) {
			answers[i], err = e.rowsOf(inner, q, t)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return slices.Concat(answers...), nil
}

// A task is the rows of one reading at one limit under one treatment of
// residents' streets.
type task struct {
	reading  Reading
	services []int
	minutes  float64 // 0 means each service's own
	private  streets.Private
}

// tasks lists what a query asks for, in the order of the answer.
func (e *Engine) tasks(q Query) []task {
	var out []task
	add := func(reading Reading, services []int) {
		if len(services) == 0 {
			return
		}
		limits := q.sortedLimits()
		if limits == nil {
			limits = []float64{0}
		}
		for _, m := range limits {
			for _, p := range e.treatments(q) {
				out = append(out, task{reading, services, m, p})
			}
		}
	}
	if len(q.AllOf)+len(q.MeanOf) > 0 {
		add(ReadingAllOf, e.indices(q.AllOf))
		add(ReadingMeanOf, e.indices(q.MeanOf))
		return out
	}
	for _, s := range e.servicesOf(q) {
		add(ReadingEach, []int{s})
	}
	return out
}

// treatments lists the treatments of residents' streets that a query asks for.
func (e *Engine) treatments(q Query) []streets.Private {
	if q.Treatments == nil {
		return []streets.Private{cmp.Or(q.Private, e.DefaultPrivate())}
	}
	return q.Treatments
}

func (e *Engine) indices(ids []string) []int {
	out := make([]int, len(ids))
	for i, id := range ids {
		out[i] = e.service[id]
	}
	return out
}

// servicesOf returns the services of a query, sorted by id, which is their order in
// the city.
func (e *Engine) servicesOf(q Query) []int {
	if q.Services == nil {
		return e.indices(e.ServiceIDs())
	}
	out := e.indices(q.Services)
	slices.Sort(out)
	return out
}

// rowsOf makes the rows of one task.
func (e *Engine) rowsOf(ctx context.Context, q Query, t task) ([]Row, error) {
	a := e.rowHeader(q, t)
	var criteria []Criterion
	longest := 0.0
	for _, m := range q.sortedLimits() {
		longest = max(longest, m)
	}
	for _, s := range t.services {
		minutes := t.minutes
		if minutes == 0 {
			minutes = e.city.Services[s].Minutes
		}
		set, err := e.Setting(e.profileID(q.Profile, e.city.Services[s]), t.private)
		if err != nil {
			return nil, err
		}
		l, err := e.criterionAt(ctx, destination{s, set}, minutes, longest)
		if err != nil {
			return nil, err
		}
		criteria = append(criteria, l)
	}
	_, reason := e.amounts(a.Group, a.Weight)
	var together *tallies
	var apart []*tallies
	if reason == ReasonNone {
		var err error
		if together, err = e.tallies(ctx, criteria, a.Group, a.Weight, a.Area); err != nil {
			return nil, err
		}
		if t.reading == ReadingMeanOf {
			for i := range criteria {
				one, err := e.tallies(ctx, criteria[i:i+1], a.Group, a.Weight, a.Area)
				if err != nil {
					return nil, err
				}
				apart = append(apart, one)
			}
		}
	}
	var rows []Row
	for i, b := range e.Buckets() {
		if !e.Includes(q.Scope, b) {
			continue
		}
		row := a
		e.fillFacilities(&row, b, t, criteria)
		if reason != ReasonNone {
			row.Reason = reason
		} else {
			e.fill(&row, i, together, apart, t)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// Includes reports whether a scope asks for a bucket's row.
func (e *Engine) Includes(s Scope, b Bucket) bool {
	if b.District == WholeCity {
		return s.District == nil
	}
	if s.Level != nil && e.levels[b.Level] != *s.Level {
		return false
	}
	if s.District == nil {
		return true
	}
	if b.District == NoDistrict {
		return *s.District == ""
	}
	return e.city.Districts[b.District].Code == *s.District
}

// rowHeader fills what all rows of a task share.
func (e *Engine) rowHeader(q Query, t task) Row {
	first := e.city.Services[t.services[0]]
	profile := e.profileID(q.Profile, first)
	r := Row{Reading: t.reading, AreaKnown: e.areaKnown, Weight: cmp.Or(q.Weight, WeightPeople), Private: t.private, At: "any"}
	same := map[string]bool{"minutes": true, "profile": true, "target": true, "area": true, "buffer": true, "text": true}
	for _, i := range t.services {
		s := e.city.Services[i]
		r.Services = append(r.Services, s.ID)
		same["minutes"] = same["minutes"] && s.Minutes == first.Minutes
		same["profile"] = same["profile"] && e.profileID(q.Profile, s) == profile
		same["target"] = same["target"] && s.Target == first.Target
		same["text"] = same["text"] && s.TargetText == first.TargetText
		same["area"] = same["area"] && s.Area == first.Area
		same["buffer"] = same["buffer"] && s.BufferM == first.BufferM
	}
	r.Group, r.Area = cmp.Or(q.Group, "all"), AreaAll
	if t.reading == ReadingEach {
		r.Group = cmp.Or(q.Group, first.Group, "all")
	}
	if same["area"] {
		r.Area = cmp.Or(first.Area, AreaAll)
	}
	r.Area = cmp.Or(q.Area, r.Area)
	minutes := t.minutes
	if minutes == 0 && same["minutes"] {
		minutes = first.Minutes
	}
	own := same["minutes"] && minutes == first.Minutes || t.minutes == 0
	if minutes != 0 {
		r.Minutes = &minutes
		if same["buffer"] && same["profile"] {
			p, _ := e.Profile(profile)
			buffer := BufferM(first, p, minutes)
			r.BufferM = &buffer
		}
	}
	if same["profile"] {
		r.Profile = &profile
	}
	if own && same["target"] {
		r.Target = &first.Target
		if same["text"] && first.TargetText != "" {
			r.TargetText = &first.TargetText
		}
	}
	return r
}

// fillFacilities fills what a row says of its district and of the facilities in it.
func (e *Engine) fillFacilities(r *Row, b Bucket, t task, criteria []Criterion) {
	if r.District = e.RefOf(b); b.District >= 0 {
		r.Inside = &e.inside[b.District]
	}
	unlinked := 0
	seen := map[uint32]bool{}
	for i, s := range t.services {
		for _, f := range e.offering[s] {
			if seen[f] || criteria[i].Reach.Accesses.facilityLinked[f] {
				continue
			}
			if b.District == WholeCity || e.facilityDistrict[b.Level][f] == int32(b.District) {
				seen[f] = true
				unlinked++
			}
		}
	}
	r.UnlinkedFacilities = &unlinked
}

// fill writes a row's numbers.
func (e *Engine) fill(r *Row, i int, together *tallies, apart []*tallies, t task) {
	sum, largest := together.sums[i], together.largest[i].first()
	r.Reason = e.reason(r, sum, t)
	if r.Reason == ReasonOutside {
		r.UnlinkedFacilities = nil
		return
	}
	r.Demand, r.Unlinked = &sum.demand, &sum.unlinked
	if t.reading == ReadingMeanOf {
		fillMean(r, i, apart, sum)
		return
	}
	r.Covered, r.NearEdge = &sum.covered, &sum.nearEdge
	r.Within1Min, r.LargestPlace = &sum.within, &largest
	if sum.demand == 0 {
		return
	}
	high := sum.covered + sum.nearEdge + sum.unlinked
	r.Coverage, r.CoverageLow = ShareOf(sum.covered, sum.demand), ShareOf(sum.covered, sum.demand)
	r.CoverageHigh = ShareOf(high, sum.demand)
	r.BufferCoverage = ShareOf(sum.circle, sum.demand)
	if t.reading != ReadingEach {
		r.ServicesInReach = ShareOf(sum.inReach, sum.demand)
	}
	if r.Target != nil {
		verdict := judge(sum.covered, high, sum.demand, 1, *r.Target)
		missing := shortfall(sum.covered, sum.demand, *r.Target)
		r.Verdict, r.Shortfall = &verdict, &missing
	}
}

// fillMean writes the mean of the services' coverages and the means of their
// bounds. Nobody in particular is covered by a mean, so counts of the covered
// and what follows from them stay null.
func fillMean(r *Row, i int, apart []*tallies, sum tally) {
	if sum.demand == 0 {
		return
	}
	var low, high Amount
	var mean, meanHigh, circle float64
	for _, part := range apart {
		t := part.sums[i]
		reachable := t.covered + t.nearEdge + t.unlinked
		low, high = low+t.covered, high+reachable
		mean += *ShareOf(t.covered, t.demand)
		meanHigh += *ShareOf(reachable, t.demand)
		circle += *ShareOf(t.circle, t.demand)
	}
	k := float64(len(apart))
	mean, meanHigh, circle = mean/k, meanHigh/k, circle/k
	r.Coverage, r.CoverageLow, r.CoverageHigh, r.BufferCoverage = &mean, &mean, &meanHigh, &circle
	r.ServicesInReach = ShareOf(sum.inReach, sum.demand)
	if r.Target != nil {
		verdict := judge(low, high, sum.demand, len(apart), *r.Target)
		r.Verdict = &verdict
	}
}

// reason says why a row's numbers need a word, the strongest reason first.
func (e *Engine) reason(r *Row, t tally, of task) Reason {
	offered := of.reading != ReadingMeanOf // by every service, or by any of a mean's
	for _, s := range of.services {
		if has := len(e.offering[s]) > 0; of.reading == ReadingMeanOf {
			offered = offered || has
		} else {
			offered = offered && has
		}
	}
	switch {
	case r.Inside != nil && *r.Inside == 0:
		return ReasonOutside
	case t.demand == 0:
		return ReasonNoDemand
	case !offered:
		return ReasonNoFacility
	case r.Inside != nil && *r.Inside < 1:
		return ReasonPartlyOutside
	}
	return ReasonNone
}

func join(ids []string) string { return strings.Join(ids, ",") }

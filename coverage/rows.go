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
	if err := e.city.check(q); err != nil {
		return nil, err
	}
	tasks := e.city.tasks(q)
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
func (c *City) tasks(q Query) []task {
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
			for _, p := range c.treatments(q) {
				out = append(out, task{reading, services, m, p})
			}
		}
	}
	if len(q.AllOf)+len(q.MeanOf) > 0 {
		add(ReadingAllOf, c.indices(q.AllOf))
		add(ReadingMeanOf, c.indices(q.MeanOf))
		return out
	}
	for _, s := range c.servicesOf(q) {
		add(ReadingEach, []int{s})
	}
	return out
}

// treatments lists the treatments of residents' streets that a query asks for.
func (c *City) treatments(q Query) []streets.Private {
	if q.Treatments == nil {
		return []streets.Private{cmp.Or(q.Private, c.DefaultPrivate())}
	}
	return q.Treatments
}

func (c *City) indices(ids []string) []int {
	out := make([]int, len(ids))
	for i, id := range ids {
		out[i], _ = c.serviceIndex(id)
	}
	return out
}

// servicesOf returns the services of a query, sorted by id, which is their order in
// the city.
func (c *City) servicesOf(q Query) []int {
	if q.Services == nil {
		return c.indices(c.ServiceIDs())
	}
	out := c.indices(q.Services)
	slices.Sort(out)
	return out
}

// rowsOf makes the rows of one task.
func (e *Engine) rowsOf(ctx context.Context, q Query, t task) ([]Row, error) {
	a := e.city.rowHeader(q, t)
	a.AreaKnown = e.areaKnown
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
		set, err := e.city.Setting(e.city.profileID(q.Profile, e.city.Services[s]), t.private)
		if err != nil {
			return nil, err
		}
		l, err := e.criterionAt(ctx, destination{s, set}, minutes, longest)
		if err != nil {
			return nil, err
		}
		criteria = append(criteria, l)
	}
	_, reason := e.city.amounts(a.Group, a.Weight)
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
	f := &rowFiller{e, t, criteria, together, apart}
	var rows []Row
	for i, b := range e.Buckets() {
		if !e.Includes(q.Scope, b) {
			continue
		}
		row := a
		f.facilities(&row, b)
		if reason != ReasonNone {
			row.Reason = reason
		} else {
			f.numbers(&row, i)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// rowHeader fills what all rows of a task share.
func (c *City) rowHeader(q Query, t task) Row {
	first := c.Services[t.services[0]]
	profile := c.profileID(q.Profile, first)
	r := Row{Reading: t.reading, Weight: cmp.Or(q.Weight, WeightPeople), Private: t.private, At: "any"}
	same := map[string]bool{"minutes": true, "profile": true, "target": true, "area": true, "buffer": true, "text": true}
	for _, i := range t.services {
		s := c.Services[i]
		r.Services = append(r.Services, s.ID)
		same["minutes"] = same["minutes"] && s.Minutes == first.Minutes
		same["profile"] = same["profile"] && c.profileID(q.Profile, s) == profile
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
			p, _ := c.Profile(profile)
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

// A rowFiller fills the rows of a task.
type rowFiller struct {
	*Engine
	task     task
	criteria []Criterion
	together *tallies   // of all services of the task at once
	apart    []*tallies // of each, where their mean is asked
}

// facilities fills what a row says of its district and of the facilities in it.
func (e *rowFiller) facilities(r *Row, b Bucket) {
	if r.District = e.RefOf(b); b.District >= 0 {
		r.Inside = &e.inside[b.District]
	}
	unlinked := 0
	seen := map[uint32]bool{}
	for i, s := range e.task.services {
		for _, f := range e.offering[s] {
			if seen[f] || e.criteria[i].Reach.Accesses.facilityLinked[f] {
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

// numbers fills a row's numbers, of the i-th bucket.
func (e *rowFiller) numbers(r *Row, i int) {
	sum, largest := e.together.sums[i], e.together.largest[i].first()
	r.Reason = e.reason(r, sum)
	if r.Reason == ReasonOutside {
		r.UnlinkedFacilities = nil
		return
	}
	r.Demand, r.Unlinked = &sum.demand, &sum.unlinked
	if e.task.reading == ReadingMeanOf {
		fillMean(r, i, e.apart, sum)
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
	if e.task.reading != ReadingEach {
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
func (e *rowFiller) reason(r *Row, t tally) Reason {
	of := e.task
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

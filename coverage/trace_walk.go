package coverage

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/paulmach/orb"

	"lifecircle/coverage/reach"
	"lifecircle/geo"
	"lifecircle/geo/streets"
)

// Itinerary returns one walk in full: from a place of demand, or from any point, to
// the nearest open facility of a service, or to a point. It is followed to
// [MaxMinutes], so that one which is too long is seen as well.
//
// From a place of demand it is the walk that coverage counts: the same
// milliseconds to the same facility. A point joins the streets as a place there
// would. Legs start and end at the entrance that is best, where there are
// several. The errors are [*QueryError], and that of ctx.
func (e *Engine) Itinerary(ctx context.Context, q ItineraryQuery) (*Itinerary, error) {
	t, err := e.trip(ctx, q)
	if err != nil {
		return nil, err
	}
	w := &Itinerary{Query: t.query, From: t.from, To: t.to, Limit: millis(t.query.Minutes)}
	found, err := t.trace(ctx, t.ends, millis(MaxMinutes))
	if err != nil {
		return nil, err
	}
	if found != nil {
		t.fill(w, found)
	}
	if !w.Covered {
		if w.Missed, err = t.miss(ctx, w); err != nil {
			return nil, err
		}
		if found == nil {
			w.To = w.Missed.NearestAt
		}
	}
	return w, nil
}

// A trip is a question for a walk, made ready.
type trip struct {
	*Engine
	query    ItineraryQuery // with its defaults
	accesses *Accesses
	tracer   *reach.Tracer
	service  int // index into City.Services, or toPoint
	from     orb.Point
	to       orb.Point // of a walk to a point
	starts   []endpoint
	ends     []endpoint
	edgeMM   int64 // from the start to the extent's border
	legMM    int64 // the start's own straight leg
}

// toPoint is the service of a walk to a point.
const toPoint = -1

// An endpoint is where a walk starts or ends: an access and where its leg starts.
type endpoint struct {
	reach.End
	at orb.Point
}

// trip checks a question and finds where it starts and may end.
func (e *Engine) trip(ctx context.Context, q ItineraryQuery) (*trip, error) {
	t := &trip{Engine: e, query: q, service: toPoint}
	if err := t.check(); err != nil {
		return nil, err
	}
	var service Service
	if q.Service != "" {
		service = e.city.Services[t.service]
	}
	t.query.Minutes = cmp.Or(q.Minutes, service.Minutes, 15)
	t.query.Profile = e.profileID(Query{Profile: q.Profile}, service)
	set, err := e.setting(t.query.Profile, q.Private)
	if err != nil {
		return nil, err
	}
	t.query.Private = set.private
	if t.accesses, err = e.accesses(ctx, set); err != nil {
		return nil, err
	}
	corners, err := e.cornersOf(ctx)
	if err != nil {
		return nil, err
	}
	t.tracer = reach.NewTracer(t.accesses.weights, corners, set.private)
	t.findStart()
	t.findEnds()
	return t, nil
}

// check refuses what cannot be asked, and looks up the service.
func (t *trip) check() error {
	q := t.query
	switch {
	case (q.From == nil) == (q.Place == ""):
		return &QueryError{Param: "from", Value: q.Place, Why: "give where the walk starts: either a point or the id of a place of demand"}
	case (q.To == nil) == (q.Service == ""):
		return &QueryError{Param: "to", Value: q.Service, Why: "give where the walk leads: either a point or a service"}
	}
	for _, end := range []struct {
		param string
		point *orb.Point
	}{{"from", q.From}, {"to", q.To}} {
		if end.point == nil {
			continue
		}
		if err := checkPoint(end.param, *end.point); err != nil {
			return err
		}
	}
	if m := q.Minutes; m != 0 && !(m > 0 && m <= MaxMinutes) {
		return &QueryError{Param: "minutes", Value: fmt.Sprint(m), Why: fmt.Sprintf("give minutes over 0 and at most %d", MaxMinutes)}
	}
	if q.Place != "" && !slices.Contains(t.city.Demand.ID, q.Place) {
		return &QueryError{Param: "place", Value: q.Place, Why: "no place of demand has that id: take one that the cells of a service list, or ask from a point"}
	}
	if q.Service != "" {
		service, known := t.Engine.service[q.Service]
		if !known {
			return &QueryError{Param: "service", Value: q.Service, Known: t.serviceIDs()}
		}
		t.service = service
	}
	return nil
}

// checkPoint refuses coordinates that are none.
func checkPoint(param string, p orb.Point) error {
	if geo.Valid(p) {
		return nil
	}
	return &QueryError{Param: param, Value: fmt.Sprint(p[0], ",", p[1]),
		Why: "give longitude and latitude in degrees, longitude first: −180 to 180, −90 to 90"}
}

// findStart finds where the walk may leave from, a place's own access first.
func (t *trip) findStart() {
	if t.query.From != nil {
		t.from = *t.query.From
		a := t.accesses.pointAccess(t.from)
		t.starts = t.gatesOfPoint(t.from, a)
		t.legMM, t.edgeMM = int64(a.LegMM), t.borderMMOf(t.from)
		return
	}
	t.startAt(slices.Index(t.city.Demand.ID, t.query.Place))
}

// startAt finds where a walk may leave a place of demand.
func (t *trip) startAt(place int) {
	t.from = t.city.Demand.Point[place]
	t.legMM, t.edgeMM = t.accesses.legMM(place), t.borderMM[place]
	t.starts = t.gatesOf(nil, accessKey{false, place, mainAccess}, 0)
	for _, k := range t.entrancesOf(place) {
		t.starts = t.gatesOf(t.starts, accessKey{false, place, k}, 0)
	}
}

// findEnds finds where the walk may lead.
func (t *trip) findEnds() {
	if t.service == toPoint {
		t.to = *t.query.To
		t.ends = t.gatesOfPoint(t.to, t.accesses.pointAccess(t.to))
		return
	}
	for _, f := range t.offering[t.service] {
		t.ends = append(t.ends, t.gatesOfFacility(f)...)
	}
}

// gatesOfPoint lists where a point joins the streets and, in a city whose places
// have such entrances, a nearer island.
func (t *trip) gatesOfPoint(p orb.Point, a streets.Access) []endpoint {
	out := appendEndpoint(nil, p, a, 0)
	for _, link := range t.accesses.linkAccesses(p) {
		out = appendEndpoint(out, p, link, 0)
	}
	if t.city.Provenance.Walking != "full" {
		return out
	}
	if island, near := t.city.Streets.LinkIsland(p); near {
		out = appendEndpoint(out, p, t.accesses.usableAccess(p, island), 0)
	}
	return out
}

func (t *trip) gatesOfFacility(f uint32) []endpoint {
	out := t.gatesOf(nil, accessKey{true, int(f), mainAccess}, f)
	for k := range t.city.Facilities[f].Entrances {
		out = t.gatesOf(out, accessKey{true, int(f), k}, f)
	}
	return out
}

func (t *trip) gatesOf(list []endpoint, at accessKey, index uint32) []endpoint {
	a := t.accesses.access(at)
	return appendEndpoint(list, t.accesses.origin(at, a), a, index)
}

// appendEndpoint appends the gate of an access that is linked.
func appendEndpoint(list []endpoint, at orb.Point, a streets.Access, index uint32) []endpoint {
	if !a.Linked {
		return list
	}
	return append(list, endpoint{reach.End{Access: a, Index: index}, at})
}

// pointAccess returns where a point of the ground joins the streets under the
// setting, as a place there would.
func (d *Accesses) pointAccess(p orb.Point) streets.Access {
	return d.usableAccess(p, d.weights.Network().Link(p))
}

// linkAccesses returns how a point joins added streets that are nearer than its own.
func (d *Accesses) linkAccesses(p orb.Point) []streets.Access {
	n := d.weights.Network()
	if len(n.Links()) == 0 {
		return nil
	}
	var out []streets.Access
	for _, a := range n.LinkAdded(p, n.Link(p)) {
		if a = d.public(a); a.Linked && d.weights.Usable(a) {
			out = append(out, a)
		}
	}
	return out
}

// usableAccess is like replace, for an access of any point.
func (d *Accesses) usableAccess(p orb.Point, a streets.Access) streets.Access {
	a = d.public(a)
	if !a.Linked || d.weights.Usable(a) {
		return a
	}
	return d.public(d.weights.Network().LinkWhere(p, d.usable))
}

// public returns an access as the setting has it where residents' streets are
// closed.
func (d *Accesses) public(a streets.Access) streets.Access {
	if d.private == streets.PrivateClosed {
		return d.weights.Network().WithoutPrivate(a)
	}
	return a
}

// A found walk and the gates that it uses.
type found struct {
	path       *reach.Path
	start, end endpoint
}

// trace finds the nearest of ends within limit milliseconds; nil where there is
// none.
func (t *trip) trace(ctx context.Context, ends []endpoint, limit int64) (*found, error) {
	bare := func(list []endpoint) []reach.End {
		out := make([]reach.End, len(list))
		for i, g := range list {
			out[i] = g.End
		}
		return out
	}
	p, err := t.tracer.Trace(ctx, bare(t.starts), bare(ends), streets.Cost(limit))
	if err != nil || p == nil {
		return nil, err
	}
	return &found{p, t.starts[p.Start], ends[p.End]}, nil
}

// fill writes down a walk that was found.
func (t *trip) fill(w *Itinerary, f *found) {
	ms := int64(f.path.Cost)
	slack := w.Limit - ms
	w.Millis, w.Slack, w.Covered = &ms, &slack, slack >= 0
	if t.service != toPoint {
		facility := t.city.Facilities[f.end.Index]
		w.Facility, w.To = facility.ID, facility.Point
	}
	w.Legs = legs(t.accesses.weights, f.path, f.start.at, f.start.Access, f.end.at, f.end.Access)
}

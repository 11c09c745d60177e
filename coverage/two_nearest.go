package coverage

import (
	"cmp"
	"context"
	"math"
	"slices"

	"lifecircle/coverage/reach"
	"lifecircle/geo/streets"
)

// A NearestWalk is the walk of a place to one of its nearest facilities.
type NearestWalk struct {
	Facility int   // index into City.Facilities
	Millis   int64 // [NoWalk] where there is none, and Facility is then 0
}

// NoWalk is the length of a walk that is not found.
const NoWalk = math.MaxInt64

// Within reports whether there is a walk, and it is within limit milliseconds.
func (w NearestWalk) Within(limit int64) bool { return w.Millis <= limit }

// TwoNearest searches the two nearest open facilities of a service, within limit
// milliseconds, and returns what says them of each place: its walks from any of its
// accesses, the nearer first. Ties go to the smaller facility.
func (e *Engine) TwoNearest(ctx context.Context, service int, a *Accesses, limit int64) (func(place int) [2]NearestWalk, error) {
	goals := reach.NewGoals(a.Weights, a.Private, e.sources(service, a))
	two, err := reach.NearestTwo(ctx, goals, streets.Cost(limit))
	if err != nil {
		return nil, err
	}
	return func(place int) [2]NearestWalk { return a.twoNearest(two, place) }, nil
}

func (d *Accesses) twoNearest(two *reach.TwoNearest, place int) [2]NearestWalk {
	var found []NearestWalk
	for _, a := range d.OfPlace(place) {
		first, second := two.At(reach.Join(d.Weights, a))
		for _, one := range []reach.NearestSource{first, second} {
			if one.OK {
				found = append(found, NearestWalk{d.engine.ranks.index(one.Index), int64(one.Cost)})
			}
		}
	}
	slices.SortFunc(found, func(a, b NearestWalk) int {
		return cmp.Or(cmp.Compare(a.Millis, b.Millis), cmp.Compare(a.Facility, b.Facility))
	})
	out := [2]NearestWalk{{Millis: NoWalk}, {Millis: NoWalk}}
	if len(found) == 0 {
		return out
	}
	out[0] = found[0]
	for _, w := range found[1:] {
		if w.Facility != out[0].Facility {
			out[1] = w
			break
		}
	}
	return out
}

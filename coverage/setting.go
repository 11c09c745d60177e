package coverage

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"lifecircle/geo/streets"
)

// A Setting is how people walk in a question: a profile, and what becomes of
// residents' streets.
type Setting struct {
	Profile streets.Profile
	Private streets.Private
}

// Profile returns the profile of an id, "" being standard: one of the city's,
// else streets.Standard under its own id; false where there is none.
func (e *Engine) Profile(id string) (streets.Profile, bool) {
	id = cmp.Or(id, streets.Standard.ID)
	at, found := slices.BinarySearchFunc(e.city.Profiles, id, func(p Profile, id string) int { return strings.Compare(p.ID, id) })
	if found {
		return e.city.Profiles[at].Profile, true
	}
	return streets.Standard, id == streets.Standard.ID
}

// ProfileIDs lists what profileOf knows, sorted.
func (e *Engine) ProfileIDs() []string {
	ids := []string{streets.Standard.ID}
	for _, p := range e.city.Profiles {
		ids = append(ids, p.ID)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// profileID returns the id of the profile that a service is read with, unless
// another is asked.
func (e *Engine) profileID(asked string, s Service) string {
	return cmp.Or(asked, s.Profile, streets.Standard.ID)
}

// weights returns what walking costs under a profile. Those of the last few
// profiles are kept.
func (e *Engine) weights(p streets.Profile) *streets.Weights {
	w, _ := e.weightsCache.get(context.Background(), p, always, func(context.Context) (*streets.Weights, error) {
		switch {
		case e.from == nil:
			return e.city.Streets.Under(p), nil
		case e.delta.streets:
			return e.from.weights(p).Patch(e.city.Streets), nil
		}
		return e.from.weights(p), nil
	})
	return w
}

// DefaultPrivate returns how residents' streets are treated unless asked otherwise.
func (e *Engine) DefaultPrivate() streets.Private {
	if built := streets.Private(e.city.Provenance.Private); built != "" {
		return built
	}
	if e.city.Streets != nil && e.city.Streets.HasPrivate() {
		return streets.PrivateResidents
	}
	return streets.PrivateClosed
}

// Privates lists the treatments that can be asked for: a city that was built
// with private streets closed or open does not know which they were.
func (e *Engine) Privates() []streets.Private {
	if own := e.DefaultPrivate(); own != streets.PrivateResidents {
		return []streets.Private{own}
	}
	return []streets.Private{streets.PrivateClosed, streets.PrivateResidents, streets.PrivateOpen}
}

// Setting returns that of a profile's id and a treatment; "" are the defaults.
// The errors are [*QueryError].
func (e *Engine) Setting(profile string, private streets.Private) (Setting, error) {
	p, known := e.Profile(profile)
	if !known {
		return Setting{}, &QueryError{Param: "profile", Value: profile, Known: e.ProfileIDs()}
	}
	private = cmp.Or(private, e.DefaultPrivate())
	return Setting{p, private}, e.checkPrivate(private)
}

func (e *Engine) checkPrivate(p streets.Private) error {
	available := e.Privates()
	if slices.Contains(available, p) {
		return nil
	}
	switch p {
	case streets.PrivateClosed, streets.PrivateResidents, streets.PrivateOpen:
		return &QueryError{Param: "private", Value: string(p), Why: "the city was built with private = \"" + string(e.DefaultPrivate()) +
			"\" and knows nothing else: build it with private = \"residents\" in the manifest, which answers all three"}
	}
	return &QueryError{Param: "private", Value: string(p), Known: []string{"closed", "residents", "open"}}
}

// ReachMM returns how far a walk of limit milliseconds leads straight on over the
// flat, in millimetres.
func (s Setting) ReachMM(limit int64) int64 {
	return int64(math.Round(s.Profile.Reach(limit) * 1000))
}

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
func (c *City) Profile(id string) (streets.Profile, bool) {
	id = cmp.Or(id, streets.Standard.ID)
	at, found := slices.BinarySearchFunc(c.Profiles, id, func(p Profile, id string) int { return strings.Compare(p.ID, id) })
	if found {
		return c.Profiles[at].Profile, true
	}
	return streets.Standard, id == streets.Standard.ID
}

// ProfileIDs lists what profileOf knows, sorted.
func (c *City) ProfileIDs() []string {
	ids := []string{streets.Standard.ID}
	for _, p := range c.Profiles {
		ids = append(ids, p.ID)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// profileID returns the id of the profile that a service is read with, unless
// another is asked.
func (c *City) profileID(asked string, s Service) string {
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
func (c *City) DefaultPrivate() streets.Private {
	if built := streets.Private(c.Provenance.Private); built != "" {
		return built
	}
	if c.Streets != nil && c.Streets.HasPrivate() {
		return streets.PrivateResidents
	}
	return streets.PrivateClosed
}

// Privates lists the treatments that can be asked for: a city that was built
// with private streets closed or open does not know which they were.
func (c *City) Privates() []streets.Private {
	if own := c.DefaultPrivate(); own != streets.PrivateResidents {
		return []streets.Private{own}
	}
	return []streets.Private{streets.PrivateClosed, streets.PrivateResidents, streets.PrivateOpen}
}

// Setting returns that of a profile's id and a treatment; "" are the defaults.
// The errors are [*QueryError].
func (c *City) Setting(profile string, private streets.Private) (Setting, error) {
	p, known := c.Profile(profile)
	if !known {
		return Setting{}, &QueryError{Param: "profile", Value: profile, Known: c.ProfileIDs()}
	}
	private = cmp.Or(private, c.DefaultPrivate())
	return Setting{p, private}, c.checkPrivate(private)
}

func (c *City) checkPrivate(p streets.Private) error {
	available := c.Privates()
	if slices.Contains(available, p) {
		return nil
	}
	switch p {
	case streets.PrivateClosed, streets.PrivateResidents, streets.PrivateOpen:
		return &QueryError{Param: "private", Value: string(p), Why: "the city was built with private = \"" + string(c.DefaultPrivate()) +
			"\" and knows nothing else: build it with private = \"residents\" in the manifest, which answers all three"}
	}
	return &QueryError{Param: "private", Value: string(p), Known: []string{"closed", "residents", "open"}}
}

// ReachMM returns how far a walk of limit milliseconds leads straight on over the
// flat, in millimetres.
func (s Setting) ReachMM(limit int64) int64 {
	return int64(math.Round(s.Profile.Distance(limit) * 1000))
}

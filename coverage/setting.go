package coverage

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"lifecircle/geo/streets"
)

// A Setting is how people walk in a question: a profile, and what becomes of
// residents' streets.
type Setting struct {
	profile streets.Profile
	private streets.Private
}

// profileOf returns the profile of an id, "" being standard: one of the city's,
// else streets.Standard under its own id; false where there is none.
func (e *Engine) profileOf(id string) (streets.Profile, bool) {
	id = cmp.Or(id, streets.Standard.ID)
	at, found := slices.BinarySearchFunc(e.city.Profiles, id, func(p Profile, id string) int { return strings.Compare(p.ID, id) })
	if found {
		return e.city.Profiles[at].Profile, true
	}
	return streets.Standard, id == streets.Standard.ID
}

// profileIDs lists what profileOf knows, sorted.
func (e *Engine) profileIDs() []string {
	ids := []string{streets.Standard.ID}
	for _, p := range e.city.Profiles {
		ids = append(ids, p.ID)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// profileID returns the id of the profile that a query reads a service with.
func (e *Engine) profileID(q Query, s Service) string {
	return cmp.Or(q.Profile, s.Profile, streets.Standard.ID)
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

// private returns how residents' streets are treated unless asked otherwise.
func (e *Engine) private() streets.Private {
	if built := streets.Private(e.city.Provenance.Private); built != "" {
		return built
	}
	if e.city.Streets != nil && e.city.Streets.HasPrivate() {
		return streets.PrivateResidents
	}
	return streets.PrivateClosed
}

// privates lists the treatments that can be asked for: a city that was built
// with private streets closed or open does not know which they were.
func (e *Engine) privates() []streets.Private {
	if own := e.private(); own != streets.PrivateResidents {
		return []streets.Private{own}
	}
	return []streets.Private{streets.PrivateClosed, streets.PrivateResidents, streets.PrivateOpen}
}

// setting returns that of a profile's id and a treatment; "" are the defaults.
// The errors are [*QueryError].
func (e *Engine) setting(profile string, private streets.Private) (Setting, error) {
	p, known := e.profileOf(profile)
	if !known {
		return Setting{}, &QueryError{Param: "profile", Value: profile, Known: e.profileIDs()}
	}
	private = cmp.Or(private, e.private())
	return Setting{p, private}, e.checkPrivate(private)
}

func (e *Engine) checkPrivate(p streets.Private) error {
	available := e.privates()
	if slices.Contains(available, p) {
		return nil
	}
	switch p {
	case streets.PrivateClosed, streets.PrivateResidents, streets.PrivateOpen:
		return &QueryError{Param: "private", Value: string(p), Why: "the city was built with private = \"" + string(e.private()) +
			"\" and knows nothing else: build it with private = \"residents\" in the manifest, which answers all three"}
	}
	return &QueryError{Param: "private", Value: string(p), Known: []string{"closed", "residents", "open"}}
}

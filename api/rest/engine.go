package rest

import (
	"lifecircle/coverage"
)

// Cities are what the API serves. It is safe for concurrent use, and what it
// returns may change from call to call, as when a city is built anew.
type Cities interface {
	// Names returns the names of all cities, sorted, also of those that cannot
	// be opened now.
	Names() []string

	// Open returns a city that stays open until its Release is called, or false
	// where there is none of that name, or it cannot be opened.
	Open(name string) (Handle, bool)
}

// A Handle is an open city.
type Handle struct {
	Engine *coverage.Engine

	// Release says that the city is no longer read: its files may be unmapped.
	// It is called exactly once. Nil means that there is nothing to release.
	Release func()
}

func (h Handle) release() {
	if h.Release != nil {
		h.Release()
	}
}

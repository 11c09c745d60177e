package scenario

import (
	"errors"
	"fmt"
	"time"
)

// A Scenario is a named list of changes on a base city, as it is kept.
type Scenario struct {
	ID       string // [a-z0-9-]+, given by who keeps it
	City     string // name of the base city
	Base     string // hash of the base city's provenance when the changes were last checked against it
	Revision int64  // 1 when created, one more with every edit
	Parent   string // id of the scenario that it was forked from; empty for none
	Author   string // of the last edit
	Created  time.Time
	Edited   time.Time
	Draft
}

// A Draft is what a scenario's author writes.
type Draft struct {
	Name    string
	Notes   string
	Tags    []string // sorted, each once
	Changes []Change
}

// A Revision is one entry of a scenario's history.
type Revision struct {
	Revision int64
	At       time.Time
	Author   string
	What     string // created, edited, forked, undone, rebased
	Of       int64  // of an undo: the revision whose draft is back
	Draft
}

// Errors of who keeps scenarios.
var (
	ErrUnknown  = errors.New("there is no such scenario")
	ErrNothing  = errors.New("there is no edit left to undo")
	ErrReadOnly = errors.New("scenarios cannot be written here")
)

// A LostUpdate says that a scenario was edited since it was read.
type LostUpdate struct{ Have, Want int64 }

// Error says which revisions.
func (e *LostUpdate) Error() string {
	return fmt.Sprintf("the scenario is at revision %d, not %d any more", e.Have, e.Want)
}

// A KeyReused says that an idempotency key came with another request before.
type KeyReused struct{ Key string }

// Error names the key.
func (e *KeyReused) Error() string {
	return fmt.Sprintf("the idempotency key %q was used with another request", e.Key)
}

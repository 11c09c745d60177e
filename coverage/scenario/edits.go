package scenario

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/geo"
	"lifecircle/geo/streets"
)

// Edits says what changes mean in a city: one edit for each change. It checks all
// that can be told without walking, and that new facilities join some street.
//
// The errors are [FieldError]s, joined, and ctx's.
func Edits(ctx context.Context, base *coverage.Engine, changes []Change) ([]coverage.Edit, error) {
	d := newDraft(base.City(), changes)
	d.open(changes)
	edits, err := d.edits(ctx, changes)
	if err != nil {
		return nil, err
	}
	return edits, checkStreets(base.City().Streets, edits, changes)
}

// edits says what changes mean, and refuses all that mean nothing.
func (d *draft) edits(ctx context.Context, changes []Change) ([]coverage.Edit, error) {
	out := make([]coverage.Edit, len(changes))
	var wrongs []error
	for i := range changes {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		d.index, d.change, d.edit = i, &changes[i], &out[i]
		if err := d.apply(); err != nil {
			wrongs = append(wrongs, err)
		}
	}
	if len(wrongs) > 0 {
		return nil, errors.Join(wrongs...)
	}
	return out, nil
}

// checkStreets refuses edits that the streets cannot have.
func checkStreets(n *streets.Network, edits []coverage.Edit, changes []Change) error {
	var all []streets.Edit
	var of []int
	for i, e := range edits {
		for range e.Streets {
			of = append(of, i)
		}
		all = append(all, e.Streets...)
	}
	if len(all) == 0 {
		return nil
	}
	_, err := n.Patch(all)
	var street *streets.EditError
	if errors.As(err, &street) {
		return fieldError(&coverage.EditError{Index: of[street.Index], Field: "streets", Err: street}, changes)
	}
	return err
}

// A draft is a city on the way through a list of changes.
type draft struct {
	city       *coverage.City
	facilities map[string]coverage.Facility // those that were changed
	services   map[string]coverage.Service
	districts  map[districtKey]coverage.District
	places     map[string]coverage.Place
	added      []string       // ids of places that the city did not have
	row        map[string]int // of places that changes name, where the city has them

	lax    bool              // whether things join the streets is not asked
	lines  [][]orb.Point     // of all links that changes open
	extent *geo.PolygonIndex // made when first asked

	index  int // of the change at hand
	change *Change
	edit   *coverage.Edit
}

// open takes note of the links that changes open.
func (d *draft) open(changes []Change) {
	for _, c := range changes {
		if c.Kind == OpenLink {
			d.lines = append(d.lines, c.Line)
		}
	}
}

type districtKey struct {
	level int
	code  string
}

func newDraft(city *coverage.City, changes []Change) *draft {
	d := &draft{city: city, facilities: map[string]coverage.Facility{}, services: map[string]coverage.Service{},
		districts: map[districtKey]coverage.District{}, places: map[string]coverage.Place{}, row: map[string]int{}}
	named := map[string]bool{}
	for _, c := range changes {
		switch c.Kind {
		case AddDemand, SetDemand, MoveDemand, RemoveDemand:
			named[c.ID] = true
		}
	}
	if len(named) > 0 {
		for i, id := range city.Demand.ID {
			if named[id] {
				d.row[id] = i
			}
		}
	}
	return d
}

func (d *draft) refuse(field, value, format string, args ...any) error {
	if value != "" {
		value = shown(value)
	}
	return &FieldError{Index: d.index, Kind: d.change.Kind, Field: field, Value: value, Why: fmt.Sprintf(format, args...)}
}

func (d *draft) apply() error {
	switch d.change.Kind {
	case AddFacility:
		return d.addFacility()
	case SetFacility, MoveFacility, CloseFacility, ReopenFacility:
		return d.changeFacility()
	case OpenLink, CloseLink, ReopenLink:
		d.edit.Streets = []streets.Edit{streetEdit(d.change)}
		return nil
	case SetService:
		return d.setService()
	case AddDemand:
		return d.addDemand()
	case SetDemand, MoveDemand, RemoveDemand:
		return d.changeDemand()
	case ScaleDemand:
		return d.scaleDemand()
	case SetDistrict:
		return d.setDistrict()
	}
	return &FieldError{Index: d.index, Value: shown(string(d.change.Kind)), Why: "there is no such kind of change: the kinds are " + kindNames()}
}

// listed lists some of what would be accepted.
func listed(head string, ids []string) string {
	const most = 20
	more := ""
	if len(ids) > most {
		ids, more = ids[:most], fmt.Sprintf(" and %d more", len(ids)-most)
	}
	if len(ids) == 0 {
		return head + " none"
	}
	return head + " " + strings.Join(ids, ", ") + more
}

func (d *draft) serviceIDs() []string {
	out := make([]string, len(d.city.Services))
	for i, s := range d.city.Services {
		out[i] = s.ID
	}
	return out
}

func (d *draft) service(id string) (coverage.Service, bool) {
	if s, changed := d.services[id]; changed {
		return s, true
	}
	at, known := slices.BinarySearchFunc(d.city.Services, id, func(s coverage.Service, id string) int { return strings.Compare(s.ID, id) })
	if !known {
		return coverage.Service{}, false
	}
	return d.city.Services[at], true
}

func (d *draft) setService() error {
	c := d.change
	s, found := d.service(c.ID)
	if !found {
		return d.refuse("id", c.ID, "there is no service of that id: %s", listed("the city has", d.serviceIDs()))
	}
	if c.Minutes != nil {
		s.Minutes = *c.Minutes
	}
	if c.Profile != "" {
		profiles := []string{streets.Standard.ID}
		for _, p := range d.city.Profiles {
			profiles = append(profiles, p.ID)
		}
		if !slices.Contains(profiles, c.Profile) {
			slices.Sort(profiles)
			return d.refuse("profile", c.Profile, "there is no walking profile of that id: %s", listed("the city has", slices.Compact(profiles)))
		}
		s.Profile = c.Profile
	}
	if c.Target != nil && *c.Target != s.Target {
		s.Target, s.TargetText, s.Clause = *c.Target, "", "" // a document's words and clause are not of this one
	}
	d.services[s.ID] = s
	d.edit.Services = []coverage.Service{s}
	return nil
}

// streetEdit says what a change of a link means to the streets.
func streetEdit(c *Change) streets.Edit {
	var piece streets.Piece
	if c.Way != nil {
		piece.Way, piece.All = *c.Way, c.All
		if c.Near != nil {
			piece.Near = *c.Near
		}
	}
	switch {
	case c.Kind == CloseLink && c.ID != "":
		return streets.Edit{Remove: c.ID}
	case c.Kind == CloseLink:
		return streets.Edit{Close: &piece}
	case c.Kind == ReopenLink:
		return streets.Edit{Admit: &piece}
	}
	return streets.Edit{Open: &streets.Link{
		ID: c.ID, Name: c.Name, Kind: streetKind(c), Line: c.Line,
		LengthMM: int64(math.Round(c.LengthM * 1000)), Steps: int(c.Steps), Lift: c.Lift,
	}}
}

func streetKind(c *Change) streets.Kind {
	switch c.Link {
	case LinkPath:
		return streets.Kind{Class: streets.ClassPath}
	case LinkSteps:
		return streets.Kind{Class: streets.ClassSteps}
	case LinkCrossing:
		crossing := streets.CrossingUnmarked
		switch c.Crossing {
		case CrossingMarked:
			crossing = streets.CrossingMarked
		case CrossingSignals:
			crossing = streets.CrossingSignals
		}
		return streets.Kind{Class: streets.ClassFootway, Crossing: crossing}
	}
	return streets.Kind{Class: streets.ClassFootway}
}

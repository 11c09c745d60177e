package workspace

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"math"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/data/geopackage"
	"lifecircle/geo/streets"
)

// linkWidth is the number of columns of one link; an access has two, the second
// where the first is to a street of residents only.
const linkWidth = 6

// appendAccess appends an access as accessColumns has it.
func appendAccess(row []driver.Value, a streets.Access) []driver.Value {
	row = appendLink(row, a)
	if a.Linked && a.Public != nil {
		return appendLink(row, *a.Public)
	}
	return appendLink(row, streets.Access{})
}

func appendLink(row []driver.Value, a streets.Access) []driver.Value {
	if !a.Linked {
		return append(row, make([]driver.Value, linkWidth)...)
	}
	return append(row, int64(a.Segment), a.Fraction, int64(a.LegMM), a.At[0], a.At[1], orNull(a.Crosses.String()))
}

// access reads what appendAccess wrote.
func (s *scan) access() streets.Access {
	a := s.link()
	public := s.link()
	switch {
	case public.Linked && !a.Linked && s.err == nil:
		s.err = errors.New("how it joins the streets is out of range")
	case public.Linked:
		a.Public = &public
	}
	return a
}

func (s *scan) link() streets.Access {
	if s.null() {
		s.at += linkWidth - 1
		return streets.Access{}
	}
	segment, fraction, leg := s.whole(), s.real(), s.whole()
	a := streets.Access{Linked: true, Segment: uint32(segment), Fraction: fraction, LegMM: int32(leg), At: s.point()}
	var known bool
	a.Crosses, known = obstacleOf(s.text())
	if s.err == nil && (!known || segment < 0 || segment > math.MaxUint32 || !(fraction >= 0 && fraction <= 1) || leg < 0 || leg > math.MaxInt32) {
		s.err = errors.New("how it joins the streets is out of range")
	}
	return a
}

// obstacleOf returns the obstacle of a word.
func obstacleOf(word string) (streets.Obstacle, bool) {
	for o := streets.ObstacleNone; o.String() != "?"; o++ {
		if o.String() == word {
			return o, true
		}
	}
	return streets.ObstacleNone, false
}

// What an entrance is of.
const (
	ofFacility = "facility"
	ofDemand   = "demand"
)

// entrances writes those of facilities, then those of demand, each in order.
func (s *saver) entrances(c *Content) error {
	var box *orb.Bound
	for _, f := range c.City.Facilities {
		for _, e := range f.Entrances {
			box = extend(box, e.Point)
		}
	}
	d := &c.City.Demand
	for i, e := range d.Entrances {
		if e.Place < 0 || e.Place >= d.Len() || i > 0 && e.Place < d.Entrances[i-1].Place {
			return fmt.Errorf("workspace: entrance %d of demand is out of order", i)
		}
		box = extend(box, e.Point)
	}
	return s.table(entranceTable, box, func(add func(...driver.Value) error) error {
		put := func(of, id string, e coverage.Entrance) error {
			geom, err := geopackage.Encode(e.Point, geopackage.WGS84)
			if err != nil {
				return err
			}
			values := []driver.Value{geom, of, id, string(e.Kind), e.Point[0], e.Point[1]}
			return add(appendAccess(values, e.Access)...)
		}
		for _, f := range c.City.Facilities {
			for _, e := range f.Entrances {
				if err := put(ofFacility, f.ID, e); err != nil {
					return err
				}
			}
		}
		for _, e := range d.Entrances {
			if err := put(ofDemand, d.ID[e.Place], e.Entrance); err != nil {
				return err
			}
		}
		return nil
	})
}

// entrances come after facilities and demand, and in their order: so each finds
// its own by going on from the one before.
func (l *loader) entrances() error {
	want, err := l.count(keyEntrances)
	if err != nil {
		return err
	}
	facility, place := 0, 0
	facilities, d := l.c.City.Facilities, &l.c.City.Demand
	return l.rows(entranceTable, false, want, func(s *scan) error {
		of, id := s.text(), s.text()
		e := coverage.Entrance{Kind: coverage.EntranceKind(s.text()), Point: s.point(), Access: s.access()}
		switch e.Kind {
		case coverage.EntranceGiven, coverage.EntranceRim, coverage.EntranceIsland, coverage.EntranceLink:
		default:
			return fmt.Errorf("an entrance is of kind %q", e.Kind)
		}
		switch {
		case of == ofFacility && place == 0 && len(d.Entrances) == 0:
			for facility < len(facilities) && facilities[facility].ID != id {
				facility++
			}
			if facility < len(facilities) {
				facilities[facility].Entrances = append(facilities[facility].Entrances, e)
				return nil
			}
		case of == ofDemand:
			for place < d.Len() && d.ID[place] != id {
				place++
			}
			if place < d.Len() {
				d.Entrances = append(d.Entrances, coverage.PlaceEntrance{Place: place, Entrance: e})
				return nil
			}
		}
		return errors.New("an entrance is of nothing, or out of order")
	})
}

func (s *saver) exits(c *Content) error {
	var box *orb.Bound
	for _, a := range c.City.Exits {
		box = extend(box, a.At)
	}
	return s.table(exitTable, box, func(add func(...driver.Value) error) error {
		for _, a := range c.City.Exits {
			geom, err := geopackage.Encode(a.At, geopackage.WGS84)
			if err != nil {
				return err
			}
			if err := add(appendAccess([]driver.Value{geom}, a)...); err != nil {
				return err
			}
		}
		return nil
	})
}

func (l *loader) exits() error {
	want, err := l.count(keyExits)
	if err != nil {
		return err
	}
	return l.rows(exitTable, false, want, func(s *scan) error {
		a := s.access()
		if !a.Linked && s.err == nil {
			return errors.New("an exit is on no street")
		}
		l.c.City.Exits = append(l.c.City.Exits, a)
		return nil
	})
}

package workspace

import (
	"bytes"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"

	"lifecircle/coverage"
	"lifecircle/geo/streets"
)

// MaxProfiles is how many profiles a workspace may have.
const MaxProfiles = 1000

// A definition is a profile as JSON. The names are part of the format; the lists
// are in the order of the consts of geo/streets.
type definition struct {
	Speed      int64            `json:"speed_mm_per_hour"`
	StepUp     streets.Wait     `json:"step_up_ms"`
	StepDown   streets.Wait     `json:"step_down_ms"`
	StairsUp   streets.Factor   `json:"stairs_up"`
	StairsDown streets.Factor   `json:"stairs_down"`
	Ramps      streets.Ramps    `json:"ramps"`
	Ramp       streets.Factor   `json:"ramp"`
	Escalator  streets.Factor   `json:"escalator"`
	Slope      int              `json:"slope"`
	MaxUp      int32            `json:"max_up"`
	MaxDown    int32            `json:"max_down"`
	Signal     streets.Wait     `json:"signal_ms"`
	Crossing   streets.Wait     `json:"crossing_ms"`
	Lift       streets.Wait     `json:"lift_ms"`
	Surface    []streets.Factor `json:"surface"`
	Smoothness []streets.Factor `json:"smoothness"`
	Wheelchair []streets.Factor `json:"wheelchair"`
	Stroller   []streets.Factor `json:"stroller"`
	Kerb       []streets.Wait   `json:"kerb_ms"`
	Barrier    []streets.Wait   `json:"barrier_ms"`
	MinWidth   uint8            `json:"min_width_dm"`
}

func defined(p streets.Profile) definition {
	d := definition{Speed: p.Speed, StepUp: p.StepUp, StepDown: p.StepDown, StairsUp: p.StairsUp, StairsDown: p.StairsDown,
		Ramps: p.Ramps, Ramp: p.Ramp, Escalator: p.Escalator, MaxUp: p.MaxUp, MaxDown: p.MaxDown,
		Signal: p.Signal, Crossing: p.Crossing, Lift: p.Lift,
		Surface: p.Surface[:], Smoothness: p.Smoothness[:], Wheelchair: p.Wheelchair[:], Stroller: p.Stroller[:],
		Kerb: p.Kerb[:], Barrier: p.Barrier[:], MinWidth: p.MinWidthDM}
	if p.Slope {
		d.Slope = 1
	}
	return d
}

// Bounds of a profile's numbers; one beyond them was not written by us.
const (
	maxSpeed  = 100_000_000   // millimetres per hour: 100 km/h
	maxFactor = 1_000_000     // a thousand times as long
	maxWait   = 1_000_000_000 // milliseconds, 278 hours
)

// profile makes a profile of a definition, and refuses one that is none.
func (d definition) profile(id string) (streets.Profile, error) {
	p := streets.Profile{ID: id, Speed: d.Speed, StepUp: d.StepUp, StepDown: d.StepDown, StairsUp: d.StairsUp, StairsDown: d.StairsDown,
		Ramps: d.Ramps, Ramp: d.Ramp, Escalator: d.Escalator, Slope: d.Slope == 1, MaxUp: d.MaxUp, MaxDown: d.MaxDown,
		Signal: d.Signal, Crossing: d.Crossing, Lift: d.Lift, MinWidthDM: d.MinWidth}
	whole := fills(p.Surface[:], d.Surface) && fills(p.Smoothness[:], d.Smoothness) && fills(p.Wheelchair[:], d.Wheelchair) &&
		fills(p.Stroller[:], d.Stroller) && fills(p.Kerb[:], d.Kerb) && fills(p.Barrier[:], d.Barrier)
	if !whole {
		return p, errors.New("a list is of another length")
	}
	factors := [][]streets.Factor{d.Surface, d.Smoothness, d.Wheelchair, d.Stroller, {d.StairsUp, d.StairsDown, d.Ramp, d.Escalator}}
	for _, list := range factors {
		for _, f := range list {
			if f < streets.Blocked || f > maxFactor {
				return p, fmt.Errorf("factor %d is out of range", f)
			}
		}
	}
	for _, list := range [][]streets.Wait{d.Kerb, d.Barrier, {d.StepUp, d.StepDown, d.Signal, d.Crossing, d.Lift}} {
		for _, w := range list {
			if w < streets.Blocked || w > maxWait {
				return p, fmt.Errorf("wait %d is out of range", w)
			}
		}
	}
	if d.Speed <= 0 || d.Speed > maxSpeed || d.Slope < 0 || d.Slope > 1 || d.MaxUp < 0 || d.MaxDown < 0 ||
		d.Ramps > streets.RampWheelchair|streets.RampStroller {
		return p, errors.New("a number is out of range")
	}
	return p, nil
}

func fills[T any](to, from []T) bool { return copy(to, from) == len(from) && len(from) == len(to) }

func (s *saver) profiles(c *Content) error {
	return s.table(profileTable, nil, func(add func(...driver.Value) error) error {
		for _, v := range c.City.Profiles {
			text, err := marshal(defined(v.Profile))
			if err != nil {
				return err
			}
			if err := add(v.ID, orNull(v.Names.Plain), orNull(v.Names.ZH), orNull(v.Names.EN), text); err != nil {
				return err
			}
		}
		return nil
	})
}

func (l *loader) profiles() error {
	return l.rows(profileTable, false, -1, func(s *scan) error {
		id, names, text := s.text(), s.names(), s.text()
		all := l.c.City.Profiles
		if len(all) == MaxProfiles || len(text) > 1<<16 {
			return errors.New("is too large")
		}
		if len(all) > 0 && all[len(all)-1].ID >= id {
			return errors.New("profiles are not sorted")
		}
		var d definition
		strict := json.NewDecoder(bytes.NewReader([]byte(text)))
		strict.DisallowUnknownFields()
		if err := strict.Decode(&d); err != nil {
			return err
		}
		p, err := d.profile(id)
		l.c.City.Profiles = append(all, coverage.Profile{Profile: p, Names: names})
		return err
	})
}

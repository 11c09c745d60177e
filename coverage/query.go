package coverage

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"lifecircle/geo"
	"lifecircle/geo/streets"
)

// MaxMinutes is the longest walk that can be asked for.
const MaxMinutes = 120

// MaxLimits is how many limits one question may have.
const MaxLimits = 24

// A QueryError is a question that the city cannot answer: a name it does not
// know, or a value out of range.
type QueryError struct {
	Param string   // service, district, level, all-of, mean-of, group, area, weight, minutes, profile, private
	Value string   // as asked
	Known []string // what would be accepted, where that is a list
	Why   string   // what is wrong where it is not an unknown name
}

// Error says what is wrong and what would be accepted.
func (e *QueryError) Error() string {
	why := e.Why
	if why == "" {
		why = "there is none of that name here"
	}
	if len(e.Known) > 0 {
		const most = 20
		known := e.Known
		more := ""
		if len(known) > most {
			known, more = known[:most], fmt.Sprintf(" and %d more", len(e.Known)-most)
		}
		why += ": known are " + strings.Join(known, ", ") + more
	}
	return fmt.Sprintf("%s %q: %s", e.Param, e.Value, why)
}

// check refuses a question about what the city does not have.
func (c *City) check(q Query) error {
	for _, list := range []struct {
		param string
		ids   []string
	}{{"service", q.Services}, {"all-of", q.AllOf}, {"mean-of", q.MeanOf}} {
		if err := c.checkServices(list.param, list.ids); err != nil {
			return err
		}
	}
	if err := c.checkScope(q.Scope); err != nil {
		return err
	}
	if err := c.checkTreatments(q.Treatments); err != nil {
		return err
	}
	return CheckMinutes(q.Limits...)
}

// checkTreatments refuses treatments of residents' streets that the city does not
// have.
func (c *City) checkTreatments(list []streets.Private) error {
	if list != nil && len(list) == 0 {
		return &QueryError{Param: "private", Why: "name at least one treatment", Known: []string{"closed", "residents", "open"}}
	}
	for i, p := range list {
		if err := c.checkPrivate(p); err != nil {
			return err
		}
		if slices.Contains(list[:i], p) {
			return &QueryError{Param: "private", Value: string(p), Why: "it is named twice: name each treatment once"}
		}
	}
	return nil
}

func (c *City) ServiceIDs() []string {
	ids := make([]string, len(c.Services))
	for i, s := range c.Services {
		ids[i] = s.ID
	}
	return ids
}

// sortedLimits returns the limits asked for, ascending and each once; nil are the
// services' own.
func (q Query) sortedLimits() []float64 {
	if q.Limits == nil && q.Minutes != 0 {
		return []float64{q.Minutes}
	}
	sorted := slices.Clone(q.Limits)
	slices.Sort(sorted)
	return slices.Compact(sorted)
}

// CheckPoint refuses coordinates that are none.
func CheckPoint(param string, p orb.Point) error {
	if geo.Valid(p) {
		return nil
	}
	return &QueryError{Param: param, Value: fmt.Sprint(p[0], ",", p[1]),
		Why: "give longitude and latitude in degrees, longitude first: −180 to 180, −90 to 90"}
}

// GroupIDs lists the groups of people that demand counts, sorted.
func (c *City) GroupIDs() []string { return slices.Sorted(maps.Keys(c.Demand.Groups)) }

// weightIDs lists the weights other than people that the city's demand has.
func (c *City) weightIDs() []string { return slices.Sorted(maps.Keys(c.Demand.Weight)) }

// FacilityIndex returns the place of a facility in City.Facilities, and false where
// there is none of that id.
func (c *City) FacilityIndex(id string) (int, bool) {
	return slices.BinarySearchFunc(c.Facilities, id, func(f Facility, id string) int { return cmp.Compare(f.ID, id) })
}

// FacilityIDs lists the ids of City.Facilities, in their order.
func (c *City) FacilityIDs() []string {
	ids := make([]string, len(c.Facilities))
	for i, f := range c.Facilities {
		ids[i] = f.ID
	}
	return ids
}

// serviceIndex returns the place of a service in City.Services, and false where
// there is none of that id.
func (c *City) serviceIndex(id string) (int, bool) {
	at := slices.IndexFunc(c.Services, func(s Service) bool { return s.ID == id })
	return at, at >= 0
}

// levels lists the levels of the districts, ascending.
func (c *City) levels() []int {
	var out []int
	for _, d := range c.Districts {
		if !slices.Contains(out, d.Level) {
			out = append(out, d.Level)
		}
	}
	slices.Sort(out)
	return out
}

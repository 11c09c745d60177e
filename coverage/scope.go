package coverage

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"lifecircle/geo/streets"
)

// A Scope says whom a question counts, and how they walk. Every question embeds
// one. The zero value is everybody whom the service serves, in the whole city, as
// its standard has them walk.
type Scope struct {
	Group    string          // people of this group; "" means the service's own, of several services all
	Area     Area            // whose places count; "" means the service's own, all where services differ
	Weight   string          // what is counted; "" means people
	Minutes  float64         // the walking limit; 0 means each service's own
	Profile  string          // how they walk; "" means each service's own
	Private  streets.Private // how residents' streets are treated; "" means as the city was built
	District *string         // only those in the district of this code; "" is demand in no district
	Level    *int            // the level of District; without one, only districts of this level are listed
}

// A Basis is a scope that an engine has resolved for some services: its defaults
// filled in, and all that it names looked up. Of a question about no service it
// has one setting and one limit.
type Basis struct {
	Scope                    // Minutes and Profile stay zero where they are each service's own and these differ
	Services       []int     // indices into City.Services, as asked
	Settings       []Setting // by Services
	ServiceMinutes []float64 // likewise: the walking limits

	engine  *Engine
	amounts []Amount // nil where no demand has the group or the weight
}

// Resolve checks a scope for one service or none, and fills its defaults in. It
// refuses what the city does not have: that is a [*QueryError], the only error.
// Whether somebody is counted by the group and the weight says [Basis.Counted].
func (e *Engine) Resolve(s Scope, service ...string) (*Basis, error) {
	return e.resolve(s, ReadingEach, "service", service)
}

// ResolveBundle is like Resolve for services that are read together.
func (e *Engine) ResolveBundle(s Scope, services []string) (*Basis, error) {
	return e.resolve(s, ReadingAllOf, "all-of", services)
}

func (e *Engine) resolve(s Scope, reading Reading, param string, ids []string) (*Basis, error) {
	if err := e.city.checkServices(param, ids); err != nil {
		return nil, err
	}
	if err := e.city.checkScope(s); err != nil {
		return nil, err
	}
	b := &Basis{Scope: s, engine: e, Services: e.city.indices(ids)}
	b.Private = cmp.Or(s.Private, e.city.DefaultPrivate())
	services := []Service{{Minutes: defaultMinutes}}
	if len(ids) == 0 {
		b.Minutes, b.Profile = cmp.Or(s.Minutes, defaultMinutes), e.city.profileID(s.Profile, Service{})
		b.Group, b.Area, b.Weight = cmp.Or(s.Group, "all"), cmp.Or(s.Area, AreaAll), cmp.Or(s.Weight, WeightPeople)
	} else {
		header := e.city.rowHeader(Query{Scope: s}, task{reading, b.Services, s.Minutes, b.Private})
		b.Group, b.Area, b.Weight = header.Group, header.Area, header.Weight
		if header.Minutes != nil {
			b.Minutes = *header.Minutes
		}
		if header.Profile != nil {
			b.Profile = *header.Profile
		}
		services = services[:0]
		for _, i := range b.Services {
			services = append(services, e.city.Services[i])
		}
	}
	for _, service := range services {
		set, err := e.city.Setting(e.city.profileID(s.Profile, service), s.Private)
		if err != nil {
			return nil, err
		}
		b.Settings, b.ServiceMinutes = append(b.Settings, set), append(b.ServiceMinutes, cmp.Or(s.Minutes, service.Minutes))
	}
	b.amounts, _ = e.city.amounts(b.Group, b.Weight)
	return b, nil
}

// defaultMinutes is the limit of a question about no service.
const defaultMinutes = 15

// Counted refuses, as a [*QueryError], a group or a weight that no demand of the
// city has.
func (b *Basis) Counted() error {
	if b.amounts != nil {
		return nil
	}
	return b.engine.city.noSuchColumn(b.Group, b.Weight)
}

// Limit returns the limit of the k-th service in milliseconds.
func (b *Basis) Limit(k int) int64 { return Millis(b.ServiceMinutes[k]) }

// Amount returns who counts at a place of demand: 0 where nobody does, where the
// source left the count blank, and where the place is of another area or district.
func (b *Basis) Amount(place int) Amount {
	if !b.counts(place) {
		return 0
	}
	return max(0, b.amounts[place])
}

// AmountInCity is like Amount whatever the scope's district.
func (b *Basis) AmountInCity(place int) Amount {
	if !b.engine.city.counts(place, b.Area) {
		return 0
	}
	return max(0, b.amounts[place])
}

// Raw returns the count of a place as its source has it, whatever its area and
// district; Missing where that is blank.
func (b *Basis) Raw(place int) Amount { return b.amounts[place] }

// AmountOf is like Amount for another group of people.
func (b *Basis) AmountOf(group string, place int) Amount {
	column := b.engine.city.Demand.Groups[group]
	if column == nil || !b.counts(place) {
		return 0
	}
	return max(0, column[place])
}

func (b *Basis) counts(place int) bool {
	return b.engine.city.counts(place, b.Area) && b.engine.InDistrict(place, b.Scope)
}

// Places lists the places of the scope's district, or all, by id.
func (b *Basis) Places() []int { return b.engine.PlacesIn(b.Scope) }

// noSuchColumn refuses a group or a weight that no demand of the city has.
func (c *City) noSuchColumn(group, weight string) *QueryError {
	if weight != WeightPeople {
		return &QueryError{Param: "weight", Value: weight, Known: c.weightIDs()}
	}
	known, why := c.GroupIDs(), ""
	if len(known) == 0 {
		why = "no demand of the city counts people: give [[demand]] a source with people in the manifest"
		if weights := c.weightIDs(); len(weights) > 0 {
			why += ", or ask for another weight: " + strings.Join(weights, ", ")
		}
	}
	return &QueryError{Param: "group", Value: group, Known: known, Why: why}
}

// checkServices refuses services that are not there, and one that is named twice.
func (c *City) checkServices(param string, ids []string) error {
	for i, id := range ids {
		if _, known := c.serviceIndex(id); !known {
			return &QueryError{Param: param, Value: id, Known: c.ServiceIDs()}
		}
		if slices.Contains(ids[:i], id) {
			return &QueryError{Param: param, Value: id, Why: "it is named twice: name each service once"}
		}
	}
	return nil
}

// checkScope refuses what a scope names and the city does not have. Whether the
// group and the weight are counted is not asked.
func (c *City) checkScope(s Scope) error {
	if err := c.checkDistrict(s); err != nil {
		return err
	}
	if _, err := c.Setting(s.Profile, s.Private); err != nil {
		return err
	}
	switch s.Area {
	case "", AreaAll, AreaUrban, AreaRural:
	default:
		return &QueryError{Param: "area", Value: string(s.Area), Known: []string{"all", "urban", "rural"}}
	}
	if s.Weight != "" && s.Weight != WeightPeople && !slices.Contains(Weights, s.Weight) {
		return &QueryError{Param: "weight", Value: s.Weight, Known: append([]string{WeightPeople}, Weights...)}
	}
	if s.Minutes != 0 {
		return CheckMinutes(s.Minutes)
	}
	return nil
}

func (c *City) checkDistrict(s Scope) error {
	levels := c.levels()
	if s.Level != nil && !slices.Contains(levels, *s.Level) {
		known := make([]string, len(levels))
		for i, l := range levels {
			known[i] = fmt.Sprint(l)
		}
		return &QueryError{Param: "level", Value: fmt.Sprint(*s.Level), Known: known}
	}
	if s.District == nil || *s.District == "" && len(levels) > 0 {
		return nil
	}
	var codes []string
	for _, d := range c.Districts {
		if s.Level != nil && d.Level != *s.Level {
			continue
		}
		if d.Code == *s.District {
			return nil
		}
		codes = append(codes, d.Code)
	}
	return &QueryError{Param: "district", Value: *s.District, Known: codes}
}

// CheckMinutes refuses limits that nobody can be asked to walk.
func CheckMinutes(limits ...float64) error {
	if len(limits) > MaxLimits {
		return &QueryError{Param: "minutes", Value: fmt.Sprint(len(limits), " limits"), Why: fmt.Sprintf("ask for at most %d at once", MaxLimits)}
	}
	for _, m := range limits {
		if math.IsNaN(m) || m <= 0 || m > MaxMinutes {
			return &QueryError{Param: "minutes", Value: fmt.Sprint(m), Why: fmt.Sprintf("give minutes over 0 and at most %d", MaxMinutes)}
		}
	}
	return nil
}

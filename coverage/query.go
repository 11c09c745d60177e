package coverage

import (
	"fmt"
	"math"
	"slices"
	"strings"
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
func (e *Engine) check(q Query) error {
	for _, list := range []struct {
		param string
		ids   []string
	}{{"service", q.Services}, {"all-of", q.AllOf}, {"mean-of", q.MeanOf}} {
		for i, id := range list.ids {
			if _, known := e.service[id]; !known {
				return &QueryError{Param: list.param, Value: id, Known: e.serviceIDs()}
			}
			if slices.Contains(list.ids[:i], id) {
				return &QueryError{Param: list.param, Value: id, Why: "it is named twice: name each service once"}
			}
		}
	}
	if err := e.checkPlace(q); err != nil {
		return err
	}
	if err := e.checkWalking(q); err != nil {
		return err
	}
	return checkValues(q)
}

// checkWalking refuses profiles and treatments of residents' streets that the
// city does not have.
func (e *Engine) checkWalking(q Query) error {
	if _, err := e.setting(q.Profile, ""); err != nil {
		return err
	}
	if q.Private != nil && len(q.Private) == 0 {
		return &QueryError{Param: "private", Why: "name at least one treatment", Known: []string{"closed", "residents", "open"}}
	}
	for i, p := range q.Private {
		if err := e.checkPrivate(p); err != nil {
			return err
		}
		if slices.Contains(q.Private[:i], p) {
			return &QueryError{Param: "private", Value: string(p), Why: "it is named twice: name each treatment once"}
		}
	}
	return nil
}

func (e *Engine) checkPlace(q Query) error {
	if q.Level != nil && !slices.Contains(e.levels, *q.Level) {
		known := make([]string, len(e.levels))
		for i, l := range e.levels {
			known[i] = fmt.Sprint(l)
		}
		return &QueryError{Param: "level", Value: fmt.Sprint(*q.Level), Known: known}
	}
	if q.District == nil || *q.District == "" && len(e.levels) > 0 {
		return nil
	}
	var codes []string
	for _, d := range e.city.Districts {
		if d.Code == *q.District && (q.Level == nil || d.Level == *q.Level) {
			return nil
		}
		codes = append(codes, d.Code)
	}
	return &QueryError{Param: "district", Value: *q.District, Known: codes}
}

func checkValues(q Query) error {
	switch q.Area {
	case "", AreaAll, AreaUrban, AreaRural:
	default:
		return &QueryError{Param: "area", Value: string(q.Area), Known: []string{"all", "urban", "rural"}}
	}
	if q.Weight != "" && q.Weight != WeightPeople && !slices.Contains(Weights, q.Weight) {
		return &QueryError{Param: "weight", Value: q.Weight, Known: append([]string{WeightPeople}, Weights...)}
	}
	if len(q.Minutes) > MaxLimits {
		return &QueryError{Param: "minutes", Value: fmt.Sprint(len(q.Minutes), " limits"), Why: fmt.Sprintf("ask for at most %d at once", MaxLimits)}
	}
	for _, m := range q.Minutes {
		if math.IsNaN(m) || m <= 0 || m > MaxMinutes {
			return &QueryError{Param: "minutes", Value: fmt.Sprint(m), Why: fmt.Sprintf("give minutes over 0 and at most %d", MaxMinutes)}
		}
	}
	return nil
}

func (e *Engine) serviceIDs() []string {
	ids := make([]string, len(e.city.Services))
	for i, s := range e.city.Services {
		ids[i] = s.ID
	}
	return ids
}

// limits returns the limits asked for, ascending and each once.
func (q Query) limits() []float64 {
	sorted := slices.Clone(q.Minutes)
	slices.Sort(sorted)
	return slices.Compact(sorted)
}

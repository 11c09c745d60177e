package scenario

import (
	"fmt"
	"slices"

	"lifecircle/coverage"
)

// A Difference is a row after less the row before. What names the row (services,
// reading, group, area, weight, district, minutes, profile, private) is that
// after; the numbers are after − before, nil where either has none. The limit and
// the target of a service that is changed stand in the rows themselves.
type Difference struct {
	coverage.Row
	Verdict [2]*coverage.Verdict // before and after
}

// A Flip is a row whose verdict is another one after.
type Flip struct {
	Row           int // index into Before, After and Difference
	Before, After coverage.Verdict
}

// differences pairs rows of the same question.
func differences(before, after []coverage.Row) ([]Difference, error) {
	if len(before) != len(after) {
		return nil, fmt.Errorf("%d rows before and %d after: the cities are not of one base", len(before), len(after))
	}
	out := make([]Difference, len(before))
	for i := range before {
		b, a := &before[i], &after[i]
		if !samePlace(b, a) {
			return nil, fmt.Errorf("row %d is of another question before and after: the cities are not of one base", i)
		}
		out[i] = difference(b, a)
	}
	return out, nil
}

// samePlace reports whether two rows answer the same question.
func samePlace(b, a *coverage.Row) bool {
	if (b.District == nil) != (a.District == nil) || b.District != nil && (b.District.Code != a.District.Code || b.District.Level != a.District.Level) {
		return false
	}
	return b.Reading == a.Reading && b.Private == a.Private && slices.Equal(b.Services, a.Services)
}

func difference(b, a *coverage.Row) Difference {
	d := Difference{Row: *a, Verdict: [2]*coverage.Verdict{b.Verdict, a.Verdict}}
	d.Row.Verdict, d.Row.Target, d.Row.TargetText, d.Row.BufferM, d.Row.Reason = nil, nil, nil, nil, ""
	d.Demand, d.Covered = minus(b.Demand, a.Demand), minus(b.Covered, a.Covered)
	d.Coverage, d.CoverageLow, d.CoverageHigh = minus(b.Coverage, a.Coverage), minus(b.CoverageLow, a.CoverageLow), minus(b.CoverageHigh, a.CoverageHigh)
	d.Shortfall, d.NearEdge, d.Unlinked = minus(b.Shortfall, a.Shortfall), minus(b.NearEdge, a.NearEdge), minus(b.Unlinked, a.Unlinked)
	d.UnlinkedFacilities = minus(b.UnlinkedFacilities, a.UnlinkedFacilities)
	d.Within1Min, d.LargestPlace = minus(b.Within1Min, a.Within1Min), minus(b.LargestPlace, a.LargestPlace)
	d.ServicesInReach, d.BufferCoverage, d.Inside = minus(b.ServicesInReach, a.ServicesInReach), minus(b.BufferCoverage, a.BufferCoverage), minus(b.Inside, a.Inside)
	return d
}

// minus returns after − before.
func minus[T coverage.Amount | float64 | int64 | int](before, after *T) *T {
	if before == nil || after == nil {
		return nil
	}
	d := *after - *before
	return &d
}

func flips(before, after []coverage.Row) []Flip {
	var out []Flip
	for i := range before {
		b, a := before[i].Verdict, after[i].Verdict
		if b != nil && a != nil && *b != *a {
			out = append(out, Flip{i, *b, *a})
		}
	}
	return out
}

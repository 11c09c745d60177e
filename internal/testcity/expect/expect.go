// Package expect compares what tests get with what they want, in words that a
// reader can check against a drawing.
package expect

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"lifecircle/coverage"
	"lifecircle/internal/testcity/asciicity"
)

// Fields reads the named numbers of a row, "-" where there is none: people and
// other amounts in ones, shares to four digits.
func Fields(r coverage.Row, names string) string {
	var words []string
	for _, name := range strings.Fields(names) {
		words = append(words, Field(r, name))
	}
	return strings.Join(words, " ")
}

// Field reads one of [Fields].
func Field(r coverage.Row, name string) string {
	switch name {
	case "demand":
		return amount(r.Demand)
	case "covered":
		return amount(r.Covered)
	case "near_edge":
		return amount(r.NearEdge)
	case "unlinked":
		return amount(r.Unlinked)
	case "within":
		return amount(r.Within1Min)
	case "largest":
		return amount(r.LargestPlace)
	case "coverage":
		return Share(r.Coverage)
	case "low":
		return Share(r.CoverageLow)
	case "high":
		return Share(r.CoverageHigh)
	case "buffer":
		return Share(r.BufferCoverage)
	case "buffer_m":
		return Share(r.BufferM)
	case "in_reach":
		return Share(r.ServicesInReach)
	case "minutes":
		return Share(r.Minutes)
	case "inside":
		return Share(r.Inside)
	case "unlinked_facilities":
		return shown(r.UnlinkedFacilities)
	case "shortfall":
		return shown(r.Shortfall)
	case "verdict":
		return shown(r.Verdict)
	case "target":
		return shown(r.Target)
	case "profile":
		return shown(r.Profile)
	case "text":
		return shown(r.TargetText)
	case "reason":
		return shown(&r.Reason)
	case "area":
		return string(r.Area)
	case "known":
		return strconv.FormatBool(r.AreaKnown)
	case "group":
		return r.Group
	}
	panic("no field " + name)
}

func amount(a *coverage.Amount) string {
	if a == nil {
		return "-"
	}
	return strconv.FormatFloat(float64(*a)/1000, 'f', -1, 64)
}

// Share writes a share to four digits.
func Share(x *float64) string {
	if x == nil {
		return "-"
	}
	return strconv.FormatFloat(*x, 'g', 4, 64)
}

func shown[T any](x *T) string {
	if x == nil {
		return "-"
	}
	if s := fmt.Sprint(*x); s != "" {
		return s
	}
	return `""`
}

// District names a row: "city", its code, or "none" for demand in no district.
func District(r coverage.Row) string {
	switch {
	case r.District == nil:
		return "city"
	case r.District.Code == "":
		return "none"
	}
	return r.District.Code
}

// ByDistrict lists fields of all rows: "city: 7 6; 01: 3 3".
func ByDistrict(rows []coverage.Row, names string) string {
	var out []string
	for _, r := range rows {
		out = append(out, District(r)+": "+Fields(r, names))
	}
	return strings.Join(out, "; ")
}

// Equal fails the test where what it got is not what it wants.
func Equal[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n got  %v\n want %v", what, got, want)
	}
}

// Seconds compares every place's walk in whole seconds.
func Seconds(t testing.TB, c *asciicity.City, r asciicity.Reach, seconds string) {
	t.Helper()
	if got := r.String(); got != seconds {
		t.Errorf("seconds:\n got  %s\n want %s\n%s", got, seconds, c)
	}
}

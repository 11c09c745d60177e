package coverage_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"lifecircle/coverage"
	"lifecircle/internal/testcity/asciicity"
)

// fields reads the named numbers of a row, "-" where there is none: people and
// other amounts in ones, shares to four digits.
func fields(r coverage.Row, names string) string {
	var words []string
	for _, name := range strings.Fields(names) {
		words = append(words, field(r, name))
	}
	return strings.Join(words, " ")
}

func field(r coverage.Row, name string) string {
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
		return share(r.Coverage)
	case "low":
		return share(r.CoverageLow)
	case "high":
		return share(r.CoverageHigh)
	case "buffer":
		return share(r.BufferCoverage)
	case "buffer_m":
		return share(r.BufferM)
	case "in_reach":
		return share(r.ServicesInReach)
	case "minutes":
		return share(r.Minutes)
	case "inside":
		return share(r.Inside)
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

func share(x *float64) string {
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

// district names a row: "city", its code, or "none" for demand in no district.
func district(r coverage.Row) string {
	switch {
	case r.District == nil:
		return "city"
	case r.District.Code == "":
		return "none"
	}
	return r.District.Code
}

// byDistrict lists fields of all rows: "city: 7 6; 01: 3 3".
func byDistrict(rows []coverage.Row, names string) string {
	var out []string
	for _, r := range rows {
		out = append(out, district(r)+": "+fields(r, names))
	}
	return strings.Join(out, "; ")
}

func want[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n got  %v\n want %v", what, got, want)
	}
}

// wantSeconds compares every place's walk in whole seconds.
func wantSeconds(t *testing.T, c *asciicity.City, r asciicity.Reach, seconds string) {
	t.Helper()
	if got := r.String(); got != seconds {
		t.Errorf("seconds:\n got  %s\n want %s\n%s", got, seconds, c)
	}
}

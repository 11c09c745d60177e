package answer

import (
	"io"
	"slices"
	"sort"
	"strconv"
	"strings"

	"lifecircle/coverage"
	"lifecircle/geo/streets"
)

// writeFoot writes what stands below a table, after a blank line: the words that
// its numbers need, the attribution and the provenance.
func writeFoot(w io.Writer, c *coverage.City, lang Lang, words ...string) error {
	_, err := io.WriteString(w, "\n"+strings.Join(append(words, credits(c, lang)...), "\n")+"\n")
	return err
}

// credits are the attribution, a line each, and the provenance.
func credits(c *coverage.City, lang Lang) []string {
	p := ProvenanceOf(c)
	return append(p.Attribution, p.line(lang))
}

// legend explains what a reader of the rows may ask: the range of a coverage,
// the circle, an area that is not known, a group or weight that is missing.
func (r Rows) legend() []string {
	var near, unlinked coverage.Amount
	var ranged, circles, unknownArea bool
	var facilities int
	for _, row := range r.Rows {
		if row.CoverageLow != nil && row.CoverageHigh != nil && *row.CoverageLow != *row.CoverageHigh {
			ranged = true
		}
		if row.BufferCoverage != nil {
			circles = true
		}
		if row.Area != coverage.AreaAll && row.Area != "" && !row.AreaKnown {
			unknownArea = true
		}
		if row.NearEdge != nil {
			near = max(near, *row.NearEdge)
		}
		if row.Unlinked != nil {
			unlinked = max(unlinked, *row.Unlinked)
		}
		if row.UnlinkedFacilities != nil && row.District == nil {
			facilities = max(facilities, *row.UnlinkedFacilities)
		}
	}
	var out []string
	if ranged {
		out = append(out, Say(r.Lang, "legend.range", "near_edge", amount(&near), "unlinked", amount(&unlinked)))
	}
	if facilities > 0 {
		out = append(out, Say(r.Lang, "legend.unlinked_facilities", "n", strconv.Itoa(facilities)))
	}
	if circles {
		out = append(out, Say(r.Lang, "legend.circle"))
	}
	out = append(out, r.walked()...)
	if unknownArea {
		out = append(out, Say(r.Lang, "legend.area_unknown"))
	}
	return append(out, r.missing()...)
}

// treatments lists how residents' streets are treated in the rows, each once, in
// the order met.
func (r Rows) treatments() []streets.Private {
	var out []streets.Private
	for _, row := range r.Rows {
		if !slices.Contains(out, row.Private) {
			out = append(out, row.Private)
		}
	}
	return out
}

// walked says how the rows' walks are made, where that is not the plainest: the
// standard profile, with residents' streets closed.
func (r Rows) walked() []string {
	treatments := r.treatments()
	plainest := len(treatments) == 1 && (treatments[0] == streets.PrivateClosed || treatments[0] == "")
	var out []string
	for _, t := range treatments {
		if !plainest && t != "" {
			out = append(out, Say(r.Lang, "private_legend."+string(t)))
		}
	}
	var profiles []string
	for _, row := range r.Rows {
		if row.Profile != nil && *row.Profile != streets.Standard.ID && !slices.Contains(profiles, *row.Profile) {
			profiles = append(profiles, *row.Profile)
		}
	}
	for _, p := range profiles {
		out = append(out, Say(r.Lang, "legend.profile", "profile", profileName(r.City, r.Lang, p)))
	}
	return out
}

// missing says which groups and weights no demand has, and what to ask instead.
func (r Rows) missing() []string {
	groups, weights := map[string]bool{}, map[string]bool{}
	for _, row := range r.Rows {
		switch row.Reason {
		case coverage.ReasonNoSuchGroup:
			groups[row.Group] = true
		case coverage.ReasonNoSuchWeight:
			weights[row.Weight] = true
		}
	}
	var out []string
	for _, g := range sortedKeys(groups) {
		out = append(out, Say(r.Lang, "legend.no_group", "group", g, "ask", r.instead()))
	}
	for _, weight := range sortedKeys(weights) {
		out = append(out, Say(r.Lang, "legend.no_weight", "weight", weight, "ask", r.instead()))
	}
	return out
}

// instead lists the flags that this city can answer: groups it counts, then
// its weights.
func (r Rows) instead() string {
	var flags []string
	for g := range r.City.Demand.Groups {
		flags = append(flags, "--group "+g)
	}
	for weight := range r.City.Demand.Weight {
		flags = append(flags, "--weight "+weight)
	}
	sort.Strings(flags)
	if len(flags) == 0 {
		return Say(r.Lang, "legend.nothing_counted")
	}
	return Say(r.Lang, "legend.ask", "flags", strings.Join(flags, Say(r.Lang, "list.or")))
}

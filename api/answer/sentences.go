package answer

import (
	"io"
	"slices"
	"strings"

	"lifecircle/coverage"
)

// writeText writes a sentence a row, then the attribution.
func (r Rows) writeText(w io.Writer) error {
	var b strings.Builder
	several := len(r.treatments()) > 1
	for _, row := range r.Rows {
		b.WriteString(sentence{r.City, r.Lang, row, several}.text() + "\n")
	}
	for _, line := range ProvenanceOf(r.City).Attribution {
		b.WriteString(line + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// Sentence says a row in words that can be pasted into a document: who can
// walk to what, against which target, and why it may not be sure.
func Sentence(c *coverage.City, lang Lang, row coverage.Row) string {
	return sentence{c, lang, row, false}.text()
}

func (s sentence) text() string {
	row, lang := s.row, s.lang
	parts := []string{s.main()}
	if row.Coverage != nil {
		parts = append(parts, s.verdict(), s.circle())
	}
	parts = append(parts, s.caveats()...)
	var said []string
	for _, p := range parts {
		if p != "" {
			said = append(said, p)
		}
	}
	return strings.Join(said, Say(lang, "sentence.space"))
}

type sentence struct {
	city *coverage.City
	lang Lang
	row  coverage.Row

	// several says that residents' streets are treated in several ways, so that
	// each sentence says how.
	several bool
}

// say fills in what every part may need.
func (s sentence) say(key string, pairs ...string) string {
	row := s.row
	within := Say(s.lang, "sentence.within_own")
	if row.Minutes != nil {
		within = Say(s.lang, "sentence.within", "minutes", minutes(*row.Minutes))
	}
	all := append([]string{
		"place", placeName(s.city, s.lang, row.District),
		"service", serviceNames(s.city, s.lang, row.Services),
		"counted", s.counted(),
		"within", within,
	}, pairs...)
	return Say(s.lang, key, all...)
}

// counted is what the row counts, with its area where that is known.
func (s sentence) counted() string {
	what := counted(s.lang, s.row)
	if a := areaWord(s.lang, s.row.Area); a != "" && s.row.AreaKnown {
		return Say(s.lang, "sentence.of_area", "area", a, "counted", what)
	}
	return what
}

func (s sentence) main() string {
	row := s.row
	switch row.Reason {
	case coverage.ReasonOutside:
		return s.say("sentence.outside")
	case coverage.ReasonNoDemand:
		return s.say("sentence.no_demand")
	case coverage.ReasonNoSuchGroup:
		return s.say("sentence.no_such_group", "group", row.Group)
	case coverage.ReasonNoSuchWeight:
		return s.say("sentence.no_such_weight", "weight", row.Weight)
	}
	if row.Coverage == nil {
		return s.say("sentence.unknown")
	}
	share := percent(s.lang, *row.Coverage, row.Target)
	switch {
	case row.Reason == coverage.ReasonNoFacility:
		return s.say("sentence.no_facility", "demand", amount(row.Demand))
	case row.Reading == coverage.ReadingMeanOf:
		return s.say("sentence.mean_of", "share", share)
	case row.Reading == coverage.ReadingAllOf:
		return s.say("sentence.all_of", "share", share, "covered", amount(row.Covered), "demand", amount(row.Demand))
	}
	return s.say("sentence.each", "share", share, "covered", amount(row.Covered), "demand", amount(row.Demand))
}

func (s sentence) verdict() string {
	row := s.row
	if row.Verdict == nil || row.Target == nil {
		return ""
	}
	target := targetPercent(s.lang, *row.Target)
	switch *row.Verdict {
	case coverage.Meets:
		return Say(s.lang, "sentence.meets", "target", target)
	case coverage.Misses:
		if row.Shortfall == nil {
			return Say(s.lang, "sentence.misses_only", "target", target)
		}
		return Say(s.lang, "sentence.misses", "target", target, "shortfall", thousands(float64(*row.Shortfall)), "counted", s.counted())
	}
	return Say(s.lang, "sentence.cannot_tell", "target", target, "counted", s.counted(),
		"low", s.bound(row.CoverageLow), "high", s.bound(row.CoverageHigh), "near_edge", amount(row.NearEdge), "unlinked", amount(row.Unlinked))
}

func (s sentence) bound(share *float64) string { return percentCell(s.lang, share, s.row.Target) }

func (s sentence) circle() string {
	row := s.row
	if row.BufferM == nil || row.BufferCoverage == nil {
		return ""
	}
	return Say(s.lang, "sentence.circle", "metres", metres(*row.BufferM), "share", percent(s.lang, *row.BufferCoverage, nil))
}

func (s sentence) caveats() []string {
	row := s.row
	var out []string
	if row.Reason == coverage.ReasonPartlyOutside && row.Inside != nil {
		out = append(out, Say(s.lang, "sentence.partly_outside", "inside", percent(s.lang, *row.Inside, nil)))
	}
	if row.Area != coverage.AreaAll && row.Area != "" && !row.AreaKnown && row.Demand != nil {
		out = append(out, Say(s.lang, "sentence.area_unknown", "area", areaWord(s.lang, row.Area)))
	}
	return append(out, s.walked()...)
}

// walked says how the walks are made where it is not as the city was built, or
// not the service's own profile.
func (s sentence) walked() []string {
	row := s.row
	if row.Demand == nil {
		return nil
	}
	var out []string
	if row.Private != "" && (s.several || string(row.Private) != s.city.Provenance.Private) {
		out = append(out, Say(s.lang, "private_sentence."+string(row.Private)))
	}
	if row.Profile != nil && *row.Profile != s.ownProfile() {
		out = append(out, Say(s.lang, "sentence.profile", "profile", profileName(s.city, s.lang, *row.Profile)))
	}
	return out
}

// ownProfile returns the profile that the row's services have unless another is
// asked for; "" where they differ or one is not known.
func (s sentence) ownProfile() string {
	own := ""
	for i, id := range s.row.Services {
		at := slices.IndexFunc(s.city.Services, func(v coverage.Service) bool { return v.ID == id })
		if at < 0 || i > 0 && s.city.Services[at].Profile != own {
			return ""
		}
		own = s.city.Services[at].Profile
	}
	return own
}

package answer

import (
	"lifecircle/coverage"
	"lifecircle/coverage/bridge"
)

// A Shown says a city's names and numbers in a language as tables and sentences
// show them: rounded, with a comma every three digits, "–" where there is none.
// Pages that are laid out elsewhere take their words from it, so that they say
// the same as every table.
type Shown struct {
	City *coverage.City
	Lang Lang
}

// Say returns the catalogue's words of a key, see [Say].
func (s Shown) Say(key string, pairs ...string) string { return Say(s.Lang, key, pairs...) }

// Title names the city.
func (s Shown) Title() string { return cityName(s.City, s.Lang) }

// Place names a row's district with its code; nil is the city.
func (s Shown) Place(d *coverage.DistrictRef) string { return placeName(s.City, s.Lang, d) }

// Service names a service by its id.
func (s Shown) Service(id string) string { return serviceName(s.City, s.Lang, id) }

// Profile names a walking profile by its id.
func (s Shown) Profile(id string) string { return profileName(s.City, s.Lang, id) }

// Counted names what a row counts, such as people aged 60 and over, with its
// area where that is known.
func (s Shown) Counted(r coverage.Row) string { return sentence{s.City, s.Lang, r, false}.counted() }

// CountedHead heads a column of what is counted.
func (s Shown) CountedHead(weight string) string { return countedHead(s.Lang, weight) }

// Group names a population group.
func (s Shown) Group(id string) string {
	return counted(s.Lang, coverage.Row{Group: id, Weight: coverage.WeightPeople})
}

// Area names whose places count; "" for all.
func (s Shown) Area(a coverage.Area) string { return areaWord(s.Lang, a) }

// Number returns a number rounded to whole.
func (s Shown) Number(v float64) string { return thousands(v) }

// Amount returns an amount rounded to whole.
func (s Shown) Amount(a *coverage.Amount) string { return amount(a) }

// Percent returns a share in percent, with as many decimals as keep it on its
// side of the target; "–" for nil.
func (s Shown) Percent(share *float64, target *coverage.Share) string {
	return percentCell(s.Lang, share, target)
}

// Target returns a target in percent; "–" for nil.
func (s Shown) Target(t *coverage.Share) string {
	if t == nil {
		return none
	}
	return targetPercent(s.Lang, *t)
}

// Bounds returns a row's coverage in percent, as a range where its bounds differ.
func (s Shown) Bounds(r coverage.Row) string { return bounds(s.Lang, r) }

// Minutes returns minutes as short as they read back.
func (s Shown) Minutes(m float64) string { return minutes(m) }

// Verdict says a row's verdict, and its reason where it has one; "–" for neither.
func (s Shown) Verdict(r coverage.Row) string {
	verdict, reason := "", ""
	if r.Verdict != nil {
		verdict = verdictWord(s.Lang, *r.Verdict)
	}
	if r.Reason != coverage.ReasonNone {
		reason = reasonText(s.Lang, r.Reason)
	}
	switch {
	case verdict == "" && reason == "":
		return none
	case verdict == "":
		return reason
	case reason == "":
		return verdict
	}
	return Say(s.Lang, "verdict.because", "verdict", verdict, "reason", reason)
}

// Clock returns a length of time in minutes and seconds, rounded up: 7:37.
func (s Shown) Clock(millis int64) string { return clock(millis) }

// CellReason says why a walk has no seconds.
func (s Shown) CellReason(r coverage.CellReason) string { return Say(s.Lang, "cell_reason."+string(r)) }

// Private says how residents' streets are treated, in a sentence.
func (s Shown) Private(p string) string { return Say(s.Lang, "private_legend."+p) }

// Attribution lists what has to be said beside anything made of the city.
func (s Shown) Attribution() []string { return ProvenanceOf(s.City).Attribution }

// Provenance says in a line which program made what of which inputs.
func (s Shown) Provenance() string { return ProvenanceOf(s.City).line(s.Lang) }

// Change returns an amount with its sign: −1,204, +12, 0.
func (s Shown) Change(a coverage.Amount) string { return change(&a) }

// Metres returns a distance in whole metres.
func (s Shown) Metres(m float64) string { return metres(m) }

// Step says a step of the bridge from a circle of so many metres to what a row
// counts, and why it changes nothing where that is so whatever the streets are.
func (s Shown) Step(step bridge.Step, circleM float64, row coverage.Row) string {
	words := Say(s.Lang, "page.bridge_"+string(step.ID), "metres", metres(circleM), "counted", s.Counted(row))
	if step.Reason != "" {
		words += Say(s.Lang, "sentence.space") + Say(s.Lang, "page.bridge_why_"+string(step.Reason))
	}
	return words
}

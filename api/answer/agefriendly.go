package answer

import (
	"io"
	"slices"
	"strconv"

	"lifecircle/coverage"
	"lifecircle/coverage/agefriendly"
)

// AgeFriendly says what keeps some profiles from what another reaches, ready to
// be written.
type AgeFriendly struct {
	City        *coverage.City
	Lang        Lang
	Scope       coverage.Scope // as asked
	AgeFriendly agefriendly.Losses
}

// Write writes it as JSON, GeoJSON (the pieces of street as lines) or Table.
// Other formats are [ErrNoFormat].
func (a AgeFriendly) Write(w io.Writer, f Format) error {
	loss := func(l agefriendly.Loss) Loss { return LossOf(a.City, a.Lang, l) }
	switch f {
	case JSON:
		return writeList(w, headOf(a.City, a.head()...), "profiles", as(a.AgeFriendly.Each, loss))
	case GeoJSON:
		losses := slices.Collect(as(a.AgeFriendly.Each, loss))
		for i := range losses {
			losses[i].Pieces = nil // they are the features
		}
		return writeFeatures(w, a.City, slices.Values(a.features()), append(a.head(), field{"profiles", losses})...)
	case Table:
		return a.writeTable(w)
	}
	return noFormat(f, JSON, GeoJSON, Table)
}

// AgeFriendlyDocument is the JSON of AgeFriendly.
type AgeFriendlyDocument struct {
	City       string          `json:"city" example:"newtown"`
	Provenance Provenance      `json:"provenance"`
	Service    string          `json:"service" example:"clinic"`
	Group      string          `json:"group" doc:"The population group counted." example:"age_60_plus"`
	Minutes    float64         `json:"minutes" doc:"The walking limit."`
	Weight     string          `json:"weight,omitempty" doc:"What is counted, and called people below, where that is not people." example:"buildings"`
	Private    string          `json:"private,omitempty" enum:"closed,residents,open" doc:"How residents' streets are treated, where it was asked."`
	District   *string         `json:"district,omitempty" doc:"Code of the district that is counted alone, where one was asked; \"\" is demand in no district."`
	Level      *int64          `json:"level,omitempty" doc:"Of the district, where it was asked."`
	Base       ProfileCoverage `json:"base" doc:"What the others are compared with."`
	Profiles   []Loss          `json:"profiles" nullable:"false" doc:"In the order asked."`
}

// ProfileCoverage is what one profile reaches, as JSON has it.
type ProfileCoverage struct {
	Profile  string   `json:"profile" example:"standard"`
	Name     *string  `json:"name"`
	Demand   float64  `json:"demand" doc:"All who count; up to three decimals."`
	Covered  float64  `json:"covered" doc:"Those within the walk."`
	Coverage *float64 `json:"coverage" minimum:"0" maximum:"1" doc:"covered / demand; null where nobody is counted."`
}

// Loss is what a profile loses against the base, as JSON has it.
type Loss struct {
	Profile   string   `json:"profile" example:"senior"`
	Name      *string  `json:"name"`
	Demand    float64  `json:"demand" doc:"All who count; up to three decimals."`
	Covered   float64  `json:"covered" doc:"Those within the walk."`
	Coverage  *float64 `json:"coverage" minimum:"0" maximum:"1" doc:"covered / demand; null where nobody is counted."`
	Lost      float64  `json:"lost" doc:"People covered by the base profile and not by this one."`
	Stairs    float64  `json:"stairs" doc:"People covered in addition if stairs alone cost this profile nothing. The losses need not add up: two things at once keep some away."`
	Slopes    float64  `json:"slopes" doc:"Likewise, slopes."`
	Crossings float64  `json:"crossings" doc:"Likewise, waits at lights and crossings."`
	Surfaces  float64  `json:"surfaces" doc:"Likewise, surfaces, widths, kerbs and barriers."`
	Speed     float64  `json:"speed" doc:"Likewise, the slower pace."`
	Pieces    []Piece  `json:"pieces,omitempty" doc:"Pieces of street whose mending gives most people back, those with most first; as GeoJSON they are the features."`
}

// Piece is a way whose mending gives people back, as JSON has it.
type Piece struct {
	Way    int64   `json:"way" doc:"Id in the source."`
	Name   *string `json:"name"`
	Kind   string  `json:"kind" enum:"access,street,compound,square,steps,gate,kerb,lift,repair"`
	Gain   float64 `json:"gain" doc:"People covered in addition if only this is mended: walked as if it were flat, smooth and without waits."`
	Reason string  `json:"reason" enum:"stairs,slope,crossing,surface,kerb,gate,lift" doc:"What is mended."`
}

func (a AgeFriendly) head() []field {
	f := a.AgeFriendly
	head := append([]field{{"service", f.Service}, {"group", f.Group}, {"minutes", f.Minutes}}, weightField(a.Scope)...)
	if a.Scope.Private != "" {
		head = append(head, field{"private", string(a.Scope.Private)})
	}
	return append(append(head, districtFields(a.Scope)...), field{"base", profileCoverageOf(a.City, a.Lang, f.Base)})
}

func profileCoverageOf(c *coverage.City, lang Lang, p agefriendly.Coverage) ProfileCoverage {
	return ProfileCoverage{
		Profile: p.Profile, Name: orNil(profileName(c, lang, p.Profile)),
		Demand: *people(&p.Demand), Covered: *people(&p.Covered), Coverage: p.Coverage,
	}
}

// LossOf returns what a profile loses as JSON has it.
func LossOf(c *coverage.City, lang Lang, l agefriendly.Loss) Loss {
	p := profileCoverageOf(c, lang, l.Coverage)
	out := Loss{
		Profile: p.Profile, Name: p.Name, Demand: p.Demand, Covered: p.Covered, Coverage: p.Coverage,
		Lost: *people(&l.Lost), Stairs: *people(&l.Stairs), Slopes: *people(&l.Slopes), Crossings: *people(&l.Crossings),
		Surfaces: *people(&l.Surfaces), Speed: *people(&l.Speed), Pieces: []Piece{},
	}
	for _, p := range l.Pieces {
		out.Pieces = append(out.Pieces, pieceOf(p))
	}
	return out
}

func pieceOf(p agefriendly.Piece) Piece {
	return Piece{Way: p.Way, Name: orNil(p.Name), Kind: string(p.Kind), Gain: *people(&p.Gain), Reason: p.Reason}
}

// features gives the pieces of every profile as lines.
func (a AgeFriendly) features() []feature {
	var out []feature
	for _, l := range a.AgeFriendly.Each {
		for i, p := range l.Pieces {
			of := []field{{"profile", l.Profile}, {"order", int64(i + 1)}}
			out = append(out, feature{l.Profile + "/" + strconv.Itoa(i+1), p.Line, append(of, flatten(pieceOf(p), GeoJSON)...)})
		}
	}
	return out
}

package answer

import (
	"cmp"
	"io"
	"math"
	"slices"
	"strings"

	"lifecircle/coverage"
	"lifecircle/coverage/gaps"
	"lifecircle/geo"
)

// Gaps are the areas whose people are not covered, ready to be written.
type Gaps struct {
	City  *coverage.City
	Lang  Lang
	Query gaps.Query // as asked
	Gaps  []gaps.Gap
}

// Write writes the gaps as JSON, CSV, GeoJSON or Table. Other formats are
// [ErrNoFormat]. JSON, CSV and GeoJSON are written a gap at a time.
func (g Gaps) Write(w io.Writer, f Format) error {
	groups := sortedKeys(g.City.Demand.Groups)
	of := func(gap gaps.Gap) Gap { return GapOf(g.City, g.Lang, gap) }
	switch f {
	case JSON:
		return writeList(w, headOf(g.City, g.head()...), "gaps", as(g.Gaps, of))
	case CSV:
		return writeFlat(w, as(g.Gaps, of), groups...)
	case GeoJSON:
		head := append([]field{{"type", "FeatureCollection"}, {"attribution", ProvenanceOf(g.City).Attribution}}, headOf(g.City, g.head()...)...)
		return writeList(w, head, "features", as(g.Gaps, func(gap gaps.Gap) feature {
			return feature{id: gap.ID, geometry: gap.Outline, properties: flatten(of(gap), f, groups...)}
		}))
	case Table:
		return g.writeTable(w)
	}
	return noFormat(f, JSON, CSV, GeoJSON, Table)
}

// GapsDocument is the JSON of Gaps.
type GapsDocument struct {
	City       string     `json:"city" example:"newtown"`
	Provenance Provenance `json:"provenance"`
	Service    string     `json:"service" doc:"Id of the service; those of a bundle are joined by commas." example:"clinic"`
	Group      string     `json:"group" doc:"The population group counted." example:"all"`
	Weight     string     `json:"weight" doc:"What is counted, and called people below: people unless asked otherwise." example:"people"`
	Minutes    *float64   `json:"minutes" doc:"The walking limit; null where the services of a bundle differ." example:"15"`
	Profile    *string    `json:"profile" doc:"The walking profile; null where the services of a bundle differ."`
	Private    string     `json:"private" enum:"closed,residents,open" doc:"How residents' streets are treated."`
	JoinM      float64    `json:"join_m" doc:"Places that are points are one gap where they are at most so many metres apart along the streets; H3 cells where they touch." example:"300"`
	District   *string    `json:"district,omitempty" doc:"Code of the district that is counted alone, where one was asked; \"\" is demand in no district."`
	Level      *int64     `json:"level,omitempty" doc:"Of the district, where it was asked."`
	People     float64    `json:"people" doc:"People of all gaps: the demand less the covered."`
	Gaps       []Gap      `json:"gaps" nullable:"false" doc:"Those with most people first."`
}

// A Gap is one, as JSON has it.
type Gap struct {
	ID            string             `json:"id" doc:"Stays the same while the place with most people stays uncovered." example:"clinic.e097"`
	Rank          int64              `json:"rank" minimum:"1" doc:"By people."`
	Name          string             `json:"name" doc:"After its largest named estate or place, else a crossing, street, facility or district near its middle."`
	NamedAfter    string             `json:"named_after" enum:"place,crossing,street,facility,district,id"`
	Service       string             `json:"service" doc:"Ids of a bundle are joined by commas." example:"clinic"`
	People        float64            `json:"people" doc:"Of the group counted, not covered; up to three decimals."`
	Places        int64              `json:"places" minimum:"1" doc:"Of demand."`
	Buildings     *float64           `json:"buildings" doc:"Null where the demand does not say."`
	AreaM2        float64            `json:"area_m2" doc:"Of the outline, rounded."`
	District      *string            `json:"district" doc:"Code of the district of the finest level where most of the people live; null where that is none."`
	DistrictName  *string            `json:"district_name"`
	MissesLeast   *float64           `json:"misses_least_s" doc:"Seconds by which the walk is over the limit: the least of its places. Null where that is not within two hours."`
	MissesMedian  *float64           `json:"misses_median_s" doc:"Likewise, what half of the people are within."`
	MissesMost    *float64           `json:"misses_most_s" doc:"Likewise, the most."`
	Cause         string             `json:"cause" enum:"distance,detour,disconnected,no_facility" doc:"Of most of the people."`
	ByDistance    float64            `json:"distance_people" doc:"People with no facility within the limit even as the crow flies. The four counts by cause add up to people."`
	ByDetour      float64            `json:"detour_people" doc:"People with a facility within the limit as the crow flies, and too long a walk."`
	Around        float64            `json:"around_people" doc:"Part of detour_people: those whose walk is over √2 times the straight line, longer than the streets of any grid make it: they walk around something."`
	Disconnected  float64            `json:"disconnected_people" doc:"People whose streets do not join the others, or who join none."`
	NoFacility    float64            `json:"no_facility_people" doc:"People of a service that nobody offers."`
	NearEdge      float64            `json:"near_edge" doc:"Part of people: those who could be covered from beyond the extent."`
	Unlinked      float64            `json:"unlinked" doc:"Part of people: those who join no street."`
	Unreached     float64            `json:"unreached" doc:"Part of people: those who reach no facility within two hours."`
	Beyond        float64            `json:"beyond_extent" doc:"Part of people: those who live beyond the extent, where no streets are known."`
	Barrier       *string            `json:"barrier" enum:"water,railway,motorway,wall,compound" doc:"What half or more have between them and the facility nearest as the crow flies; compound: were residents' streets open to all, half or more would be covered. Null is none that is known."`
	EvidencePlace string             `json:"evidence_place" doc:"Id of the place that the numbers below are of: the one with most people among those of the cause. /walk shows its walk."`
	EvidenceFor   string             `json:"evidence_service" doc:"Of a bundle, the service that is missed most there."`
	Nearest       *string            `json:"nearest_facility" doc:"Id of the facility nearest as the crow flies."`
	NearestName   *string            `json:"nearest_name"`
	NearestCrowM  *float64           `json:"nearest_crow_m" doc:"Straight to it."`
	NearestWalkS  *float64           `json:"nearest_walk_s" doc:"The walk to it; null where there is none within two hours."`
	Ratio         *float64           `json:"detour_ratio" doc:"Metres of that walk over metres straight."`
	Crossed       *string            `json:"crossed" doc:"What lies on the straight line to it, in the order met, separated by semicolons."`
	Walked        *string            `json:"walked_facility" doc:"Id of the facility nearest on foot."`
	WalkedS       *float64           `json:"walked_s" doc:"The walk to that."`
	Remedy        string             `json:"remedy" enum:"more_data,open_streets,shorter_way,link,facility" doc:"What would bring most under the limit: more_data where half or more live beyond the extent or could be covered from there, so that nobody can tell; opening residents' streets; a shorter way (gate, crossing, bridge) where half or more walk around something; a link to the streets where half or more are disconnected; else a facility."`
	Opened        *float64           `json:"opened" doc:"Part of people: those covered were residents' streets open to all; null where the city cannot tell."`
	Heart         string             `json:"heart" doc:"Id of the place with most people."`
	Sited         *float64           `json:"sited" doc:"Part of people: those whom a facility at the heart would cover; null where it joins no street."`
	Lon           float64            `json:"lon" doc:"Of the people's mean place."`
	Lat           float64            `json:"lat"`
	Groups        map[string]float64 `json:"people_by_group" flat:"prefix=people_" doc:"People of every group."`
}

// GapOf returns a gap as JSON has it.
func GapOf(c *coverage.City, lang Lang, g gaps.Gap) Gap {
	e, at := g.Evidence, position(g.Center)
	out := Gap{
		ID: g.ID, Rank: int64(g.Rank), Name: GapName(lang, g.Name), NamedAfter: string(g.Name.Kind), Service: strings.Join(g.Services, ","),
		People: *people(&g.People), Places: int64(len(g.Places)), Buildings: people(g.Buildings), AreaM2: math.Round(geo.Area(g.Outline)),
		MissesLeast: seconds(g.MissesLeast), MissesMedian: seconds(g.MissesMedian), MissesMost: seconds(g.MissesMost),
		Cause: string(g.Cause), ByDistance: *people(&g.Distance), ByDetour: *people(&g.Detour), Around: *people(&g.Around), Disconnected: *people(&g.Cut), NoFacility: *people(&g.Nobody),
		NearEdge: *people(&g.NearEdge), Unlinked: *people(&g.Unlinked), Unreached: *people(&g.Unreached), Beyond: *people(&g.Beyond), Barrier: orNil(g.Barrier),
		EvidencePlace: c.Demand.ID[e.Place], EvidenceFor: e.Service, Nearest: orNil(e.Nearest), NearestWalkS: seconds(e.WalkMillis), Ratio: e.Ratio,
		Walked: orNil(e.Walked), WalkedS: seconds(e.Millis), Remedy: string(g.Remedy), Opened: people(g.Opened),
		Heart: c.Demand.ID[g.Heart], Sited: people(g.Sited), Lon: at[0], Lat: at[1], Groups: map[string]float64{},
	}
	if g.District != nil {
		out.District, out.DistrictName = &g.District.Code, orNil(g.District.Names.In(string(lang)))
	}
	if e.Nearest != "" {
		out.NearestCrowM, out.NearestName = &e.StraightM, facilityName(c, lang, e.Nearest)
	}
	var crossed []string
	for _, o := range e.Crossed {
		crossed = append(crossed, o.String())
	}
	out.Crossed = orNil(strings.Join(crossed, ";"))
	for id, n := range g.Groups {
		out.Groups[id] = *people(&n)
	}
	return out
}

// GapName returns what a gap is called.
func GapName(lang Lang, n gaps.Name) string {
	name := n.Names.In(string(lang))
	if name == "" {
		name = cmp.Or(n.Names.Plain, n.Names.ZH, n.Names.EN)
	}
	switch {
	case n.Kind == gaps.NamedPlace && n.Several:
		name = Say(lang, "gap.places", "name", name)
	case n.Kind == gaps.NamedCrossing:
		name = Say(lang, "gap.crossing", "street", n.Street, "other", n.Other)
	case n.Kind == gaps.NamedStreet:
		name = Say(lang, "gap.street", "street", n.Street)
	case n.Kind == gaps.NamedFacility:
		name = Say(lang, "gap.near", "name", name)
	}
	if n.Number > 0 {
		name = Say(lang, "gap.number", "name", name, "n", plain(float64(n.Number)))
	}
	return name
}

// head says what was asked.
func (g Gaps) head() []field {
	var all coverage.Amount
	for _, gap := range g.Gaps {
		all += gap.People
	}
	q := g.Query
	head := []field{
		{"service", strings.Join(g.services(), ",")}, {"group", g.group()}, {"weight", cmp.Or(q.Weight, coverage.WeightPeople)}, {"minutes", flat(g.minutes())}, {"profile", flat(g.profile())},
		{"private", cmp.Or(string(q.Private), g.City.Provenance.Private)}, {"join_m", float64(gaps.JoinM)},
	}
	return append(append(head, districtFields(q.Scope)...), field{"people", *people(&all)})
}

func (g Gaps) services() []string {
	if g.Query.Service != "" {
		return []string{g.Query.Service}
	}
	return g.Query.AllOf
}

// group is the one that is counted: a bundle counts all unless asked otherwise.
func (g Gaps) group() string {
	own := same(g, func(s coverage.Service) string { return s.Group })
	if len(g.Query.AllOf) > 0 || own == nil {
		return cmp.Or(g.Query.Group, "all")
	}
	return cmp.Or(g.Query.Group, *own, "all")
}

// same returns what all services asked have alike, or nil.
func same[T comparable](g Gaps, of func(coverage.Service) T) *T {
	var out *T
	for _, s := range g.City.Services {
		if !slices.Contains(g.services(), s.ID) {
			continue
		}
		v := of(s)
		if out != nil && *out != v {
			return nil
		}
		out = &v
	}
	return out
}

func (g Gaps) minutes() *float64 {
	return same(g, func(s coverage.Service) float64 { return cmp.Or(g.Query.Minutes, s.Minutes) })
}

func (g Gaps) profile() *string {
	return same(g, func(s coverage.Service) string { return cmp.Or(g.Query.Profile, s.Profile, "standard") })
}

package rest

import (
	"github.com/danielgtaylor/huma/v2"

	"lifecircle/api/answer"
	"lifecircle/coverage/siting"
)

var (
	paramServices = required(query("service", "Ids of services, all of which are to be reached.", &huma.Schema{Type: huma.TypeArray, MinItems: new(1),
		Items: &huma.Schema{Type: huma.TypeString, MaxLength: new(MaxNameLength)}}, []any{"clinic"}))
	paramKinds = query("kind", "Which links: gates (walls with a street on either side, and residents' streets), crossings of roads, footbridges. All if absent.",
		&huma.Schema{Type: huma.TypeArray, MinItems: new(1), UniqueItems: true, Items: &huma.Schema{Type: huma.TypeString, Enum: []any{"gate", "crossing", "bridge"}}}, []any{"bridge"})
	paramBridges = query("bridges_m", "The longest footbridge, metres; 150 if absent.",
		&huma.Schema{Type: huma.TypeNumber, Minimum: new(1.0), Maximum: new(float64(siting.LongestBridge))}, 150)
	paramTopLinks = query("top", "At most so many; 20 if absent.",
		&huma.Schema{Type: huma.TypeInteger, Minimum: new(1.0), Maximum: new(float64(siting.MostLinks))}, 20)
)

// addLinks registers single links of streets by what each would do.
func (s *server) addLinks() {
	s.addCity("links", "/links", "Single gates, crossings and footbridges that would bring most people to the facilities there are",
		tableFirst, answer.RankedLinksDocument{}, exampleLinks(), getLinks,
		linksParams...)
}

var linksParams = append([]*huma.Param{paramServices, paramKinds, paramBridges, paramTopLinks}, scopeParams...)

// links makes the question of checked arguments.
func (a arguments) links() siting.LinkQuery {
	q := siting.LinkQuery{Scope: a.scope(), Services: a["service"], Top: int(a.number("top"))}
	metres := 150.0
	if a.has("bridges_m") {
		metres = a.number("bridges_m")
	}
	for _, kind := range a["kind"] {
		switch kind {
		case "gate":
			q.Gates = true
		case "crossing":
			q.Crossings = true
		case "bridge":
			q.BridgesM = metres
		}
	}
	if q = q.OrAll(); !a.has("kind") {
		q.BridgesM = metres
	}
	return q
}

func getLinks(r *request) (outcome, error) {
	q, base := r.args.links(), r.engine
	links, err := siting.RankLinks(r.context(), base, q)
	if err != nil {
		return outcome{}, err
	}
	return r.streamed(answer.RankedLinks{City: base.City(), Lang: r.lang, Query: q, Links: links}), nil
}

// exampleLinks is the documented answer of /links.
func exampleLinks() any {
	city := exampleCity()
	return answer.RankedLinksDocument{City: city.Name, Provenance: answer.ProvenanceOf(city), Services: []string{"clinic"}, Links: []answer.RankedLink{{
		Rank: 1, Kind: "bridge", ID: "bridge:121.4737000,31.2304000;121.4743000,31.2308000", Lon: 121.474, Lat: 31.2306, Line: [][]float64{{121.4737, 31.2304}, {121.4743, 31.2308}},
		Length: 72.4, Across: []string{"water"}, Gain: 1743,
		Changes: []any{map[string]any{"open_link": map[string]any{"id": "bridge:121.4737000,31.2304000;121.4743000,31.2308000", "line": []any{[]any{121.4737, 31.2304}, []any{121.4743, 31.2308}}, "kind": "footway"}}},
	}}}
}

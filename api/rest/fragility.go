package rest

import (
	"github.com/danielgtaylor/huma/v2"

	"lifecircle/api/answer"
	"lifecircle/coverage/fragility"
)

var (
	paramTop = query("top", "At most so many pieces of street; 10 if absent, 0 for none, which is the fastest.",
		&huma.Schema{Type: huma.TypeInteger, Minimum: new(0.0), Maximum: new(float64(fragility.MaxTop))}, 10)
	paramWithCells = query("cells", "Every place's two nearest facilities, too.", &huma.Schema{Type: huma.TypeString, Enum: []any{"no", "yes"}}, "yes")
)

// addFragility registers whose coverage hangs on a single thing.
func (s *server) addFragility() {
	s.addCity("fragility", "/fragility", "Whose coverage of a service hangs on one facility, gate, bridge or piece of street, and who has a second facility",
		tableOnly, answer.FragilityDocument{}, exampleFragility(), getFragility,
		fragilityParams...)
}

var fragilityParams = append([]*huma.Param{paramOneService, paramTop, paramWithCells}, scopeParams...)

// fragility makes the question of checked arguments.
func (a arguments) fragility() fragility.Query {
	q := fragility.Query{Scope: a.scope(), Service: a.one("service"), Cells: a.one("cells") == "yes", Top: int(a.number("top"))}
	if a.has("top") && q.Top == 0 {
		q.Top = -1
	}
	return q
}

func getFragility(r *request) (outcome, error) {
	f, err := fragility.Find(r.context(), r.engine, r.args.fragility())
	if err != nil {
		return outcome{}, err
	}
	return r.streamed(answer.Fragility{City: r.engine.City(), Lang: r.lang, Fragility: f}), nil
}

// exampleFragility is the documented answer of /fragility.
func exampleFragility() any {
	city := exampleCity()
	return answer.FragilityDocument{
		City: city.Name, Provenance: answer.ProvenanceOf(city), Service: "clinic", Group: "all", Area: "all", Weight: "people", Minutes: 15, Profile: "standard",
		Private: "residents", Demand: 60_000, Covered: 46_600, Backed: 21_300, Rest: 310,
		Facilities: []answer.FragileFacility{{ID: "c1", Name: new("Riverside clinic"), Nearest: 17_200, Lost: 9_400}},
		Pieces:     []answer.FragilePiece{{Way: 1234567, Near: []float64{121.4737, 31.2304}, Name: new("Jiangwan Road"), Kind: "bridge", Used: 4_100, Lost: 3_850}},
		Backup:     []answer.Backup{{Demand: 60_000, Covered: 46_600, Backed: 21_300, Share: new(0.355)}},
	}
}

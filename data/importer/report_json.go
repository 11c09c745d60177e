package importer

import (
	"bytes"
	"encoding/json"

	"lifecircle/coverage"
)

// JSON returns the report as report.json of a workspace has it: see
// docs/format.md. It says nothing of the build itself, such as what was taken
// over or how long it took: the same inputs give the same bytes.
func (r *Report) JSON() []byte {
	doc := reportDoc{City: r.City, Title: namesDoc(r.Title), Hash: r.Provenance.Hash, Engine: r.Provenance.Engine,
		Standard: r.Provenance.Standard, Private: r.Private, Walking: r.Walking,
		Inputs: []inputDoc{}, Layers: []layerDoc{}, Profiles: []profileDoc{}, Facilities: []serviceDoc{}, Districts: []levelDoc{}, Notes: []noteDoc{},
		Streets: r.streetsDoc(), Demand: r.demandDoc(), Extent: r.extentDoc(), Completeness: r.completenessDoc(),
		Entrances: entrancesDoc(r.Entrances)}
	for _, in := range r.Inputs {
		doc.Inputs = append(doc.Inputs, inputDoc{in.Role, in.Path, in.SHA256, in.Licence, in.Attribution})
	}
	for _, l := range r.Layers {
		doc.Layers = append(doc.Layers, layerDoc{l.Kind, l.Path, l.Count})
	}
	for _, p := range r.Profiles {
		doc.Profiles = append(doc.Profiles, profileDoc{p.ID, namesDoc(p.Names), float64(p.Speed) / 1e6})
	}
	for _, s := range r.Facilities {
		doc.Facilities = append(doc.Facilities, serviceDoc{s.Service.ID, namesDoc(s.Service.Names), s.Service.Profile, s.Facilities, s.Open, s.Unlinked})
	}
	for _, l := range r.Districts {
		doc.Districts = append(doc.Districts, levelDoc(l))
	}
	for _, n := range r.Notes {
		samples := n.Samples
		if samples == nil {
			samples = []string{}
		}
		doc.Notes = append(doc.Notes, noteDoc{n.Code, n.Source, n.Field, n.Count, samples})
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(doc); err != nil {
		panic(err) // strings and finite numbers always marshal
	}
	return b.Bytes()
}

type reportDoc struct {
	City         string          `json:"city"`
	Title        titleDoc        `json:"title"`
	Engine       string          `json:"engine"`
	Hash         string          `json:"hash"`
	Standard     string          `json:"standard"`
	Private      string          `json:"private"`
	Walking      string          `json:"walking"`
	Inputs       []inputDoc      `json:"inputs"`
	Layers       []layerDoc      `json:"layers"`
	Profiles     []profileDoc    `json:"profiles"`
	Streets      streetsDoc      `json:"streets"`
	Extent       extentDoc       `json:"extent"`
	Demand       demandDoc       `json:"demand"`
	Facilities   []serviceDoc    `json:"facilities"`
	Entrances    entrancesDoc    `json:"entrances"`
	Districts    []levelDoc      `json:"districts"`
	Completeness completenessDoc `json:"completeness"`
	Notes        []noteDoc       `json:"notes"`
}

type titleDoc struct {
	Plain string `json:"plain,omitempty"`
	ZH    string `json:"zh,omitempty"`
	EN    string `json:"en,omitempty"`
}

func namesDoc(n coverage.Names) titleDoc { return titleDoc(n) }

type inputDoc struct {
	Role        string `json:"role"`
	Path        string `json:"path"`
	SHA256      string `json:"sha256"`
	Licence     string `json:"licence,omitempty"`
	Attribution string `json:"attribution,omitempty"`
}

type layerDoc struct {
	Kind  string `json:"kind"`
	Path  string `json:"path"`
	Count int    `json:"count"`
}

type profileDoc struct {
	ID    string   `json:"id"`
	Names titleDoc `json:"names"`
	KMH   float64  `json:"speed_kmh"`
}

type serviceDoc struct {
	ID         string   `json:"service"`
	Names      titleDoc `json:"names"`
	Profile    string   `json:"profile"`
	Facilities int      `json:"facilities"`
	Open       int      `json:"open"`
	Unlinked   int      `json:"unlinked"`
}

type entrancesDoc struct {
	Facilities int `json:"facilities"`
	Rims       int `json:"rims"`
	Places     int `json:"places"`
}

type levelDoc struct {
	Level     int `json:"level"`
	Districts int `json:"districts"`
}

type noteDoc struct {
	Code    string   `json:"code"`
	Source  string   `json:"source"`
	Field   string   `json:"field"`
	Count   int64    `json:"count"`
	Samples []string `json:"samples"`
}

type extentDoc struct {
	From string    `json:"from"`
	BBox []float64 `json:"bbox"` // west, south, east, north; null where there is none
}

func (r *Report) extentDoc() extentDoc {
	out := extentDoc{From: r.ExtentFrom}
	if len(r.Extent) > 0 {
		b := r.Extent.Bound()
		out.BBox = []float64{b.Min[0], b.Min[1], b.Max[0], b.Max[1]}
	}
	return out
}

type demandDoc struct {
	Places   int         `json:"places"`
	Unlinked int         `json:"unlinked"`
	Urban    int         `json:"urban"`
	Rural    int         `json:"rural"`
	Groups   []amountDoc `json:"groups"`
	Weights  []amountDoc `json:"weights"`
}

type amountDoc struct {
	ID    string  `json:"id"`
	Total float64 `json:"total"`
	Blank int     `json:"blank"`
}

func (r *Report) demandDoc() demandDoc {
	d := r.Demand
	out := demandDoc{d.Places, d.Unlinked, d.Urban, d.Rural, []amountDoc{}, []amountDoc{}}
	for _, g := range d.Groups {
		out.Groups = append(out.Groups, amountDoc{g.ID, float64(g.Total) / 1000, g.Blank})
	}
	for _, w := range d.Weights {
		out.Weights = append(out.Weights, amountDoc{w.ID, float64(w.Total) / 1000, w.Blank})
	}
	return out
}

type completenessDoc struct {
	FarM                float64  `json:"far_m"`
	Places              int      `json:"places"`
	FarPlaces           int      `json:"far_places"`
	People              *float64 `json:"people"` // null where no layer counts all people
	FarPeople           *float64 `json:"far_people"`
	DeadEnds            int      `json:"dead_ends"`
	DeadEndsAtCompounds int      `json:"dead_ends_at_compounds"`
}

func (r *Report) completenessDoc() completenessDoc {
	c := r.Completeness
	return completenessDoc{farM, c.Places, c.FarPlaces, amountOrNull(c.People), amountOrNull(c.FarPeople), c.DeadEnds, c.DeadEndsAtCompounds}
}

func amountOrNull(a coverage.Amount) *float64 {
	if a == coverage.Missing {
		return nil
	}
	v := float64(a) / 1000
	return &v
}

type pointDoc [2]float64

type streetsDoc struct {
	Ways             int         `json:"ways"`
	Nodes            int         `json:"nodes"`
	Segments         int         `json:"segments"`
	Junctions        int         `json:"junctions"`
	Edges            int         `json:"edges"`
	LengthM          float64     `json:"length_m"`
	ResidentsLengthM float64     `json:"residents_length_m"`
	Gates            int         `json:"gates"`
	Kerbs            int         `json:"kerbs"`
	Lifts            int         `json:"lifts"`
	Squares          int         `json:"squares"`
	Repairs          int         `json:"repairs"`
	MissingNodes     int         `json:"missing_nodes"`
	CutWays          int         `json:"cut_ways"`
	Exits            int         `json:"exits"`
	Islands          []islandDoc `json:"islands"`
}

type islandDoc struct {
	LengthM    float64   `json:"length_m"`
	Segments   int       `json:"segments"`
	At         pointDoc  `json:"at"`
	Places     int       `json:"places"`
	People     *float64  `json:"people"`
	Facilities int       `json:"facilities"`
	Joins      *pointDoc `json:"joins"`
	JoinsM     *float64  `json:"joins_m"`
}

func (r *Report) streetsDoc() streetsDoc {
	s, f := r.Streets, r.Features
	out := streetsDoc{Ways: s.Ways, Nodes: s.Nodes, Segments: s.Segments, Junctions: s.Junctions, Edges: s.Edges,
		LengthM: float64(s.LengthMM) / 1000, ResidentsLengthM: float64(f.ResidentsMM) / 1000,
		Gates: f.Gates, Kerbs: f.Kerbs, Lifts: f.Lifts, Squares: f.Squares, Repairs: f.Repairs,
		MissingNodes: s.MissingNodes, CutWays: s.CutWays, Exits: r.Exits, Islands: []islandDoc{}}
	for _, i := range r.Islands {
		doc := islandDoc{LengthM: float64(i.LengthMM) / 1000, Segments: i.Segments, At: pointDoc(i.At), Places: i.Places,
			People: amountOrNull(i.People), Facilities: i.Facilities}
		if i.Joins != i.At || i.JoinsM > 0 {
			joins := pointDoc(i.Joins)
			doc.Joins, doc.JoinsM = &joins, &i.JoinsM
		}
		out.Islands = append(out.Islands, doc)
	}
	return out
}

package answer

import (
	"io"
	"slices"

	"lifecircle/coverage"
	"lifecircle/coverage/fragility"
	"lifecircle/geo/streets"
)

// Fragility is whose coverage hangs on a single thing, ready to be written.
type Fragility struct {
	City      *coverage.City
	Lang      Lang
	Fragility *fragility.Fragility
}

// Write writes it as JSON, CSV (a line for each facility, piece of street,
// district and cell, by kind) or Table. Other formats are [ErrNoFormat].
func (x Fragility) Write(w io.Writer, f Format) error {
	switch f {
	case JSON:
		b, err := appendJSON(nil, x.Document())
		if err != nil {
			return err
		}
		_, err = w.Write(append(b, '\n'))
		return err
	case CSV:
		return x.writeCSV(w)
	case Table:
		return x.writeTable(w)
	}
	return noFormat(f, JSON, CSV, Table)
}

// FragilityDocument is the JSON of Fragility.
type FragilityDocument struct {
	City       string            `json:"city" example:"newtown"`
	Provenance Provenance        `json:"provenance"`
	Service    string            `json:"service" example:"clinic"`
	District   *string           `json:"district" doc:"Code, where it was asked; \"\" is demand in no district."`
	Level      *int64            `json:"level" doc:"Of the district, where it was asked."`
	Group      string            `json:"group" doc:"The population group counted." example:"all"`
	Area       string            `json:"area" enum:"all,urban,rural" doc:"Whose places count."`
	Weight     string            `json:"weight" doc:"What is counted, and called people below: people unless asked otherwise." example:"people"`
	Minutes    float64           `json:"minutes" doc:"The walking limit." example:"15"`
	Profile    string            `json:"profile" example:"standard"`
	Private    string            `json:"private" enum:"closed,residents,open" doc:"How residents' streets are treated."`
	Demand     float64           `json:"demand"`
	Covered    float64           `json:"covered"`
	Backed     float64           `json:"backed" doc:"Part of covered: people with two facilities or more within the limit."`
	Facilities []FragileFacility `json:"facilities" nullable:"false" doc:"Open ones; those that most people hang on first."`
	Pieces     []FragilePiece    `json:"pieces" nullable:"false" doc:"Pieces of street that people lose coverage by if they close; those with most first."`
	Rest       float64           `json:"pieces_rest" doc:"Any piece that is not listed loses so many people at most."`
	Backup     []Backup          `json:"backup" nullable:"false" doc:"Of the city and its districts, as far as asked."`
	Cells      []BackupCell      `json:"cells" doc:"Of every place of demand asked about, by id; null where it was not asked."`
}

// A FragileFacility is what one facility carries.
type FragileFacility struct {
	ID      string  `json:"id"`
	Name    *string `json:"name"`
	Nearest float64 `json:"nearest_people" flat:"name=carried" doc:"Covered people whose nearest it is."`
	Lost    float64 `json:"lost" doc:"People who are covered, and are not if it closes."`
}

// A FragilePiece is what one piece of street carries. close_link with its way and
// near closes it.
type FragilePiece struct {
	Way  int64     `json:"way" flat:"name=id" doc:"Id of its way; of the node where it is a gate; negative of a link that was added."`
	Near []float64 `json:"near" flat:"-" nullable:"false" doc:"Longitude and latitude in the middle of it."`
	Name *string   `json:"name" doc:"Of the street."`
	Kind string    `json:"kind" enum:"gate,link,crossing,bridge,tunnel,steps,street"`
	Used float64   `json:"used_people" flat:"name=carried" doc:"Covered people whose walk uses it."`
	Lost float64   `json:"lost" doc:"People who are covered, and are not if it closes."`
}

// A Backup is how many people of a district have more than one facility.
type Backup struct {
	District *District `json:"district" doc:"Null is the whole city."`
	Demand   float64   `json:"demand"`
	Covered  float64   `json:"covered"`
	Backed   float64   `json:"backed" doc:"People with two facilities or more within the limit."`
	Share    *float64  `json:"backup_coverage" minimum:"0" maximum:"1" doc:"backed / demand; null where nobody is counted."`
}

// A BackupCell is a place with its two nearest facilities, followed to one and a
// half times the limit.
type BackupCell struct {
	ID             string   `json:"id"`
	People         *float64 `json:"people" flat:"name=demand"`
	Facility       *string  `json:"facility" doc:"The nearest; null where none is found."`
	Seconds        *float64 `json:"seconds"`
	SecondFacility *string  `json:"second_facility" doc:"The nearest once that closes; null where none is found."`
	SecondSeconds  *float64 `json:"second_seconds"`
}

// Document returns it as JSON has it.
func (x Fragility) Document() FragilityDocument {
	f, q := x.Fragility, x.Fragility.Query
	d := FragilityDocument{
		City: x.City.Name, Provenance: ProvenanceOf(x.City), Service: q.Service, District: q.District, Group: q.Group, Area: string(q.Area), Weight: q.Weight,
		Minutes: q.Minutes, Profile: q.Profile, Private: string(q.Private), Demand: *people(&f.Demand), Covered: *people(&f.Covered),
		Backed: *people(&f.Backed), Rest: *people(&f.Rest), Facilities: []FragileFacility{}, Pieces: []FragilePiece{}, Backup: []Backup{},
	}
	if q.Level != nil {
		level := int64(*q.Level)
		d.Level = &level
	}
	for _, one := range f.Facilities {
		id := x.City.Facilities[one.Facility].ID
		d.Facilities = append(d.Facilities, FragileFacility{id, facilityName(x.City, x.Lang, id), *people(&one.Nearest), *people(&one.Lost)})
	}
	for _, p := range f.Pieces {
		d.Pieces = append(d.Pieces, FragilePiece{p.Street.Way, position(p.Near), orNil(p.Street.Name), pieceKind(p), *people(&p.Used), *people(&p.Lost)})
	}
	for _, b := range f.Backup {
		row := RowOf(coverage.Row{District: b.District, Services: []string{q.Service}}, x.Lang)
		d.Backup = append(d.Backup, Backup{row.District, *people(&b.Demand), *people(&b.Covered), *people(&b.Backed), b.Share})
	}
	if f.Cells != nil {
		d.Cells = []BackupCell{}
	}
	for _, c := range f.Cells {
		d.Cells = append(d.Cells, x.cell(c))
	}
	return d
}

func (x Fragility) cell(c fragility.Cell) BackupCell {
	out := BackupCell{ID: x.City.Demand.ID[c.Place], People: people(c.People), Seconds: seconds(c.First.Millis), SecondSeconds: seconds(c.Second.Millis)}
	if c.First.Millis != nil {
		out.Facility = &x.City.Facilities[c.First.Facility].ID
	}
	if c.Second.Millis != nil {
		out.SecondFacility = &x.City.Facilities[c.Second.Facility].ID
	}
	return out
}

// pieceKind is what a piece of street is, in a word.
func pieceKind(p fragility.Piece) string {
	switch k := p.Street.Kind; {
	case k.Feature == streets.FeatureGate:
		return "gate"
	case k.Feature == streets.FeatureRepair:
		return "link"
	case k.Crossing != streets.CrossingNone:
		return "crossing"
	case k.Deck == streets.DeckBridge:
		return "bridge"
	case k.Deck == streets.DeckTunnel:
		return "tunnel"
	case k.Class == streets.ClassSteps:
		return "steps"
	}
	return "street"
}

// fragilityColumns are those of a line of CSV, whatever it is about.
var fragilityColumns = []string{"kind", "id", "name", "level", "lon", "lat", "demand", "covered", "backed", "backup_coverage",
	"carried", "lost", "facility", "seconds", "second_facility", "second_seconds"}

// writeCSV writes a line for everything, with the kind of thing first.
func (x Fragility) writeCSV(w io.Writer) error {
	d := x.Document()
	var lines [][]field
	line := func(fields []field, more ...field) {
		known := map[string]any{}
		for _, f := range append(fields, more...) {
			known[f.name] = f.value
		}
		one := make([]field, len(fragilityColumns))
		for i, name := range fragilityColumns {
			one[i] = field{name, known[name]}
		}
		lines = append(lines, one)
	}
	line(nil) // the header's
	for _, f := range d.Facilities {
		line(flatten(f, CSV), field{"kind", "facility"})
	}
	for _, p := range d.Pieces {
		line(flatten(p, CSV), field{"lon", p.Near[0]}, field{"lat", p.Near[1]})
	}
	for _, b := range d.Backup {
		if b.District == nil {
			line(flatten(b, CSV), field{"kind", "city"}, field{"id", x.City.Name}, field{"name", cityName(x.City, x.Lang)})
			continue
		}
		line(flatten(b, CSV), field{"kind", "district"}, field{"id", b.District.Code}, field{"name", flat(b.District.Name)}, field{"level", b.District.Level})
	}
	for _, c := range d.Cells {
		line(flatten(c, CSV), field{"kind", "place"})
	}
	return writeRecords(w, lines[0], slices.Values(lines[1:]))
}

package importer_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/data/importer"
	"lifecircle/data/workspace"
	"lifecircle/geo"
	"lifecircle/geo/streets"
)

// covered is the sum of who is within the limit of a service.
func covered(t *testing.T, c *coverage.City, q coverage.Query) (covered, nearEdge int) {
	t.Helper()
	engine, err := coverage.Open(context.Background(), c, coverage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := engine.Rows(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return int(*rows[0].Covered / 1000), int(*rows[0].NearEdge / 1000)
}

// Who reaches a clinic within 667 m and the school within 533 m:
//
//   - h lives inside the estate: 10 + 410 + 10 m along P to c1, unless it is closed;
//     then 190 m to A and around.
//   - s could only walk through the estate: 10 + 600 + 10 m.
//   - j walks 10 + 60, over the repair 40, and 500 + 10 m.
//   - i stays on the island: 10 + 10 + 10 m; the plain reading takes both to D.
//   - q crosses the square: 10 + 283 + 200 + 10 m; around it are 620 m.
//   - w is 10 + 300 + 50 m from where W leaves the extent.
func TestTheEstate(t *testing.T) {
	const h, s, q, i, j, w = 1, 2, 4, 16, 32, 64
	cases := []struct {
		private, walking string
		clinic, school   int
	}{
		{"closed", "plain", j, 0},
		{"residents", "plain", j + h, 0},
		{"open", "plain", j + h + s, 0},
		{"closed", "full", j + i, q},
		{"residents", "full", j + i + h, q},
		{"open", "full", j + i + h + s, q},
	}
	for _, c := range cases {
		t.Run(c.private+"/"+c.walking, func(t *testing.T) {
			m := as(c.private, c.walking).put(t, t.TempDir())
			build(t, m)
			city := opened(t, m).City
			clinic, near := covered(t, city, coverage.Query{Services: []string{"clinic"}})
			if clinic != c.clinic || near != w {
				t.Errorf("%d reach a clinic instead of %d, near the edge are %d", clinic, c.clinic, near)
			}
			if got, _ := covered(t, city, coverage.Query{Services: []string{"school"}}); got != c.school {
				t.Errorf("%d reach the school instead of %d", got, c.school)
			}
			if len(city.Exits) != 1 || geo.Distance(city.Exits[0].At, at(-50, 600)) > 0.1 {
				t.Errorf("exits: %+v", city.Exits)
			}
			if p := city.Provenance; p.Private != c.private || p.Walking != c.walking {
				t.Errorf("%+v", p)
			}
		})
	}
}

// One build with residents' streets answers for all three treatments.
func TestTheEstateAnyWay(t *testing.T) {
	m := as("residents", "full").put(t, t.TempDir())
	build(t, m)
	city := opened(t, m).City
	for private, want := range map[string]int{"closed": 48, "residents": 49, "open": 51} {
		q := coverage.Query{Services: []string{"clinic"}, Treatments: []streets.Private{streets.Private(private)}}
		if got, _ := covered(t, city, q); got != want {
			t.Errorf("%s: %d instead of %d", private, got, want)
		}
	}
}

func TestHowThePlacesJoin(t *testing.T) {
	leg := func(walking string) map[string]int {
		m := as("residents", walking).put(t, t.TempDir())
		build(t, m)
		c := opened(t, m).City
		out := map[string]int{}
		metres := func(mm int32) int { return int(math.Round(float64(mm) / 1000)) }
		for i, id := range c.Demand.ID {
			out[id] = metres(c.Demand.Access[i].LegMM)
			if public := c.Demand.Access[i].Public; public != nil {
				out[id+" public"] = metres(public.LegMM)
			}
		}
		for _, f := range c.Facilities {
			out[f.ID] = metres(f.Access.LegMM)
			for _, e := range f.Entrances {
				out[f.ID+" "+string(e.Kind)] = metres(e.Access.LegMM)
			}
		}
		for _, e := range c.Demand.Entrances {
			out[c.Demand.ID[e.Place]+" "+string(e.Kind)] = metres(e.Access.LegMM)
		}
		return out
	}
	plain := map[string]int{"c1": 10, "c2": 390, "h": 10, "h public": 190, "i": 410, "j": 10, "q": 10, "r": 215, "s": 10, "school": 10, "w": 10, "w15": 60}
	full := map[string]int{"c1": 10, "c2": 390, "c2 island": 10, "h": 10, "h public": 190, "i": 410, "i island": 10, "j": 10, "q": 10, "r": 235, "s": 10,
		"school": 10, "w": 10, "w15": 20, "w15 entrance": 20}
	for walking, want := range map[string]map[string]int{"plain": plain, "full": full} {
		got := leg(walking)
		for id := range want {
			if got[id] != want[id] {
				t.Errorf("%s: %s is %d m away instead of %d", walking, id, got[id], want[id])
			}
		}
		if len(got) != len(want) {
			t.Errorf("%s: %v", walking, got)
		}
	}
}

// A gym whose file names its two doors, and a park that A leads into and out of
// again: the best door counts, and in a plain reading only the point.
func TestEntrancesOfTables(t *testing.T) {
	door := func(x, y float64) string { return strings.Trim(strings.ReplaceAll(lonLat(x, y), ",", ""), "[]") }
	outline := "[" + strings.Join([]string{lonLat(900, -60), lonLat(1100, -60), lonLat(1100, 60), lonLat(900, 60), lonLat(900, -60)}, ",") + "]"
	for walking, want := range map[string]string{
		"full": "gym: 30 m; entrance at 600,-30, 30 m; entrance at 630,640, 40 m\n" +
			"park: 0 m; rim at 900,0, 0 m; rim at 1100,0, 0 m\n",
		"plain": "gym: 80 m\npark: 0 m\n",
	} {
		m := as("residents", walking).
			with("gyms.csv", "", "id,lon,lat,services,entrances\n"+strings.TrimPrefix(csvAt("", "gym", 620, 360, "gym,"+door(600, -30)+"; "+door(630, 640)+"; "+door(600, 2900)), "\n")).
			with("parks.geojson", "", `{"type":"Feature","id":"park","properties":{"services":"gym"},"geometry":{"type":"Polygon","coordinates":[`+outline+`]}}`).
			with("city.toml", "[[demand]]", "[[facilities]]\nsource = \"gyms.csv\"\n[[facilities]]\nsource = \"parks.geojson\"\n[[demand]]").
			with("city.toml", "[services.school]", "[services.gym]\n[services.school]").put(t, t.TempDir())
		build(t, m)
		var b strings.Builder
		for _, f := range opened(t, m).City.Facilities {
			if f.Services[0] != "gym" {
				continue
			}
			fmt.Fprintf(&b, "%s: %.0f m", f.ID, float64(f.Access.LegMM)/1000)
			for _, e := range f.Entrances {
				x, y := ground.To(e.Point)
				fmt.Fprintf(&b, "; %s at %.0f,%.0f, %.0f m", e.Kind, x, y, float64(e.Access.LegMM)/1000)
			}
			b.WriteString("\n")
		}
		if b.String() != want {
			t.Errorf("%s:\n%s", walking, b.String())
		}
	}
}

func TestTheEstatesReport(t *testing.T) {
	m := as("residents", "full").put(t, t.TempDir())
	report := build(t, m)
	text, err := os.ReadFile(filepath.Join(importer.Out(m), workspace.ReportFile))
	if err != nil || !bytes.Equal(text, report.JSON()) {
		t.Fatalf("report.json is not the report: %v", err)
	}
	var doc struct {
		City, Private, Walking string
		Streets                struct {
			Gates, Squares, Repairs, Exits int
			ResidentsLengthM               float64 `json:"residents_length_m"`
			Islands                        []struct {
				LengthM    float64 `json:"length_m"`
				Places     int
				People     float64
				Facilities int
				Joins      orb.Point
				JoinsM     float64 `json:"joins_m"`
			}
		}
		Extent       struct{ From string }
		Entrances    struct{ Facilities, Rims, Places int }
		Completeness struct {
			FarPeople           float64 `json:"far_people"`
			DeadEndsAtCompounds int     `json:"dead_ends_at_compounds"`
		}
		Profiles []struct{ ID string }
		Notes    []struct {
			Code    string
			Count   int
			Samples []string
		}
	}
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	s := doc.Streets
	if doc.City != "estate" || doc.Private != "residents" || doc.Walking != "full" || s.Gates != 2 || s.Squares != 1 || s.Repairs != 1 || s.Exits != 1 ||
		math.Abs(s.ResidentsLengthM-600) > 0.5 || doc.Extent.From != importer.ExtentFile || doc.Entrances.Facilities != 1 || len(doc.Profiles) == 0 {
		t.Errorf("%s", text)
	}
	if len(s.Islands) != 1 {
		t.Fatalf("%d islands", len(s.Islands))
	}
	if i := s.Islands[0]; math.Abs(i.LengthM-100) > 0.1 || i.Places != 1 || i.People != 16 || i.Facilities != 1 || math.Abs(i.JoinsM-400) > 0.2 || geo.Distance(i.Joins, at(1400, 0)) > 101 {
		t.Errorf("%+v", i)
	}
	if c := doc.Completeness; c.FarPeople != 8 || c.DeadEndsAtCompounds != 1 {
		t.Errorf("%+v", c)
	}
	wantNotes(t, report.Notes, "people_far_from_streets  all: 8 r", "streets_islands streets.osm : 1 ")
	end := at(720, 400)
	wantNotes(t, report.Notes, fmt.Sprintf("dead_ends_at_compounds streets.osm : 1 %.5f,%.5f", end[0], end[1]))

	opened := opened(t, m)
	if len(opened.Islands) != 1 || opened.Islands[0].People != 16_000 || opened.Islands[0].Facilities != 1 {
		t.Errorf("%+v", opened.Islands)
	}
}

// Without the repair the stairs are an island too.
func TestARepairJoinsAnIsland(t *testing.T) {
	w := as("residents", "full")
	text := w["city.toml"]
	from, to := strings.Index(text, "[[streets.repairs]]"), strings.Index(text, "[[demand]]")
	w = w.with("city.toml", "", text[:from]+text[to:])
	report := build(t, w.put(t, t.TempDir()))
	if len(report.Islands) != 2 {
		t.Errorf("%+v", report.Islands)
	}
}

// What was built before changes nothing: a build over another reading gives what
// a clean one does.
func TestTheEstateBuiltOverAnother(t *testing.T) {
	ways := [][2]string{{"closed", "plain"}, {"residents", "full"}, {"open", "full"}, {"residents", "plain"}, {"residents", "full"}}
	folder := t.TempDir()
	for _, w := range ways {
		m := as(w[0], w[1]).put(t, folder)
		build(t, m)
		clean := as(w[0], w[1]).put(t, t.TempDir())
		build(t, clean)
		same(t, w[0]+" "+w[1], files(t, clean), files(t, m))
		again := build(t, m)
		for _, l := range again.Layers {
			if !l.Reused {
				t.Errorf("read anew: %+v", l)
			}
		}
		same(t, w[0]+" "+w[1]+" again", files(t, clean), files(t, m))
		if c := opened(t, m).City; w[1] == "full" && len(c.Demand.Entrances) != 1 {
			t.Errorf("%+v", c.Demand.Entrances)
		}
	}
	two := as("residents", "full").with("more.csv", "", csvAt("id,lon,lat,all", "y", 1805, 80, "3")).
		with("city.toml", "[[facilities]]", "[[demand]]\nsource = \"more.csv\"\n[[facilities]]")
	for what, w := range map[string]town{
		"other people":      as("residents", "full").with("people.csv", "h,", "x,"),
		"another repair":    as("residents", "full").with("city.toml", lonLat(200, 641), lonLat(200, 700)),
		"people beside":     two,
		"others beside":     two.with("people.csv", "h,", "x,"), // whose entrances come before those that are kept
		"plain once again":  as("residents", "plain"),
		"the file is newer": as("residents", "full").with("streets.osm", "name\" v=\"island", "name\" v=\"isle"),
	} {
		m, clean := w.put(t, t.TempDir()), w.put(t, t.TempDir())
		build(t, two.put(t, filepath.Dir(m)))
		build(t, w.put(t, filepath.Dir(m)))
		build(t, clean)
		same(t, what, files(t, clean), files(t, m))
	}
}

// A street that the file cuts is left there, and leads on beyond what is known.
func TestCutStreetsAreExits(t *testing.T) {
	w := as("residents", "full")
	end := at(-300, 600)
	lon := fmt.Sprintf("lon=\"%.7f\"", end[0])
	from := strings.LastIndex(w["streets.osm"][:strings.Index(w["streets.osm"], lon)], "<node")
	to := from + strings.Index(w["streets.osm"][from:], "</node>") + len("</node>")
	m := w.with("streets.osm", w["streets.osm"][from:to], "").put(t, t.TempDir())
	report := build(t, m)
	city := opened(t, m).City
	if len(city.Exits) != 1 || geo.Distance(city.Exits[0].At, at(0, 600)) > 0.1 || report.Exits != 1 {
		t.Errorf("%+v", city.Exits)
	}
	wantNotes(t, report.Notes, "streets_cut streets.osm : 1 ", "streets_missing_nodes streets.osm : 1 ")
}

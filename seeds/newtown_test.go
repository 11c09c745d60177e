package seeds_test

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"io/fs"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"lifecircle/seeds"
)

// The sample city is read here by a few plain lines of its own, so that what it
// promises does not depend on the importers that it is a sample for.

type town struct {
	nodes     map[int64]place
	tags      map[int64]map[string]string // of nodes that have some
	ways      []way
	estates   []row
	sites     []row
	districts []district
	south     float64
	west      float64
	north     float64
	east      float64
}

type (
	row   map[string]string
	place struct{ lon, lat float64 }
	way   struct {
		id    int64
		nodes []int64
		tags  map[string]string
	}
	district struct {
		code string
		ring []place
	}
)

type xmlTags []struct {
	Key   string `xml:"k,attr"`
	Value string `xml:"v,attr"`
}

func (list xmlTags) tags(t *testing.T) map[string]string {
	out := map[string]string{}
	for _, x := range list {
		if _, twice := out[x.Key]; twice || x.Key == "" || x.Value == "" {
			t.Errorf("tag %q = %q is empty or stands twice", x.Key, x.Value)
		}
		out[x.Key] = x.Value
	}
	return out
}

func readTown(t *testing.T) *town {
	t.Helper()
	read := func(name string) []byte {
		data, err := seeds.FS.ReadFile("newtown/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	var file struct {
		Bounds struct {
			South float64 `xml:"minlat,attr"`
			West  float64 `xml:"minlon,attr"`
			North float64 `xml:"maxlat,attr"`
			East  float64 `xml:"maxlon,attr"`
		} `xml:"bounds"`
		Nodes []struct {
			ID   int64   `xml:"id,attr"`
			Lat  float64 `xml:"lat,attr"`
			Lon  float64 `xml:"lon,attr"`
			Tags xmlTags `xml:"tag"`
		} `xml:"node"`
		Ways []struct {
			ID   int64 `xml:"id,attr"`
			Refs []struct {
				ID int64 `xml:"ref,attr"`
			} `xml:"nd"`
			Tags xmlTags `xml:"tag"`
		} `xml:"way"`
	}
	if err := xml.Unmarshal(read("streets.osm"), &file); err != nil {
		t.Fatal(err)
	}
	c := &town{nodes: map[int64]place{}, tags: map[int64]map[string]string{},
		south: file.Bounds.South, west: file.Bounds.West, north: file.Bounds.North, east: file.Bounds.East}
	for _, n := range file.Nodes {
		if _, twice := c.nodes[n.ID]; twice {
			t.Errorf("node %d stands twice", n.ID)
		}
		c.nodes[n.ID] = place{n.Lon, n.Lat}
		if len(n.Tags) > 0 {
			c.tags[n.ID] = n.Tags.tags(t)
		}
	}
	seen := map[int64]bool{}
	for _, w := range file.Ways {
		if seen[w.ID] {
			t.Errorf("way %d stands twice", w.ID)
		}
		seen[w.ID] = true
		one := way{id: w.ID, tags: w.Tags.tags(t)}
		for _, r := range w.Refs {
			if _, ok := c.nodes[r.ID]; !ok {
				t.Errorf("way %d names node %d, which is not there", w.ID, r.ID)
			}
			one.nodes = append(one.nodes, r.ID)
		}
		if len(one.nodes) < 2 || len(one.tags) == 0 {
			t.Errorf("way %d has %d nodes and %d tags", w.ID, len(one.nodes), len(one.tags))
		}
		c.ways = append(c.ways, one)
	}
	table := func(name string) []row {
		lines, err := csv.NewReader(strings.NewReader(string(read(name)))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var out []row
		ids := map[string]bool{}
		for _, line := range lines[1:] {
			r := row{}
			for i, value := range line {
				r[lines[0][i]] = value
			}
			if ids[r["id"]] || r["id"] == "" || r["name_zh"] == "" || r["name_en"] == "" {
				t.Errorf("%s: row %v lacks an id of its own or a name", name, line)
			}
			ids[r["id"]] = true
			out = append(out, r)
		}
		return out
	}
	c.estates, c.sites = table("demand.csv"), table("facilities.csv")
	var layer struct {
		Features []struct {
			Properties struct {
				Code   string `json:"code"`
				NameZH string `json:"name_zh"`
				NameEN string `json:"name_en"`
				Level  int    `json:"level"`
			} `json:"properties"`
			Geometry struct {
				Type        string         `json:"type"`
				Coordinates [][][2]float64 `json:"coordinates"`
			} `json:"geometry"`
		} `json:"features"`
	}
	if err := json.Unmarshal(read("districts.geojson"), &layer); err != nil {
		t.Fatal(err)
	}
	for _, f := range layer.Features {
		p := f.Properties
		if p.Code == "" || p.NameZH == "" || p.NameEN == "" || p.Level == 0 || f.Geometry.Type != "Polygon" || len(f.Geometry.Coordinates) != 1 {
			t.Errorf("district %+v is not a named polygon of one ring", p)
		}
		d := district{code: p.Code}
		for _, q := range f.Geometry.Coordinates[0] {
			d.ring = append(d.ring, place{q[0], q[1]})
		}
		c.districts = append(c.districts, d)
	}
	return c
}

func (r row) number(t *testing.T, key string) float64 {
	t.Helper()
	f, err := strconv.ParseFloat(r[key], 64)
	if err != nil {
		t.Fatalf("%s of %s: %v", key, r["id"], err)
	}
	return f
}

func (r row) place(t *testing.T) place { return place{r.number(t, "lon"), r.number(t, "lat")} }

// metres east and north of the bounds' south-west corner.
func (c *town) metres(p place) (x, y float64) {
	return (p.lon - c.west) * 111195 * math.Cos(31*math.Pi/180), (p.lat - c.south) * 111195
}

func (c *town) distance(p, q place) float64 {
	px, py := c.metres(p)
	qx, qy := c.metres(q)
	return math.Hypot(px-qx, py-qy)
}

// walkable says whether everyone may walk on a way, private drives not.
func (w way) walkable() bool {
	return w.tags["highway"] != "" && w.tags["access"] != "private" && w.tags["foot"] != "use_sidepath"
}

// crossings counts how often two ways cross without meeting in a node.
func (c *town) crossings(a, b way) int {
	n := 0
	for i := 1; i < len(a.nodes); i++ {
		for k := 1; k < len(b.nodes); k++ {
			p, q, r, s := a.nodes[i-1], a.nodes[i], b.nodes[k-1], b.nodes[k]
			if p == r || p == s || q == r || q == s {
				continue
			}
			if c.side(p, q, r) != c.side(p, q, s) && c.side(r, s, p) != c.side(r, s, q) {
				n++
			}
		}
	}
	return n
}

func (c *town) side(p, q, r int64) bool {
	px, py := c.metres(c.nodes[p])
	qx, qy := c.metres(c.nodes[q])
	rx, ry := c.metres(c.nodes[r])
	return (qx-px)*(ry-py)-(qy-py)*(rx-px) > 0
}

func TestSampleIsSmallEnoughToEmbed(t *testing.T) {
	files, err := fs.Glob(seeds.FS, "newtown/*")
	if err != nil {
		t.Fatal(err)
	}
	var sum int64
	for _, f := range files {
		info, err := fs.Stat(seeds.FS, f)
		if err != nil {
			t.Fatal(err)
		}
		sum += info.Size()
	}
	if len(files) != 5 || sum > 1_200_000 {
		t.Errorf("%d files, %d bytes: %v", len(files), sum, files)
	}
}

func TestSampleSaysThatItIsFictional(t *testing.T) {
	manifest, err := seeds.FS.ReadFile("newtown/city.toml")
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"虚构", "(fictional)"} {
		if !strings.Contains(string(manifest), word) {
			t.Errorf("city.toml does not say %s", word)
		}
	}
}

func TestSamplePeople(t *testing.T) {
	c := readTown(t)
	total, old := 0.0, 0.0
	for _, e := range c.estates {
		n := func(key string) float64 { return e.number(t, key) }
		total, old = total+n("all"), old+n("age_60_plus")
		if !(n("age_80_plus") <= n("age_65_plus") && n("age_65_plus") <= n("age_60_plus") &&
			n("age_60_plus")+n("age_0_2")+n("age_3_5") <= n("all")) {
			t.Errorf("%s: the ages don't fit in one another: %v", e["id"], e)
		}
		if size := n("all") / n("dwellings"); size < 1.8 || size > 3.2 {
			t.Errorf("%s: %.2f people to a dwelling", e["id"], size)
		}
		if area := n("floor_area_m2") / n("all"); area < 20 || area > 60 {
			t.Errorf("%s: %.0f m² of floor a person", e["id"], area)
		}
		if e["urban"] != "urban" && e["urban"] != "rural" {
			t.Errorf("%s: urban is %q", e["id"], e["urban"])
		}
	}
	if total < 58_000 || total > 62_000 {
		t.Errorf("%.0f people", total)
	}
	if share := old / total; share < 0.25 || share > 0.30 {
		t.Errorf("%.1f %% are 60 or older", 100*share)
	}
}

func TestSampleServicesHaveFacilitiesAndGroups(t *testing.T) {
	c := readTown(t)
	standard := readStandard(t, "standards/shanghai-14fyp.toml")
	open, status := map[string]int{}, map[string]int{}
	for _, f := range c.sites {
		status[f["status"]]++
		offered := strings.Split(f["services"], ";")
		if !slices.IsSorted(offered) {
			t.Errorf("%s: services %q are not sorted", f["id"], f["services"])
		}
		for _, s := range offered {
			if _, ok := standard.Services[s]; !ok {
				t.Errorf("%s offers %q, which the standard lacks", f["id"], s)
			}
			if f["status"] == "open" {
				open[s]++
			}
		}
		if (f["status"] == "closed") != (f["closes"] != "") || f["opens"] == "" {
			t.Errorf("%s: %s, opens %q, closes %q", f["id"], f["status"], f["opens"], f["closes"])
		}
	}
	for id, s := range standard.Services {
		if open[id] < 3 {
			t.Errorf("%s: %d open facilities", id, open[id])
		}
		if _, ok := c.estates[0][s.Group]; !ok {
			t.Errorf("%s counts %s, which demand.csv lacks", id, s.Group)
		}
	}
	if status["open"] == 0 || status["planned"] == 0 || status["closed"] == 0 || len(status) != 3 {
		t.Errorf("statuses %v", status)
	}
}

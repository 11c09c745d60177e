package ogc_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
)

const (
	crs84    = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
	epsg4326 = "http://www.opengis.net/def/crs/EPSG/0/4326"
	epsg4490 = "http://www.opengis.net/def/crs/EPSG/0/4490"
	epsg3857 = "http://www.opengis.net/def/crs/EPSG/0/3857"
	epsg4549 = "http://www.opengis.net/def/crs/EPSG/0/4549"
)

var systems = []string{crs84, epsg4326, epsg4490, epsg3857, epsg4549}

// positions returns where c0 lies in each system; PROJ 9.1 has these values:
// echo 31.1 121.4 | cs2cs -f %.4f EPSG:4326 EPSG:3857 (and EPSG:4490 EPSG:4549)
var positions = map[string][2]float64{
	crs84: {121.4, 31.1}, epsg4326: {31.1, 121.4}, epsg4490: {31.1, 121.4},
	epsg3857: {13514186.1821, 3645742.8678}, epsg4549: {3442904.3890, 633572.4840},
}

func position(t *testing.T, f feature) [2]float64 {
	t.Helper()
	var g struct{ Coordinates [2]float64 }
	if err := json.Unmarshal(f.Geometry, &g); err != nil {
		t.Fatalf("%s: %v", f.Geometry, err)
	}
	return g.Coordinates
}

// OGC 18-058r1, requirements class Coordinate Reference Systems by Reference.
func TestCRS(t *testing.T) {
	a := serve(t)
	a.run("/req/crs/crs-uri, fc-md-crs-list, fc-md-crs-list-global, fc-md-storageCrs, fc-md-storageCrs-valid-value", func(a *api) {
		doc := a.json("/collections", mediaJSON)
		for _, c := range append([]any{doc}, doc["collections"].([]any)...) {
			c := c.(map[string]any)
			var got []string
			for _, v := range c["crs"].([]any) {
				got = append(got, v.(string))
			}
			if !slices.Equal(got, systems) {
				a.t.Errorf("%v: %v", c["id"], got)
			}
			if c["id"] != nil && c["storageCrs"] != crs84 {
				a.t.Errorf("%v is stored in %v", c["id"], c["storageCrs"])
			}
		}
	})
	a.run("/req/crs/fc-crs-definition, fc-crs-action, fc-crs-valid-value, ogc-crs-header, ogc-crs-header-value, geojson", func(a *api) {
		for _, uri := range systems {
			for _, path := range []string{"/collections/cells/items" + q("crs", uri, "limit", "1"), "/collections/cells/items/c0" + q("crs", uri)} {
				r := a.ok(path, mediaGeoJSON)
				if got := r.Header.Get("Content-Crs"); got != "<"+uri+">" {
					a.t.Errorf("%s: Content-Crs %s", path, got)
				}
				if strings.Contains(string(r.body), `"crs":{`) {
					a.t.Errorf("%s has a member crs", path)
				}
			}
			got, want := position(a.t, a.page("/collections/cells/items" + q("crs", uri, "limit", "1")).Features[0]), positions[uri]
			if math.Abs(got[0]-want[0]) > 6e-4 || math.Abs(got[1]-want[1]) > 6e-4 {
				a.t.Errorf("%s: c0 is at %.4f, want %.4f", uri, got, want)
			}
		}
	})
	a.run("/req/crs/fc-crs-default-value", func(a *api) {
		for _, path := range []string{"/collections/cells/items?limit=1", "/collections/cells/items/c0"} {
			if got := a.ok(path, mediaGeoJSON).Header.Get("Content-Crs"); got != "<"+crs84+">" {
				a.t.Errorf("%s: Content-Crs %s", path, got)
			}
		}
	})
	a.run("/req/crs/crs-exception and bbox-crs-exception", func(a *api) {
		for _, name := range []string{"crs", "bbox-crs"} {
			p := a.problem("/collections/cells/items"+q(name, "http://www.opengis.net/def/crs/EPSG/0/4548", "bbox", "1,2,3,4"), "invalid-parameter", 400)
			if p.Parameter != name || !slices.Equal(p.Known, systems) {
				a.t.Errorf("%+v", p)
			}
		}
		a.problem("/collections/cells/items/c0"+q("crs", "EPSG:4326"), "invalid-parameter", 400)
	})
	a.run("/req/crs/fc-bbox-crs-definition, fc-bbox-crs-valid-values, fc-bbox-crs-action", func(a *api) {
		for _, uri := range systems {
			p, half := positions[uri], 10.0 // metres
			if p[0] < 1000 {
				half = 1e-4 // degrees
			}
			box := fmt.Sprintf("%f,%f,%f,%f", p[0]-half, p[1]-half, p[0]+half, p[1]+half)
			if ids, _ := a.pages("/collections/cells/items" + q("bbox", box, "bbox-crs", uri)); !slices.Equal(ids, []string{"c0"}) {
				a.t.Errorf("%s %s: %v", uri, box, ids)
			}
		}
	})
	a.run("/req/crs/fc-bbox-crs-default-value", func(a *api) {
		if ids, _ := a.pages("/collections/cells/items" + q("bbox", "121.3999,31.0999,121.4001,31.1001", "crs", epsg4326)); !slices.Equal(ids, []string{"c0"}) {
			a.t.Errorf("%v: the box is in the system of the answer", ids)
		}
	})
}

// PROJ says where every corner of a district lies, in the axes that EPSG has.
func TestSystemsBesidePROJ(t *testing.T) {
	if _, err := exec.LookPath("cs2cs"); err != nil {
		t.Skip("cs2cs is not installed: apt-get install proj-bin")
	}
	a := serve(t)
	corners := func(uri string) [][2]float64 {
		var g struct{ Coordinates [][][2]float64 }
		if err := json.Unmarshal(a.page("/collections/districts/items" + q("crs", uri, "code", "17")).Features[0].Geometry, &g); err != nil {
			t.Fatal(err)
		}
		return g.Coordinates[0]
	}
	for _, code := range []string{"4326", "4490", "3857", "4549"} {
		from := "EPSG:4326"
		if code == "4490" || code == "4549" {
			from = "EPSG:4490"
		}
		cmd := exec.Command("cs2cs", "-f", "%.9f", from, "EPSG:"+code)
		var in strings.Builder
		for _, p := range corners(crs84) {
			fmt.Fprintf(&in, "%.9f %.9f\n", p[1], p[0]) // as EPSG has the axes
		}
		cmd.Stdin = strings.NewReader(in.String())
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		got := corners("http://www.opengis.net/def/crs/EPSG/0/" + code)
		for i, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
			var x, y, z float64
			if _, err := fmt.Sscan(line, &x, &y, &z); err != nil {
				t.Fatal(err)
			}
			if math.Abs(got[i][0]-x) > 6e-4 || math.Abs(got[i][1]-y) > 6e-4 {
				t.Errorf("EPSG:%s: corner %d is at %v, want %v %v", code, i, got[i], x, y)
			}
		}
	}
}

// A city outside China has no zone; one without anything has no middle.
func TestZonesAreChinas(t *testing.T) {
	for name, city := range map[string]*stub{"empty": {}, "Porto Alegre": {}} {
		base := town("ab")
		city.city, city.layers, city.rows = base.city, nil, base.rows
		if name != "empty" {
			city.city.Extent = orb.MultiPolygon{{{{-51.3, -30.2}, {-51, -30.2}, {-51, -29.9}, {-51.3, -30.2}}}}
		}
		a := serveCity(t, city)
		if n := len(a.json("/collections", mediaJSON)["crs"].([]any)); n != 4 {
			t.Errorf("%s has %d systems", name, n)
		}
	}
}

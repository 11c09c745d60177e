package vector_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"golang.org/x/text/encoding/simplifiedchinese"

	"lifecircle/coverage"
	"lifecircle/data/finding"
	"lifecircle/data/vector"
	"lifecircle/geo"
	"lifecircle/internal/testcity/realdata"
)

func wantNotes(t *testing.T, notes []finding.Note, want string) {
	t.Helper()
	var got []string
	for _, n := range notes {
		got = append(got, strings.Join(strings.Fields(fmt.Sprintln(n.Code, n.Source, n.Field, n.Count, n.Samples)), " "))
	}
	var wanted []string
	for line := range strings.Lines(want) {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			wanted = append(wanted, line)
		}
	}
	if !slices.Equal(got, wanted) {
		t.Errorf("notes\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(wanted, "\n"))
	}
}

func wantRefusal(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil {
		t.Fatalf("accepted; want %s", want)
	}
	if err.Error() != want {
		t.Errorf("refused with\n%s\nwant\n%s", err, want)
	}
	var refusal *finding.Refusal
	if !errors.As(err, &refusal) || refusal.Kind == nil {
		t.Errorf("%T is no refusal with a kind", err)
	}
}

func readDistricts(opts vector.Options, text string) ([]coverage.District, []finding.Note, error) {
	opts.Name = "d.geojson"
	return vector.Districts(context.Background(), strings.NewReader(text), opts)
}

func readFacilities(opts vector.Options, text string) ([]coverage.Facility, []finding.Note, error) {
	opts.Name = "f.geojson"
	return vector.Facilities(context.Background(), strings.NewReader(text), opts)
}

// collection puts each feature on a line, the first on line 2.
func collection(features ...string) string {
	return "{\"type\":\"FeatureCollection\",\"features\":[\n" + strings.Join(features, ",\n") + "\n]}\n"
}

func with(properties, geometry string) string {
	return `{"type":"Feature","properties":` + properties + `,"geometry":` + geometry + `}`
}

const (
	square = `{"type":"Polygon","coordinates":[[[121,31],[122,31],[122,32],[121,32],[121,31]]]}`
	point  = `{"type":"Point","coordinates":[121.47,31.23]}`
)

func TestPortoAlegreDistricts(t *testing.T) {
	all, notes, err := vector.Districts(context.Background(), realdata.Open(t, "porto-alegre", "districts.geojson"), vector.Options{Name: "districts.geojson"})
	if err != nil {
		t.Fatal(err)
	}
	wantNotes(t, notes, ``)
	total := 0.0
	for _, d := range all {
		total += geo.Area(d.Polygon)
	}
	// The municipality has 495.4 km² (IBGE, on the ellipsoid).
	if len(all) != 42 || total < 490e6 || total > 500e6 {
		t.Errorf("%d districts of %.1f km²", len(all), total/1e6)
	}
	if d := all[0]; d.Code != "4314902004001" || d.Level != 0 || d.Names != (coverage.Names{}) {
		t.Errorf("the first is %s at %d, %v", d.Code, d.Level, d.Names)
	}
}

func TestShanghaiDistricts(t *testing.T) {
	all, notes, err := vector.Districts(context.Background(), realdata.Open(t, "shanghai-centre", "districts.geojson"), vector.Options{Name: "districts.geojson"})
	if err != nil {
		t.Fatal(err)
	}
	wantNotes(t, notes, ``)
	total := 0.0
	for _, d := range all {
		total += geo.Area(d.Polygon)
	}
	// Shanghai has some 6,340 km² of land, and its districts reach into the sea.
	if len(all) != 16 || total < 6.0e9 || total > 9.0e9 {
		t.Errorf("%d districts of %.0f km²", len(all), total/1e6)
	}
	if d := all[0]; d.Code != "310113" || d.Names.ZH != "宝山区" || d.Names.EN != "Baoshan" {
		t.Errorf("the first is %s, %v", d.Code, d.Names)
	}
}

func TestDistrictsReadEveryProperty(t *testing.T) {
	text := "\ufeff" + collection(
		with(`{"adcode":310113.0,"name":"Baoshan","name:zh":" 宝山区 ","name_en":"Baoshan","level":2,"parent":310000,"gdp":12.5}`, square),
		with(`{"adcode":"310114","name":null,"level":"3","parent":null}`,
			// clockwise, with heights; the hole counter-clockwise
			`{"type":"MultiPolygon","coordinates":[[[[0,0,5],[0,4,5],[4,4,5],[4,0,5],[0,0,5]],[[1,1],[2,1],[2,2],[1,1]]]]}`),
		with(`{"adcode":3.10113e5,"center":[1,2]}`, square),
	)
	all, notes, err := readDistricts(vector.Options{Columns: map[string]string{"code": "adcode"}, CRS: "EPSG:4490"}, text)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range all {
		got = append(got, fmt.Sprintf("%s %+v %d %q", d.Code, d.Names, d.Level, d.Parent))
	}
	want := []string{
		`310113 {Plain:Baoshan ZH:宝山区 EN:Baoshan} 2 "310000"`,
		`310114 {Plain: ZH: EN:} 3 ""`,
		`310113 {Plain: ZH: EN:} 0 ""`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("districts\n%s", strings.Join(got, "\n"))
	}
	for _, d := range all {
		for i, ring := range d.Polygon[0] {
			if geo.Winding(ring) != 1-2*min(i, 1) {
				t.Errorf("%s: ring %d is not wound as RFC 7946 has it", d.Code, i)
			}
		}
	}
	wantNotes(t, notes, `
		datum_as_wgs84 d.geojson CGCS2000 3 []
		other_columns d.geojson center, gdp 2 []
	`)
}

// What Alibaba's DataV exports: adcode, a level in words, a parent that is an object.
func TestDataVDistricts(t *testing.T) {
	text := collection(with(`{"adcode":310113,"name":"宝山区","level":"district","parent":{"adcode":310000}}`, square))
	_, _, err := readDistricts(vector.Options{Columns: map[string]string{"code": "adcode"}}, text)
	wantRefusal(t, err, `d.geojson:2: feature 1 "310113": level "district": not a level: whole numbers from 0 are; to do without, write level = "" in columns`)
	all, notes, err := readDistricts(vector.Options{Columns: map[string]string{"code": "adcode", "level": ""}}, text)
	if err != nil || all[0].Parent != "" || all[0].Level != 0 {
		t.Errorf("%+v, %v", all, err)
	}
	wantNotes(t, notes, `other_columns d.geojson level, parent 2 []`)
	_, _, err = readDistricts(vector.Options{Columns: map[string]string{"code": "adcode", "level": "", "parent": "parent"}}, text)
	wantRefusal(t, err, `d.geojson:2: feature 1 "310113": parent "adcode:310000": an object, not a code: name a property that holds the code alone`)
}

func TestFacilitiesTellTheirOutlinesAndEntrances(t *testing.T) {
	outlines := map[int]orb.MultiPolygon{}
	opts := vector.Options{Services: []string{"park"}, CRS: "GCJ-02", Outline: func(i int, area orb.MultiPolygon) { outlines[i] = area }}
	all, _, err := readFacilities(opts, collection(with(`{"id":"a","entrances":"121.47 31.23"}`, point), with(`{"id":"b"}`, square)))
	if err != nil {
		t.Fatal(err)
	}
	if e := all[0].Entrances; len(e) != 1 || e[0].Point != all[0].Point {
		t.Errorf("%+v of %v", e, all[0].Point)
	}
	if len(outlines) != 1 || len(outlines[1]) != 1 {
		t.Errorf("%v", outlines)
	}
}

func TestFacilitiesReadEveryProperty(t *testing.T) {
	all, notes, err := readFacilities(vector.Options{Services: []string{"sports"}}, collection(
		with(`{"id":7.0,"name":"Hub","services":["elderly","clinic"],"capacity":{"clinic":40,"elderly":20},"status":"规划","opens":"2026-09-01","街道":"五里桥","floors":3,"empty":null}`, point),
		`{"type":"Feature","id":"way/12","properties":{"services":"clinic","capacity":40},"geometry":`+square+`}`,
		`{"type":"Feature","id":13,"properties":null,"geometry":{"type":"MultiPoint","coordinates":[[121,31]]}}`,
		with(`{"id":"x","capacity":""}`, point),
	))
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprintf("%+v", all)
	const none = " Access:{Linked:false Crosses: Segment:0 Fraction:0 LegMM:0 At:[0 0] Public:<nil>} Entrances:[]}"
	want := "[" + strings.Join([]string{
		"{ID:7 Names:{Plain:Hub ZH: EN:} Point:[121.47 31.23] Services:[clinic elderly] Capacity:map[clinic:40 elderly:20] Status:planned Opens:2026-09-01 Closes: Attributes:map[floors:3 街道:五里桥]" + none,
		"{ID:way/12 Names:{Plain: ZH: EN:} Point:[121.5 31.5] Services:[clinic] Capacity:map[clinic:40] Status:open Opens: Closes: Attributes:map[]" + none,
		"{ID:13 Names:{Plain: ZH: EN:} Point:[121 31] Services:[sports] Capacity:map[] Status:open Opens: Closes: Attributes:map[]" + none,
		"{ID:x Names:{Plain: ZH: EN:} Point:[121.47 31.23] Services:[sports] Capacity:map[] Status:open Opens: Closes: Attributes:map[]" + none,
	}, " ") + "]"
	if got != want {
		t.Errorf("facilities\n%s\nwant\n%s", got, want)
	}
	wantNotes(t, notes, `
		blank_count f.geojson capacity 1 [x]
		other_columns f.geojson empty, floors, 街道 3 []
	`)
}

func TestGCJ02IsMovedWhereverItIsSaid(t *testing.T) {
	want := geo.GCJ02.ToWGS84(orb.Point{121.47, 31.23})
	plain := collection(with(`{"id":"x","services":"clinic"}`, point))
	atTheEnd := strings.Replace(plain, "\n]}", "\n],\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"GCJ-02\"}}}", 1)
	for name, read := range map[string]func() ([]coverage.Facility, []finding.Note, error){
		"in the manifest": func() ([]coverage.Facility, []finding.Note, error) {
			return readFacilities(vector.Options{CRS: "GCJ-02"}, plain)
		},
		"at the file's end": func() ([]coverage.Facility, []finding.Note, error) {
			return readFacilities(vector.Options{}, atTheEnd)
		},
	} {
		all, notes, err := read()
		if err != nil || all[0].Point != want {
			t.Errorf("%s: %v, %v, want %v", name, all, err, want)
		}
		wantNotes(t, notes, `datum_converted f.geojson GCJ-02 1 []`)
	}
	extent, err := vector.Extent(context.Background(), strings.NewReader(square), vector.Options{CRS: "gcj02"})
	if err != nil || extent[0][0][0] != geo.GCJ02.ToWGS84(orb.Point{121, 31}) {
		t.Errorf("extent %v, %v", extent, err)
	}
}

func TestExtent(t *testing.T) {
	read := func(text string) (orb.MultiPolygon, error) {
		return vector.Extent(context.Background(), strings.NewReader(text), vector.Options{Name: "extent.geojson"})
	}
	for name, text := range map[string]string{
		"a bare polygon":    square,
		"one feature":       with(`null`, square),
		"a collection":      collection(with(`{}`, square)),
		"the same twice":    collection(with(`{}`, square), with(`{}`, square)),
		"members reordered": `{"features":[` + with(`{}`, square) + `],"name":"x","type":"FeatureCollection"}`,
	} {
		extent, err := read(text)
		if err != nil || len(extent) != 1 || geo.ShareInside(orb.MultiPolygon{{{{121, 31}, {122, 31}, {122, 32}, {121, 32}, {121, 31}}}}, extent) != 1 {
			t.Errorf("%s: %v, %v", name, extent, err)
		}
	}
	neighbours, err := read(collection(with(`{}`, square), with(`{}`, strings.ReplaceAll(square, "122", "120"))))
	if err != nil || len(neighbours) != 1 {
		t.Errorf("neighbours make %d parts, %v", len(neighbours), err)
	}
	_, err = read(collection(with(`{}`, point)))
	wantRefusal(t, err, `extent.geojson:2: feature 1: geometry "Point": not an area: an extent is made of Polygons and MultiPolygons`)
}

func TestOverlappingPartsAreMerged(t *testing.T) {
	two := `{"type":"MultiPolygon","coordinates":[[[[0,0],[2,0],[2,2],[0,2],[0,0]]],[[[2,0],[4,0],[4,2],[2,2],[2,0]]]]}`
	all, notes, err := readDistricts(vector.Options{}, collection(with(`{"code":"a"}`, two)))
	if err != nil || len(all[0].Polygon) != 1 {
		t.Fatalf("%v, %v", all, err)
	}
	wantNotes(t, notes, `parts_merged d.geojson 1 [a]`)
}

func TestOtherEncodingsAreRead(t *testing.T) {
	text, _ := simplifiedchinese.GB18030.NewEncoder().String(collection(with(`{"code":"a","name_zh":"宝山区"}`, square)))
	all, _, err := readDistricts(vector.Options{Encoding: "gb18030"}, text)
	if err != nil || all[0].Names.ZH != "宝山区" {
		t.Errorf("%v, %v", all, err)
	}
	_, _, err = readDistricts(vector.Options{}, text)
	wantRefusal(t, err, `d.geojson:2: feature 1: not UTF-8: name the file's encoding, such as encoding = "gb18030", or save it as UTF-8`)
}

func TestBadDistrictsAreRefused(t *testing.T) {
	polygon := func(coordinates string) string { return `{"type":"Polygon","coordinates":` + coordinates + `}` }
	crs := func(name, geometry string) string {
		return `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"` + name + `"}},"features":[` + with(`{"code":"a"}`, geometry) + `]}`
	}
	metres := polygon(`[[[353412.5,3457000],[353512.5,3457000],[353512.5,3457100],[353412.5,3457000]]]`)
	fine := with(`{"code":"ok"}`, square)
	for _, c := range []struct {
		name string
		opts vector.Options
		text string
		want string
	}{
		{"an empty file", vector.Options{}, "", "d.geojson: the file is empty: a GeoJSON FeatureCollection is wanted"},
		{"an empty collection", vector.Options{}, collection(), "d.geojson: no features: the layer is empty: export it again with its features"},
		{"a list", vector.Options{}, "[]", "d.geojson:1: not GeoJSON as it is read here: it does not begin with an object"},
		{"TopoJSON", vector.Options{}, `{"type":"Topology"}`, "d.geojson:1: not GeoJSON as it is read here: it is TopoJSON: convert it first (mapshaper in.json -o format=geojson out.geojson)"},
		{"another object", vector.Options{}, "{\n\"name\":\n3}", "d.geojson:3: not GeoJSON as it is read here: its type is missing"},
		{"no features", vector.Options{}, `{"type":"FeatureCollection"}`, "d.geojson:1: not GeoJSON as it is read here: it is a FeatureCollection without features"},
		{"features of something else", vector.Options{}, `{"type":"Thing","features":[]}`, `d.geojson:1: not GeoJSON as it is read here: it has features, but its type is "Thing": export it as a GeoJSON FeatureCollection`},
		{"features that are none", vector.Options{}, `{"features":3}`, "d.geojson:1: not GeoJSON as it is read here: its features are not an array"},
		{"features twice", vector.Options{}, `{"features":[],"features":[]}`, "d.geojson:1: not GeoJSON as it is read here: it has features twice"},
		{"a feature a line", vector.Options{}, fine + "\n" + fine, "d.geojson:2: not GeoJSON as it is read here: it goes on after the end of its first object: if each line is a feature by itself, convert it (ogr2ogr -f GeoJSON out.geojson in.geojsonl)"},
		{"cut off", vector.Options{}, collection(fine, fine)[:300], "d.geojson:3: feature 2: the file ends in the middle, after 300 bytes: it is cut off: export or download it again"},
		{"cut off between features", vector.Options{}, strings.TrimSuffix(collection(fine), "\n]}\n"), "d.geojson:2: feature 1: the file ends in the middle, after 179 bytes: it is cut off: export or download it again"},
		{"a comma too many", vector.Options{}, collection(fine, ""), "d.geojson:4: feature 2: not JSON at byte 183: export it again as GeoJSON (invalid character ']' looking for beginning of value)"},
		{"not JSON", vector.Options{}, collection(fine, `{"type":Feature}`), "d.geojson:3: feature 2: not JSON at byte 190: export it again as GeoJSON (invalid character 'F' looking for beginning of value)"},
		{"not a feature", vector.Options{}, collection(square), `d.geojson:2: feature 1: type "Polygon": not a GeoJSON feature: its type must be "Feature"`},
		{"a feature that is a number", vector.Options{}, collection("3"), `d.geojson:2: feature 1: not a GeoJSON feature: an object with type, properties and geometry is`},
		{"properties that are a list", vector.Options{}, collection(with(`[]`, square)), `d.geojson:2: feature 1: not a GeoJSON feature: its properties is a JSON array`},
		{"no code", vector.Options{}, collection(fine, with(`{"name":"x","adcode":3}`, square)), `d.geojson:3: feature 2: code: no code: every district needs one: name its property in columns; the feature has adcode, name`},
		{"a wrong property", vector.Options{Columns: map[string]string{"name": "Bezeichnung"}}, collection(with(`{"code":"a","nom":"A"}`, square)),
			`d.geojson: columns.name "Bezeichnung": no feature has such a property; they have code, nom`},
		{"an unknown key", vector.Options{Columns: map[string]string{"id": "code"}}, collection(fine), `d.geojson: columns "id": not a key of this layer: code, name, name_zh, name_en, level, parent are; other properties are kept by themselves`},
		{"a code twice", vector.Options{}, collection(with(`{"code":"a","level":1}`, square), with(`{"code":"a","level":2}`, square), with(`{"code":"a","level":1}`, square)),
			`d.geojson:4: feature 3 "a": code "a": feature 1 has the same code at level 1: give each its own`},
		{"a level of minus one", vector.Options{}, collection(with(`{"code":"a","level":-1}`, square)), `d.geojson:2: feature 1 "a": level "-1": not a level: whole numbers from 0 are; to do without, write level = "" in columns`},
		{"a point", vector.Options{}, collection(with(`{"code":"a"}`, point)), `d.geojson:2: feature 1 "a": geometry "Point": not an area: a district is a Polygon or MultiPolygon`},
		{"a line", vector.Options{}, collection(with(`{"code":"a"}`, `{"type":"LineString","coordinates":[[0,0],[1,1]]}`)), `d.geojson:2: feature 1: geometry "LineString": neither a place nor an area: points and polygons are read`},
		{"nowhere", vector.Options{}, collection(with(`{"code":"a"}`, `null`)), `d.geojson:2: feature 1: geometry: null or missing: the feature is nowhere: draw it, or take it out`},
		{"no polygons", vector.Options{}, collection(with(`{"code":"a"}`, `{"type":"MultiPolygon","coordinates":[]}`)), `d.geojson:2: feature 1 "a": geometry: no polygons in it: draw the feature, or take it out`},
		{"no rings", vector.Options{}, collection(with(`{"code":"a"}`, polygon(`[]`))), `d.geojson:2: feature 1 "a": geometry: has no ring at or near 0, 0: mend it (QGIS: Fix geometries)`},
		{"not closed", vector.Options{}, collection(fine, with(`{"code":"b"}`, polygon(`[[[121,31],[122,31],[122,32],[121,32]]]`))),
			`d.geojson:3: feature 2 "b": geometry: is not closed: the last point of a ring must repeat its first; it ends at or near 121, 32: mend it (QGIS: Fix geometries)`},
		{"crosses itself", vector.Options{}, collection(fine, with(`{"code":"b"}`, polygon(`[[[121,31],[122,32],[122,31],[121,32],[121,31]]]`))),
			`d.geojson:3: feature 2 "b": geometry: crosses itself at or near 121.5, 31.5: mend it (QGIS: Fix geometries)`},
		{"three points", vector.Options{}, collection(with(`{"code":"b"}`, polygon(`[[[121,31],[122,32],[121,31]]]`))),
			`d.geojson:2: feature 1 "b": geometry: has a ring of fewer than four points at or near 121, 31: mend it (QGIS: Fix geometries)`},
		{"half a position", vector.Options{}, collection(with(`{"code":"b"}`, polygon(`[[[121],[122,32]]]`))), `d.geojson:2: feature 1: coordinates: a position of 1 numbers: each is [longitude, latitude]`},
		{"a word as a number", vector.Options{}, collection(with(`{"code":"b"}`, polygon(`[[["121",32]]]`))), `d.geojson:2: feature 1: coordinates: a position holds something else than numbers: each is [longitude, latitude]`},
		{"too shallow", vector.Options{}, collection(with(`{"code":"b"}`, polygon(`[[121,32]]`))), `d.geojson:2: feature 1: coordinates: not an array of a longitude and a latitude`},
		{"no coordinates", vector.Options{}, collection(with(`{"code":"b"}`, `{"type":"Polygon"}`)), `d.geojson:2: feature 1: coordinates: not an array of rings`},
		{"swapped axes", vector.Options{}, collection(with(`{"code":"b"}`, polygon(`[[[31,121],[32,121],[32,122],[31,121]]]`))),
			`d.geojson:2: feature 1 "b": coordinates "31, 121": longitude and latitude look swapped: a latitude is -90 to 90 degrees; longitude comes first`},
		{"metres without a crs", vector.Options{}, collection(with(`{"code":"b"}`, metres)),
			`d.geojson:2: feature 1 "b": coordinates "353412.5, 3457000": out of range: this looks like metres of a projection, degrees are wanted: convert the file to WGS 84 first (QGIS: Export, CRS EPSG:4326; or ogr2ogr -t_srs EPSG:4326)`},
		{"metres that say WGS 84", vector.Options{}, crs("urn:ogc:def:crs:OGC:1.3:CRS84", metres),
			`d.geojson: crs "urn:ogc:def:crs:OGC:1.3:CRS84": says WGS 84, in degrees, but the numbers look like metres (feature 1: 353412.5, 3457000): name the projection that they are in and convert the file to WGS 84`},
		{"metres that say so", vector.Options{}, crs("urn:ogc:def:crs:EPSG::4528", metres),
			`d.geojson: crs "urn:ogc:def:crs:EPSG::4528": not supported: convert the file to WGS 84 first (QGIS: Export, CRS EPSG:4326; or ogr2ogr -t_srs EPSG:4326)`},
		{"degrees that say metres", vector.Options{}, crs("EPSG:3857", square),
			`d.geojson: crs "EPSG:3857": names a projection in metres, but the numbers look like degrees: if they are WGS 84, take the crs member out of the file; else export it again`},
		{"another geographic crs", vector.Options{}, crs("EPSG:4214", square),
			`d.geojson: crs "EPSG:4214": not supported: convert the file to WGS 84 first (QGIS: Export, CRS EPSG:4326; or ogr2ogr -t_srs EPSG:4326)`},
		{"two shifts", vector.Options{CRS: "BD-09"}, crs("GCJ-02", square),
			`d.geojson: crs "GCJ-02": the file says GCJ-02 and the manifest BD-09: correct one of the two`},
		{"a linked crs", vector.Options{}, strings.Replace(collection(fine), `"features"`, `"crs":{"type":"link","properties":{"href":"http://x"}},"features"`, 1),
			`d.geojson: crs "{\"type\":\"link\",\"properties\":{\"href\":\"htt…": not a crs that is read here: {"type": "name", "properties": {"name": "EPSG:4326"}} is, or none at all for WGS 84`},
		{"an unknown crs in the manifest", vector.Options{CRS: "EPSG:3857"}, collection(fine),
			`d.geojson: crs "EPSG:3857": not supported: EPSG:4326 (WGS 84, OGC:CRS84), EPSG:4490 (CGCS2000), EPSG:4674 (SIRGAS 2000), EPSG:4258 (ETRS89), GCJ-02 and BD-09 are; convert the file to one of them first`},
		{"an unknown encoding", vector.Options{Encoding: "klingon"}, collection(fine),
			`d.geojson: encoding "klingon": not a known encoding: utf-8, gb18030, gbk, big5, utf-16 and those of the web are`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := readDistricts(c.opts, c.text)
			wantRefusal(t, err, c.want)
		})
	}
}

func TestBadFacilitiesAreRefused(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"no id", collection(with(`{"services":"clinic"}`, point)), `f.geojson:2: feature 1: id: blank: every row needs one of its own`},
		{"an id twice", collection(with(`{"id":"a","services":"clinic"}`, point), with(`{"id":"a","services":"clinic"}`, point)),
			`f.geojson:3: feature 2 "a": id "a": feature 1 has the same id: give each one of its own`},
		{"no service", collection(with(`{"id":"a"}`, point)), `f.geojson:2: feature 1 "a": services: blank: write what the place offers, several with ; between, or take it out`},
		{"a unit", collection(with(`{"id":"a","services":"clinic","capacity":"40张"}`, point)), `f.geojson:2: feature 1 "a": capacity "40张": not a whole number: write 40, or leave it blank if unknown`},
		{"swapped axes", collection(with(`{"id":"a","services":"clinic"}`, `{"type":"Point","coordinates":[31.2,121.5]}`)),
			`f.geojson:2: feature 1 "a": coordinates "31.2, 121.5": longitude and latitude look swapped: a latitude is -90 to 90 degrees; longitude comes first`},
		{"two points", collection(with(`{"id":"a","services":"clinic"}`, `{"type":"MultiPoint","coordinates":[[1,2],[3,4]]}`)),
			`f.geojson:2: feature 1: geometry "MultiPoint": 2 points: a feature is one place: make each point a feature`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := readFacilities(vector.Options{}, c.text)
			wantRefusal(t, err, c.want)
		})
	}
}

// endless is a feature whose ring never ends.
type endless struct {
	read int64
	at   int
}

func (e *endless) Read(p []byte) (int, error) {
	if e.read == 0 {
		n := copy(p, `{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[`)
		e.read = int64(n)
		return n, nil
	}
	position := "[1,2],"[e.at:]
	n := copy(p, position)
	for n+6 <= len(p) {
		n += copy(p[n:], "[1,2],")
	}
	e.at = (e.at + n) % 6
	e.read += int64(n)
	return n, nil
}

func TestAnEndlessFeatureIsRefused(t *testing.T) {
	e := &endless{}
	_, _, err := vector.Districts(context.Background(), e, vector.Options{Name: "d.geojson"})
	wantRefusal(t, err, "d.geojson:1: feature 1: longer than 128 MiB: simplify or split it")
	if e.read > 2*vector.MaxFeatureBytes || !errors.Is(err, finding.ErrTooLarge) {
		t.Errorf("%d bytes read, %v", e.read, err)
	}
}

// A feature written over many lines is named by the line that it begins on, and
// a mistake in it by its own.
func TestLinesOfPrettyPrintedFiles(t *testing.T) {
	feature := "  {\n    \"type\": \"Feature\",\n    \"properties\": {\"code\": \"%s\"},\n    \"geometry\":\n      %s\n  }"
	text := collection(fmt.Sprintf(feature, "a", square), "\n"+fmt.Sprintf(feature, "b", point))
	_, _, err := readDistricts(vector.Options{}, text)
	wantRefusal(t, err, `d.geojson:9: feature 2 "b": geometry "Point": not an area: a district is a Polygon or MultiPolygon`)
	text = strings.Replace(text, "121.47,", "121,47,,", 1)
	_, _, err = readDistricts(vector.Options{}, text)
	wantRefusal(t, err, fmt.Sprintf(`d.geojson:13: feature 2: not JSON at byte %d: export it again as GeoJSON (invalid character ',' looking for beginning of value)`, strings.Index(text, ",,")+2))
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestAReadingErrorIsNoRefusal(t *testing.T) {
	_, err := vector.Extent(context.Background(), io.MultiReader(strings.NewReader(`{"type":"FeatureCollection",`), broken{}), vector.Options{})
	var refusal *finding.Refusal
	if !errors.Is(err, io.ErrClosedPipe) || errors.As(err, &refusal) {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := vector.Extent(ctx, strings.NewReader(collection(with(`{}`, square))), vector.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled read: %v", err)
	}
}

package vector_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"lifecircle/data/finding"
	"lifecircle/data/vector"
	"lifecircle/geo"
)

func wantRefusalOf(t *testing.T, err error) {
	t.Helper()
	var refusal *finding.Refusal
	if !errors.As(err, &refusal) || refusal.Problem == "" {
		t.Errorf("%T: %v", err, err)
	}
}

// Whatever the bytes, the answer is a sound layer or a refusal.
func FuzzDistricts(f *testing.F) {
	f.Add(collection(with(`{"code":310113.0,"name_zh":"宝山区","level":2}`, square)), "", "")
	f.Add(collection(with(`{"code":"a"}`, `{"type":"MultiPolygon","coordinates":[[[[0,0],[2,0],[2,2],[0,2],[0,0]]],[[[2,0],[4,0],[4,2],[2,2],[2,0]]]]}`)), "code", "GCJ-02")
	f.Add(`{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:3857"}},"features":[]}`, "", "")
	f.Add(collection(with(`{"code":"a"}`, `{"type":"Polygon","coordinates":[[[121,31],[122,32],[122,31],[121,32],[121,31]]]}`)), "", "")
	f.Add(square, "", "")
	f.Add(with(`{"code":"a"}`, square)[:90], "", "")
	f.Fuzz(func(t *testing.T, text, code, crs string) {
		opts := vector.Options{Name: "f.geojson", CRS: crs}
		if code != "" {
			opts.Columns = map[string]string{"code": code}
		}
		extent, err := vector.Extent(context.Background(), strings.NewReader(text), opts)
		if err != nil {
			wantRefusalOf(t, err)
		} else if !geo.Valid(extent.Bound().Min) || !geo.Valid(extent.Bound().Max) {
			t.Errorf("extent %v", extent)
		}
		all, _, err := vector.Districts(context.Background(), strings.NewReader(text), opts)
		if err != nil {
			wantRefusalOf(t, err)
			return
		}
		for _, d := range all {
			if d.Code == "" || len(d.Polygon) == 0 {
				t.Errorf("%+v", d)
			}
			if crs == "" && geo.CheckMultiPolygon(d.Polygon) != nil {
				t.Errorf("%s: %v", d.Code, geo.CheckMultiPolygon(d.Polygon))
			}
		}
	})
}

func FuzzFacilities(f *testing.F) {
	f.Add(collection(with(`{"id":7.0,"services":["elderly","clinic"],"capacity":{"clinic":40},"status":"规划"}`, point)), "")
	f.Add(`{"type":"Feature","id":"way/12","properties":{"capacity":40},"geometry":`+square+`}`, "clinic")
	f.Add(point, "clinic")
	f.Fuzz(func(t *testing.T, text, service string) {
		all, _, err := vector.Facilities(context.Background(), strings.NewReader(text), vector.Options{Name: "f.geojson", Services: []string{service}})
		if err != nil {
			wantRefusalOf(t, err)
			return
		}
		for _, facility := range all {
			if facility.ID == "" || len(facility.Services) == 0 || facility.Status == "" || !geo.Valid(facility.Point) {
				t.Errorf("%+v", facility)
			}
		}
	})
}

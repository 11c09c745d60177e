package table_test

import (
	"context"
	"testing"

	"lifecircle/coverage"
	"lifecircle/data/table"
	"lifecircle/geo"
	"lifecircle/geo/cells"
	"lifecircle/internal/testcity/realdata"
)

func TestPortoAlegreDemand(t *testing.T) {
	d, notes, err := table.Demand(context.Background(), realdata.Open(t, "porto-alegre", "hexgrid.csv"), table.Options{
		Name:    "hexgrid.csv",
		Columns: map[string]string{"all": "population", "jobs": "jobs", "health": "healthcare"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if d.Len() != 1227 || len(d.Cell) != 1227 || len(d.Groups) != 3 {
		t.Fatalf("%d places, %d cells, %d groups", d.Len(), len(d.Cell), len(d.Groups))
	}
	wantNotes(t, notes, `
		blank_count hexgrid.csv healthcare 5 [line 71 line 226 line 412 line 431 line 780]
		blank_count hexgrid.csv jobs 5 [line 71 line 226 line 412 line 431 line 780]
		other_columns hexgrid.csv schools 1 []
	`)
	var people coverage.Amount
	for i, id := range d.ID {
		if cells.String(d.Cell[i]) != id {
			t.Fatalf("%s is cell %x", id, d.Cell[i])
		}
		center, err := cells.Center(d.Cell[i])
		if err != nil || geo.Distance(center, d.Point[i]) > 1 {
			t.Errorf("%s: centre %v, %v, at %v", id, center, err, d.Point[i])
		}
		people += d.Groups["all"][i]
	}
	if people != 812_935_000 {
		t.Errorf("%d thousandths of people, want 812,935 people", people)
	}
	if d.Groups["jobs"][69] != coverage.Missing || d.Groups["jobs"][0] != 1_214_000 {
		t.Errorf("jobs of line 71 %d, of line 2 %d", d.Groups["jobs"][69], d.Groups["jobs"][0])
	}
}

func TestPortoAlegreFacilities(t *testing.T) {
	all, notes, err := table.Facilities(context.Background(), realdata.Open(t, "porto-alegre", "facilities.csv"), table.Options{Name: "facilities.csv"})
	if err != nil {
		t.Fatal(err)
	}
	by := map[string]int{}
	for _, f := range all {
		by[f.Services[0]]++
	}
	if len(all) != 294 || by["clinic"]+by["school"] != 294 {
		t.Errorf("%d facilities: %v", len(all), by)
	}
	if f := all[0]; f.ID != "school-89a9012124fffff" || f.Names.Plain != "school 89a9012124fffff" || f.Attributes["units"] != "1" || f.Status != coverage.StatusOpen {
		t.Errorf("the first is %+v", f)
	}
	wantNotes(t, notes, `other_columns facilities.csv units 1 []`)
}

// Chinese headers, GB18030 bytes, GCJ-02 coordinates, latitude before longitude.
func TestShanghaiCanteens(t *testing.T) {
	all, notes, err := table.Facilities(context.Background(), realdata.Open(t, "shanghai-centre", "canteens-gcj02.csv"), table.Options{
		Name:     "canteens-gcj02.csv",
		Columns:  map[string]string{"id": "名称", "name_zh": "名称", "lon": "经度", "lat": "纬度"},
		Encoding: "gb18030",
		CRS:      "GCJ-02",
		Services: []string{"elderly"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 43 {
		t.Errorf("%d canteens, want 43", len(all))
	}
	f := all[0]
	if f.ID != "定海路街道隆昌路睦邻社区长者食堂" || f.Names.ZH != f.ID || f.Attributes["地址"] != "上海市杨浦区隆昌路521号" {
		t.Errorf("the first is %+v", f)
	}
	if moved := geo.Distance(f.Point, [2]float64{121.54429, 31.273241}); moved < 400 || moved > 700 {
		t.Errorf("GCJ-02 is %0.f m from WGS 84 here, some 500 are", moved)
	}
	wantNotes(t, notes, `
		datum_converted canteens-gcj02.csv GCJ-02 43 []
		other_columns canteens-gcj02.csv 地址 1 []
	`)
}

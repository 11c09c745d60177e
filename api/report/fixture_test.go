package report_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lifecircle/api/answer"
	"lifecircle/api/report"
	"lifecircle/coverage"
	"lifecircle/internal/testcity/asciicity"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got), rewrite with -update:\n%s", name, diff)
	}
}

// town is two street-towns with a river between them and one bridge. Two clinics
// lie in the north and nobody counts children for the kindergarten; the estate
// of 6 is called by a name that HTML would mistake.
func town(t *testing.T) *coverage.Engine {
	t.Helper()
	c := asciicity.New(t, asciicity.Cell(100), `
		+---0------H----1--+
		|                  |
		2     +..3..+      4
		|     :     :      |
		+-----%-----+--A---+
		                   |
		~~~~~~~~~~~~~~~~~~~|~~
		                   |
		5------6------+----+
		|             |
		+-----7-------K
	`)
	c.District(8, "310101", -1, -1, 21, 6).District(8, "310102", -1, 6, 21, 12)
	c.Districts[0].Names = coverage.Names{ZH: "江湾街道", EN: "Jiangwan"}
	c.Districts[1].Names = coverage.Names{ZH: "河西镇", EN: "Hexi"}
	c.Demand.Names = make([]coverage.Names, len(c.Demand.ID))
	c.Demand.Names[c.Index("6")] = coverage.Names{ZH: "<河畔>一期 & 二期", EN: "<Riverside> 1 & 2"}
	c.Demand.Groups["age_60_plus"] = make([]coverage.Amount, len(c.Demand.ID))
	for i, people := range c.Demand.Groups["all"] {
		c.Demand.Groups["age_60_plus"][i] = people / 4
	}
	c.Serve(coverage.Service{ID: "clinic", Names: coverage.Names{ZH: "社区卫生", EN: "Clinics"}, Group: "age_60_plus", TargetText: "85%左右", Clause: "14.8.3"})
	c.Serve(coverage.Service{ID: "kindergarten", Names: coverage.Names{ZH: "幼儿园", EN: "Kindergartens"}})
	c.Serve(coverage.Service{ID: "childcare", Names: coverage.Names{ZH: "托育", EN: "Childcare"}, Group: "age_0_2"})
	city := *c.Engine().City()
	city.Name, city.Title = "rivertown", coverage.Names{ZH: "江湾新城", EN: "Rivertown"}
	city.Provenance = coverage.Provenance{
		Engine: "0.1.0", Standard: "shanghai-14fyp", Private: "residents", Walking: "full", Hash: "9f86d081884c7d659a2feaa0c55ad015",
		Inputs: []coverage.Input{
			{Role: "demand", Path: "people.csv", SHA256: "aa", Licence: "CC BY 4.0", Attribution: "江湾统计局"},
			{Role: "streets", Path: "streets.osm.pbf", SHA256: "dd", Licence: "ODbL", Attribution: "© OpenStreetMap contributors"},
		},
	}
	e, err := coverage.Open(t.Context(), &city, coverage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func options(lang answer.Lang) report.Options {
	return report.Options{
		Lang:     lang,
		Notes:    []answer.Note{{Code: "blank_count", Source: "people.csv", Field: "jobs", Count: 2, Samples: []string{"line 12", "line 40"}}},
		Standard: report.Standard{Name: "Plan <2025>", Source: "the document"},
		Sources:  []report.ProfileSources{{ID: "standard", Lines: []report.SourceLine{{Of: "speed", Source: "GB 50180-2018"}}}},
	}
}

// page returns the page of a district, or of the city where code is "".
func page(t *testing.T, e *coverage.Engine, o report.Options, code string) []byte {
	t.Helper()
	r, err := report.New(t.Context(), e, o)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if code == "" {
		err = r.City(t.Context(), &b, func(code string) string { return "district-" + code + ".html" })
	}
	for _, d := range r.Districts() {
		if d.Code == code {
			err = r.District(t.Context(), &b, d)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

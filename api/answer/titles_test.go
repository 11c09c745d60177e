package answer_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lifecircle/api/answer"
	"lifecircle/coverage"
	"lifecircle/coverage/layers"
	"lifecircle/internal/testcity/asciicity"
)

// titled is a city whose layers have every column that there is.
func titled(t *testing.T) []layers.Layer {
	t.Helper()
	c := asciicity.New(t, asciicity.Cell(50), `
		H---a
		|
		0---1
	`).District(8, "310101", -1, -1, 5, 3)
	engine := c.Engine()
	city := engine.City()
	called := coverage.Names{ZH: "江湾", EN: "Jiangwan"}
	city.Districts[0].Names, city.Facilities[0].Names = called, called
	city.Services[0].Names = coverage.Names{ZH: "诊所", EN: "Clinics"}
	city.Demand.Names = make([]coverage.Names, city.Demand.Len())
	city.Demand.Names[0] = called
	city.Demand.Weight = map[string][]coverage.Amount{}
	for _, w := range coverage.Weights {
		city.Demand.Weight[w] = make([]coverage.Amount, city.Demand.Len())
	}
	all, err := layers.Of(engine).Layers(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Every layer and column has words, and the catalogue has no more for them.
func TestEveryLayerAndColumnHasATitle(t *testing.T) {
	used := map[string]bool{"layer_any.of_service": true}
	for _, l := range titled(t) {
		titles := []layers.Title{l.Title}
		for _, c := range l.Columns {
			titles = append(titles, c.Title)
		}
		for _, title := range titles {
			used[title.Key] = true
			if !answer.Has(title.Key) {
				t.Errorf("%s: %s has no words", l.ID, title.Key)
			}
		}
	}
	for _, key := range answer.Keys() {
		if strings.HasPrefix(key, "layer") && !used[key] {
			t.Errorf("%s is used nowhere", key)
		}
	}
}

func TestATitleNamesItsServiceAndItsGroup(t *testing.T) {
	got := map[string]string{}
	for _, l := range titled(t) {
		for _, c := range l.Columns {
			got[string(l.ID)+"."+c.Name] = answer.Titled(answer.EN, c.Title) + " | " + answer.Titled(answer.ZH, c.Title)
		}
	}
	for column, want := range map[string]string{
		"districts.clinic_coverage_low": "Clinics: coverage, lower bound | 诊所：覆盖率下限",
		"cells.people_all":              "People: all | 人数：all",
		"cells.dwellings":               "Dwellings | 住宅套数",
		"gaps.misses_median_s":          "Seconds over the limit, the median of people | 超出时限秒数（中位）",
		"islands.length_m":              "Length of its streets | 街道长度",
	} {
		if d := cmp.Diff(want, got[column]); d != "" {
			t.Errorf("%s: %s", column, d)
		}
	}
	nameless := layers.Title{Key: "layer_districts.coverage", Service: coverage.Names{Plain: "clinic"}}
	if got := answer.Titled(answer.ZH, nameless); got != "clinic：覆盖率" {
		t.Error(got)
	}
}

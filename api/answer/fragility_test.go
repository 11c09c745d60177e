package answer_test

import (
	"bytes"
	"errors"
	"testing"

	"lifecircle/api/answer"
	"lifecircle/coverage"
	"lifecircle/coverage/fragility"
	"lifecircle/internal/testcity/asciicity"
)

// hanging is what clinics of a street-town hang on: 0 has both clinics, 1 only
// that in the east, 2 none.
func hanging(t *testing.T, lang answer.Lang) answer.Fragility {
	t.Helper()
	c := asciicity.New(t, asciicity.Cell(100), `
		H--0---A--1----+
		               |
		               2
	`)
	c.District(8, "310101", -1, -1, 8, 4)
	c.Districts[0].Names = coverage.Names{ZH: "江湾街道", EN: "Jiangwan"}
	c.Demand.Groups["all"] = []coverage.Amount{1200_000, 350_500, 80_000}
	c.Serve(coverage.Service{ID: "clinic", Names: coverage.Names{ZH: "社区卫生", EN: "Clinics"}, Minutes: 7})
	e := c.Engine()
	f, err := fragility.Find(t.Context(), e, fragility.Query{Service: "clinic", Cells: true})
	if err != nil {
		t.Fatal(err)
	}
	return answer.Fragility{City: e.City(), Lang: lang, Fragility: f}
}

func TestFragilityGolden(t *testing.T) {
	for _, c := range []struct {
		file   string
		lang   answer.Lang
		format answer.Format
	}{
		{"fragility.json", answer.EN, answer.JSON},
		{"fragility.csv", answer.EN, answer.CSV},
		{"fragility.en.table", answer.EN, answer.Table},
		{"fragility.zh.table", answer.ZH, answer.Table},
	} {
		t.Run(c.file, func(t *testing.T) {
			golden(t, c.file, written(t, func(b *bytes.Buffer) error { return hanging(t, c.lang).Write(b, c.format) }))
		})
	}
	if err := hanging(t, answer.EN).Write(&bytes.Buffer{}, answer.GeoJSON); !errors.Is(err, answer.ErrNoFormat) {
		t.Errorf("as GeoJSON: %v", err)
	}
}

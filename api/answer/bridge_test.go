package answer_test

import (
	"bytes"
	"errors"
	"testing"

	"lifecircle/api/answer"
	"lifecircle/coverage"
	"lifecircle/coverage/bridge"
	"lifecircle/internal/testcity/asciicity"
)

// bridged is the bridge of clinics for older people of a street-town: 0 walks
// around the estate, 1 lives across the river.
func bridged(t *testing.T, lang answer.Lang) answer.Bridge {
	t.Helper()
	c := asciicity.New(t, asciicity.Cell(100), `
		0---+......+----H
		    |      |
		    |      |
		    +------+
		           |
		~~~~~~~~~~~|~~
		    1------+
	`)
	c.District(8, "310101", -1, -1, 20, 8)
	c.Districts[0].Names = coverage.Names{ZH: "江湾街道", EN: "Jiangwan"}
	c.Demand.Groups["age_60_plus"] = []coverage.Amount{250, 500}
	c.Serve(coverage.Service{ID: "clinic", Names: coverage.Names{ZH: "社区卫生", EN: "Clinics"}, Minutes: 24, Group: "age_60_plus"})
	e := c.Engine()
	code := "310101"
	q := bridge.Query{Service: "clinic", Scope: coverage.Scope{District: &code}}
	steps, err := bridge.Find(t.Context(), e, q)
	if err != nil {
		t.Fatal(err)
	}
	return answer.Bridge{City: e.City(), Lang: lang, Query: q, Steps: steps}
}

func TestBridgeGolden(t *testing.T) {
	for _, c := range []struct {
		file   string
		lang   answer.Lang
		format answer.Format
	}{
		{"bridge.json", answer.EN, answer.JSON},
		{"bridge.csv", answer.EN, answer.CSV},
		{"bridge.en.table", answer.EN, answer.Table},
		{"bridge.zh.table", answer.ZH, answer.Table},
	} {
		t.Run(c.file, func(t *testing.T) {
			golden(t, c.file, written(t, func(b *bytes.Buffer) error { return bridged(t, c.lang).Write(b, c.format) }))
		})
	}
	if err := bridged(t, answer.EN).Write(&bytes.Buffer{}, answer.GeoJSON); !errors.Is(err, answer.ErrNoFormat) {
		t.Errorf("a bridge as GeoJSON: %v", err)
	}
}

package answer_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lifecircle/api/answer"
	"lifecircle/coverage"
	"lifecircle/coverage/scenario"
	"lifecircle/internal/testcity/asciicity"
)

// turned is a town on two banks whose places 0, 1 and 2, of 1, 2 and 4 people,
// walk 810, 630 and 450 s to the clinic H: a bridge in the west brings 0 and 1
// within 10 minutes, closing the clinic leaves nobody, and one at d, at most 540 s
// away, is there for all. Alone it would bring 0 and 1 as the bridge does.
func turned(t *testing.T, lang answer.Lang) answer.WhatIf {
	t.Helper()
	c := asciicity.New(t, asciicity.Cell(50), `
		H---a---b---c
		~~~~~~~ | ~~~
		0---1---2---d
	`)
	c.Serve(coverage.Service{ID: "clinic", Minutes: 10, Names: coverage.Names{ZH: "社区卫生", EN: "Clinics"}})
	c.District(8, "310101", -1, -1, 13, 4)
	c.Districts[0].Names = coverage.Names{ZH: "江湾街道", EN: "Jiangwan"}
	north, south, d := c.Place(2, 0), c.Place(2, 2), c.Place(12, 2)
	text := fmt.Sprintf(`{"changes": [
		{"open_link": {"id": "bridge", "name": "West Bridge", "kind": "footway", "line": [[%v, %v], [%v, %v]]}},
		{"close_facility": {"id": "H"}},
		{"add_facility": {"id": "n1", "services": ["clinic"], "lon": %v, "lat": %v}}]}`,
		north[0], north[1], south[0], south[1], d[0], d[1])
	var tree any
	if err := json.Unmarshal([]byte(text), &tree); err != nil {
		t.Fatal(err)
	}
	changes, err := scenario.Decode(tree)
	if err != nil {
		t.Fatal(err)
	}
	e := c.Engine()
	e.City().Title = coverage.Names{ZH: "画城", EN: "Drawn town"}
	effect, err := scenario.WhatIf(context.Background(), e, changes, scenario.Question{Gaps: true, Each: true})
	if err != nil {
		t.Fatal(err)
	}
	return answer.WhatIf{City: e.City(), Lang: lang, Changes: changes, Effect: effect}
}

func TestWhatIfGolden(t *testing.T) {
	for _, c := range []struct {
		file   string
		lang   answer.Lang
		format answer.Format
	}{
		{"whatif.json", answer.EN, answer.JSON},
		{"whatif.csv", answer.ZH, answer.CSV},
		{"whatif.en.table", answer.EN, answer.Table},
		{"whatif.zh.table", answer.ZH, answer.Table},
	} {
		t.Run(c.file, func(t *testing.T) {
			golden(t, c.file, written(t, func(b *bytes.Buffer) error { return turned(t, c.lang).Write(b, c.format) }))
		})
	}
}

// What a change does is read from the city's rows: that a district gains what
// another loses is nobody of the city.
func TestAPartIsTheCitys(t *testing.T) {
	x := turned(t, answer.EN)
	part := x.Effect.Each[0]
	for i := range part.InOrder {
		gain := coverage.Amount(0)
		if part.InOrder[i].District != nil {
			gain = 5000
		}
		part.InOrder[i].Covered, part.Alone[i].Covered = &gain, &gain
	}
	x.Effect.Each = x.Effect.Each[:1]
	told := string(written(t, func(b *bytes.Buffer) error { return x.Write(b, answer.Table) }))
	if want := "1  build West Bridge  –               0      0\n"; !strings.Contains(told, want) {
		t.Errorf("it does not say %q:\n%s", want, told)
	}
}

func TestWhatIfHasTheRowsOfCoverage(t *testing.T) {
	x := turned(t, answer.EN)
	d := x.Document()
	for i := range x.Effect.Before {
		if diff := cmp.Diff(answer.RowOf(x.Effect.Before[i], answer.EN), d.Before[i]); diff != "" {
			t.Errorf("before, row %d:\n%s", i, diff)
		}
		gain := *d.After[i].Covered - *d.Before[i].Covered
		if got := *d.Difference[i].Covered; got != gain {
			t.Errorf("row %d: difference %v, after − before %v", i, got, gain)
		}
		var parts float64
		for _, part := range d.Each {
			parts += *part.InOrder[i].Covered
		}
		if parts != gain {
			t.Errorf("row %d: the parts add up to %v, the difference is %v", i, parts, gain)
		}
	}
}

func TestWhatIfCSVIsTheDifference(t *testing.T) {
	x := turned(t, answer.EN)
	b := written(t, func(b *bytes.Buffer) error { return x.Write(b, answer.CSV) })
	records, err := csv.NewReader(strings.NewReader(string(bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := len(records)-1, len(x.Effect.Difference); got != want {
		t.Errorf("%d records, want %d", got, want)
	}
}

func TestWhatIfRefusesOtherFormats(t *testing.T) {
	var b bytes.Buffer
	if err := turned(t, answer.EN).Write(&b, answer.GeoJSON); !errors.Is(err, answer.ErrNoFormat) || b.Len() > 0 {
		t.Errorf("%v, %d bytes", err, b.Len())
	}
}

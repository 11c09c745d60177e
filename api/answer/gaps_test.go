package answer_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"lifecircle/api/answer"
	"lifecircle/coverage"
	"lifecircle/coverage/gaps"
	"lifecircle/internal/testcity/asciicity"
)

// gapped is a city with three gaps of clinics: two estates across the river, one
// beyond a residents' street, and one that joins no street; and their answer.
func gapped(t *testing.T, lang answer.Lang, q gaps.Query) answer.Gaps {
	t.Helper()
	c := asciicity.New(t, asciicity.Cell(100), `
		H-------+--------+......+---------------0
		~~~~~~  |        |      |
		1-2-----+        +------+






		3
	`)
	c.Demand.Names = []coverage.Names{{}, {ZH: "东岸一村", EN: "East Bank 1"}, {ZH: "东岸二村", EN: "East Bank 2"}, {Plain: "Mountain Hut"}}
	c.Demand.Groups["age_60_plus"] = []coverage.Amount{250, 500, coverage.Missing, 2000}
	c.Facility("H").Names = coverage.Names{ZH: "江湾卫生站", EN: "Jiangwan clinic"}
	c.District(8, "310101", -1, -1, 12, 5)
	c.Districts[0].Names = coverage.Names{ZH: "江湾街道", EN: "Jiangwan"}
	for i := range c.Ways {
		c.Ways[i].Name = "Long Road"
	}
	e := c.Engine()
	e.City().Title = coverage.Names{ZH: "画城", EN: "Drawn town"}
	gaps, err := gaps.Find(context.Background(), e, q)
	if err != nil {
		t.Fatal(err)
	}
	return answer.Gaps{City: e.City(), Lang: lang, Query: q, Gaps: gaps}
}

func TestGapsGolden(t *testing.T) {
	for _, c := range []struct {
		file   string
		lang   answer.Lang
		format answer.Format
	}{
		{"gaps.json", answer.EN, answer.JSON},
		{"gaps.geojson", answer.ZH, answer.GeoJSON},
		{"gaps.csv", answer.ZH, answer.CSV},
		{"gaps.en.table", answer.EN, answer.Table},
		{"gaps.zh.table", answer.ZH, answer.Table},
	} {
		t.Run(c.file, func(t *testing.T) {
			var b bytes.Buffer
			if err := gapped(t, c.lang, gaps.Query{Service: "clinic"}).Write(&b, c.format); err != nil {
				t.Fatal(err)
			}
			golden(t, c.file, b.Bytes())
		})
	}
}

// Every format has the same columns in the same order, each feature all of them,
// and every real number a decimal point.
func TestGapsHaveTheSameKeysEverywhere(t *testing.T) {
	g := gapped(t, answer.EN, gaps.Query{Service: "clinic"})
	var asCSV, asGeoJSON bytes.Buffer
	if err := errors.Join(g.Write(&asCSV, answer.CSV), g.Write(&asGeoJSON, answer.GeoJSON)); err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(&asCSV).ReadAll()
	if err != nil || len(records) != 1+len(g.Gaps) {
		t.Fatalf("%d records %v", len(records), err)
	}
	for _, want := range strings.Fields("id name service people buildings cause barrier misses_least_s misses_median_s misses_most_s nearest_facility nearest_crow_m nearest_walk_s district rank people_all people_age_60_plus") {
		if !strings.Contains(","+strings.Join(records[0], ",")+",", ","+want+",") {
			t.Errorf("there is no column %s", want)
		}
	}
	var collection struct {
		Features []struct {
			ID         string
			Properties map[string]json.RawMessage
		}
	}
	if err := json.Unmarshal(asGeoJSON.Bytes(), &collection); err != nil {
		t.Fatal(err)
	}
	whole := map[string]bool{"rank": true, "places": true}
	for _, f := range collection.Features {
		if len(f.Properties) != len(records[0]) || string(f.Properties["id"]) != `"`+f.ID+`"` {
			t.Errorf("%s has %d properties, the columns are %d", f.ID, len(f.Properties), len(records[0]))
		}
		for _, name := range records[0] {
			v, has := f.Properties[name]
			isNumber := len(v) > 0 && (v[0] == '-' || v[0] >= '0' && v[0] <= '9')
			if !has || isNumber && !whole[name] && !bytes.ContainsRune(v, '.') || v[0] == '{' || v[0] == '[' {
				t.Errorf("%s: %s is %s", f.ID, name, v)
			}
		}
	}
}

func TestGapsOfABundleSayWhatDiffers(t *testing.T) {
	g := gapped(t, answer.EN, gaps.Query{Service: "clinic"})
	g.City.Services = append(g.City.Services, coverage.Service{ID: "school", Minutes: 10, Profile: "senior", Group: "age_3_5"})
	for _, c := range []struct {
		query gaps.Query
		want  string
	}{
		{gaps.Query{Service: "clinic"}, `"service":"clinic","group":"all","weight":"people","minutes":15,"profile":"standard"`},
		{gaps.Query{Service: "school"}, `"service":"school","group":"age_3_5","weight":"people","minutes":10,"profile":"senior"`},
		{gaps.Query{AllOf: []string{"school", "clinic"}}, `"service":"school,clinic","group":"all","weight":"people","minutes":null,"profile":null`},
		{gaps.Query{AllOf: []string{"school", "clinic"}, Scope: coverage.Scope{Minutes: 7.5, Profile: "adult", Group: "x"}}, `"service":"school,clinic","group":"x","weight":"people","minutes":7.5,"profile":"adult"`},
	} {
		g.Query, g.Gaps = c.query, nil
		var b bytes.Buffer
		if err := g.Write(&b, answer.JSON); err != nil || !strings.Contains(b.String(), c.want) {
			t.Errorf("%+v: %v\n%s", c.query, err, b.String())
		}
	}
	if err := g.Write(&bytes.Buffer{}, answer.Text); !errors.Is(err, answer.ErrNoFormat) {
		t.Errorf("text: %v", err)
	}
	var table bytes.Buffer
	g.Query = gaps.Query{AllOf: []string{"school", "clinic"}}
	if err := g.Write(&table, answer.Table); err != nil || !strings.Contains(table.String(), "the limit of each") {
		t.Errorf("%v\n%s", err, table.String())
	}
}

func TestNamesOfGapsInWords(t *testing.T) {
	for _, c := range []struct {
		name   gaps.Name
		zh, en string
	}{
		{gaps.Name{Kind: gaps.NamedPlace, Names: coverage.Names{ZH: "太平里"}}, "太平里", "太平里"},
		{gaps.Name{Kind: gaps.NamedPlace, Names: coverage.Names{ZH: "太平里", EN: "Taiping Lanes"}, Several: true}, "太平里一带", "Taiping Lanes and around"},
		{gaps.Name{Kind: gaps.NamedCrossing, Street: "人民路", Other: "Side Street"}, "人民路与Side Street路口", "人民路 at Side Street"},
		{gaps.Name{Kind: gaps.NamedStreet, Street: "人民路"}, "人民路一带", "around 人民路"},
		{gaps.Name{Kind: gaps.NamedStreet, Street: "人民路", Number: 2}, "人民路一带（2）", "around 人民路 (2)"},
		{gaps.Name{Kind: gaps.NamedFacility, Names: coverage.Names{Plain: "Old Mill"}}, "Old Mill附近", "near Old Mill"},
		{gaps.Name{Kind: gaps.NamedDistrict, Names: coverage.Names{ZH: "江湾街道", EN: "Jiangwan"}}, "江湾街道", "Jiangwan"},
		{gaps.Name{Kind: gaps.NamedID, Names: coverage.Names{Plain: "e042"}}, "e042", "e042"},
	} {
		if zh, en := answer.GapName(answer.ZH, c.name), answer.GapName(answer.EN, c.name); zh != c.zh || en != c.en {
			t.Errorf("%+v is called %q and %q", c.name, zh, en)
		}
	}
}

package answer_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"testing"

	"lifecircle/api/answer"
	"lifecircle/coverage"
	"lifecircle/geo/streets"
)

func TestRowsGolden(t *testing.T) {
	for _, c := range []struct {
		file   string
		rows   []coverage.Row
		lang   answer.Lang
		format answer.Format
		layout answer.Layout
	}{
		{"rows.en.json", rows(), answer.EN, answer.JSON, ""},
		{"rows.zh.csv", rows(), answer.ZH, answer.CSV, ""},
		{"rows.wide.geojson", rows(), answer.ZH, answer.GeoJSON, answer.Wide},
		{"rows.long.geojson", rows(), answer.EN, answer.GeoJSON, answer.Long},
		{"rows.en.table", rows(), answer.EN, answer.Table, ""},
		{"rows.zh.table", rows(), answer.ZH, answer.Table, ""},
		{"rows.en.text", rows(), answer.EN, answer.Text, ""},
		{"rows.zh.text", rows(), answer.ZH, answer.Text, ""},
		{"bundle.en.json", bundle(), answer.EN, answer.JSON, ""},
		{"bundle.en.table", bundle(), answer.EN, answer.Table, ""},
		{"bundle.zh.text", bundle(), answer.ZH, answer.Text, ""},
		{"treatments.en.table", treatments(), answer.EN, answer.Table, ""},
		{"treatments.zh.text", treatments(), answer.ZH, answer.Text, ""},
		{"treatments.wide.geojson", treatments(), answer.EN, answer.GeoJSON, ""},
		{"treatments.long.geojson", treatments(), answer.EN, answer.GeoJSON, answer.Long},
		{"bundle.wide.geojson", bundle(), answer.EN, answer.GeoJSON, ""},
	} {
		t.Run(c.file, func(t *testing.T) {
			r := answer.Rows{City: city(), Lang: c.lang, Rows: c.rows, Layout: c.layout}
			golden(t, c.file, written(t, func(b *bytes.Buffer) error { return r.Write(b, c.format) }))
		})
	}
}

// treatments is a district's row under each treatment of residents' streets, for
// seniors.
func treatments() []coverage.Row {
	var out []coverage.Row
	for i, p := range []streets.Private{streets.PrivateClosed, streets.PrivateResidents, streets.PrivateOpen} {
		row := rows()[2]
		row.Private, row.Profile = p, new("senior")
		row.Covered = new(coverage.Amount(30_000_000 + 3_000_000*i))
		row.Coverage = new(float64(*row.Covered) / 40_000_000)
		row.CoverageLow, row.CoverageHigh = row.Coverage, row.Coverage
		out = append(out, row)
	}
	return out
}

func TestASentenceSaysTheTreatmentWhereItIsNotTheCitys(t *testing.T) {
	row := treatments()[1]
	if got := answer.Sentence(city(), answer.EN, row); !strings.Contains(got, "(Residents' streets are walked at either end, and not through.) (Walked as: Older people.)") {
		t.Errorf("it says %s", got)
	}
	built := city()
	built.Provenance.Private = "residents"
	built.Services[0].Profile = "senior"
	if got := answer.Sentence(built, answer.EN, row); strings.Contains(got, "(") && strings.Contains(got, "Residents") || strings.Contains(got, "Walked") {
		t.Errorf("the city was built so, and it says %s", got)
	}
}

func TestATableHasNoColumnForOneTreatment(t *testing.T) {
	r := answer.Rows{City: city(), Lang: answer.EN, Rows: treatments()[1:2]}
	got := string(written(t, func(b *bytes.Buffer) error { return r.Write(b, answer.Table) }))
	if strings.Contains(got, "Private") || !strings.Contains(got, "Residents' streets, residents: walked at either end") || !strings.Contains(got, "Walked as: Older people.") {
		t.Errorf("got\n%s", got)
	}
}

func TestATableLeavesOutThoseInNoDistrictWhereThereAreNone(t *testing.T) {
	table := func(rows []coverage.Row) string {
		r := answer.Rows{City: city(), Lang: answer.EN, Rows: rows}
		return string(written(t, func(b *bytes.Buffer) error { return r.Write(b, answer.Table) }))
	}
	const place = "in no district"
	empty := rows()
	if got := table(empty); strings.Contains(got, place) {
		t.Errorf("nobody is in no district, and the table says\n%s", got)
	}
	if got := table(empty[1:2]); !strings.Contains(got, place) {
		t.Errorf("that row alone was asked for, and the table says\n%s", got)
	}
	some := rows()
	some[1].Demand = new(coverage.Amount(1))
	if got := table(some); !strings.Contains(got, place) {
		t.Errorf("a thousandth of a person is in no district, and the table says\n%s", got)
	}
}

// The keys of a row, in the order the API promises.
const rowKeys = "service reading group area area_known weight district demand covered coverage coverage_low coverage_high target target_text verdict shortfall near_edge unlinked unlinked_facilities within_1_min largest_place services_in_reach buffer_m buffer_coverage minutes profile private inside at reason"

func TestARowHasTheKeysInTheirOrder(t *testing.T) {
	var doc struct{ Rows []json.RawMessage }
	out := written(t, func(b *bytes.Buffer) error {
		return answer.Rows{City: city(), Rows: rows()[2:3], Lang: answer.EN}.Write(b, answer.JSON)
	})
	if err := json.Unmarshal(out, &doc); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(keysOf(t, doc.Rows[0]), " "); got != rowKeys {
		t.Errorf("keys:\n got %s\nwant %s", got, rowKeys)
	}
}

func keysOf(t *testing.T, object []byte) []string {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(object))
	var keys []string
	depth := 0
	for expectKey := false; ; {
		tok, err := d.Token()
		if err != nil {
			return keys
		}
		if delim, ok := tok.(json.Delim); ok {
			if delim == '{' || delim == '[' {
				depth++
			} else {
				depth--
			}
			expectKey = depth == 1
			continue
		}
		if depth != 1 {
			continue
		}
		if expectKey {
			keys = append(keys, tok.(string))
		}
		expectKey = !expectKey
	}
}

// CSV and JSON say the same: every column is the JSON's value, the district's
// three flattened, null empty.
func TestCSVSaysWhatJSONSays(t *testing.T) {
	r := answer.Rows{City: city(), Lang: answer.EN, Rows: append(rows(), bundle()...)}
	var doc answer.Coverage
	if err := json.Unmarshal(written(t, func(b *bytes.Buffer) error { return r.Write(b, answer.JSON) }), &doc); err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(bytes.NewReader(written(t, func(b *bytes.Buffer) error { return r.Write(b, answer.CSV) }))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	header := strings.Join(records[0], " ")
	if want := strings.Replace(rowKeys, " district ", " district_code district_name district_level ", 1); header != want {
		t.Errorf("header:\n got %s\nwant %s", header, want)
	}
	if len(records)-1 != len(doc.Rows) {
		t.Fatalf("%d records, %d rows", len(records)-1, len(doc.Rows))
	}
	for i, row := range doc.Rows {
		var values map[string]any
		data, _ := json.Marshal(row)
		if err := json.Unmarshal(data, &values); err != nil {
			t.Fatal(err)
		}
		if d, ok := values["district"].(map[string]any); ok {
			for k, v := range d {
				values["district_"+k] = v
			}
		}
		for c, name := range records[0] {
			want := ""
			switch v := values[name].(type) {
			case string:
				want = v
			case bool:
				want = strconv.FormatBool(v)
			case float64:
				want = strconv.FormatFloat(v, 'f', -1, 64)
			}
			if got := records[i+1][c]; got != want {
				t.Errorf("row %d %s: CSV %q, JSON %q", i, name, got, want)
			}
		}
	}
}

func TestAmountsAndSecondsKeepTheirDecimals(t *testing.T) {
	row := clinicRow(nil)
	for amount, want := range map[coverage.Amount]string{
		10_508_000: "10508", 12_345: "12.345", 1: "0.001", 0: "0", 1_407_000_500: "1407000.5", 9_007_199_254_740: "9007199254.74", 24_870_895_123: "24870895.123",
	} {
		row.Demand = &amount
		out := written(t, func(b *bytes.Buffer) error {
			return answer.Rows{City: city(), Rows: []coverage.Row{row}}.Write(b, answer.JSON)
		})
		if !bytes.Contains(out, []byte(`"demand":`+want+`,`)) {
			t.Errorf("%d thousandths: want %s in %s", amount, want, out)
		}
	}
}

func TestSeveralMinutesStandInTheColumnNames(t *testing.T) {
	five, ten := clinicRow(jiangwan), clinicRow(jiangwan)
	five.Minutes, ten.Minutes = new(7.5), new(10.0)
	out := written(t, func(b *bytes.Buffer) error {
		return answer.Rows{City: city(), Rows: []coverage.Row{five, ten}}.Write(b, answer.GeoJSON)
	})
	for _, want := range []string{`"clinic_7_5min_coverage"`, `"clinic_10min_coverage"`} {
		if !bytes.Contains(out, []byte(want)) {
			t.Errorf("no %s in %s", want, out)
		}
	}
}

func TestColumnsThatWouldCollideAreRefused(t *testing.T) {
	a, b := clinicRow(jiangwan), clinicRow(jiangwan)
	r := answer.Rows{City: city(), Rows: []coverage.Row{a, b}}
	if err := r.Write(&bytes.Buffer{}, answer.GeoJSON); err == nil || !strings.Contains(err.Error(), "long") {
		t.Errorf("got %v", err)
	}
}

func TestAFormatThatIsNotThereWritesNothing(t *testing.T) {
	var b bytes.Buffer
	err := answer.Districts{City: city()}.Write(&b, answer.CSV)
	if !errors.Is(err, answer.ErrNoFormat) || b.Len() > 0 {
		t.Errorf("got %v and %d bytes", err, b.Len())
	}
}

func TestARoundedShareStaysOnItsSideOfTheTarget(t *testing.T) {
	for _, c := range []struct {
		name  string
		share float64
		want  string
	}{
		{"far below", 0.8101, "81.0 %"},
		{"just missed", 0.84997, "84.997 %"},
		{"exactly met", 0.85, "85.0 %"},
		{"just met", 0.85001, "85.0 %"},
		{"missed by a hair", 0.84999999, "85.0000 %"},
	} {
		t.Run(c.name, func(t *testing.T) {
			row := clinicRow(nil)
			row.Coverage, row.Demand, row.Covered = &c.share, new(coverage.Amount(1)), new(coverage.Amount(1))
			if got := answer.Sentence(city(), answer.EN, row); !strings.Contains(got, " "+c.want+" of people") {
				t.Errorf("want %s: %s", c.want, got)
			}
		})
	}
}

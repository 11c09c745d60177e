package export_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"iter"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"lifecircle/coverage"
	"lifecircle/coverage/layers"
	"lifecircle/data/export"
	"lifecircle/data/finding"
	"lifecircle/geo"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

func each(features []layers.Feature) func() iter.Seq2[layers.Feature, error] {
	return func() iter.Seq2[layers.Feature, error] {
		return func(yield func(layers.Feature, error) bool) {
			for _, f := range features {
				if !yield(f, nil) {
					return
				}
			}
		}
	}
}

func TestGolden(t *testing.T) {
	e := town(t)
	for name, got := range map[string][]byte{
		"odd.geojson":       write(t, export.GeoJSON, odd(), export.Options{Attribution: []string{"© OpenStreetMap contributors, ODbL"}}),
		"odd.geojsons":      write(t, export.GeoJSONSeq, odd(), export.Options{}),
		"odd.csv":           write(t, export.CSV, odd(), export.Options{}),
		"districts.geojson": write(t, export.GeoJSON, open(t, e, layers.Districts), export.Options{}),
		"cells.csv":         write(t, export.CSV, open(t, e, layers.Cells), export.Options{}),
		"gaps.csv":          write(t, export.CSV, open(t, e, layers.Gaps), export.Options{}),
	} {
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
		if d := cmp.Diff(string(want), string(got)); d != "" {
			t.Errorf("%s (-want +got), rewrite with -update:\n%s", name, d)
		}
	}
}

func TestTheSameLayerGivesTheSameBytes(t *testing.T) {
	for _, k := range export.Kinds() {
		for _, id := range layers.IDs() {
			one := write(t, k.Format, open(t, town(t), id), export.Options{Lang: "zh"})
			for range 3 {
				if two := write(t, k.Format, open(t, town(t), id), export.Options{Lang: "zh"}); !bytes.Equal(one, two) {
					t.Errorf("%s of %s differs", k.Format, id)
					break
				}
			}
		}
	}
}

// RFC 7946 by its own words, and real numbers with a point.
func TestGeoJSONIsStrict(t *testing.T) {
	b := write(t, export.GeoJSON, open(t, town(t), layers.Districts), export.Options{})
	var doc struct {
		Type     string
		CRS      any
		Features []struct {
			Type       string
			ID         any
			Geometry   struct{ Coordinates [][][]float64 }
			Properties map[string]json.RawMessage
		}
	}
	if err := json.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	if doc.Type != "FeatureCollection" || doc.CRS != nil || len(doc.Features) != 2 {
		t.Fatalf("%s", b)
	}
	for _, f := range doc.Features {
		ring := orb.Ring{}
		for _, p := range f.Geometry.Coordinates[0] {
			ring = append(ring, orb.Point{p[0], p[1]})
		}
		if ring.Orientation() != orb.CCW {
			t.Error("an outer ring runs clockwise")
		}
		if _, text := f.ID.(string); !text {
			t.Errorf("id %v", f.ID)
		}
		if got := string(f.Properties["elderly_target"]); !strings.Contains(got, ".") {
			t.Errorf("a real number without a point: %s", got)
		}
		if len(f.Properties) != len(doc.Features[0].Properties) {
			t.Error("features differ in keys")
		}
	}
	for line := range strings.SplitSeq(strings.TrimSuffix(string(write(t, export.GeoJSONSeq, odd(), export.Options{})), "\n"), "\n") {
		if line[0] != 0x1e || !json.Valid([]byte(line[1:])) {
			t.Errorf("not a text of a sequence: %q", line)
		}
	}
}

func TestCSVForExcel(t *testing.T) {
	utf := write(t, export.CSV, odd(), export.Options{})
	rest, marked := bytes.CutPrefix(utf, []byte("\ufeff"))
	if !marked {
		t.Error("no byte order mark")
	}
	encoded := write(t, export.CSV, odd(), export.Options{Encoding: export.GB18030})
	decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes(encoded)
	if err != nil || !bytes.Equal(decoded, rest) {
		t.Errorf("GB18030 says otherwise (%v):\n%s", err, decoded)
	}
	records, err := csv.NewReader(bytes.NewReader(rest)).ReadAll()
	if err != nil || len(records) != odd().Layer.Count+1 {
		t.Fatalf("%d records, %v", len(records), err)
	}
	if last := records[0][len(records[0])-2:]; last[0] != "lon" || last[1] != "lat" {
		t.Errorf("points end with %v", last)
	}
}

func TestAnotherDatumMovesPointsAndSaysSo(t *testing.T) {
	records, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(write(t, export.CSV, odd(), export.Options{Datum: geo.GCJ02}), []byte("\ufeff")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	n := len(records[0])
	if records[0][n-2] != "lon_gcj02" || records[0][n-1] != "lat_gcj02" {
		t.Errorf("%v", records[0])
	}
	lon, _ := strconv.ParseFloat(records[1][n-2], 64)
	lat, _ := strconv.ParseFloat(records[1][n-1], 64)
	if back := geo.GCJ02.ToWGS84(orb.Point{lon, lat}); geo.Distance(back, orb.Point{121, 31.5}) > 0.1 || geo.Distance(orb.Point{lon, lat}, orb.Point{121, 31.5}) < 100 {
		t.Errorf("moved to %v %v", lon, lat)
	}
}

func TestWhatAFormatCannotHoldIsRefusedFirst(t *testing.T) {
	large := odd()
	large.Layer.Count = 1_048_576
	wide := odd()
	for i := range 300 {
		wide.Layer.Columns = append(wide.Layer.Columns, layers.Column{Name: "c" + strconv.Itoa(i)})
	}
	features := collect(t, wide)
	for i := range features {
		features[i].Values = append(features[i].Values, make([]any, 300)...)
	}
	wide.Features = each(features)
	for name, c := range map[string]struct {
		table  export.Table
		format export.Format
		o      export.Options
		says   string
	}{
		"GeoJSON elsewhere":       {odd(), export.GeoJSON, export.Options{Datum: geo.GCJ02}, "gpkg, fgb, shp, csv, xlsx"},
		"a sequence elsewhere":    {odd(), export.GeoJSONSeq, export.Options{Datum: geo.CGCS2000}, "WGS 84"},
		"a datum nobody asks for": {odd(), export.GeoPackage, export.Options{Datum: geo.BD09}, "EPSG:4490"},
		"an encoding elsewhere":   {odd(), export.XLSX, export.Options{Encoding: export.GB18030}, "csv"},
		"an unknown encoding":     {odd(), export.CSV, export.Options{Encoding: "latin1"}, "gb18030"},
		"an unknown format":       {odd(), "kml", export.Options{}, "geojson"},
		"too many rows":           {large, export.XLSX, export.Options{}, "choose gpkg"},
		"too many columns":        {wide, export.Shapefile, export.Options{}, "choose gpkg"},
	} {
		var b bytes.Buffer
		err := export.Write(context.Background(), &b, c.format, c.table, c.o)
		var refusal *finding.Refusal
		if !errors.As(err, &refusal) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
		if b.Len() > 0 {
			t.Errorf("%s: %d bytes before the refusal", name, b.Len())
		}
	}
}

func TestAFileLandsWholeOrNotAtAll(t *testing.T) {
	broken := errors.New("the disk of the source is gone")
	for _, k := range export.Kinds() {
		table := odd()
		whole := table.Features
		table.Features = func() iter.Seq2[layers.Feature, error] {
			return func(yield func(layers.Feature, error) bool) {
				n := 0
				for f, err := range whole() {
					if n++; n > 5 {
						yield(layers.Feature{}, broken)
						return
					}
					if !yield(f, err) {
						return
					}
				}
			}
		}
		path := save(t, "old"+k.Extension, []byte("as it was"))
		if err := export.File(context.Background(), path, k.Format, table, export.Options{}); !errors.Is(err, broken) {
			t.Errorf("%s: %v", k.Format, err)
		}
		if b, _ := os.ReadFile(path); string(b) != "as it was" {
			t.Errorf("%s: the old file is %q", k.Format, b)
		}
		if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 1 {
			t.Errorf("%s leaves %v", k.Format, left)
		}
		if err := export.File(context.Background(), path, k.Format, odd(), export.Options{}); err != nil {
			t.Error(err)
		}
		if b, _ := os.ReadFile(path); !bytes.Equal(b, write(t, k.Format, odd(), export.Options{})) {
			t.Errorf("%s: the file is another", k.Format)
		}
	}
	var refusal *finding.Refusal
	if err := export.File(context.Background(), filepath.Join(t.TempDir(), "no", "x.csv"), export.CSV, odd(), export.Options{}); !errors.As(err, &refusal) {
		t.Errorf("a folder that is not there: %v", err)
	}
}

func TestAFileMayBeNamedWithoutItsFolder(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, k := range export.Kinds() {
		name := "a b%20?" + k.Extension
		if err := export.File(context.Background(), name, k.Format, odd(), export.Options{}); err != nil {
			t.Errorf("%s: %v", k.Format, err)
		}
		if b, _ := os.ReadFile(name); !bytes.Equal(b, write(t, k.Format, odd(), export.Options{})) {
			t.Errorf("%s: %d bytes", k.Format, len(b))
		}
	}
}

func TestAWorkbookHasASheetAServiceAndNumbersThatAreNumbers(t *testing.T) {
	book, err := excelize.OpenReader(bytes.NewReader(write(t, export.XLSX, open(t, town(t), layers.Districts), export.Options{Lang: "zh", Words: words(t, "zh")})))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	if d := cmp.Diff([]string{"说明", "clinic", "综合为老服务"}, book.GetSheetList()); d != "" {
		t.Error(d)
	}
	rows, err := book.GetRows("综合为老服务")
	if err != nil || len(rows) != 3 {
		t.Fatalf("%v %v", rows, err)
	}
	kinds := map[string]layers.ColumnKind{}
	for _, c := range open(t, town(t), layers.Districts).Layer.Columns {
		kinds[c.Name] = c.Kind
	}
	for i, name := range rows[0] {
		if i >= len(rows[1]) || rows[1][i] == "" {
			continue
		}
		cell, _ := excelize.CoordinatesToCellName(i+1, 2)
		kind, err := book.GetCellType("综合为老服务", cell)
		if err != nil {
			t.Fatal(err)
		}
		number := kinds[name] == layers.ColumnWhole || kinds[name] == layers.ColumnReal
		if number != (kind == excelize.CellTypeUnset || kind == excelize.CellTypeNumber) {
			t.Errorf("%s %s is of type %v", cell, name, kind)
		}
		if strings.HasPrefix(name, "clinic") {
			t.Errorf("%s is on the sheet of another service", name)
		}
	}
	about, err := book.GetRows("说明")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, r := range about {
		all.WriteString(strings.Join(r, "|") + "\n")
	}
	for _, want := range []string{"画城", "elderly_coverage|综合为老服务：覆盖率|", "图层|行政区", "人口.csv", "ODbL", strings.Repeat("ab", 32)} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("%q is not said in\n%s", want, all.String())
		}
	}
}

// What a workbook says of itself is said in the language of its words, and in keys of
// the catalogue where there are none.
func TestTheFirstSheetIsInTheLanguageAsked(t *testing.T) {
	for _, c := range []struct{ lang, name, heads string }{
		{"zh", "说明", "城市 图层 坐标 标准 程序 来源哈希 署名; 列 含义 单位 服务; 服务 名称 时限（分钟） 目标 目标原文 条款 人群 范围 步行画像; 来源 文件 SHA-256 许可 署名"},
		{"en", "About", "City Layer Coordinates Standard Program Provenance Attribution; Column Meaning Unit Service; Service Name Minutes Target Target in words Clause Group Area Profile; Source File SHA-256 Licence Attribution"},
		{"", "exported.about", "exported.city exported.layer exported.datum exported.standard exported.program exported.provenance exported.attribution; " +
			"exported.column exported.meaning exported.unit exported.service; exported.service exported.name exported.minutes exported.target exported.target_text " +
			"exported.clause exported.group exported.area exported.profile; exported.source exported.file SHA-256 exported.licence exported.attribution"},
	} {
		o := export.Options{Lang: c.lang, Attribution: []string{"© OpenStreetMap contributors, ODbL"}}
		if c.lang != "" {
			o.Words = words(t, c.lang)
		}
		book, err := excelize.OpenReader(bytes.NewReader(write(t, export.XLSX, open(t, town(t), layers.Districts), o)))
		if err != nil {
			t.Fatal(err)
		}
		defer book.Close()
		rows, err := book.GetRows(c.name)
		if err != nil {
			t.Fatalf("%q: %v of %v", c.lang, err, book.GetSheetList())
		}
		var heads []string
		gap := -1 // the rows since the last empty one; none in the first part
		for _, r := range rows {
			switch {
			case len(r) == 0:
				heads[len(heads)-1] += ";"
				gap = 0
			case gap < 0:
				heads = append(heads, r[0])
			case gap == 0:
				heads, gap = append(heads, r...), 1
			}
		}
		if d := cmp.Diff(c.heads, strings.Join(heads, " ")); d != "" {
			t.Errorf("%q: %s", c.lang, d)
		}
	}
}

func TestOddTextSurvivesAWorkbook(t *testing.T) {
	book, err := excelize.OpenReader(bytes.NewReader(write(t, export.XLSX, odd(), export.Options{Lang: "zh"})))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	sheet := book.GetSheetList()[1]
	rows, err := book.GetRows(sheet)
	if err != nil || len(rows) != odd().Layer.Count+1 {
		t.Fatalf("%v %v", rows, err)
	}
	if sheet != "为老  服务" || rows[13][1] != `江湾 "苑", 1;2` || rows[14][1] != "𝄞 'x' =1+1" {
		t.Errorf("%q: %q", sheet, rows[13:])
	}
}

func TestOnlyTheColumnsOfSomeServices(t *testing.T) {
	table := open(t, town(t), layers.Districts, "elderly")
	for _, c := range table.Layer.Columns {
		if c.Service == "clinic" {
			t.Errorf("%s is there", c.Name)
		}
	}
	for _, f := range collect(t, table) {
		if len(f.Values) != len(table.Layer.Columns) {
			t.Errorf("%d values in %d columns", len(f.Values), len(table.Layer.Columns))
		}
	}
	var wrong *coverage.QueryError
	if _, err := export.Open(context.Background(), town(t), layers.Districts, []string{"spa"}); !errors.As(err, &wrong) || wrong.Param != "service" {
		t.Errorf("%v", err)
	}
	if _, err := export.Open(context.Background(), town(t), "roads", nil); !errors.As(err, &wrong) || wrong.Param != "layer" {
		t.Errorf("%v", err)
	}
}

func TestACancelledExportStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	table, err := export.Open(ctx, town(t), layers.Cells, nil)
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	for _, k := range export.Kinds() {
		if err := export.Write(ctx, &bytes.Buffer{}, k.Format, table, export.Options{}); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", k.Format, err)
		}
	}
}

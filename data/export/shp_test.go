package export_test

import (
	"archive/zip"
	"io"
	"strings"
	"testing"

	"lifecircle/coverage/layers"
	"lifecircle/data/export"
	"lifecircle/geo"
)

// member reads a file of a zip.
func member(t *testing.T, path, name string) string {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// shortNames reads which column has which name in a Shapefile.
func shortNames(t *testing.T, path, layer string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for line := range strings.SplitSeq(member(t, path, layer+".txt"), "\n") {
		if short, rest, ok := strings.Cut(line, "\t"); ok {
			full, _, _ := strings.Cut(rest, "\t")
			out[full] = short
		}
	}
	return out
}

func TestShortNamesAreShortAndApart(t *testing.T) {
	for _, table := range []export.Table{odd(), open(t, town(t), layers.Districts), open(t, town(t), layers.Facilities)} {
		path := save(t, "x.zip", write(t, export.Shapefile, table, export.Options{}))
		seen := map[string]bool{}
		names := shortNames(t, path, string(table.Layer.ID))
		for _, c := range table.Layer.Columns {
			short := names[c.Name]
			if short == "" || len(short) > 10 || seen[short] {
				t.Errorf("%s is called %q", c.Name, short)
			}
			seen[short] = true
		}
	}
}

func TestAShapefileSaysItsReferenceAndEncoding(t *testing.T) {
	for datum, want := range map[geo.Datum]string{geo.WGS84: "GCS_WGS_1984", geo.CGCS2000: "GCS_China_Geodetic_Coordinate_System_2000", geo.GCJ02: ""} {
		path := save(t, "x.zip", write(t, export.Shapefile, odd(), export.Options{Datum: datum}))
		if got := member(t, path, "odd.prj"); !strings.Contains(got, want) || want == "" && got != "" {
			t.Errorf("%s: %q", datum, got)
		}
		if got := member(t, path, "odd.cpg"); got != "UTF-8" {
			t.Errorf("encoding %q", got)
		}
		if got := member(t, path, "odd.txt"); !strings.Contains(got, datum.String()) {
			t.Errorf("%s is not said in %s", datum, got)
		}
	}
}

func TestTextsThatAreTooLongAreCutAtACharacterAndTold(t *testing.T) {
	table := odd()
	features := collect(t, table)
	long := strings.Repeat("苑", 100) // 300 bytes, and 254 are 84 characters and two bytes
	features[0].Values[0] = long
	table.Features = each(features)
	path := save(t, "odd.shp.zip", write(t, export.Shapefile, table, export.Options{}))
	rows, _ := readBack(t, path, "odd")
	if got := rows[0]["text"]; got != strings.Repeat("苑", 84) {
		t.Errorf("%d bytes: %s", len(got), got)
	}
	for lang, want := range map[string]string{"zh": "1 个值超过 254 字节，已截断", "en": "1 values longer than 254 bytes are cut", "": "exported.cut"} {
		o := export.Options{Lang: lang}
		if lang != "" {
			o.Words = words(t, lang)
		}
		note := member(t, save(t, "odd.shp.zip", write(t, export.Shapefile, table, o)), "odd.txt")
		if !strings.Contains(note, "text\ttext\t\t"+want+"\n") {
			t.Errorf("in %q it is not told:\n%s", lang, note)
		}
	}
}

package importer_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"lifecircle/data/importer"
)

// A layer that is taken over brings its notes along, so each note that a file
// of OpenStreetMap may give must be known to belong to one of its layers. The
// list is the one in data/osm's own page.
func TestEveryNoteOfAnExtractHasALayer(t *testing.T) {
	page, err := os.ReadFile("../osm/doc.go")
	if err != nil {
		t.Fatal(err)
	}
	_, ofStreets, _ := strings.Cut(string(page), "of streets;")
	codes := regexp.MustCompile(`(?m)^//\t([a-z]+_[a-z_]+) {2,}`).FindAllStringSubmatch(string(page), -1)
	if len(codes) < 10 {
		t.Fatalf("only %d codes found", len(codes))
	}
	for _, c := range codes {
		kind := importer.KindOf(c[1])
		want := []string{"facilities"}
		switch {
		case strings.Contains(ofStreets, "\t"+c[1]+" "):
			want = []string{"streets"}
		case strings.HasPrefix(c[1], "home") || strings.HasPrefix(c[1], "building"):
			want = []string{"demand"}
		case strings.HasPrefix(c[1], "district"):
			want = []string{"districts"}
		}
		if !slices.Contains(want, kind) {
			t.Errorf("%s is a note about %s", c[1], kind)
		}
	}
}

package tiles_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"lifecircle/api/tiles"
)

// gdal runs one of GDAL's programs, or skips the test where it is not installed.
func gdal(t *testing.T, program string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		t.Skip(program + " is not installed: apt-get install gdal-bin")
	}
	cmd := exec.Command(program, args...)
	cmd.Env = append(os.Environ(), "GDAL_HTTP_TIMEOUT=60", "NO_PROXY=*", "no_proxy=*")
	out, err := cmd.CombinedOutput()
	if err != nil || strings.Contains(string(out), "ERROR") {
		t.Fatalf("%s %s: %v\n%s", program, strings.Join(args, " "), err, out)
	}
	return string(out)
}

var (
	featureCount = regexp.MustCompile(`(?m)^Feature Count: (\d+)$`)
	distinct     = regexp.MustCompile(`(?m)^  n \(Integer(?:64)?\) = (\d+)$`)
)

// GDAL's MVT driver, over HTTP, counts at every zoom the pieces and the features
// that TileJSON states, and finds every value.
func TestGDALCountsEveryZoom(t *testing.T) {
	engine := town(t)
	a := serve(t, engine)
	for _, layer := range []string{"districts", "cells", "facilities", "access", "streets"} {
		var doc tiles.TileJSON
		if err := json.Unmarshal(a.ok("/tiles/drawn/"+layer+".json").body, &doc); err != nil {
			t.Fatal(err)
		}
		for _, c := range doc.Counts {
			if c.Zoom != doc.MaxZoom && c.Zoom != doc.MaxZoom-2 && c.Zoom != 0 {
				continue
			}
			source := fmt.Sprintf("MVT:%s/tiles/drawn/%s/%d", a.URL, layer, c.Zoom)
			if m := featureCount.FindStringSubmatch(gdal(t, "ogrinfo", "-ro", "-so", source, layer)); m == nil || m[1] != fmt.Sprint(c.Pieces) {
				t.Errorf("%s counts %v pieces, stated are %d", source, m, c.Pieces)
			}
			out := gdal(t, "ogrinfo", "-ro", "-q", "-sql", "SELECT COUNT(DISTINCT id) AS n FROM "+layer, source)
			if m := distinct.FindStringSubmatch(out); m == nil || m[1] != fmt.Sprint(c.Features) {
				t.Errorf("%s counts %v features, stated are %d\n%s", source, m, c.Features, out)
			}
		}
	}
}

// Cells, read back by GDAL as GeoJSON, have the values that the layer has.
func TestGDALFindsEveryValue(t *testing.T) {
	engine := town(t)
	a := serve(t, engine)
	file := filepath.Join(t.TempDir(), "cells.geojson")
	gdal(t, "ogr2ogr", "-f", "GeoJSON", "-t_srs", "EPSG:4326", file, "MVT:"+a.URL+"/tiles/drawn/cells/14", "cells")
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Features []struct{ Properties map[string]any }
	}
	if err := json.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	got := map[string]map[string]any{}
	for _, f := range doc.Features {
		got[f.Properties["id"].(string)] = f.Properties
	}
	layer := layerNamed(t, "cells")
	for f, err := range engine.Features(context.Background(), "cells", 0) {
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range layer.Columns {
			want := f.Values[i]
			if n, ok := want.(int64); ok {
				want = float64(n)
			}
			if got[f.ID][c.Name] != want {
				t.Errorf("%s: %s is %v, want %v", f.ID, c.Name, got[f.ID][c.Name], want)
			}
		}
	}
}

// Package bench_test times the product as a planner meets it: a whole import,
// and a workspace opened and asked for the first time.
package bench_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"testing"

	"lifecircle/coverage"
	"lifecircle/data/importer"
	"lifecircle/data/workspace"
	"lifecircle/internal/testcity/gridcity"
	"lifecircle/internal/testcity/gridfiles"
	"lifecircle/seeds"
)

const portoAlegre = `name = "porto-alegre"
[streets]
source = "%[1]s/streets.osm.pbf"
[[demand]]
source = "%[1]s/hexgrid.csv"
columns = { all = "population" }
[[facilities]]
source = "%[1]s/facilities.csv"
[[districts]]
source = "%[1]s/districts.geojson"
[services.clinic]
[services.school]
`

type city struct{ name, manifest string }

// cities returns the manifests of the real city and of a generated one of a
// million street nodes, 100,000 homes, and 2,000 facilities of each of five
// services.
func cities(b *testing.B) []city {
	b.Helper()
	grid, err := gridfiles.City(b.TempDir(), gridcity.New(1000, 1), 100_000, 2000)
	if err != nil {
		b.Fatal(err)
	}
	out := []city{{"grid1000", grid}}
	if data := os.Getenv("LIFECIRCLE_DATA"); data != "" {
		path := filepath.Join(b.TempDir(), "porto-alegre.toml")
		if err := os.WriteFile(path, fmt.Appendf(nil, portoAlegre, filepath.Join(data, "porto-alegre")), 0o666); err != nil {
			b.Fatal(err)
		}
		out = append(out, city{"porto-alegre", path})
	}
	return out
}

func options(manifest, out string) importer.Options {
	return importer.Options{Manifest: manifest, Out: out, Seeds: seeds.FS, Engine: "bench"}
}

func BenchmarkImport(b *testing.B) { // go test -bench Import ./bench
	for _, c := range cities(b) {
		b.Run("city="+c.name, func(b *testing.B) {
			debug.FreeOSMemory()
			forgetPeak(b)
			for i := 0; b.Loop(); i++ { // each into a folder of its own: nothing is taken over
				if _, err := importer.Build(context.Background(), options(c.manifest, filepath.Join(b.TempDir(), fmt.Sprint(i)))); err != nil {
					b.Fatal(err)
				}
			}
			if mb := peak(b); mb > 0 {
				b.ReportMetric(mb, "peak-MB")
			}
		})
	}
}

func BenchmarkOpenToFirstAnswer(b *testing.B) { // go test -bench OpenToFirstAnswer ./bench
	for _, c := range cities(b) {
		out := filepath.Join(b.TempDir(), "city")
		if _, err := importer.Build(context.Background(), options(c.manifest, out)); err != nil {
			b.Fatal(err)
		}
		for _, question := range []struct {
			name     string
			services []string
		}{{"one", []string{"clinic"}}, {"all", nil}} {
			b.Run(fmt.Sprintf("city=%s/services=%s", c.name, question.name), func(b *testing.B) {
				for b.Loop() {
					ask(b, out, question.services)
				}
			})
		}
	}
}

func ask(b *testing.B, dir string, services []string) {
	b.Helper()
	ctx := context.Background()
	content, err := workspace.Open(ctx, dir)
	if err != nil {
		b.Fatal(err)
	}
	engine, err := coverage.Open(ctx, content.City, coverage.Options{})
	if err != nil {
		b.Fatal(err)
	}
	if _, err := engine.Rows(ctx, coverage.Query{Services: services}); err != nil {
		b.Fatal(err)
	}
	if err := content.Close(); err != nil {
		b.Fatal(err)
	}
}

// forgetPeak starts the process's highest memory anew, where Linux lets it.
func forgetPeak(b *testing.B) {
	b.Helper()
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
		b.Log("the peak is the whole process's:", err)
	}
}

// peak returns the highest resident memory since forgetPeak in MB, or 0 where
// the system doesn't say.
func peak(b *testing.B) float64 {
	b.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for lines := bufio.NewScanner(bytes.NewReader(status)); lines.Scan(); {
		if rest, found := bytes.CutPrefix(lines.Bytes(), []byte("VmHWM:")); found {
			kb, err := strconv.ParseFloat(string(bytes.TrimSpace(bytes.TrimSuffix(rest, []byte("kB")))), 64)
			if err != nil {
				b.Fatal(err)
			}
			return kb / 1024
		}
	}
	return 0
}

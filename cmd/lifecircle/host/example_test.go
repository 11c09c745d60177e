package host_test

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"lifecircle/cmd/lifecircle/host"
	"lifecircle/coverage"
	"lifecircle/data/importer"
	"lifecircle/seeds"
)

// sampleCity builds the sample city in a folder.
func sampleCity(ctx context.Context, folder string) (dir string) {
	files, err := fs.Sub(seeds.FS, "newtown")
	if err == nil {
		err = os.CopyFS(folder, files)
	}
	dir = filepath.Join(folder, "newtown.lifecircle")
	if err == nil {
		_, err = importer.Build(ctx, importer.Options{Manifest: filepath.Join(folder, "city.toml"), Out: dir, Seeds: seeds.FS})
	}
	if err != nil {
		panic(err)
	}
	return dir
}

// A host has several cities open; who asks one keeps it open until it is released,
// whatever is built meanwhile.
func Example() {
	ctx := context.Background()
	folder, err := os.MkdirTemp("", "host-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)
	h := host.New([]string{sampleCity(ctx, folder)}, slog.New(slog.DiscardHandler))
	defer h.Close()
	if err := h.Open(ctx); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(h.Cities.Names())
	city, _ := h.Cities.Open("tinglan")
	defer city.Release()
	rows, err := city.Engine.Rows(ctx, coverage.Query{Services: []string{"clinic"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("clinics: %d of %d people\n", *rows[0].Covered/1000, *rows[0].Demand/1000)
	// Output:
	// [tinglan]
	// clinics: 43797 of 56828 people
}

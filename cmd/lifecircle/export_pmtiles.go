package main

import (
	"bufio"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/pflag"

	"lifecircle/api/answer"
	"lifecircle/api/tiles"
	"lifecircle/coverage"
	"lifecircle/coverage/layers"
	"lifecircle/data/export"
	"lifecircle/data/finding"
	"lifecircle/data/wholefile"
)

// pmtilesFormat is a format of export beside those of data/export: all tiles of a
// layer, which are api/tiles's affair.
const pmtilesFormat export.Format = "pmtiles"

// pmtilesExtension is what names of such files end with.
const pmtilesExtension = ".pmtiles"

// checkTiles refuses flags that tiles know nothing of.
func checkTiles(f *pflag.FlagSet, e exporting) error {
	for _, name := range []string{"service", "encoding", "crs"} {
		if f.Changed(name) {
			return usage("--%s: tiles have all columns, UTF-8 and Web Mercator: leave it out, or choose another format", name)
		}
	}
	if info, err := os.Stat(e.out); err == nil && info.IsDir() {
		return &finding.Refusal{Kind: finding.ErrInvalid, File: e.out, Problem: "is a folder: give --out a file"}
	}
	return nil
}

// exportTiles writes a layer of an open city as a PMTiles file, whole or not at
// all, and returns how many features there are.
func exportTiles(ctx context.Context, engine *coverage.Engine, id layers.ID, path string, lang answer.Lang) (features int, err error) {
	set := layers.Of(engine)
	list, err := set.Layers(ctx)
	if err != nil {
		return 0, err
	}
	at := slices.IndexFunc(list, func(l layers.Layer) bool { return l.ID == id })
	if at < 0 {
		wrong := &coverage.QueryError{Param: "layer", Value: string(id)}
		for _, l := range list {
			wrong.Known = append(wrong.Known, string(l.ID))
		}
		return 0, wrong
	}
	index, err := tiles.Open(ctx, set, list[at])
	if err != nil {
		return 0, err
	}
	err = writeWhole(path, func(scratch, out *os.File) error {
		w := bufio.NewWriterSize(out, 1<<20)
		if err := tiles.Archive(ctx, index, engine.City(), lang, scratch, w); err != nil {
			return err
		}
		return w.Flush()
	})
	return index.Len(), untiled(path, id, err)
}

// untiled says in the planner's words why there is no file.
func untiled(path string, id layers.ID, err error) error {
	if errors.Is(err, tiles.ErrTooLarge) {
		return &finding.Refusal{Kind: finding.ErrTooLarge, Field: "layer", Value: string(id), Problem: err.Error()}
	}
	return wholefile.Refused(path, err)
}

// writeWhole is [wholefile.Write] with a scratch file, which is gone afterwards.
func writeWhole(path string, write func(scratch, out *os.File) error) (err error) {
	scratch, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-scratch-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, scratch.Close(), os.Remove(scratch.Name())) }()
	return wholefile.Write(path, func(out *os.File) error { return write(scratch, out) })
}

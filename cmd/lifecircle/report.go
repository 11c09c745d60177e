package main

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/dustin/go-humanize"

	"lifecircle/api/answer"
	"lifecircle/data/importer"
)

// writeReport says what an import found: its sources, its sums, its notes. The
// ending is the catalogue's key of the last line.
func writeReport(w io.Writer, lang answer.Lang, r *importer.Report, ending string) error {
	var b strings.Builder
	line := func(key string, pairs ...string) { b.WriteString(answer.Say(lang, key, pairs...) + "\n") }
	title := r.Title.In(string(lang))
	if title == "" {
		title = r.City
	}
	line("report.city", "title", title, "name", r.City)
	for _, l := range r.Layers {
		key := "report.layer"
		if l.Reused {
			key = "report.layer_reused"
		}
		line(key, "role", answer.Say(lang, "role."+l.Kind), "path", l.Path, "n", humanize.Comma(int64(l.Count)))
	}
	line("report.streets", "nodes", humanize.Comma(int64(r.Streets.Nodes)), "segments", humanize.Comma(int64(r.Streets.Segments)),
		"km", strconv.FormatFloat(float64(r.Streets.LengthMM)/1e6, 'f', 1, 64))
	if key := extents[r.ExtentFrom]; key != "" {
		box := r.Extent.Bound()
		line(key, "west", degrees(box.Min[0]), "south", degrees(box.Min[1]),
			"east", degrees(box.Max[0]), "north", degrees(box.Max[1]))
	}
	line("report.places", "n", humanize.Comma(int64(r.Demand.Places)))
	if r.Demand.Urban+r.Demand.Rural > 0 {
		line("report.marked", "urban", humanize.Comma(int64(r.Demand.Urban)), "rural", humanize.Comma(int64(r.Demand.Rural)))
	}
	for _, c := range slices.Concat(r.Demand.Groups, r.Demand.Weights) {
		line("report.amount", "id", c.ID, "total", humanize.Comma((int64(c.Total)+500)/1000))
	}
	for _, s := range r.Facilities {
		line("report.service", "id", s.Service.ID, "n", humanize.Comma(int64(s.Facilities)), "open", humanize.Comma(int64(s.Open)))
	}
	for _, l := range r.Districts {
		line("report.level", "level", strconv.Itoa(l.Level), "n", humanize.Comma(int64(l.Districts)))
	}
	if len(r.Notes) > 0 {
		line("report.notes", "n", strconv.Itoa(len(r.Notes)))
	}
	for _, n := range r.Notes {
		b.WriteString("  " + answer.NoteText(lang, answer.Note(n)) + "\n")
	}
	line(ending, "out", r.Out)
	_, err := io.WriteString(w, b.String())
	return err
}

// extents has the catalogue's key for where an extent is from.
var extents = map[string]string{
	importer.ExtentManifest: "report.extent_manifest",
	importer.ExtentFile:     "report.extent_file",
	importer.ExtentStreets:  "report.extent_streets",
}

func degrees(v float64) string { return strconv.FormatFloat(v, 'f', 4, 64) }

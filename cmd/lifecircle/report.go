package main

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/dustin/go-humanize"

	"lifecircle/api/answer"
	"lifecircle/coverage"
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
	writeWalking(line, lang, r)
	writeCompleteness(line, lang, r.Completeness)
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
	importer.ExtentManifest:  "report.extent_manifest",
	importer.ExtentDistricts: "report.extent_districts",
	importer.ExtentFile:      "report.extent_file",
	importer.ExtentStreets:   "report.extent_streets",
}

func degrees(v float64) string { return strconv.FormatFloat(v, 'f', 4, 64) }

// writeWalking says how the streets are walked, and what was made of them that a
// planner may want to look at.
func writeWalking(line func(key string, pairs ...string), lang answer.Lang, r *importer.Report) {
	profiles := make([]string, len(r.Profiles))
	for i, p := range r.Profiles {
		profiles[i] = p.ID
	}
	if r.Walking != "" {
		line("report.walking", "walking", r.Walking, "private", r.Private, "profiles", strings.Join(profiles, answer.Say(lang, "list.comma")))
	}
	if f := r.Features; f != (importer.FeatureCount{}) {
		line("report.features", "km", strconv.FormatFloat(float64(f.ResidentsMM)/1e6, 'f', 1, 64), "gates", humanize.Comma(int64(f.Gates)),
			"squares", humanize.Comma(int64(f.Squares)), "kerbs", humanize.Comma(int64(f.Kerbs)), "lifts", humanize.Comma(int64(f.Lifts)), "repairs", humanize.Comma(int64(f.Repairs)))
	}
	if len(r.Islands) > 0 {
		var mm int64
		var people coverage.Amount
		facilities := 0
		for _, v := range r.Islands {
			mm += v.LengthMM
			people += max(v.People, 0)
			facilities += v.Facilities
		}
		line("report.islands", "n", humanize.Comma(int64(len(r.Islands))), "km", strconv.FormatFloat(float64(mm)/1e6, 'f', 1, 64),
			"people", humanize.Comma((int64(people)+500)/1000), "facilities", humanize.Comma(int64(facilities)))
	}
	if r.Exits > 0 {
		line("report.exits", "n", humanize.Comma(int64(r.Exits)))
	}
	if e := r.Entrances; e.Facilities+e.Rims+e.Places > 0 {
		line("report.entrances", "given", humanize.Comma(int64(e.Facilities)), "rims", humanize.Comma(int64(e.Rims)), "places", humanize.Comma(int64(e.Places)))
	}
}

// writeCompleteness says how much of the city's paths the map may lack.
func writeCompleteness(line func(key string, pairs ...string), lang answer.Lang, c importer.Completeness) {
	if c.People > 0 {
		share := float64(c.FarPeople) / float64(c.People)
		line("report.complete_people", "share", answer.Shown{Lang: lang}.Percent(&share, nil), "people", humanize.Comma((int64(c.FarPeople)+500)/1000))
	}
	if c.DeadEnds > 0 {
		line("report.complete_ends", "all", humanize.Comma(int64(c.DeadEnds)), "n", humanize.Comma(int64(c.DeadEndsAtCompounds)))
	}
}

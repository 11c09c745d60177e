package answer_test

import (
	"bytes"
	"errors"
	"testing"

	"lifecircle/api/answer"
	"lifecircle/geo/streets/build"
)

// verification is of a workspace that is whole, or of one with a finding of each kind
// of next step.
func verification(lang answer.Lang, whole bool) answer.Verification {
	v := answer.Verification{Lang: lang, Dir: "rivertown.lifecircle", Format: 2, City: city(), Rebuild: "lifecircle build city.toml --out rivertown.lifecircle",
		Streets: build.Report{Nodes: 12345, Segments: 23456, Edges: 3456}}
	if whole {
		v.Beside = []answer.Beside{{Kind: answer.BesideScenarios, Path: "rivertown.scenarios.sqlite", Count: 3},
			{Kind: answer.BesideSitings, Path: "rivertown.sitings", Count: 1200}, {Kind: answer.BesideOther, Path: "rivertown.lifecircle/map.qgz"}}
		return v
	}
	v.City, v.Streets = nil, build.Report{}
	v.Findings = []answer.Finding{
		{Code: "table", File: "rivertown.lifecircle/city.gpkg", Part: "demand", Detail: "table demand: row 3: an amount is out of range", Next: answer.NextBuild},
		{Code: "sum", File: "rivertown.lifecircle/city.gpkg", Part: "districts", Next: answer.NextBuild},
		{Code: "missing", File: "rivertown.lifecircle/streets.lc", Next: answer.NextBuild},
		{Code: "newer", File: "rivertown.scenarios.sqlite", Detail: "tables of version 2", Next: answer.NextUpgrade},
		{Code: "unread", File: "rivertown.sitings", Detail: "a.json: unexpected end of JSON input", Next: answer.NextCopy},
	}
	return v
}

func TestVerificationGolden(t *testing.T) {
	for _, c := range []struct {
		file   string
		lang   answer.Lang
		whole  bool
		format answer.Format
	}{
		{"verification.json", answer.EN, true, answer.JSON},
		{"verification.en.table", answer.EN, true, answer.Table},
		{"verification.zh.table", answer.ZH, true, answer.Table},
		{"verification-damaged.json", answer.EN, false, answer.JSON},
		{"verification-damaged.en.table", answer.EN, false, answer.Table},
		{"verification-damaged.zh.table", answer.ZH, false, answer.Table},
	} {
		t.Run(c.file, func(t *testing.T) {
			golden(t, c.file, written(t, func(b *bytes.Buffer) error { return verification(c.lang, c.whole).Write(b, c.format) }))
		})
	}
	if err := verification(answer.EN, true).Write(&bytes.Buffer{}, answer.CSV); !errors.Is(err, answer.ErrNoFormat) {
		t.Errorf("as CSV: %v", err)
	}
}

package answer

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"lifecircle/coverage"
	"lifecircle/geo/streets/build"
)

// A Verification is what checking a workspace found: whether it is as it was written,
// and what it holds.
type Verification struct {
	Lang     Lang
	Dir      string         // the workspace
	Format   int            // of its tables; 0 where that cannot be read
	City     *coverage.City // what it holds; nil where that cannot be read
	Streets  build.Report   // of the network's build, where there is a city
	Beside   []Beside       // what else lies there
	Findings []Finding      // none: it is whole
	Rebuild  string         // what to type to make it anew
}

// A Finding is one thing that is wrong with a workspace, or with what lies beside it.
// Its words are the catalogue's, under "verify_found." and the code.
type Finding struct {
	Code   string
	File   string // as the planner knows it
	Part   string // a table or key of the file; "" where the whole is meant
	Detail string // what was found, in English
	Next   NextStep
}

// A NextStep is what to do about a finding.
type NextStep string

// The next steps.
const (
	NextBuild   NextStep = "build"   // build the workspace anew
	NextUpgrade NextStep = "upgrade" // take a newer program
	NextCopy    NextStep = "copy"    // put back a copy
)

// HasFinding reports whether the catalogue has words for a finding's code.
func HasFinding(code string) bool { return Has("verify_found." + code) }

// A Beside is something beside a workspace, or in its folder, that builds keep.
type Beside struct {
	Kind  BesideKind `json:"kind"`
	Path  string     `json:"path"`
	Count int64      `json:"count"` // of scenarios or sitings; 0 of others' files
}

// A BesideKind is a kind of what lies beside a workspace.
type BesideKind string

// What may lie beside a workspace.
const (
	BesideScenarios BesideKind = "scenarios"
	BesideSitings   BesideKind = "sitings"
	BesideOther     BesideKind = "other" // a file of others, such as a QGIS project
)

// verificationDocument is the JSON of a Verification.
type verificationDocument struct {
	Workspace  string          `json:"workspace"`
	Whole      bool            `json:"whole"`
	Findings   []findingDoc    `json:"findings"`
	Format     *int            `json:"format"`
	City       *City           `json:"city"`
	Streets    *streetsCount   `json:"streets"`
	People     []groupCount    `json:"people"`
	Facilities []serviceCount  `json:"facilities"`
	Districts  []districtCount `json:"districts"`
	Beside     []Beside        `json:"beside"`
}

type findingDoc struct {
	Code   string   `json:"code"`
	File   string   `json:"file"`
	Part   *string  `json:"part"`
	Detail *string  `json:"detail"`
	Next   NextStep `json:"next"`
	Text   string   `json:"text"`
}

type streetsCount struct {
	Nodes    int `json:"nodes"`
	Segments int `json:"segments"`
	Edges    int `json:"edges"`
}

type groupCount struct {
	Group  string  `json:"group"`
	People float64 `json:"people"`
}

type serviceCount struct {
	Service    string `json:"service"`
	Facilities int    `json:"facilities"`
}

type districtCount struct {
	Level     int `json:"level"`
	Districts int `json:"districts"`
}

// Write writes the verification as JSON (one object, indented) or Table. Other
// formats are [ErrNoFormat].
func (v Verification) Write(w io.Writer, f Format) error {
	switch f {
	case JSON:
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(v.document())
	case Table:
		return v.writeTable(w)
	}
	return noFormat(f, Table, JSON)
}

func (v Verification) document() verificationDocument {
	doc := verificationDocument{Workspace: v.Dir, Whole: len(v.Findings) == 0, Findings: []findingDoc{}, Beside: append([]Beside{}, v.Beside...)}
	for _, f := range v.Findings {
		doc.Findings = append(doc.Findings, findingDoc{f.Code, f.File, orNil(f.Part), orNil(f.Detail), f.Next, v.text(f)})
	}
	if v.Format > 0 {
		doc.Format = &v.Format
	}
	if v.City != nil {
		city := CityOf(v.City, v.Lang)
		doc.City, doc.Streets = &city, &streetsCount{v.Streets.Nodes, v.Streets.Segments, v.Streets.Edges}
		doc.People, doc.Facilities, doc.Districts = v.people(), v.facilities(), v.districts()
	}
	return doc
}

// text says a finding in a line: file: what: next step.
func (v Verification) text(f Finding) string {
	say := func(key string) string {
		return Say(v.Lang, key, "part", f.Part, "detail", strings.ReplaceAll(f.Detail, "\n", "; "), "line", v.Rebuild)
	}
	what := fmt.Sprint(f.Code, " ", f.Part, " ", f.Detail)
	if HasFinding(f.Code) {
		what = say("verify_found." + f.Code)
	}
	return f.File + Say(v.Lang, "list.colon") + what + Say(v.Lang, "list.colon") + say("verify_next."+string(f.Next))
}

func (v Verification) people() []groupCount {
	out := []groupCount{}
	for _, id := range sortedKeys(v.City.Demand.Groups) {
		sum := coverage.Amount(0)
		for _, a := range v.City.Demand.Groups[id] {
			sum += max(a, 0) // missing is below
		}
		out = append(out, groupCount{id, *people(&sum)})
	}
	return out
}

func (v Verification) facilities() []serviceCount {
	out := []serviceCount{}
	for _, s := range v.City.Services {
		n := 0
		for _, f := range v.City.Facilities {
			if slices.Contains(f.Services, s.ID) {
				n++
			}
		}
		out = append(out, serviceCount{s.ID, n})
	}
	return out
}

func (v Verification) districts() []districtCount {
	out := []districtCount{}
	for _, d := range v.City.Districts {
		if n := len(out); n == 0 || out[n-1].Level != d.Level {
			out = append(out, districtCount{Level: d.Level}) // districts are sorted by level
		}
		out[len(out)-1].Districts++
	}
	return out
}

package answer

import (
	"bytes"
	"context"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lifecircle/coverage/layers"
	"lifecircle/internal/testcity/asciicity"
)

// laid are the structs that CSV or GeoJSON lay flat, and how their columns differ
// from the keys of their JSON: by another name, or not at all.
var laid = []struct {
	of      any
	differs map[string]string
}{
	{Row{District: &District{}}, nil},
	{Cell{}, nil},
	{DistrictInfo{}, nil},
	{BridgeStep{}, nil},
	{Piece{}, nil},
	{Leg{}, nil},
	{Link{}, nil},
	{Gap{}, map[string]string{"people_by_group": "people_{a} people_{b}"}},
	{Facility{}, map[string]string{"capacity": "capacity_{a} capacity_{b}", "attributes": "", "lon": "", "lat": "", "services": "services lon lat"}},
	{RankedLink{}, map[string]string{"line": "", "changes": ""}},
	{SitingStep{}, map[string]string{"line": "", "same": "", "changes": ""}},
	{FragileFacility{}, map[string]string{"nearest_people": "carried"}},
	{FragilePiece{}, map[string]string{"way": "id", "near": "", "used_people": "carried"}},
	{Backup{District: &District{}}, nil},
	{IsochroneShape{}, map[string]string{"people_by_group": "people_{a} people_{b}"}},
	{BackupCell{}, map[string]string{"people": "demand"}},
}

// documents are the structs that are of JSON alone.
var documents = []string{
	"AccessDocument", "AgeFriendlyDocument", "ProfileCoverage", "Loss", "BridgeDocument", "CellsDocument", "City", "Profile", "Counts", "Service",
	"DistrictsDocument", "FacilitiesDocument", "FragilityDocument", "GapsDocument", "IsochronesInfo", "Origin", "Provenance", "Input",
	"RankedLinksDocument", "Coverage", "District", "SitingDocument", "SitingOutcome", "SitingPoint", "SitingAlternative", "SitingImpossible",
	"SitingCandidates", "SitingWork", "Beside", "verificationDocument", "findingDoc", "streetsCount", "groupCount", "serviceCount", "districtCount",
	"WalkDocument", "WalkInfo", "Missed", "WhatIfDocument", "DifferenceRow", "Flipped", "Newly", "NewlyPlace", "GapChange", "GapSketch", "EachChange",
}

func TestColumnsAreTheKeysOfTheJSONLaidFlat(t *testing.T) {
	for _, l := range laid {
		var want []string
		for _, key := range keysOf(t, l.of) {
			if other, differs := l.differs[key]; differs {
				want = append(want, strings.Fields(other)...)
			} else {
				want = append(want, key)
			}
		}
		var got []string
		for _, f := range flatten(l.of, CSV, "{a}", "{b}") {
			got = append(got, f.name)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%T (-JSON +CSV):\n%s", l.of, d)
		}
	}
}

// keysOf reads the keys of a struct's JSON in their order; those of an object in
// it stand behind its own with a _.
func keysOf(t *testing.T, v any) []string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(bytes.NewReader(b))
	var keys []string
	var object func(prefix string)
	object = func(prefix string) {
		for d.More() {
			key, err := d.Token()
			if err != nil {
				t.Fatal(err)
			}
			value, err := d.Token()
			switch {
			case err != nil:
				t.Fatal(err)
			case value == json.Delim('{'):
				object(prefix + key.(string) + "_")
			default:
				keys = append(keys, prefix+key.(string))
			}
		}
		if _, err := d.Token(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := d.Token(); err != nil {
		t.Fatal(err)
	}
	object("")
	return keys
}

func TestEveryStructIsLaidFlatOrADocument(t *testing.T) {
	known := slices.Clone(documents)
	for _, l := range laid {
		known = append(known, reflect.TypeOf(l.of).Name())
	}
	slices.Sort(known)
	var got []string
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), f.Name(), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			types, ok := decl.(*ast.GenDecl)
			if !ok || types.Tok != token.TYPE {
				continue
			}
			for _, spec := range types.Specs {
				name := spec.(*ast.TypeSpec).Name.Name
				if s, ok := spec.(*ast.TypeSpec).Type.(*ast.StructType); ok && len(s.Fields.List) > 0 && s.Fields.List[0].Tag != nil {
					got = append(got, name)
				}
			}
		}
	}
	slices.Sort(got)
	if d := cmp.Diff(known, got); d != "" {
		t.Errorf("say in this test what CSV and GeoJSON make of it (-known +there):\n%s", d)
	}
}

func TestAValueIsNullBehindANilPointerAndListsAreJoined(t *testing.T) {
	name := "Riverside"
	got := map[string]any{}
	for _, v := range []any{
		Row{Service: "clinic"}, Backup{District: &District{"310101", &name, 8}, Demand: 1.5},
		Facility{ID: "h", Services: []string{"clinic", "school"}, Capacity: map[string]int64{"clinic": 40}},
	} {
		for _, f := range flatten(v, GeoJSON, "clinic", "school") {
			got[f.name+" of "+reflect.TypeOf(v).Name()] = f.value
		}
	}
	for column, want := range map[string]any{
		"district_code of Row": nil, "coverage of Row": nil, "service of Row": "clinic",
		"district_name of Backup": "Riverside", "district_level of Backup": int64(8), "demand of Backup": 1.5, "backup_coverage of Backup": nil,
		"services of Facility": "clinic;school", "capacity_clinic of Facility": int64(40), "capacity_school of Facility": nil, "linked of Facility": false,
	} {
		if have, there := got[column]; !there || have != want {
			t.Errorf("%s is %v, not %v", column, have, want)
		}
	}
	if _, there := got["lon of Facility"]; there {
		t.Error("GeoJSON has the place twice")
	}
}

func TestWhatCannotBeLaidFlatIsAFault(t *testing.T) {
	for name, v := range map[string]any{
		"a list without a word": struct {
			Ids []string `json:"ids"`
		}{},
		"a word that is none": struct {
			ID string `json:"id" flat:"comma"`
		}{},
		"a field without a key": struct{ ID string }{},
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("it is laid flat")
				}
			}()
			flatten(v, CSV)
		})
	}
}

// Where a layer has the value of an answer, it has it under the same name, of the
// same kind, in the unit that the name and the schema say.
func TestLayersAgreeWithAnswers(t *testing.T) {
	engine := asciicity.New(t, asciicity.Cell(50), "\n\t\tH---0---1\n\t").District(8, "310101", -1, -1, 5, 3).Engine()
	groups := sortedKeys(engine.City().Demand.Groups)
	answers := map[layers.ID]struct {
		of    []any             // a column about a service is of the last
		other map[string]string // what a layer calls otherwise, or has alone
	}{
		layers.Districts: {[]any{DistrictInfo{}, Row{}}, map[string]string{"inside": "alone"}},
		layers.Cells:     {[]any{Cell{}, Cell{}}, map[string]string{"h3": "alone", "name": "alone", "urban": "alone", "district": "alone", "people_all": "alone"}},
		layers.Facilities: {[]any{Facility{}, Facility{}}, map[string]string{
			"district": "alone", "people_in_reach": "alone", "people_nearest": "alone", "capacity": "capacity_clinic"}},
		layers.Gaps:   {[]any{Gap{}}, nil},
		layers.Access: {[]any{Link{}}, map[string]string{"of_id": "id", "street": "name"}},
	}
	all, err := layers.Of(engine).Layers(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range all {
		a, has := answers[l.ID]
		if !has {
			continue // nothing else says it
		}
		for _, c := range l.Columns {
			name, of := c.Name, a.of[0]
			if c.Service != "" {
				name, of = strings.TrimPrefix(c.Name, c.Service+"_"), a.of[len(a.of)-1]
			}
			if other, differs := a.other[name]; differs {
				name = other
			}
			if name == "alone" {
				continue
			}
			kind, unit, there := describe(of, name, append(groups, "clinic"))
			if !there {
				t.Errorf("%s: %s is no column of %T", l.ID, c.Name, of)
				continue
			}
			if c.Kind == layers.ColumnDate {
				kind = c.Kind // a date is text in an answer
			}
			if c.Kind != kind {
				t.Errorf("%s: %s is of kind %d, in %T of %d", l.ID, c.Name, c.Kind, of, kind)
			}
			if unit != "" && c.Unit != unit {
				t.Errorf("%s: %s is in %q, in %T in %q", l.ID, c.Name, c.Unit, of, unit)
			}
		}
	}
}

// describe says what a column of an answer is: its kind, and its unit where the
// name or the schema says it.
func describe(v any, name string, keys []string) (kind layers.ColumnKind, unit string, there bool) {
	t := reflect.TypeOf(v)
	for _, c := range columnsOf(t) {
		names := []string{c.name}
		if c.kind == mapColumn {
			names = nil
			for _, key := range keys {
				names = append(names, c.name+key)
			}
		}
		if !slices.Contains(names, name) {
			continue
		}
		f := t.FieldByIndex(c.at)
		of := f.Type
		if of.Kind() == reflect.Pointer || of.Kind() == reflect.Map {
			of = of.Elem()
		}
		kind := map[reflect.Kind]layers.ColumnKind{reflect.Int64: layers.ColumnWhole, reflect.Float64: layers.ColumnReal, reflect.Bool: layers.ColumnFlag}[of.Kind()]
		switch {
		case f.Tag.Get("maximum") == "1":
			unit = "1"
		case name == "seconds" || strings.HasSuffix(name, "_s"):
			unit = "s"
		case strings.HasSuffix(name, "_m"):
			unit = "m"
		case strings.HasPrefix(name, "people") || name == "near_edge" || name == "unlinked":
			unit = "people"
		}
		return kind, unit, true
	}
	return 0, "", false
}

// Package house holds the plan of the house: what ARCHITECTURE.md says of who
// imports whom is what the code does, and no room is crowded.
package house

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// update rewrites the table: go test ./internal/house -update, then read the diff.
var update = flag.Bool("update", false, "rewrite the table of imports in ARCHITECTURE.md")

const (
	module       = "lifecircle"
	root         = "../.."
	mostLines    = 5000 // of code in one package, blank lines and comments left out
	mostMethods  = 60   // of one type
	architecture = root + "/ARCHITECTURE.md"
	tableBegins  = "| package | imports of ours |\n| --- | --- |\n"
)

// A room is one package of the product.
type room struct {
	Dir, ImportPath  string
	GoFiles, Imports []string
}

// rooms lists the packages below the module's root, by path from there.
func rooms(t *testing.T) map[string]room {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=Dir,ImportPath,GoFiles,Imports", "./...")
	cmd.Dir, cmd.Stderr = root, os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]room{}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var r room
		if err := d.Decode(&r); err == io.EOF {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		if len(r.GoFiles) > 0 {
			all[strings.TrimPrefix(r.ImportPath, module+"/")] = r
		}
	}
}

// ours lists what a room imports of the house.
func (r room) ours() []string {
	var out []string
	for _, path := range r.Imports {
		if inside, ok := strings.CutPrefix(path, module+"/"); ok {
			out = append(out, inside)
		}
	}
	slices.Sort(out)
	return out
}

// The table of ARCHITECTURE.md says who imports whom, no more and no less. A new
// import is a line of its diff, to be agreed to.
func TestImportsAreThoseOfThePlan(t *testing.T) {
	all := rooms(t)
	var table strings.Builder
	table.WriteString(tableBegins)
	for _, path := range slices.Sorted(maps.Keys(all)) {
		fmt.Fprintf(&table, "| `%s` | %s |\n", path, strings.Join(all[path].ours(), ", "))
	}
	page, err := os.ReadFile(architecture)
	if err != nil {
		t.Fatal(err)
	}
	before, after, found := strings.Cut(string(page), tableBegins)
	if !found {
		t.Fatalf("%s has no table that begins with %q", architecture, tableBegins)
	}
	rest := after
	for strings.HasPrefix(rest, "|") {
		_, rest, _ = strings.Cut(rest, "\n")
	}
	if *update {
		if err := os.WriteFile(architecture, []byte(before+table.String()+rest), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	said := strings.Split(tableBegins+strings.TrimSuffix(after, rest), "\n")
	is := strings.Split(table.String(), "\n")
	for _, line := range is {
		if !slices.Contains(said, line) {
			t.Errorf("the code has, and the plan has not:\n%s", line)
		}
	}
	for _, line := range said {
		if !slices.Contains(is, line) {
			t.Errorf("the plan has, and the code has not:\n%s", line)
		}
	}
	if t.Failed() {
		t.Log("Imports point one way (the picture above the table). If the new arrow is meant: go test ./internal/house -update")
	}
}

// Imports point one way, whatever the table says.
func TestNoImportRunsBackUp(t *testing.T) {
	below := map[string][]string{ // what a room may see
		"geo": {"geo"}, "coverage": {"coverage", "geo"}, "data": {"data", "coverage", "geo"}, "api": {"api", "coverage", "geo"},
		"seeds": {}, "cmd": {"cmd", "api", "data", "coverage", "geo", "seeds"},
	}
	for path, r := range rooms(t) {
		top, _, _ := strings.Cut(path, "/")
		may, held := below[top]
		if !held {
			continue // internal, bench: whom nobody in the product imports
		}
		for _, other := range r.ours() {
			if to, _, _ := strings.Cut(other, "/"); !slices.Contains(may, to) {
				t.Errorf("%s imports %s: %s sees %s", path, other, top, strings.Join(may, ", "))
			}
		}
	}
}

// The arrows among the rooms of coverage that the plan draws.
func TestFeaturesSeeTheCoreAndNotEachOther(t *testing.T) {
	may := map[string][]string{
		"itinerary": {}, "isochrone": {"itinerary"}, "gaps": {"itinerary"}, "agefriendly": {"itinerary"},
		"bridge": {}, "fragility": {}, "catchment": {}, "layers": {"gaps", "catchment", "itinerary"},
	}
	all := rooms(t)
	for feature, seen := range may {
		r, there := all["coverage/"+feature]
		if !there {
			t.Errorf("there is no coverage/%s", feature)
		}
		for _, other := range r.ours() {
			if name, ok := strings.CutPrefix(other, "coverage/"); ok {
				if _, isFeature := may[name]; isFeature && !slices.Contains(seen, name) {
					t.Errorf("coverage/%s imports coverage/%s", feature, name)
				}
			}
		}
	}
	for _, other := range all["coverage"].ours() {
		if name, ok := strings.CutPrefix(other, "coverage/"); ok && may[name] != nil {
			t.Errorf("coverage imports its feature %s", name)
		}
	}
}

func TestNoRoomIsCrowded(t *testing.T) {
	for path, r := range rooms(t) {
		lines, methods := 0, map[string]int{}
		for _, name := range r.GoFiles {
			src, err := os.ReadFile(filepath.Join(r.Dir, name))
			if err != nil {
				t.Fatal(err)
			}
			f, err := parser.ParseFile(token.NewFileSet(), name, src, 0)
			if err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(string(src)) {
				if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "//") {
					lines++
				}
			}
			for _, d := range f.Decls {
				if f, ok := d.(*ast.FuncDecl); ok && f.Recv != nil {
					methods[receiver(f.Recv.List[0].Type)]++
				}
			}
		}
		if lines > mostLines {
			t.Errorf("%s has %d lines of code, at most %d are a room: redraw it", path, lines, mostLines)
		}
		for name, n := range methods {
			if n > mostMethods {
				t.Errorf("%s.%s has %d methods, at most %d are a type: give some of them a type or a package of their own", path, name, n, mostMethods)
			}
		}
	}
}

// receiver names the type of a method.
func receiver(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return receiver(e.X)
	case *ast.IndexExpr:
		return receiver(e.X)
	case *ast.IndexListExpr:
		return receiver(e.X)
	case *ast.Ident:
		return e.Name
	}
	return "?"
}

func TestRoomsHaveAJobInTheirName(t *testing.T) {
	for path := range rooms(t) {
		if slices.Contains([]string{"util", "utils", "common", "helpers", "types", "models"}, filepath.Base(path)) {
			t.Errorf("%s: name it for its job", path)
		}
	}
}

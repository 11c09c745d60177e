package answer_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"lifecircle/api/answer"
	"lifecircle/coverage"
	"lifecircle/coverage/gaps"
	"lifecircle/coverage/isochrone"
	"lifecircle/coverage/itinerary"
	"lifecircle/coverage/layers"
	"lifecircle/coverage/scenario"
	"lifecircle/coverage/siting"
	"lifecircle/geo/streets"
)

var placeholder = regexp.MustCompile(`\{[a-z0-9_]+\}`)

func placeholders(s string) []string {
	found := placeholder.FindAllString(s, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

func TestBothLanguagesHaveTheSameKeysAndPlaceholders(t *testing.T) {
	for _, key := range answer.Keys() {
		zh, en := answer.Say(answer.ZH, key), answer.Say(answer.EN, key)
		if zh == key || en == key {
			t.Errorf("%s lacks a language: zh %q, en %q", key, zh, en)
		}
		if z, e := placeholders(zh), placeholders(en); !slices.Equal(z, e) {
			t.Errorf("%s: placeholders differ: zh %v, en %v", key, z, e)
		}
		if strings.ContainsFunc(en, func(r rune) bool { return r >= 0x4e00 && r <= 0x9fff }) {
			t.Errorf("%s: the English has Chinese in it: %q", key, en)
		}
	}
}

// Keys that code puts together from a prefix and a word: each prefix with all
// the words there are. A note's words are the data packages' codes.
var families = map[string][]string{
	"verdict.":          {string(coverage.Meets), string(coverage.Misses), string(coverage.CannotTell)},
	"reason.":           {string(coverage.ReasonNoFacility), string(coverage.ReasonNoDemand), string(coverage.ReasonOutside), string(coverage.ReasonPartlyOutside), string(coverage.ReasonNoSuchGroup), string(coverage.ReasonNoSuchWeight)},
	"cell_reason.":      {string(coverage.CellBeyond), string(coverage.CellUnlinked), string(coverage.CellNoFacility)},
	"reading.":          {string(coverage.ReadingAllOf), string(coverage.ReadingMeanOf)},
	"area.":             {string(coverage.AreaUrban), string(coverage.AreaRural)},
	"weight.":           append([]string{coverage.WeightPeople}, coverage.Weights...),
	"role.":             {"manifest", "streets", "elevation", "demand", "facilities", "districts", "extent", "changes"},
	"private.":          {"closed", "residents", "open"},
	"private_legend.":   {"closed", "residents", "open"},
	"private_sentence.": {"closed", "residents", "open"},
	"profile.":          {"standard", "adult", "senior", "stroller", "wheelchair"},
	"leg.": {
		string(itinerary.LegAccess), string(itinerary.LegStreet), string(itinerary.LegCompound), string(itinerary.LegSquare), string(itinerary.LegSteps),
		string(itinerary.LegGate), string(itinerary.LegKerb), string(itinerary.LegLift), string(itinerary.LegRepair),
	},
	"obstacle.": {
		streets.ObstacleWater.String(), streets.ObstacleRailway.String(), streets.ObstacleMotorway.String(), streets.ObstacleWall.String(),
	},
	"cause.":     {string(itinerary.CauseDistance), string(itinerary.CauseDetour), string(itinerary.CauseDisconnected), string(itinerary.CauseNoFacility)},
	"gap_cause.": {string(itinerary.CauseDistance), string(itinerary.CauseDetour), string(itinerary.CauseDisconnected), string(itinerary.CauseNoFacility)},
	"barrier.": {
		streets.ObstacleWater.String(), streets.ObstacleRailway.String(), streets.ObstacleMotorway.String(), streets.ObstacleWall.String(), gaps.BarrierCompound,
	},
	"remedy.": {string(gaps.RemedyData), string(gaps.RemedyOpen), string(gaps.RemedyShorter), string(gaps.RemedyLink), string(gaps.RemedyFacility)},
	"mend.":   {"stairs", "slope", "crossing", "surface", "kerb", "gate", "lift"},
	"isochrone.": {
		"title_" + string(isochrone.DirectionTo), "title_" + string(isochrone.DirectionFrom),
		string(isochrone.OriginOutside), string(isochrone.OriginUnlinked), string(isochrone.OriginIsland),
	},
	"change.":   kinds(),
	"gap_turn.": {string(scenario.GapOpened), string(scenario.GapClosed), string(scenario.GapShrunk), string(scenario.GapGrown), string(scenario.GapMoved)},
	"siting.":   sitingWords(),
	"siting_kind.": {
		string(siting.KindSite), string(siting.KindFacility), string(siting.KindNode), string(siting.KindCell), string(siting.KindDemand),
		string(siting.KindClose), string(siting.KindGate), string(siting.KindCrossing), string(siting.KindBridge), string(siting.KindLink),
	},
	"verify.":        {"city", "built", "format", "streets", "beside", "places", "people", "facilities", "districts"},
	"piece.":         {"gate", "link", "crossing", "bridge", "tunnel", "steps", "street"},
	"verify_beside.": {string(answer.BesideScenarios), string(answer.BesideSitings), string(answer.BesideOther)},
	"verify_found.":  {"missing", "older", "newer", "unread", "pages", "table", "sum", "shapes", "listing", "streets", "mismatch", "access", "layers", "report"},
	"verify_next.":   {string(answer.NextBuild), string(answer.NextUpgrade), string(answer.NextCopy)},
	"layer.":         layerNames(),
	"note.":          nil,
	"page.":          nil, // api/report tests its own
	"problem.":       nil, // api/rest tests its own
}

// sitingWords are the keys that code makes of a goal or a constraint.
func sitingWords() []string {
	var out []string
	for _, g := range []siting.Goal{siting.MostPeople, siting.FewestFacilities, siting.LeastCost, siting.WorstFirst, siting.MoveOrClose} {
		out = append(out, "headline_"+string(g), "bound_"+string(g))
	}
	for _, c := range []siting.Constraint{siting.ConstraintTarget, siting.ConstraintCandidates, siting.ConstraintFixed, siting.ConstraintCount,
		siting.ConstraintBudget, siting.ConstraintApart, siting.ConstraintDistrictMax} {
		out = append(out, "impossible_"+string(c))
	}
	return out
}

func layerNames() []string {
	var out []string
	for _, id := range layers.IDs() {
		out = append(out, string(id))
	}
	return out
}

func kinds() []string {
	var out []string
	for _, k := range scenario.Kinds() {
		out = append(out, string(k))
	}
	return out
}

func TestEveryKeyIsUsedAndEveryKeyUsedExists(t *testing.T) {
	used := literals(t, ".", "../rest", "../ogc", "../tiles", "../../cmd")
	for literal := range literals(t, "../../data/export") { // among the names of files
		if strings.HasPrefix(literal, "exported.") {
			used[literal] = true
		}
	}
	for _, key := range answer.Keys() {
		prefix := key[:strings.Index(key, ".")+1]
		if strings.HasPrefix(prefix, "layer_") {
			continue // titles_test.go
		}
		if words, ok := families[prefix]; ok {
			if words != nil && !slices.Contains(words, strings.TrimPrefix(key, prefix)) && !used[key] {
				t.Errorf("%s: no word of that family", key)
			}
			continue
		}
		if !used[key] {
			t.Errorf("%s is used nowhere", key)
		}
	}
	for prefix, words := range families {
		for _, w := range words {
			if !answer.Has(prefix + w) {
				t.Errorf("%s%s has no words", prefix, w)
			}
		}
	}
	tables := map[string]bool{}
	for _, key := range answer.Keys() {
		tables[key[:strings.Index(key, ".")]] = true
	}
	looksLikeKey := regexp.MustCompile(`^[a-z_]+\.[a-z0-9_.]+[a-z0-9]$`)
	for literal := range used {
		if looksLikeKey.MatchString(literal) && tables[literal[:strings.Index(literal, ".")]] && !answer.Has(literal) {
			t.Errorf("%q is used and has no words", literal)
		}
	}
}

// listed is a line of a package comment that explains a code.
var listed = regexp.MustCompile(`^//\t([a-z]+(?:_[a-z0-9]+)+) {2,}\S`)

// Every code that a data package counts a note under has words.
func TestEveryNoteOfTheImportersHasWords(t *testing.T) {
	codes := map[string]bool{}
	walkGo(t, "../../geo/streets", func(file *ast.File) { // its remarks become notes
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && len(call.Args) > 0 {
				if f, ok := call.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "remark" {
					if s, ok := stringOf(call.Args[0]); ok {
						codes[s] = true
					}
				}
			}
			return true
		})
	})
	walkGo(t, "../../data", func(file *ast.File) {
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && len(call.Args) == 5 {
				if f, ok := call.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "Add" {
					if s, ok := stringOf(call.Args[0]); ok {
						codes[s] = true
					}
				}
			}
			if lit, ok := n.(*ast.CompositeLit); ok {
				if sel, ok := lit.Type.(*ast.SelectorExpr); ok && sel.Sel.Name == "Note" {
					for _, e := range lit.Elts {
						if kv, ok := e.(*ast.KeyValueExpr); ok && kv.Key.(*ast.Ident).Name == "Code" {
							if s, ok := stringOf(kv.Value); ok {
								codes[s] = true
							}
						}
					}
				}
			}
			return true
		})
		for _, group := range file.Comments {
			for _, c := range group.List { // the packages list their codes
				if m := listed.FindStringSubmatch(c.Text); m != nil {
					codes[m[1]] = true
				}
			}
		}
	})
	for code := range codes {
		if !answer.HasNote(code) {
			t.Errorf("note %q has no words in catalogue.toml", code)
		}
	}
	for _, key := range answer.Keys() {
		if code, ok := strings.CutPrefix(key, "note."); ok && !codes[code] {
			t.Errorf("note %q: no data package counts it", code)
		}
	}
}

func TestSayFillsPlaceholdersOnce(t *testing.T) {
	got := answer.Say(answer.EN, "place.district", "name", "{code}", "code", "12")
	if got != "{code} 12" {
		t.Errorf("a value was taken for a placeholder: %q", got)
	}
	if got := answer.Say(answer.EN, "no.such.key"); got != "no.such.key" {
		t.Errorf("an unknown key says %q", got)
	}
}

func literals(t *testing.T, dirs ...string) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	for _, dir := range dirs {
		walkGo(t, dir, func(file *ast.File) {
			ast.Inspect(file, func(n ast.Node) bool {
				if e, ok := n.(ast.Expr); ok {
					if s, ok := stringOf(e); ok {
						out[s] = true
					}
				}
				return true
			})
		})
	}
	return out
}

func stringOf(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}

func walkGo(t *testing.T, dir string, visit func(*ast.File)) {
	t.Helper()
	if _, err := os.Stat(dir); err != nil {
		return
	}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution|parser.ParseComments)
		if err != nil {
			return err
		}
		visit(file)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
)

// spoken lists the literals that may be Chinese: a refusal of input names what the
// standards call it, and a file what its datum is called where it is in force.
var spoken = map[string]bool{
	`"give true for urban (城镇) or false for rural (乡村)"`: true,
	`"GCJ-02 (国测局坐标); "`:                                 true,
}

// What an answer or an exported file says stands in api/answer/catalogue.toml, in both
// languages.
func TestNoWordsOfALanguageStandInCoverageOrExport(t *testing.T) {
	for _, room := range []string{"coverage", "data/export"} {
		noWordsIn(t, filepath.Join(root, filepath.FromSlash(room)))
	}
}

func noWordsIn(t *testing.T, room string) {
	t.Helper()
	err := filepath.WalkDir(room, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if ok && !spoken[lit.Value] && strings.ContainsFunc(lit.Value, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
				t.Errorf("%s: %s: give a key of the catalogue", files.Position(lit.Pos()), lit.Value)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

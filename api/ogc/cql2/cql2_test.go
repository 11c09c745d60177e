package cql2_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"lifecircle/api/ogc/cql2"
)

var properties = []cql2.Property{
	{Name: "name", Kind: cql2.Text}, {Name: "level", Kind: cql2.Number}, {Name: "coverage", Kind: cql2.Number},
	{Name: "covered", Kind: cql2.Bool}, {Name: "opens", Kind: cql2.Date}, {Name: "nothing", Kind: cql2.Number},
	{Name: "街道 1", Kind: cql2.Text},
}

var row = []any{"O'Brien", int64(8), 0.5, true, "2024-05-01", nil, "江湾"}

func TestFiltersOfARow(t *testing.T) {
	for _, tt := range []struct {
		filter string
		want   bool
	}{
		{"level = 8", true}, {"level <> 8", false}, {"level < 8", false}, {"level <= 8", true}, {"level > 7.5", true}, {"level >= 9", false},
		{"8 = level", true}, {"level > coverage", true}, {"coverage = 5E-1", true}, {"coverage > -1", true}, {"coverage=+.5", true},
		{"name = 'O''Brien'", true}, {`name = 'O\'Brien'`, true}, {"name < 'P'", true}, {`name = 'a\tb'`, false}, {`'a\tb' = 'a` + "\t" + `b'`, true},
		{`"level" = 8 and "街道 1" = '江湾'`, true}, {`"name" = 'x' OR covered = TRUE`, true},
		{"covered = false", false}, {"covered = true", true}, {"TRUE", true}, {"NOT FALSE AND true", true},
		{"opens = DATE('2024-05-01')", true}, {"opens < TIMESTAMP('2024-05-01T00:00:01Z')", true}, {"opens > DATE('2024-05-01')", false},
		{"nothing IS NULL", true}, {"nothing is not null", false}, {"level IS NOT NULL", true},
		{"nothing = 1", false}, {"NOT nothing = 1", false}, {"nothing = 1 OR level = 8", true}, {"NOT (nothing = 1 AND level = 9)", true}, {"NOT (nothing = 1 AND level = 8)", false},
		{"level = 8 OR level = 9 AND FALSE", true}, {"(level = 8 OR level = 9) AND FALSE", false},
		{" ( ( level=8 ) ) ", true},
	} {
		t.Run(tt.filter, func(t *testing.T) {
			f, err := cql2.Parse(tt.filter, properties)
			if err != nil {
				t.Fatal(err)
			}
			if got := f.Matches(func(i int) any { return row[i] }); got != tt.want {
				t.Errorf("got %t", got)
			}
		})
	}
}

func TestFaultsPointAtTheCharacter(t *testing.T) {
	for _, tt := range []struct {
		name, filter string
		fault        cql2.Fault
		at           int
		near         string
	}{
		{"nothing", "", cql2.WantsValue, 1, ""},
		{"no value", "level =", cql2.WantsValue, 8, ""},
		{"no comparison", "level 8", cql2.WantsComparison, 7, "8"},
		{"a truth of a property", "covered AND level = 8", cql2.WantsComparison, 9, "AND level = 8"},
		{"a property that is not there", "level = 8 AND levl = 9", cql2.NoSuchProperty, 15, "levl = 9"},
		{"characters, not bytes", "\"街道 1\" = '江湾' AND x = 1", cql2.NoSuchProperty, 19, "x = 1"},
		{"names have a case", "LEVEL = 8", cql2.NoSuchProperty, 1, "LEVEL = 8"},
		{"text for a number", "level = '8'", cql2.NotOfKind, 9, "'8'"},
		{"a number for text", "name = 8", cql2.NotOfKind, 8, "8"},
		{"an open quote", "name = 'abc", cql2.OpenText, 8, "'abc"},
		{"an open parenthesis", "(level = 8", cql2.WantsClosing, 11, ""},
		{"one too many", "level = 8)", cql2.WantsEnd, 10, ")"},
		{"another character", "level = 8 && name = 'x'", cql2.BadCharacter, 11, "&& name = 'x'"},
		{"no number", "level = 1.2.3", cql2.BadNumber, 9, "1.2.3"},
		{"a number too large", "level = 1e999", cql2.BadNumber, 9, "1e999"},
		{"a number with a tail", "level = 8x", cql2.BadNumber, 9, "8x"},
		{"no date", "opens = DATE('yesterday')", cql2.BadDate, 14, "'yesterday')"},
		{"no function", "S_INTERSECTS(geometry, POINT(1 2))", cql2.NoSuchFunction, 1, "S_INTERSECTS(geometr"},
		{"LIKE", "name LIKE 'O%'", cql2.WantsComparison, 6, "LIKE 'O%'"},
		{"IS what", "level IS 8", cql2.WantsNull, 10, "8"},
		{"too deep", strings.Repeat("(", 60) + "TRUE" + strings.Repeat(")", 60), cql2.TooDeep, 52, strings.Repeat("(", 9) + "TRUE" + strings.Repeat(")", 7)},
		{"too many NOT", strings.Repeat("NOT ", 60) + "TRUE", cql2.TooDeep, 205, "NOT NOT NOT NOT NOT "},
		{"too long", "level = 8 OR name = '" + strings.Repeat("x", 5000) + "'", cql2.TooLong, 4097, strings.Repeat("x", 20)},
		{"no UTF-8", "level = \xff", cql2.BadCharacter, 9, "\ufffd"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := cql2.Parse(tt.filter, properties)
			var e *cql2.Error
			if !errors.As(err, &e) {
				t.Fatalf("no error of ours: %v", err)
			}
			if e.Fault != tt.fault || e.At != tt.at || e.Near != tt.near {
				t.Errorf("got %s at %d near %q, want %s at %d near %q", e.Fault, e.At, e.Near, tt.fault, tt.at, tt.near)
			}
		})
	}
}

// NOT twice is nothing, whatever the filter; an error lies within the text.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"level = 8 AND NOT (name = 'O''Brien' OR coverage < .5)", "opens = DATE('2024-05-01')", "nothing IS NOT NULL", `"街道 1" >= '江'`, "((((", "'\\", "-", "1e", "\xff", "<>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		value := func(i int) any { return row[i] }
		p, err := cql2.Parse(s, properties)
		if err != nil {
			var e *cql2.Error
			if !errors.As(err, &e) || e.At < 1 || e.At > utf8.RuneCountInString(s)+1 {
				t.Fatalf("%q: %#v", s, err)
			}
			return
		}
		twice, err := cql2.Parse("NOT NOT ("+s+")", properties)
		if err != nil {
			return // deeper or longer than allowed
		}
		if p.Matches(value) != twice.Matches(value) {
			t.Fatalf("%q is another thing when denied twice", s)
		}
	})
}

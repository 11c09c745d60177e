package main

// The tests of what the files say are in seeds/newtown_test.go; here stands
// only what needs the generator itself, a command that nobody can import.

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCommittedFilesAreTheGenerators(t *testing.T) {
	for _, f := range town() {
		committed, err := os.ReadFile(filepath.Join("..", "..", "..", "seeds", "newtown", f.name))
		if err != nil {
			t.Errorf("%v: run go generate ./seeds", err)
			continue
		}
		if bytes.Equal(committed, f.data) {
			continue
		}
		was, is := strings.Split(string(committed), "\n"), strings.Split(string(f.data), "\n")
		for i := range min(len(was), len(is)) {
			if was[i] != is[i] {
				t.Errorf("%s:%d is\n%s\nthe generator writes\n%s\nrun go generate ./seeds", f.name, i+1, was[i], is[i])
				break
			}
		}
		if len(was) != len(is) {
			t.Errorf("%s has %d lines, the generator writes %d: run go generate ./seeds", f.name, len(was), len(is))
		}
	}
}

func TestPlanIsWellFormed(t *testing.T) {
	if len(blocks) != len(rows)-1 || len(towns) != len(rows)-1 {
		t.Fatalf("%d rows of blocks and %d of towns between %d lines", len(blocks), len(towns), len(rows))
	}
	for row := range len(rows) - 1 {
		line := blocks[len(blocks)-1-row]
		if len(line) != len(columns)-1 || len(towns[row]) != len(columns)-1 {
			t.Fatalf("row %d: %d blocks, %d towns between %d lines", row, len(line), len(towns[row]), len(columns))
		}
		for column := range line {
			if line[column] != '>' {
				continue
			}
			// Only compounds are drawn two blocks wide.
			if column == 0 || line[column-1] != 'g' {
				t.Errorf("row %d, column %d: a superblock must begin with g", row, column)
			}
			for _, x := range crossings {
				if x.line == column && x.how != "footbridge" {
					t.Errorf("row %d: a superblock lies across the street to %s %s", row, x.how, x.en)
				}
			}
			if a, b := towns[len(towns)-1-row][column-1], towns[len(towns)-1-row][column]; a != b {
				t.Errorf("row %d, column %d: a superblock in two towns, %c and %c", row, column, a, b)
			}
		}
	}
}

func TestChanceStaysInItsRange(t *testing.T) {
	var sum float64
	const n = 10_000
	for i := range n {
		c := chance(7, i)
		if c < 0 || c >= 1 {
			t.Fatalf("chance(7, %d) = %v", i, c)
		}
		sum += c
	}
	if mean := sum / n; mean < 0.49 || mean > 0.51 {
		t.Errorf("mean of %d chances is %v", n, mean)
	}
}

package main

import (
	"os"
	"strings"
	"testing"

	"lifecircle/coverage/scenario"
)

// The page on what-ifs names every kind of change with every field that it has.
func TestThePageNamesEveryField(t *testing.T) {
	text, err := os.ReadFile("../../docs/whatif.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(text)
	for _, kind := range scenario.Kinds() {
		if !strings.Contains(page, "`"+string(kind)+"`") {
			t.Errorf("%s is not named", kind)
		}
		required, optional := scenario.Fields(kind)
		for _, field := range append(required, optional...) {
			if !strings.Contains(page, "`"+field+"`") {
				t.Errorf("%s of %s is not named", field, kind)
			}
		}
	}
}

package streets_test

import (
	"testing"

	"lifecircle/geo/streets"
)

func TestClassNamesReadBack(t *testing.T) {
	for c := streets.ClassFootway; c <= streets.ClassTrunkLink; c++ {
		if got, ok := streets.ClassOf(c.String()); !ok || got != c {
			t.Errorf("class %d is %q, which reads back as %d, %t", c, c, got, ok)
		}
	}
	if _, ok := streets.ClassOf(""); ok {
		t.Error("the empty value is a class")
	}
	if s := streets.Class(255).String(); s != "" {
		t.Errorf("an unknown class is %q", s)
	}
}

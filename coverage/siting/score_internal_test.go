package siting

import (
	"math"
	"testing"

	"lifecircle/coverage/siting/covering"
)

// What is at hand when the time is over may be no plan, for all that it costs no more than
// the bound: nothing is proven then, and the gap is whole.
func TestNoPlanIsNotAsGoodAsTheBound(t *testing.T) {
	s := &siting{question: Question{Goal: FewestFacilities}}
	for _, bound := range []int64{-1, -2} { // of facilities, less is more
		a := Answer{}
		s.score(&a, covering.Best{Value: -1, Bound: bound})
		if a.Gap != 1 || !math.IsNaN(a.Bound) || a.Optimal {
			t.Errorf("with a bound of %d it is %+v", bound, a)
		}
	}
	a := Answer{}
	if s.score(&a, covering.Best{Value: -1, Bound: -1, Feasible: true, Optimal: true}); a.Gap != 0 || a.Bound != 1 || !a.Optimal {
		t.Errorf("a plan that is proven is %+v", a)
	}
	if s.score(&a, covering.Best{Value: -3, Bound: -2, Feasible: true}); a.Gap != 0.5 || a.Bound != 2 || a.Objective != 3 {
		t.Errorf("a plan with a gap is %+v", a)
	}
}

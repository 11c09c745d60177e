package siting_test

import (
	"testing"

	"lifecircle/coverage"
	"lifecircle/coverage/siting"
	"lifecircle/internal/testcity/asciicity"
)

// Districts w and e. Around its place a clinic covers 400 m, four letters: the one that is
// there covers 0, at 3 it would bring in 8 people, at 4 or 5 the 16 and 32 people of these.
func twoDistricts(t *testing.T) *asciicity.City {
	t.Helper()
	c := asciicity.New(t, asciicity.Cell(100), "H---0-------3---------4---5")
	c.Services[0].Minutes = 6.5
	return c.District(1, "w", -1, -1, 17, 1).District(1, "e", 17, -1, 40, 1)
}

func asksFor(district string, q siting.Question) siting.Question {
	q.District = &district
	return q
}

func TestASitingOfADistrictCountsItsPeopleAlone(t *testing.T) {
	c := twoDistricts(t)
	q := siting.Question{Goal: siting.MostPeople, Count: 1, Candidates: []siting.Candidates{{Demand: true}}}
	for district, want := range map[string]struct {
		plan           string
		demand, before coverage.Amount
		after          coverage.Amount
	}{
		"w": {"demand:3", 9_000, 1_000, 9_000},
		"e": {"demand:4", 48_000, 0, 48_000},
	} {
		a := run(t, c, asksFor(district, q))
		if plan(a) != want.plan && plan(a) != "demand:5" || a.Demand != want.demand || a.Before != want.before || a.After != want.after || !a.Optimal {
			t.Errorf("%s: %s brings %d of %d to %d", district, plan(a), a.Before, a.Demand, a.After)
		}
		if len(a.Districts) != 2 || a.Districts[0].District != nil || a.Districts[1].District.Code != district || a.Districts[1].After != want.after {
			t.Errorf("%s: the outcomes are %+v", district, a.Districts)
		}
	}
	if a := run(t, c, q); a.Demand != 57_000 || len(a.Districts) != 3 {
		t.Errorf("of the city %d people and %d outcomes are told", a.Demand, len(a.Districts))
	}
}

// A clinic beyond the border may be the best for those within it.
func TestACandidateBeyondTheBorderMayServeADistrict(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), "H--------------3---1---4")
	c.Services[0].Minutes = 6.5
	c.District(1, "w", -1, -1, 17, 1).District(1, "e", 17, -1, 40, 1)
	q := siting.Question{Goal: siting.MostPeople, Count: 1, Forbidden: []string{"demand:3", "demand:4"}, Candidates: []siting.Candidates{{Demand: true}}}
	if a := run(t, c, asksFor("w", q)); plan(a) != "demand:1" || a.After != 8_000 || a.Plan[0].District != "e" {
		t.Errorf("%s covers %d", plan(a), a.After)
	}
}

// Nobody of a district misses the clinics of others: they are not proposed to be closed.
func TestOnlyFacilitiesOfTheDistrictClose(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), "H---0---K---1---------------L---4")
	c.Services[0].Minutes = 6.5
	c.District(1, "w", -1, -1, 20, 1).District(1, "e", 20, -1, 40, 1)
	q := siting.Question{Goal: siting.MoveOrClose, Count: 1}
	for district, want := range map[string]string{"w": "close H", "e": "close L"} {
		a := run(t, c, asksFor(district, q))
		if plan(a) != want {
			t.Errorf("in %s the plan is: %s", district, plan(a))
		}
	}
	a := run(t, c, asksFor("e", siting.Question{Goal: siting.MoveOrClose, Count: 2}))
	if len(a.Impossible) != 1 || a.Impossible[0].Constraint != siting.ConstraintCount || a.Impossible[0].Best != 1 {
		t.Errorf("two of one facility close: %+v", a.Impossible)
	}
}

func TestADistrictThatIsNotThereIsRefused(t *testing.T) {
	e := twoDistricts(t).Engine()
	q := asksFor("x", siting.Question{Services: []string{"clinic"}, Goal: siting.MostPeople, Count: 1, Candidates: []siting.Candidates{{Demand: true}}})
	err := siting.Check(t.Context(), e, q)
	if err == nil || err.Error() != `district "x": there is none of that name here: known are e, w` {
		t.Errorf("%v", err)
	}
}

package scenarios_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"lifecircle/coverage/scenario"
)

// A step is e (edit) or u (undo); n is the name, behind each, of the draft that is
// there then: the number of the revision that wrote it first.
func TestUndo(t *testing.T) {
	for _, one := range []struct{ name, steps, names, of string }{
		{"nothing to undo", "u", "!", ""},
		{"an edit", "eu", "2 1", "1"},
		{"twice as far back", "eeuu", "2 3 2 1", "2 1"},
		{"no further than the beginning", "euu", "2 1 !", "1"},
		{"an edit after an undo goes on from there", "eueu", "2 1 4 1", "1 3"},
		{"and from there back again", "eeueuu", "2 3 2 5 2 1", "2 4 1"},
		{"and no further", "eueuu", "2 1 4 1 !", "1 3"},
	} {
		t.Run(one.name, func(t *testing.T) {
			s := fresh(t)
			at := done(t)(s.Create(ctx, "c", "base 1", named("1", 1), "", ""))
			var names, of []string
			for _, step := range one.steps {
				var next scenario.Scenario
				var err error
				if step == 'e' {
					n := fmt.Sprint(at.Revision + 1)
					next, _, err = s.Edit(ctx, "c", at.ID, at.Revision, "base "+n, named(n, int(at.Revision)+1), "", "")
				} else {
					next, _, err = s.Undo(ctx, "c", at.ID, at.Revision, "", "")
				}
				switch {
				case errors.Is(err, scenario.ErrNothing):
					names = append(names, "!")
					continue
				case err != nil:
					t.Fatal(err)
				}
				at = next
				names = append(names, at.Name)
				if at.Base != "base "+at.Name || fmt.Sprint(len(at.Changes)) != at.Name {
					t.Errorf("%s is on %q with %d changes", at.Name, at.Base, len(at.Changes))
				}
			}
			history, err := s.History(ctx, "c", at.ID)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range history {
				if r.Of != 0 {
					of = append(of, fmt.Sprint(r.Of))
					if back := history[r.Of-1]; r.What != "undone" || r.Name != back.Name {
						t.Errorf("%d is %s of %d, with %s instead of %s", r.Revision, r.What, r.Of, r.Name, back.Name)
					}
				}
			}
			same(t, "names", strings.Join(names, " "), one.names)
			same(t, "of", strings.Join(of, " "), one.of)
		})
	}
}

func TestRebasesAreTold(t *testing.T) {
	three := named("x", 3)
	without := func(i int) scenario.Draft {
		d := named("x", 3)
		d.Changes = append(d.Changes[:i], d.Changes[i+1:]...)
		return d
	}
	turned := named("x", 3)
	turned.Changes[0], turned.Changes[1] = turned.Changes[1], turned.Changes[0]
	for _, one := range []struct {
		name, base string
		draft      scenario.Draft
		want       string
	}{
		{"all still applies", "new", three, "rebased"},
		{"one does not", "new", without(1), "rebased"},
		{"none does", "new", named("x", 0), "rebased"},
		{"one more", "new", named("x", 4), "edited"},
		{"another order", "new", turned, "edited"},
		{"another name", "new", named("y", 3), "edited"},
		{"the same base", "old", without(1), "edited"},
	} {
		t.Run(one.name, func(t *testing.T) {
			s := fresh(t)
			a := done(t)(s.Create(ctx, "c", "old", three, "", ""))
			b := done(t)(s.Edit(ctx, "c", a.ID, 1, one.base, one.draft, "", ""))
			history, err := s.History(ctx, "c", a.ID)
			if err != nil || b.Base != one.base || history[1].What != one.want {
				t.Errorf("on %q it is %q: %v", b.Base, history[1].What, err)
			}
		})
	}
}

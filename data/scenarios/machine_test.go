package scenarios_test

import (
	"fmt"
	"slices"

	"pgregory.net/rapid"

	"lifecircle/coverage/scenario"
	"lifecircle/data/scenarios"
)

// actions are what is done to the store and to the model alike.
func (m *machine) actions() map[string]func(*rapid.T) {
	return map[string]func(*rapid.T){
		"":         m.list,
		"read all": m.readAll,
		"create": func(t *rapid.T) {
			city, author, key, base, d := cityOf.Draw(t, "city"), authorOf.Draw(t, "author"), keyOf.Draw(t, "key"), baseOf.Draw(t, "base"), draftOf.Draw(t, "draft")
			got := given(m.store(t).Create(ctx, city, base, d, author, key))
			m.born(t, city, got)
			m.check(t, city, author, key, "create "+written(d), got, func() (scenario.Scenario, error) {
				return m.begin(city, got.kept.ID, "", author, "created", version{draft: d, base: base}), nil
			})
		},
		"fork": func(t *rapid.T) {
			city, id, _ := m.pick(t)
			author, key, name := authorOf.Draw(t, "author"), keyOf.Draw(t, "key"), nameOf.Draw(t, "name")
			got := given(m.store(t).Fork(ctx, city, id, name, author, key))
			m.born(t, city, got)
			m.check(t, city, author, key, fmt.Sprintf("fork %q %q", id, name), got, func() (scenario.Scenario, error) {
				k := m.kept[[2]string{city, id}]
				if k == nil {
					return scenario.Scenario{}, scenario.ErrUnknown
				}
				v := k.is
				if name != "" {
					v.draft.Name = name
				}
				return m.begin(city, got.kept.ID, id, author, "forked", v), nil
			})
		},
		"edit": func(t *rapid.T) {
			city, id, revision := m.pick(t)
			author, key, base, d := authorOf.Draw(t, "author"), keyOf.Draw(t, "key"), baseOf.Draw(t, "base"), draftOf.Draw(t, "draft")
			got := given(m.store(t).Edit(ctx, city, id, revision, base, d, author, key))
			m.check(t, city, author, key, fmt.Sprintf("edit %q %d ", id, revision)+written(d), got, func() (scenario.Scenario, error) {
				k, err := m.held(city, id, revision)
				if err != nil {
					return scenario.Scenario{}, err
				}
				what := "edited"
				// Drawn changes are the first of one list: fewer are what is left.
				if same := d.Name == k.now.Name && d.Notes == k.now.Notes && slices.Equal(d.Tags, k.now.Tags); same && base != k.is.base && len(d.Changes) <= len(k.now.Changes) {
					what = "rebased"
				}
				k.behind = append(k.behind, k.is)
				return m.write(city, id, author, what, 0, version{draft: d, base: base}), nil
			})
		},
		"undo": func(t *rapid.T) {
			city, id, revision := m.pick(t)
			author, key := authorOf.Draw(t, "author"), keyOf.Draw(t, "key")
			got := given(m.store(t).Undo(ctx, city, id, revision, author, key))
			m.check(t, city, author, key, fmt.Sprintf("undo %q %d", id, revision), got, func() (scenario.Scenario, error) {
				k, err := m.held(city, id, revision)
				if err != nil {
					return scenario.Scenario{}, err
				}
				if len(k.behind) == 0 {
					return scenario.Scenario{}, scenario.ErrNothing
				}
				back := k.behind[len(k.behind)-1]
				k.behind = k.behind[:len(k.behind)-1]
				return m.write(city, id, author, "undone", back.revision, back), nil
			})
		},
		"delete": func(t *rapid.T) {
			city, id, revision := m.pick(t)
			err := m.store(t).Delete(ctx, city, id, revision)
			m.check(t, city, "", "", "", outcome{err: err}, func() (scenario.Scenario, error) {
				if _, err := m.held(city, id, revision); err != nil {
					return scenario.Scenario{}, err
				}
				m.kept[[2]string{city, id}] = nil
				return scenario.Scenario{}, nil
			})
		},
		"open again": func(t *rapid.T) {
			i := rapid.IntRange(0, len(m.stores)-1).Draw(t, "store")
			if err := m.stores[i].Close(); err != nil {
				t.Fatal(err)
			}
			var err error
			if m.stores[i], err = scenarios.Open(m.path); err != nil {
				t.Fatal(err)
			}
		},
	}
}

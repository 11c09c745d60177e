package agefriendly_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/coverage/agefriendly"
	"lifecircle/coverage/itinerary"
	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/asciicity"
	"lifecircle/internal/testcity/expect"
)

// walker is as fast as standard where nothing is in its way.
func walker(change func(p *streets.Profile)) []coverage.Profile {
	p := streets.Profile{ID: "old", Speed: 4_000_000}
	change(&p)
	return []coverage.Profile{{Profile: p}}
}

// 0 is ten cells from the clinic, 891 s of 900: whatever costs 10 s more keeps it away,
// and mending that one thing brings it back. What stands at a corner has the corner's
// number for its way's: the second.
func TestEachObstacleIsNamed(t *testing.T) {
	minute := func(w *streets.Wait) { *w = 60_000 }
	for _, tt := range []struct {
		name   string
		city   string
		walker func(p *streets.Profile)
		change func(c *asciicity.City)
		parts  string // stairs slopes crossings surfaces speed
		pieces string
	}{
		{"stairs", `0---+>>>+-H`, func(p *streets.Profile) { p.StairsUp = 1500 }, nil, "1 0 0 0 0", "way 2 steps stairs"},
		{"stairs downwards", `0---+<<<+-H`, func(p *streets.Profile) { p.StairsDown = 1500 }, nil, "1 0 0 0 0", "way 2 steps stairs"},
		{"a slope", `0---------H--+`, func(p *streets.Profile) { p.Slope = true }, func(c *asciicity.City) { c.Terrain = asciicity.Hill{From: c.Place(0, 0)} }, "0 1 0 0 0", "way 1 street slope"},
		{"too steep a slope", `0---------H--+`, func(p *streets.Profile) { p.MaxUp = 80 }, func(c *asciicity.City) { c.Terrain = asciicity.Hill{From: c.Place(0, 0)} }, "0 1 0 0 0", "way 1 street slope"},
		{"a slope downwards", `0---------H--+`, func(p *streets.Profile) { p.Slope = true }, func(c *asciicity.City) { c.Terrain = asciicity.Hill{From: c.Place(40, 0)} }, "0 1 0 0 0", "way 1 street slope"},
		{"a lift", `0----&----H--+`, func(p *streets.Profile) { minute(&p.Lift) }, nil, "0 0 1 0 0", "way 2 lift lift"},
		{"a kerb", `0----_----H--+`, func(p *streets.Profile) { minute(&p.Kerb[streets.KerbRaised]) }, nil, "0 0 0 1 0", "way 2 kerb kerb"},
		{"a gate", `0----/----H--+`, func(p *streets.Profile) { minute(&p.Barrier[streets.BarrierGate]) }, nil, "0 0 0 1 0", "way 2 gate gate"},
		{"gravel", `0---------H--+`, func(p *streets.Profile) { p.Surface[streets.SurfaceLoose] = 1100 },
			func(c *asciicity.City) { c.Ways[0].Kind.Surface = streets.SurfaceLoose }, "0 0 0 1 0", "way 1 street surface"},
		{"holes", `0---------H--+`, func(p *streets.Profile) { p.Smoothness[streets.SmoothnessBad] = 1100 },
			func(c *asciicity.City) { c.Ways[0].Kind.Smoothness = streets.SmoothnessBad }, "0 0 0 1 0", "way 1 street surface"},
		{"too narrow", `0---p>>>q-H--+`, func(p *streets.Profile) { p.MinWidthDM = 9 },
			func(c *asciicity.City) {
				c.Street('p', 'q').Kind = streets.Kind{Class: streets.ClassFootway, WidthDM: 8}
			}, "0 0 0 1 0", "way 2 street surface"},
		{"none for wheels", `0---p>>>q-H--+`, func(p *streets.Profile) { p.Wheelchair[streets.SuitabilityNo] = streets.Blocked },
			func(c *asciicity.City) {
				c.Street('p', 'q').Kind = streets.Kind{Class: streets.ClassFootway, Wheelchair: streets.SuitabilityNo}
			}, "0 0 0 1 0", "way 2 street surface"},
		{"none for prams", `0---p>>>q-H--+`, func(p *streets.Profile) { p.Stroller[streets.SuitabilityNo] = streets.Blocked },
			func(c *asciicity.City) {
				c.Street('p', 'q').Kind = streets.Kind{Class: streets.ClassFootway, Stroller: streets.SuitabilityNo}
			}, "0 0 0 1 0", "way 2 street surface"},
		{"the pace", `0---------H--+`, func(p *streets.Profile) { p.Speed = 3_900_000 }, nil, "0 0 0 0 1", ""},
		// Two things at once: neither alone brings anybody back.
		{"stairs and a kerb", `0---+>>>_-H`, func(p *streets.Profile) { p.StairsUp = 1500; minute(&p.Kerb[streets.KerbRaised]) }, nil, "0 0 0 0 0", ""},
		{"stairs and the pace", `0---+>>>+-H`, func(p *streets.Profile) { p.StairsUp, p.Speed = 1500, 3_900_000 }, nil, "0 0 0 0 1", ""},
		{"nothing", `0---------H--+`, func(p *streets.Profile) { p.StairsUp = streets.Blocked }, nil, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := asciicity.New(t, asciicity.Cell(99), tt.city)
			c.Profiles = walker(tt.walker)
			if tt.change != nil {
				tt.change(c)
			}
			a := ageFriendly(t, c, agefriendly.Query{Service: "clinic", Profiles: []string{"old"}})
			l := a.Each[0]
			if tt.parts == "" {
				expect.Equal(t, "nobody is lost", told(l), "old: 1 of 1, lost 0: stairs 0 slopes 0 crossings 0 surfaces 0 speed 0;")
				return
			}
			expect.Equal(t, "covered", fmt.Sprint(a.Base.Covered, l.Covered, l.Lost, *a.Base.Coverage, *l.Coverage.Coverage), "1000 0 1000 1 0")
			expect.Equal(t, "parts", fmt.Sprint(l.Stairs/1000, l.Slopes/1000, l.Crossings/1000, l.Surfaces/1000, l.Speed/1000), tt.parts)
			var pieces []string
			for _, p := range l.Pieces {
				pieces = append(pieces, fmt.Sprintf("way %d %s %s", p.Way, p.Kind, p.Reason))
				expect.Equal(t, "gain", p.Gain, 1000)
			}
			expect.Equal(t, "pieces", strings.Join(pieces, ", "), tt.pieces)
		})
	}
}

// Lights where a footway crosses a road cost a wait: 980.1 s of walking are within 16
// and a half minutes, and 30 s of waiting more are not.
func TestLightsAreCrossings(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(99), `
		          + 
		          | 
		0---------*H
		          | 
		          + 
	`)
	c.Profiles = []coverage.Profile{{Profile: asciicity.Patient}}
	for i := range c.Ways {
		c.Ways[i].Kind.Class = streets.ClassFootway
		if len(c.Ways[i].Nodes) == 3 {
			c.Ways[i].Kind = streets.Kind{Class: streets.ClassPrimary, Oneway: 1}
		}
	}
	a := ageFriendly(t, c, agefriendly.Query{Service: "clinic", Profiles: []string{"patient"}, Scope: coverage.Scope{Minutes: 16.5}})
	l := a.Each[0]
	expect.Equal(t, "crossings alone", fmt.Sprint(l.Lost/1000, l.Stairs/1000, l.Slopes/1000, l.Crossings/1000, l.Surfaces/1000, l.Speed/1000), "1 0 0 1 0 0")
	for _, p := range l.Pieces {
		expect.Equal(t, "reason", p.Reason+" "+string(p.Kind), "crossing "+string(itinerary.LegStreet))
	}
	expect.Equal(t, "some piece", len(l.Pieces) > 0, true)
}

// Whoever else asks about the same walks gets the same: who is covered, who is lost,
// and who would be covered by a walker without one obstacle, which stands in the city
// as a profile of its own.
func TestEveryPartIsWhatAWalkerWithoutItCovers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, s := asciicity.RandomWalks(t)
		s.Minutes = rapid.Float64Range(1, 15).Draw(t, "minutes")
		if rapid.Bool().Draw(t, "hilly") {
			c.Terrain = asciicity.Hill{From: c.Place(0, 0)}
			c = c.Copy()
		}
		id := rapid.SampledFrom([]string{"slow", "wheels"}).Draw(t, "walker")
		own, _ := (&coverage.City{Profiles: c.Profiles}).Profile(id)
		variants := map[string]func(p *streets.Profile){
			"1": func(p *streets.Profile) { p.StairsUp = streets.Level },
			"2": func(p *streets.Profile) { p.Slope, p.MaxUp, p.MaxDown = false, 0, 0 },
			"3": func(p *streets.Profile) { p.Signal, p.Crossing, p.Lift = 0, 0, 0 },
			"4": func(p *streets.Profile) {
				*p = streets.Profile{Speed: p.Speed, StepUp: p.StepUp, StepDown: p.StepDown, StairsUp: p.StairsUp, StairsDown: p.StairsDown, Ramps: p.Ramps,
					Ramp: p.Ramp, Escalator: p.Escalator, Slope: p.Slope, MaxUp: p.MaxUp, MaxDown: p.MaxDown, Signal: p.Signal, Crossing: p.Crossing, Lift: p.Lift}
			},
			"5": func(p *streets.Profile) { *p = streets.Profile{Speed: p.Speed} },
		}
		for name, change := range variants {
			p := own
			change(&p)
			p.ID = name
			c.Profiles = append(c.Profiles, coverage.Profile{Profile: p})
		}
		slices.SortFunc(c.Profiles, func(a, b coverage.Profile) int { return strings.Compare(a.ID, b.ID) })
		covered := func(profile string) (out []bool) {
			q := coverage.Query{Services: []string{"clinic"}, Scope: s}
			q.Profile = profile
			for _, cell := range c.Ask(q) {
				out = append(out, cell.Covered)
			}
			return out
		}
		more := func(before, after []bool) (sum coverage.Amount) {
			for i, id := range c.Demand.ID { // cells are by id, as places of a drawing are
				if after[i] && !before[i] {
					sum += max(0, c.Demand.Groups["all"][c.Index(id)])
				}
			}
			return sum
		}
		base, walks := covered("standard"), covered(id)
		nobody := make([]bool, len(base))
		a := ageFriendly(t, c, agefriendly.Query{Service: "clinic", Profiles: []string{id}, Scope: s})
		l := a.Each[0]
		for what, pair := range map[string][2]coverage.Amount{
			"the base": {a.Base.Covered, more(nobody, base)}, "covered": {l.Covered, more(nobody, walks)}, "lost": {l.Lost, more(walks, base)},
			"stairs": {l.Stairs, more(walks, covered("1"))}, "slopes": {l.Slopes, more(walks, covered("2"))}, "crossings": {l.Crossings, more(walks, covered("3"))},
			"surfaces": {l.Surfaces, more(walks, covered("4"))}, "speed": {l.Speed, more(covered("5"), base)},
		} {
			if pair[0] != pair[1] {
				t.Errorf("%s: %d, by cells %d", what, pair[0], pair[1])
			}
		}
		for k, p := range l.Pieces {
			if p.Gain <= 0 || p.Gain > l.Lost || k > 0 && p.Gain > l.Pieces[k-1].Gain {
				t.Errorf("piece %d gives %d of %d lost, behind %d", k, p.Gain, l.Lost, l.Pieces[max(0, k-1)].Gain)
			}
		}
	})
}

// What opening a gate would give, against the city that is drawn with it open: without
// it two compounds may become one.
func TestGatesGiveBackWhoPassesThemOpen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := asciicity.RandomWalled(t)
		c.Jitter(asciicity.Chance(t))
		c.Serve(coverage.Service{ID: "clinic"})
		c.Profiles = walker(func(p *streets.Profile) {
			p.Barrier[streets.BarrierGate] = rapid.SampledFrom([]streets.Wait{streets.Blocked, 90_000}).Draw(t, "gates")
		})
		minutes := rapid.Float64Range(1, 15).Draw(t, "minutes")
		covered := func(c *asciicity.City, profile string) (out []bool) {
			for _, cell := range c.Ask(coverage.Query{Services: []string{"clinic"}, Limits: []float64{minutes}, Scope: coverage.Scope{Profile: profile}}) {
				out = append(out, cell.Covered)
			}
			return out
		}
		base, before := covered(c, "standard"), covered(c, "old")
		got := map[orb.Point]coverage.Amount{}
		for _, p := range ageFriendly(t, c, agefriendly.Query{Service: "clinic", Profiles: []string{"old"}, Pieces: agefriendly.MaxPieces, Scope: coverage.Scope{Minutes: minutes}}).Each[0].Pieces {
			if p.Reason == "gate" {
				got[p.Line[0][0]] = p.Gain
			}
		}
		for i, m := range c.Marks {
			n := c.Nodes[m.Node-1]
			if n.Name != '/' { // one that everybody may pass
				continue
			}
			d := c.Copy()
			d.Marks[i].Kind.Barrier = streets.BarrierNone
			after, want := covered(d, "old"), coverage.Amount(0)
			for k := range after {
				if base[k] && !before[k] && after[k] {
					want += c.Demand.Groups["all"][k]
				}
			}
			at := orb.Point{float64(n.Lon) / 1e7, float64(n.Lat) / 1e7}
			if got[at] != want {
				t.Errorf("the gate at column %d, line %d gives %d back, open %d", n.Column, n.Line, got[at]/1000, want/1000)
			}
		}
	})
}

// What paving a street would give, against the city that is drawn with it paved; the
// best few are the first of all.
func TestSurfacesGiveBackWhatPavingThemDoes(t *testing.T) {
	cities := 0
	rapid.Check(t, func(t *rapid.T) {
		if cities++; cities > 40 {
			return // each is built once for every street
		}
		c, r := asciicity.RandomWalled(t), asciicity.Chance(t)
		c.Jitter(r)
		c.Serve(coverage.Service{ID: "clinic"})
		c.Profiles = walker(func(p *streets.Profile) { p.Surface[streets.SurfaceLoose] = 2500 })
		var loose []int
		for i, w := range c.Ways {
			if w.Kind.Class != streets.ClassSteps && r.IntN(2) == 0 {
				c.Ways[i].Kind.Class, c.Ways[i].Kind.Surface = streets.ClassFootway, streets.SurfaceLoose
				loose = append(loose, i)
			}
		}
		minutes := rapid.Float64Range(1, 15).Draw(t, "minutes")
		covered := func(c *asciicity.City, profile string) (out []bool) {
			for _, cell := range c.Ask(coverage.Query{Services: []string{"clinic"}, Limits: []float64{minutes}, Scope: coverage.Scope{Profile: profile}}) {
				out = append(out, cell.Covered)
			}
			return out
		}
		base, before := covered(c, "standard"), covered(c, "old")
		want := map[int64]coverage.Amount{}
		for _, i := range loose {
			d := c.Copy()
			d.Ways[i].Kind.Surface = streets.SurfaceUnknown
			after := covered(d, "old")
			for k := range after {
				if base[k] && !before[k] && after[k] {
					want[c.Ways[i].ID] += c.Demand.Groups["all"][k]
				}
			}
		}
		q := agefriendly.Query{Service: "clinic", Profiles: []string{"old"}, Pieces: agefriendly.MaxPieces, Scope: coverage.Scope{Minutes: minutes}}
		all := ageFriendly(t, c, q).Each[0].Pieces
		for _, p := range all {
			if p.Reason != "surface" || p.Gain != want[p.Way] {
				t.Errorf("way %d gives %d back for its %s, paved %d", p.Way, p.Gain/1000, p.Reason, want[p.Way]/1000)
			}
			delete(want, p.Way)
		}
		if len(want) > 0 {
			t.Errorf("not listed are %v", want)
		}
		q.Pieces = rapid.IntRange(1, 3).Draw(t, "pieces")
		few := ageFriendly(t, c, q).Each[0].Pieces
		if len(few) != min(q.Pieces, len(all)) {
			t.Fatalf("%d pieces of %d, %d asked", len(few), len(all), q.Pieces)
		}
		for i, p := range few {
			if p.Way != all[i].Way || p.Gain != all[i].Gain {
				t.Errorf("piece %d is way %d with %d, of all way %d with %d", i, p.Way, p.Gain, all[i].Way, all[i].Gain)
			}
		}
	})
}

// A piece is drawn where it lies: its line leads along its way, in one part for each
// edge of it, past the side street in the middle.
func TestAPieceIsDrawnWhereItLies(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(99), `
		0--p>>>r>>>q--H--+
		       |
		       |
		       +
	`)
	c.Profiles = walker(func(p *streets.Profile) { p.StairsUp = 3000 })
	a := ageFriendly(t, c, agefriendly.Query{Service: "clinic", Profiles: []string{"old"}, Scope: coverage.Scope{Minutes: 24}})
	expect.Equal(t, "one piece", told(a.Each[0]), "old: 0 of 1, lost 1: stairs 1 slopes 0 crossings 0 surfaces 0 speed 0; way 2 stairs gives 1")
	var corners []string
	for _, line := range a.Each[0].Pieces[0].Line {
		for _, p := range line {
			for name := range strings.SplitSeq("0prqH", "") {
				if p == c.Corner(name[0]) {
					corners = append(corners, name)
				}
			}
		}
		corners = append(corners, "/")
	}
	slices.Sort(corners[:2])
	got := strings.Join(corners, "")
	expect.Equal(t, "from p over r to q", got == "pr/rq/" || got == "pr/qr/", true)
}

// Those of a scope's district, group and area alone are counted; districts and who is
// in none add up.
func TestLossesAreOfTheScope(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(99), `
		0--1>>>>+--H--+<<<<2
		|                  |
		|                  |
		|                  |
		|                  |
		+------------------+
	`)
	c.Profiles = []coverage.Profile{{Profile: asciicity.Wheels}}
	c.District(1, "w", -1, -1, 5, 9)
	c.Demand.Groups["few"] = []coverage.Amount{1000, 3000, 5000}
	west, none := "w", ""
	for _, tt := range []struct {
		name  string
		scope coverage.Scope
		want  string
	}{
		{"all", coverage.Scope{}, "wheels: 0 of 7, lost 6: stairs 6 slopes 0 crossings 0 surfaces 0 speed 0; way 5 stairs gives 4 way 3 stairs gives 2"},
		{"the west", coverage.Scope{District: &west}, "wheels: 0 of 3, lost 2: stairs 2 slopes 0 crossings 0 surfaces 0 speed 0; way 3 stairs gives 2"},
		{"elsewhere", coverage.Scope{District: &none}, "wheels: 0 of 4, lost 4: stairs 4 slopes 0 crossings 0 surfaces 0 speed 0; way 5 stairs gives 4"},
		{"few", coverage.Scope{Group: "few"}, "wheels: 0 of 9, lost 8: stairs 8 slopes 0 crossings 0 surfaces 0 speed 0; way 5 stairs gives 5 way 3 stairs gives 3"},
	} {
		a := ageFriendly(t, c, agefriendly.Query{Service: "clinic", Profiles: []string{"wheels"}, Scope: tt.scope})
		expect.Equal(t, tt.name, told(a.Each[0]), tt.want)
	}
	// The scope's own profile is not read; the profiles asked are answered in order.
	a := ageFriendly(t, c, agefriendly.Query{Service: "clinic", Base: "wheels", Profiles: []string{"standard", "wheels"}, Scope: coverage.Scope{Profile: "cat"}})
	expect.Equal(t, "the other way round nobody is lost", fmt.Sprintf("%s %d %s %d %d %s", a.Base.Profile, a.Base.Covered/1000, a.Each[0].Profile, a.Each[0].Covered/1000, a.Each[0].Lost, a.Each[1].Profile), "wheels 0 standard 6 0 wheels")
}

// Without profiles asked those that the city has of senior and wheelchair are.
func TestTheProfilesThatAreCompared(t *testing.T) {
	for _, tt := range []struct{ has, want string }{{"senior wheelchair", "senior wheelchair"}, {"wheelchair", "wheelchair"}, {"adult senior", "senior"}} {
		c := asciicity.New(t, asciicity.Cell(99), `
			H-----0---1---2
		`)
		for _, id := range strings.Fields(tt.has) {
			c.Profiles = append(c.Profiles, coverage.Profile{Profile: streets.Profile{ID: id, Speed: 3_000_000}})
		}
		var got []string
		for _, l := range ageFriendly(t, c, agefriendly.Query{Service: "clinic"}).Each {
			got = append(got, l.Profile)
		}
		expect.Equal(t, "of "+tt.has, strings.Join(got, " "), tt.want)
	}
	c := asciicity.New(t, asciicity.Cell(99), `H-----0---1---2`)
	for _, tt := range []struct {
		query agefriendly.Query
		says  string
	}{
		{agefriendly.Query{}, `service "": there is none of that name here: known are clinic`},
		{agefriendly.Query{Service: "clinic", Profiles: []string{"standard"}, Pieces: -1}, `pieces "-1": ask for 1 to 200 pieces`},
		{agefriendly.Query{Service: "clinic", Profiles: []string{"standard", "cat"}}, `profile "cat": there is none of that name here: known are standard`},
	} {
		_, err := agefriendly.Find(context.Background(), c.Engine(), tt.query)
		var q *coverage.QueryError
		if !errors.As(err, &q) || err.Error() != tt.says {
			t.Errorf("%+v: got %v, want %s", tt.query, err, tt.says)
		}
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	_, err := agefriendly.Find(ctx, c.Engine(), agefriendly.Query{Service: "clinic", Profiles: []string{"standard"}})
	expect.Equal(t, "a stopped question", errors.Is(err, context.Canceled), true)
}

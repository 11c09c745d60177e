package scenario_test

import (
	"fmt"
	"math/rand/v2"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/coverage/scenario"
	"lifecircle/geo/streets"
	"lifecircle/internal/testcity/asciicity"
)

// slow walks at three quarters of the standard pace, hates stairs and waits.
var slow = streets.Profile{ID: "slow", Speed: 3_000_000, StairsUp: 3000, StairsDown: 2000, Signal: 60_000, Crossing: 20_000}

// wheels cannot use stairs.
var wheels = streets.Profile{ID: "wheels", Speed: 4_000_000, StairsUp: streets.Blocked, StairsDown: streets.Blocked}

// town draws a city with two services and more, districts, an extent, groups,
// urban marks, blank counts, entrances and walls.
func town(t *rapid.T) *asciicity.City {
	t.Helper()
	var c *asciicity.City
	if rapid.Bool().Draw(t, "walled") {
		c = asciicity.RandomWalled(t)
	} else {
		c = asciicity.Random(t)
	}
	r := asciicity.Chance(t)
	if r.IntN(4) > 0 {
		c.Jitter(r)
	}
	if r.IntN(2) == 0 {
		c.Rewire(r)
	}
	c.Serve(coverage.Service{ID: "clinic"}).Serve(coverage.Service{ID: "school", Minutes: 6})
	c.Profiles = []coverage.Profile{{Profile: slow}, {Profile: wheels}}
	if r.IntN(3) == 0 {
		c.Serve(coverage.Service{ID: "market", Profile: "slow", Minutes: 8})
	}
	if r.IntN(2) == 0 {
		c.Extent = [4]float64{-3, -3, float64(10 + r.IntN(25)), float64(5 + r.IntN(16))}
		c.Guessed = r.IntN(2) == 0
	}
	for i := range r.IntN(5) {
		west, north := 30*r.Float64()-2, 18*r.Float64()-2
		c.District(1+r.IntN(2), fmt.Sprint(i), west, north, west+15*r.Float64()+0.1, north+9*r.Float64()+0.1)
	}
	people(c, r)
	return c
}

// people marks places, counts another group, leaves counts blank, and gives doors.
func people(c *asciicity.City, r *rand.Rand) {
	urban, old := r.IntN(2) == 0, r.IntN(2) == 0
	for i := range c.Demand.ID {
		if urban {
			c.Demand.Urban = append(c.Demand.Urban, coverage.Flag(r.IntN(3)))
		}
		if old {
			c.Demand.Groups["age_60_plus"] = append(c.Demand.Groups["age_60_plus"], coverage.Amount(r.IntN(900)))
		}
		if r.IntN(8) == 0 {
			c.Demand.Groups["all"][i] = coverage.Missing
		}
		if r.IntN(8) == 0 {
			c.Demand.Entrances = append(c.Demand.Entrances, coverage.PlaceEntrance{Place: i, Entrance: coverage.Entrance{
				Kind: coverage.EntranceGiven, Point: near(c.Demand.Point[i], r)}})
		}
	}
	for i := range c.Facilities {
		if r.IntN(4) == 0 {
			c.Facilities[i].Entrances = append(c.Facilities[i].Entrances, coverage.Entrance{Kind: coverage.EntranceGiven, Point: near(c.Facilities[i].Point, r)})
		}
	}
}

// near is a point within about 50 m of another.
func near(p orb.Point, r *rand.Rand) orb.Point {
	return orb.Point{p[0] + (r.Float64()-0.5)/1000, p[1] + (r.Float64()-0.5)/1000}
}

// A planner thinks of changes, most of which can be made.
type planner struct {
	*rand.Rand
	town   *asciicity.City
	count  int               // of ids
	closed []scenario.Change // pieces of streets that were to be closed
}

func (p *planner) id(prefix string) string {
	p.count++
	return fmt.Sprint(prefix, p.count)
}

// somewhere is a point in the drawing or a little beyond.
func (p *planner) somewhere() *orb.Point {
	at := p.town.Place(34*p.Float64()-2, 21*p.Float64()-2)
	return &at
}

// onStreet is a point near the middle of a segment of the streets, or on a node.
func (p *planner) onStreet(n *streets.Network) (orb.Point, int64, bool) {
	if n.Segments() == 0 {
		return orb.Point{}, 0, false
	}
	s := uint32(p.IntN(n.Segments()))
	e := n.EdgeOf(s)
	first, _ := n.SegmentsOf(e)
	a, b := n.Point(n.NodeOf(e, s-first)), n.Point(n.NodeOf(e, s-first+1))
	f := []float64{0, 1, 0.5, p.Float64()}[p.IntN(4)]
	return orb.Point{a[0] + f*(b[0]-a[0]), a[1] + f*(b[1]-a[1])}, n.Street(s).Way, true
}

// change thinks of one change of a city as it is.
func (p *planner) change(e *coverage.Engine, kinds []scenario.Kind) scenario.Change {
	city := e.City()
	c := scenario.Change{Kind: kinds[p.IntN(len(kinds))]}
	switch c.Kind {
	case scenario.AddFacility, scenario.SetFacility, scenario.MoveFacility, scenario.CloseFacility, scenario.ReopenFacility:
		p.facility(city, &c)
	case scenario.OpenLink, scenario.CloseLink, scenario.ReopenLink:
		p.link(city, &c)
	case scenario.SetService:
		p.service(city, &c)
	case scenario.SetDistrict:
		p.district(city, &c)
	default:
		p.demand(city, &c)
	}
	return c
}

func (p *planner) facility(city *coverage.City, c *scenario.Change) {
	if len(city.Facilities) > 0 {
		c.ID = city.Facilities[p.IntN(len(city.Facilities))].ID
	}
	services := func() []string {
		s := []string{city.Services[p.IntN(len(city.Services))].ID}
		if o := city.Services[p.IntN(len(city.Services))].ID; o > s[0] {
			s = append(s, o)
		}
		return s
	}
	doors := func() {
		c.Entrances = []orb.Point{}
		for range p.IntN(3) {
			c.Entrances = append(c.Entrances, *p.somewhere())
		}
	}
	switch c.Kind {
	case scenario.AddFacility:
		c.ID = p.id([]string{"A", "H", "Z", "a"}[p.IntN(4)]) // before, among and behind the others
		c.At, c.Services = p.somewhere(), services()
		if p.IntN(3) == 0 {
			doors()
		}
	case scenario.SetFacility:
		switch p.IntN(3) {
		case 0:
			c.Services = services()
		case 1:
			doors()
		default:
			c.Name = "Renamed"
		}
	case scenario.MoveFacility:
		c.At = p.somewhere()
	case scenario.ReopenFacility:
		for _, f := range city.Facilities {
			if f.Status == coverage.StatusClosed {
				c.ID = f.ID
			}
		}
	}
}

func (p *planner) link(city *coverage.City, c *scenario.Change) {
	at, way, ok := p.onStreet(city.Streets)
	if !ok {
		*c = scenario.Change{Kind: scenario.CloseLink, ID: "none"}
		return
	}
	switch c.Kind {
	case scenario.OpenLink:
		c.ID = p.id("link")
		to, _, _ := p.onStreet(city.Streets)
		c.Line = []orb.Point{near2(at, p.Rand), to}
		if p.IntN(3) == 0 {
			c.Line = []orb.Point{at, *p.somewhere(), to}
		}
		c.Link = []scenario.LinkKind{"footway", "path", "steps", "crossing", "gate"}[p.IntN(5)]
		if c.Link == scenario.LinkCrossing {
			c.Crossing = []scenario.CrossingKind{"", "unmarked", "marked", "signals"}[p.IntN(4)]
		}
		switch p.IntN(4) {
		case 0:
			c.LengthM = 1 + 300*p.Float64()
		case 1:
			c.Steps = int64(1 + p.IntN(60))
		}
		c.Lift = p.IntN(5) == 0
	case scenario.CloseLink:
		if links := city.Streets.Links(); len(links) > 0 && p.IntN(3) == 0 {
			c.ID = links[p.IntN(len(links))].ID
			return
		}
		p.piece(c, way, at)
		p.closed = append(p.closed, *c)
	case scenario.ReopenLink:
		if n := len(p.closed); n > 0 && p.IntN(4) > 0 {
			c.Way, c.Near, c.All = p.closed[n-1].Way, p.closed[n-1].Near, p.closed[n-1].All
			p.closed = p.closed[:n-1]
			return
		}
		p.piece(c, way, at)
	}
}

// piece names a piece of a way, or all of it.
func (p *planner) piece(c *scenario.Change, way int64, at orb.Point) {
	c.Way = &way
	if p.IntN(6) == 0 {
		c.All = true
	} else {
		c.Near = &at
	}
}

// near2 is a point within a few metres of another.
func near2(p orb.Point, r *rand.Rand) orb.Point {
	return orb.Point{p[0] + (r.Float64()-0.5)/10_000, p[1] + (r.Float64()-0.5)/10_000}
}

func (p *planner) service(city *coverage.City, c *scenario.Change) {
	c.ID = city.Services[p.IntN(len(city.Services))].ID
	switch p.IntN(3) {
	case 0:
		m := 1 + 20*p.Float64()
		c.Minutes = &m
	case 1:
		c.Profile = []string{"standard", "slow", "wheels"}[p.IntN(3)]
	default:
		target := coverage.Share(p.IntN(1_000_001))
		c.Target = &target
	}
}

func (p *planner) district(city *coverage.City, c *scenario.Change) {
	c.ID = "none"
	if len(city.Districts) > 0 {
		d := city.Districts[p.IntN(len(city.Districts))]
		c.ID, c.Level = d.Code, &d.Level
	}
	west, north := 30*p.Float64()-2, 18*p.Float64()-2
	c.Polygon = p.town.Box(west, north, west+15*p.Float64()+0.1, north+9*p.Float64()+0.1)
}

func (p *planner) demand(city *coverage.City, c *scenario.Change) {
	groups := map[string]coverage.Amount{"all": coverage.Amount(p.IntN(5_000_000))}
	if city.Demand.Groups["age_60_plus"] != nil && p.IntN(2) == 0 {
		groups["age_60_plus"] = coverage.Amount(p.IntN(5_000))
	}
	if n := city.Demand.Len(); n > 0 {
		c.ID = city.Demand.ID[p.IntN(n)]
	}
	switch c.Kind {
	case scenario.AddDemand:
		c.ID, c.At, c.Groups = p.id("estate"), p.somewhere(), groups
		c.Urban = coverage.Flag(p.IntN(3))
	case scenario.SetDemand:
		c.Groups = groups
	case scenario.MoveDemand:
		c.At = p.somewhere()
	case scenario.ScaleDemand:
		c.ID, c.Group = "", "all"
		factor := 2 * p.Float64()
		c.Factor = &factor
		if len(city.Districts) > 0 && p.IntN(2) == 0 {
			d := city.Districts[p.IntN(len(city.Districts))]
			c.District, c.Level = &d.Code, &d.Level
		}
	}
}

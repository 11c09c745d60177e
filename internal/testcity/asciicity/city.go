package asciicity

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
)

// TB is what a drawing needs of a test, so that rapid's tests can draw too.
type TB interface {
	Helper()
	Fatalf(format string, args ...any)
}

// Offers says what a facility offers by its letter; all other capitals are
// clinics.
var Offers = map[byte]string{'E': "elderly", 'K': "kindergarten", 'M': "market", 'S': "school"}

// A City is a drawing, and the city that it means. The exported fields may be
// changed until the first question.
type City struct {
	Nodes      []Node
	Ways       []Way
	Services   []coverage.Service // those that the drawing offers: 15 minutes, target 85 %
	Facilities []coverage.Facility
	Demand     coverage.Demand
	Districts  []coverage.District
	Profiles   []coverage.Profile // sorted by id; standard is always there
	Marks      []Mark             // what stands at nodes
	Areas      []build.Area       // see [City.Square]
	Obstacles  []Obstacle
	Repairs    []build.Repair
	Terrain    build.Terrain // nil: flat
	Extent     [4]float64    // west, north, east, south in cells; all zero: the city knows no border
	Guessed    bool          // nobody stated the extent

	// Contract says whether the network is contracted; New says yes.
	Contract bool

	// Workers is handed to the engine.
	Workers int

	t       TB
	cell    Cell
	rows    []string
	marks   []mark
	number  map[[2]int]int64 // ids of nodes by column and line
	network *streets.Network
	report  build.Report
	engine  *coverage.Engine
}

// New reads a drawing. It fails the test where the drawing means nothing.
func New(t TB, cell Cell, drawing string) *City {
	t.Helper()
	c := &City{t: t, cell: cell, rows: lines(drawing), Contract: true}
	if err := c.parse(); err != nil {
		t.Fatalf("the drawing's %v\n%s", err, c)
	}
	slices.SortFunc(c.marks, func(x, y mark) int { return cmp.Compare(x.name, y.name) })
	c.Demand.Groups = map[string][]coverage.Amount{"all": nil}
	for _, m := range c.marks {
		point, id := c.Place(float64(m.column), float64(m.line)), string(m.name)
		switch {
		case m.name <= '9':
			c.Demand.ID = append(c.Demand.ID, id)
			c.Demand.Point = append(c.Demand.Point, point)
			c.Demand.Groups["all"] = append(c.Demand.Groups["all"], 1000<<(m.name-'0'))
		case m.name <= 'Z':
			service := cmp.Or(Offers[m.name], "clinic")
			c.Facilities = append(c.Facilities, coverage.Facility{ID: id, Point: point, Services: []string{service}})
			c.Serve(coverage.Service{ID: service})
		}
	}
	return c
}

// String returns the drawing.
func (c *City) String() string { return strings.Join(c.rows, "\n") + "\n" }

// Serve adds a service, or changes the one of the same id. Zero values mean 15
// minutes, the standard profile, everyone, 85 %.
func (c *City) Serve(s coverage.Service) *City {
	s.Minutes = cmp.Or(s.Minutes, 15)
	s.Profile = cmp.Or(s.Profile, streets.Standard.ID)
	s.Group = cmp.Or(s.Group, "all")
	s.Area = cmp.Or(s.Area, coverage.AreaAll)
	s.Target = cmp.Or(s.Target, 850_000)
	at, known := slices.BinarySearchFunc(c.Services, s.ID, func(o coverage.Service, id string) int { return cmp.Compare(o.ID, id) })
	if known {
		c.Services[at] = s
	} else {
		c.Services = slices.Insert(c.Services, at, s)
	}
	return c
}

// Facility returns the facility of a letter, to be changed.
func (c *City) Facility(id string) *coverage.Facility {
	for i := range c.Facilities {
		if c.Facilities[i].ID == id {
			return &c.Facilities[i]
		}
	}
	c.t.Helper()
	c.t.Fatalf("the drawing has no facility %s\n%s", id, c)
	return nil
}

// Index returns the place of a digit in the columns of Demand.
func (c *City) Index(id string) int {
	at := slices.Index(c.Demand.ID, id)
	if at < 0 {
		c.t.Helper()
		c.t.Fatalf("the drawing has no place %s\n%s", id, c)
	}
	return at
}

// Corner returns where the first character of a name stands.
func (c *City) Corner(name byte) orb.Point {
	c.t.Helper()
	n := c.Nodes[c.find(name)-1]
	return orb.Point{float64(n.Lon) / 1e7, float64(n.Lat) / 1e7}
}

// District adds a rectangle between two places of the drawing.
func (c *City) District(level int, code string, west, north, east, south float64) *City {
	c.Districts = append(c.Districts, coverage.District{
		Code: code, Level: level, Names: coverage.Names{Plain: "District " + code},
		Polygon: c.Box(west, north, east, south),
	})
	slices.SortFunc(c.Districts, func(x, y coverage.District) int {
		return cmp.Or(cmp.Compare(x.Level, y.Level), cmp.Compare(x.Code, y.Code))
	})
	return c
}

// Builder returns a builder that holds the ways and nodes.
func (c *City) Builder() *build.Builder {
	b := build.New(streets.Standard)
	if !c.Contract {
		b.WithoutContraction()
	}
	for _, w := range c.Ways {
		w.Kind.Class = cmp.Or(w.Kind.Class, streets.ClassResidential)
		b.Add(build.Way{ID: w.ID, Kind: w.Kind, Name: w.Name, Steps: w.Steps, Nodes: w.Nodes})
	}
	for _, m := range c.Marks {
		b.Mark(m.Node, m.Mark)
	}
	for _, a := range c.Areas {
		b.AddArea(a)
	}
	for _, o := range c.Obstacles {
		b.AddObstacle(o.Kind, o.Nodes)
	}
	for _, r := range c.Repairs {
		b.Repair(r)
	}
	if c.Terrain != nil {
		b.SetTerrain(c.Terrain)
	}
	b.FreezeNodes()
	for _, n := range c.Nodes {
		b.PlaceNode(n.ID, n.Lon, n.Lat)
	}
	return b
}

// Network returns the streets, built once.
func (c *City) Network() *streets.Network {
	c.t.Helper()
	if c.network == nil {
		var err error
		if c.network, c.report, err = c.Builder().Build(context.Background()); err != nil {
			c.t.Fatalf("building the streets: %v\n%s", err, c)
		}
	}
	return c.network
}

// Report returns what the build of the streets counted.
func (c *City) Report() build.Report {
	c.t.Helper()
	c.Network()
	return c.report
}

// Engine returns the city, opened once, everything linked to its streets.
func (c *City) Engine() *coverage.Engine {
	c.t.Helper()
	if c.engine != nil {
		return c.engine
	}
	n := c.Network()
	private, walking := c.treatment()
	slices.SortFunc(c.Facilities, func(x, y coverage.Facility) int { return cmp.Compare(x.ID, y.ID) })
	city := &coverage.City{
		Name: "drawn", Services: c.Services, Facilities: slices.Clone(c.Facilities), Demand: c.Demand,
		Districts: c.Districts, Profiles: c.Profiles, Streets: n,
		Provenance: coverage.Provenance{Private: string(private), Walking: walking},
	}
	if c.Extent != ([4]float64{}) {
		city.Extent = c.Box(c.Extent[0], c.Extent[1], c.Extent[2], c.Extent[3])
		city.Guessed = c.Guessed
	}
	c.link(city)
	var err error
	if c.engine, err = coverage.Open(context.Background(), city, coverage.Options{Workers: c.Workers}); err != nil {
		c.t.Fatalf("opening the city: %v\n%s", err, c)
	}
	return c.engine
}

// link joins everything to the streets; in a drawing of more than plain streets
// also to islands, for walks that stay on one.
func (c *City) link(city *coverage.City) {
	_, walking := c.treatment()
	island := func(p orb.Point) []coverage.Entrance {
		if a, nearer := city.Streets.IslandAccess(p); nearer && walking == "full" {
			return []coverage.Entrance{{Kind: coverage.EntranceIsland, Point: p, Access: a}}
		}
		return nil
	}
	for i := range city.Facilities {
		f := &city.Facilities[i]
		f.Access = city.Streets.Access(f.Point)
		f.Entrances = append(slices.Clone(f.Entrances), island(f.Point)...)
		for k := range f.Entrances {
			if f.Entrances[k].Kind != coverage.EntranceIsland {
				f.Entrances[k].Access = city.Streets.Access(f.Entrances[k].Point)
			}
		}
	}
	city.Demand.Access = nil
	city.Demand.Entrances = slices.Clone(city.Demand.Entrances)
	for k := range city.Demand.Entrances {
		city.Demand.Entrances[k].Access = city.Streets.Access(city.Demand.Entrances[k].Point)
	}
	for i, p := range city.Demand.Point {
		city.Demand.Access = append(city.Demand.Access, city.Streets.Access(p))
		for _, e := range island(p) {
			city.Demand.Entrances = append(city.Demand.Entrances, coverage.PlaceEntrance{Place: i, Entrance: e})
		}
	}
}

// Rows asks the engine, and fails the test on an error.
func (c *City) Rows(q coverage.Query) []coverage.Row {
	c.t.Helper()
	rows, err := c.Engine().Rows(context.Background(), q)
	if err != nil {
		c.t.Fatalf("rows of %+v: %v", q, err)
	}
	return rows
}

// Row returns the answer for the whole city where there is one such row.
func (c *City) Row(q coverage.Query) coverage.Row {
	c.t.Helper()
	var city []coverage.Row
	for _, r := range c.Rows(q) {
		if r.District == nil {
			city = append(city, r)
		}
	}
	if len(city) != 1 {
		c.t.Fatalf("%+v gives %d rows for the city, not one", q, len(city))
	}
	return city[0]
}

// A Reach is the walk of every place to a service, by the digit's order.
type Reach []coverage.Cell

// Reach asks how far every place is from a service at a limit.
func (c *City) Reach(service string, limit time.Duration) Reach {
	c.t.Helper()
	cells, err := c.Engine().Cells(context.Background(), coverage.Query{
		Services: []string{service}, Limits: []float64{limit.Minutes()},
	})
	if err != nil {
		c.t.Fatalf("cells of %s: %v", service, err)
	}
	return cells
}

// Ask is like [City.Reach] for any query of one service.
func (c *City) Ask(q coverage.Query) Reach {
	c.t.Helper()
	cells, err := c.Engine().Cells(context.Background(), q)
	if err != nil {
		c.t.Fatalf("cells of %+v: %v", q, err)
	}
	return cells
}

// String lists whole seconds by place, rounded: "0:810 1:630"; a place without
// seconds has its reason: "2:beyond".
func (r Reach) String() string {
	var words []string
	for _, c := range r {
		if c.Millis == nil {
			words = append(words, c.ID+":"+string(c.Reason))
		} else {
			words = append(words, fmt.Sprintf("%s:%.0f", c.ID, math.Round(float64(*c.Millis)/1000)))
		}
	}
	return strings.Join(words, " ")
}

// Nearest lists the facility of each place that has one: "0:H 1:A".
func (r Reach) Nearest() string {
	var words []string
	for _, c := range r {
		if c.Facility != "" {
			words = append(words, c.ID+":"+c.Facility)
		}
	}
	return strings.Join(words, " ")
}

// Covered lists the places within the limit, without blanks: "12".
func (r Reach) Covered() string {
	var s strings.Builder
	for _, c := range r {
		if c.Covered {
			s.WriteString(c.ID)
		}
	}
	return s.String()
}

// Rebuilt opens the city that edits leave behind, built anew: what edits of an
// engine are held against.
func Rebuilt(t TB, base *coverage.Engine, edits ...coverage.Edit) *coverage.Engine {
	t.Helper()
	city, err := coverage.Rebuild(context.Background(), base.City(), edits...)
	if err != nil {
		t.Fatalf("rebuilding: %v", err)
	}
	e, err := coverage.Open(context.Background(), city, coverage.Options{})
	if err != nil {
		t.Fatalf("opening what was rebuilt: %v", err)
	}
	return e
}

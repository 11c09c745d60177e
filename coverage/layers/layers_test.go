package layers_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/coverage/gaps"
	"lifecircle/coverage/layers"
	"lifecircle/geo/cells"
	"lifecircle/internal/testcity/asciicity"
)

// A row of a layer by column name, and its feature.
type named struct {
	layers.Feature
	by map[string]any
}

// layer returns a layer with all its features.
func layer(t asciicity.TB, e *coverage.Engine, id layers.ID) (layers.Layer, []named) {
	t.Helper()
	all, err := layers.Of(e).Layers(context.Background())
	if err != nil {
		t.Fatalf("%v", err)
	}
	for _, l := range all {
		if l.ID != id {
			continue
		}
		var out []named
		for f, err := range layers.Of(e).Features(context.Background(), id, 0) {
			if err != nil {
				t.Fatalf("%v", err)
			}
			row := named{f, map[string]any{}}
			if len(f.Values) != len(l.Columns) {
				t.Fatalf("%s %s has %d values in %d columns", id, f.ID, len(f.Values), len(l.Columns))
			}
			for i, c := range l.Columns {
				row.by[c.Name] = f.Values[i]
			}
			out = append(out, row)
		}
		return l, out
	}
	t.Fatalf("there is no layer %s", id)
	return layers.Layer{}, nil
}

func TestEveryLayerIsATableInOrder(t *testing.T) {
	ctx := context.Background()
	rapid.Check(t, func(t *rapid.T) {
		e := asciicity.RandomDistricts(t).Engine()
		all, err := layers.Of(e).Layers(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, about := range all {
			l, rows := layer(t, e, about.ID)
			if len(rows) != l.Count {
				t.Errorf("%s says %d features and has %d", l.ID, l.Count, len(rows))
			}
			for i, r := range rows {
				if i > 0 && rows[i-1].ID >= r.ID {
					t.Errorf("%s: %q before %q", l.ID, rows[i-1].ID, r.ID)
				}
				checkFeature(t, l, r.Feature)
				one, found, err := layers.Of(e).Feature(ctx, l.ID, r.ID)
				if err != nil || !found || !cmp.Equal(one, r.Feature) {
					t.Errorf("%s by its id: %v %v %v", r.ID, one, found, err)
				}
			}
			from := rapid.IntRange(0, len(rows)).Draw(t, "from")
			for f, err := range layers.Of(e).Features(ctx, l.ID, from) {
				if err != nil || f.ID != rows[from].ID {
					t.Errorf("%s from %d begins with %q (%v)", l.ID, from, f.ID, err)
				}
				break
			}
			if _, found, err := layers.Of(e).Feature(ctx, l.ID, "no such id"); found || err != nil {
				t.Errorf("%s has what nobody put there (%v)", l.ID, err)
			}
		}
	})
}

// checkFeature holds a feature against what its layer says.
func checkFeature(t *rapid.T, l layers.Layer, f layers.Feature) {
	for i, c := range l.Columns {
		ok := true
		switch f.Values[i].(type) {
		case nil:
		case string:
			ok = c.Kind == layers.ColumnText || c.Kind == layers.ColumnDate
		case int64:
			ok = c.Kind == layers.ColumnWhole
		case float64:
			ok = c.Kind == layers.ColumnReal
		case bool:
			ok = c.Kind == layers.ColumnFlag
		default:
			ok = false
		}
		if !ok {
			t.Errorf("%s %s holds %T", l.ID, c.Name, f.Values[i])
		}
	}
	drawn := map[string]layers.GeometryKind{"Point": layers.GeometryPoint, "LineString": layers.GeometryLine,
		"MultiLineString": layers.GeometryLine, "MultiPolygon": layers.GeometryPolygon}
	if kind, known := drawn[f.Geometry.GeoJSONType()]; !known || kind != l.Geometry {
		t.Errorf("%s holds a %s", l.ID, f.Geometry.GeoJSONType())
	}
	if b := f.Geometry.Bound(); !l.Bound.Contains(b.Min) || !l.Bound.Contains(b.Max) {
		t.Errorf("%s %s lies beyond the layer's bound", l.ID, f.ID)
	}
}

func TestDistrictsSayWhatRowsSay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := asciicity.RandomDistricts(t)
		e := c.Engine()
		_, districts := layer(t, e, layers.Districts)
		by := map[string]map[string]any{}
		for _, d := range districts {
			by[d.ID] = d.by
		}
		for _, r := range c.Rows(coverage.Query{}) {
			if r.District == nil || r.District.Code == "" {
				continue
			}
			d, s := by[r.District.Code], r.Services[0]
			same := func(column string, want any) {
				if got := d[s+column]; fmt.Sprint(got) != fmt.Sprint(want) {
					t.Errorf("district %s: %s is %v, not %v", r.District.Code, s+column, got, want)
				}
			}
			amount := func(a *coverage.Amount) any {
				if a == nil {
					return nil
				}
				return float64(*a) / 1000
			}
			real := func(v *float64) any {
				if v == nil {
					return nil
				}
				return *v
			}
			same("_demand", amount(r.Demand))
			same("_covered", amount(r.Covered))
			same("_coverage", real(r.Coverage))
			same("_coverage_low", real(r.CoverageLow))
			same("_coverage_high", real(r.CoverageHigh))
			same("_near_edge", amount(r.NearEdge))
			same("_unlinked", amount(r.Unlinked))
			same("_buffer_coverage", real(r.BufferCoverage))
			same("_target", float64(*r.Target)/1e6)
			if r.Verdict != nil {
				same("_verdict", *r.Verdict)
				same("_shortfall", *r.Shortfall)
			} else {
				same("_verdict", nil)
				same("_shortfall", nil)
			}
		}
	})
}

func TestPlacesSayWhatCellsSay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := asciicity.RandomDistricts(t)
		_, places := layer(t, c.Engine(), layers.Cells)
		by := map[string]map[string]any{}
		for _, p := range places {
			by[p.ID] = p.by
		}
		n := 0
		for _, cell := range c.Ask(coverage.Query{}) {
			n++
			p, s := by[cell.ID], cell.Service
			want := map[string]any{s + "_covered": cell.Covered, s + "_seconds": nil, s + "_facility": nil, s + "_reason": nil}
			if cell.Millis != nil {
				want[s+"_seconds"] = float64(*cell.Millis) / 1000
				want[s+"_facility"] = cell.Facility
			} else {
				want[s+"_reason"] = string(cell.Reason)
			}
			for column, v := range want {
				if p[column] != v {
					t.Errorf("place %s: %s is %v, not %v", cell.ID, column, p[column], v)
				}
			}
		}
		if n != len(places)*2 {
			t.Errorf("%d cells of two services at %d places", n, len(places))
		}
	})
}

func TestPeopleOfFacilitiesAddUpToTheCovered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := asciicity.RandomDistricts(t)
		_, facilities := layer(t, c.Engine(), layers.Facilities)
		for _, r := range c.Rows(coverage.Query{}) {
			if r.District != nil {
				continue
			}
			sum := 0.0
			for _, f := range facilities {
				if n, ok := f.by[r.Services[0]+"_people_nearest"].(float64); ok {
					sum += n * 1000
				}
			}
			if math.Round(sum) != float64(*r.Covered) {
				t.Errorf("%s: the facilities have %v thousandths, %d are covered", r.Services[0], sum, *r.Covered)
			}
		}
	})
}

func TestLinksAndStreetsAreAllThere(t *testing.T) {
	ctx := context.Background()
	rapid.Check(t, func(t *rapid.T) {
		c := asciicity.RandomDistricts(t)
		e := c.Engine()
		links, err := e.AccessLegs(ctx)
		if err != nil {
			t.Fatal(err)
		}
		_, drawn := layer(t, e, layers.Access)
		got, want := map[string]int{}, map[string]int{}
		for _, l := range drawn {
			line := l.Geometry.(orb.LineString)
			got[fmt.Sprint(l.by["of"], l.by["of_id"], line, l.by["leg_m"])]++
		}
		for _, l := range links {
			want[fmt.Sprint(l.Of, l.ID, orb.LineString{l.From, l.Access.At}, float64(l.Access.LegMM)/1000)]++
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("links (- listed, + drawn):\n%s", d)
		}
		var metres, islands float64
		_, pieces := layer(t, e, layers.Streets)
		for _, s := range pieces {
			metres += s.by["length_m"].(float64)
			if s.by["island"].(bool) {
				islands += s.by["length_m"].(float64)
			}
		}
		if want := float64(c.Report().LengthMM) / 1000; math.Abs(metres-want) > 1e-3 {
			t.Errorf("%v m of streets, the network has %v", metres, want)
		}
		_, parts := layer(t, e, layers.Islands)
		for _, p := range parts {
			islands -= p.by["length_m"].(float64)
		}
		if math.Abs(islands) > 1e-3 || len(parts) != len(c.Report().Islands) {
			t.Errorf("islands differ by %v m; %d of %d", islands, len(parts), len(c.Report().Islands))
		}
	})
}

func TestALayerThatIsNotThere(t *testing.T) {
	e := asciicity.New(t, asciicity.Cell(100), "H---0").Engine()
	for _, err := range layers.Of(e).Features(context.Background(), "roads", 0) {
		var wrong *coverage.QueryError
		if !errors.As(err, &wrong) || wrong.Param != "layer" || len(wrong.Known) == 0 {
			t.Errorf("%v", err)
		}
	}
}

func TestColumnsKeepApart(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), "H---0")
	// x with _buffer_coverage, and x_buffer with _coverage.
	c.Serve(coverage.Service{ID: "x"}).Serve(coverage.Service{ID: "x_buffer"})
	seen := map[string]bool{}
	l, _ := layer(t, c.Engine(), layers.Districts)
	for _, column := range l.Columns {
		if seen[column.Name] {
			t.Errorf("%s is there twice", column.Name)
		}
		seen[column.Name] = true
	}
}

func TestACancelledLayerStops(t *testing.T) {
	e := asciicity.New(t, asciicity.Cell(100), "H---0---1---2").Engine()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	n := 0
	for _, err := range layers.Of(e).Features(ctx, layers.Cells, 0) {
		if cancel(); err != nil {
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%v", err)
			}
			break
		}
		n++
	}
	if n != 1 {
		t.Errorf("%d features after the end", n)
	}
}

func TestEveryEntranceHasItsOwnLink(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		a---b---c
		|       |
		H       0
	`)
	for _, corner := range []byte("abc") {
		c.Facility("H").Entrances = append(c.Facility("H").Entrances, coverage.Entrance{Kind: coverage.EntranceRim, Point: c.Corner(corner)})
	}
	_, links := layer(t, c.Engine(), layers.Access)
	var ids []string
	for _, l := range links {
		ids = append(ids, l.ID)
	}
	if d := cmp.Diff([]string{"demand/0", "facility/H", "facility/H/rim/1", "facility/H/rim/2", "facility/H/rim/3"}, ids); d != "" {
		t.Error(d)
	}
}

func TestGapsSayWhatGapsSay(t *testing.T) {
	ctx := context.Background()
	rapid.Check(t, func(t *rapid.T) {
		c := asciicity.RandomDistricts(t)
		e := c.Engine()
		_, drawn := layer(t, e, layers.Gaps)
		by := map[string]map[string]any{}
		for _, g := range drawn {
			by[g.ID] = g.by
		}
		n := 0
		for _, s := range e.City().Services {
			gaps, err := gaps.Find(ctx, e, gaps.Query{Service: s.ID})
			if err != nil {
				t.Fatal(err)
			}
			for _, g := range gaps {
				n++
				row := by[g.ID]
				if row["people"] != float64(g.People)/1000 || row["rank"] != int64(g.Rank) || row["service"] != s.ID || row["cause"] != string(g.Cause) || row["places"] != int64(len(g.Places)) {
					t.Errorf("%s is %v, not %+v", g.ID, row, g)
				}
			}
		}
		if n != len(drawn) {
			t.Errorf("%d gaps, %d drawn", n, len(drawn))
		}
	})
}

func TestCellsAreDrawnAsHexagonsWhereAllAreCells(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(400), "H---0---1---2")
	for _, p := range c.Demand.Point {
		cell, err := cells.At(p, 9)
		if err != nil {
			t.Fatal(err)
		}
		c.Demand.Cell = append(c.Demand.Cell, cell)
	}
	l, rows := layer(t, c.Engine(), layers.Cells)
	if l.Geometry != layers.GeometryPolygon || len(rows) != 3 {
		t.Fatalf("%s, %d", l.Geometry, len(rows))
	}
	for i, r := range rows {
		outline := r.Geometry.(orb.MultiPolygon)
		if r.by["h3"] != cells.String(c.Demand.Cell[i]) || len(outline) != 1 || len(outline[0][0]) != 7 || !planar.MultiPolygonContains(outline, c.Demand.Point[i]) {
			t.Errorf("%s: %v %v", r.ID, r.by["h3"], outline)
		}
		if b := outline.Bound(); !l.Bound.Contains(b.Min) || !l.Bound.Contains(b.Max) {
			t.Errorf("%s lies beyond the bound", r.ID)
		}
	}
	c.Demand.Cell[1] = 0 // one that is no cell: all are points
	if l, _ := layer(t, c.Copy().Engine(), layers.Cells); l.Geometry != layers.GeometryPoint {
		t.Errorf("a mixture is drawn as %s", l.Geometry)
	}
}

// The people in reach of a facility are those whom it would cover by itself.
func TestPeopleInReachAreCoveredWithThatFacilityAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := asciicity.RandomWalled(t)
		c.Serve(coverage.Service{ID: "clinic", Minutes: rapid.Float64Range(0.5, 20).Draw(t, "minutes")})
		city := *c.Engine().City()
		for f, err := range layers.Of(c.Engine()).Features(context.Background(), layers.Facilities, 0) {
			if err != nil {
				t.Fatal(err)
			}
			layer, err := layers.Of(c.Engine()).Layer(context.Background(), layers.Facilities)
			if err != nil {
				t.Fatal(err)
			}
			at := slices.IndexFunc(layer.Columns, func(c layers.Column) bool { return c.Name == "clinic_people_in_reach" })
			got, offers := f.Values[at].(float64)
			if !offers {
				continue
			}
			alone := city
			alone.Facilities = slices.DeleteFunc(slices.Clone(city.Facilities), func(o coverage.Facility) bool { return o.ID != f.ID })
			engine, err := coverage.Open(context.Background(), &alone, coverage.Options{})
			if err != nil {
				t.Fatal(err)
			}
			rows, err := engine.Rows(context.Background(), coverage.Query{Services: []string{"clinic"}})
			if err != nil {
				t.Fatal(err)
			}
			if want := float64(*rows[0].Covered) / 1000; got != want {
				t.Errorf("%s: %v people in reach, alone it covers %v", f.ID, got, want)
			}
		}
	})
}

// What one question has opened answers the next, after the first is over.
func TestLayersOutliveTheQuestionThatOpenedThem(t *testing.T) {
	c := asciicity.New(t, 100, `
		0----A----1
	`)
	for _, id := range layers.IDs() {
		for range 2 {
			ctx, over := context.WithCancel(context.Background())
			for _, err := range layers.Of(c.Engine()).Features(ctx, id, 0) {
				if err != nil {
					t.Errorf("%s: %v", id, err)
				}
			}
			over()
		}
	}
}

// What is entered by its doors alone has no line of its own.
func TestALinkIsDrawnOnceAndFromItsDoor(t *testing.T) {
	c := asciicity.New(t, asciicity.Cell(100), `
		+--0---1---+
		|          |
		|  H       |
		|          |
		+--a---b---+
	`)
	door := c.Place(3, 3)
	c.Facility("H").Entrances = []coverage.Entrance{{Kind: coverage.EntranceGiven, Point: door}}
	e := c.Engine()
	h := &e.City().Facilities[0]
	h.Access = h.Entrances[0].Access
	_, links := layer(t, e, layers.Access)
	var ids []string
	for _, l := range links {
		if l.by["of"] != coverage.OfFacility {
			continue
		}
		ids = append(ids, l.ID)
		if from := l.Geometry.(orb.LineString)[0]; from != door {
			t.Errorf("%s starts at %v, want %v", l.ID, from, door)
		}
	}
	if d := cmp.Diff([]string{"facility/H/entrance/1"}, ids); d != "" {
		t.Error(d)
	}
}

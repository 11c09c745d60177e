package reach_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"github.com/paulmach/orb"

	"lifecircle/coverage/reach"
	"lifecircle/data/osm"
	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
	"lifecircle/internal/testcity/asciicity"
	"lifecircle/internal/testcity/gridcity"
	"lifecircle/internal/testcity/realdata"
)

// A benched city is a network and the places of its facilities.
type benched struct {
	network    *streets.Network
	facilities []orb.Point
}

// million is a generated city of a million street nodes, 2,000 facilities for
// each of five services.
var million = sync.OnceValue(func() benched { return grid(1000, streets.UsePublic) })

// gated is the same city with every tenth way for residents.
var gated = sync.OnceValue(func() benched { return grid(1000, streets.UseResidents) })

func grid(side int, tenth streets.Use) benched {
	c := gridcity.New(side, 1)
	b := build.New(streets.Standard)
	for id, nodes := range c.Ways() {
		kind := streets.Kind{Class: streets.ClassResidential}
		if id%10 == 0 {
			kind.Use = tenth
		}
		b.Add(build.Way{ID: id, Kind: kind, Nodes: nodes})
	}
	b.FreezeNodes()
	for n := range c.Nodes() {
		b.PlaceNode(n.ID, n.Lon, n.Lat)
	}
	n, _, err := b.Build(context.Background())
	if err != nil {
		panic(err)
	}
	out := benched{network: n}
	for _, p := range c.Pick(10_000, 1) {
		out.facilities = append(out.facilities, orb.Point{float64(p.Lon) / 1e7, float64(p.Lat) / 1e7})
	}
	return out
}

// sources are the first facilities under the network's own profile.
func (c benched) sources(count int) []reach.Source {
	w := c.network.Under(c.network.Profile())
	out := make([]reach.Source, count)
	for i, p := range c.facilities[:count] {
		j := reach.Join(w, c.network.Access(p))
		out[i] = reach.Source{At: j.At, Leg: j.Leg, Index: uint32(i)}
	}
	return out
}

// portoAlegre is the real city, with its 117 clinics.
func portoAlegre(b *testing.B) benched {
	b.Helper()
	folder := realdata.Path(b, "porto-alegre")
	builder := build.New(streets.Standard)
	if _, err := osm.Read(context.Background(), filepath.Join(folder, "streets.osm.pbf"), osm.Options{Streets: builder}); err != nil {
		b.Fatal(err)
	}
	n, _, err := builder.Build(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	f, err := os.Open(filepath.Join(folder, "facilities.csv"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		b.Fatal(err)
	}
	out := benched{network: n}
	for _, r := range rows[1:] { // id, name, services, lon, lat
		lon, errLon := strconv.ParseFloat(r[3], 64)
		lat, errLat := strconv.ParseFloat(r[4], 64)
		if errLon != nil || errLat != nil {
			b.Fatal(errLon, errLat)
		}
		if r[2] == "clinic" {
			out.facilities = append(out.facilities, orb.Point{lon, lat})
		}
	}
	return out
}

// BenchmarkNearest is one service, 15 minutes, ends included.
func BenchmarkNearest(b *testing.B) { // go test -bench Nearest ./coverage/reach
	nearest := func(b *testing.B, c benched, facilities int) {
		g := goals(c.network, c.facilities[:facilities])
		s := new(reach.Searcher)
		settled := 0
		b.ReportAllocs()
		for b.Loop() {
			labels, err := s.Nearest(context.Background(), g, reach.Options{Limit: 900_000})
			if err != nil {
				b.Fatal(err)
			}
			settled = labels.Settled
		}
		b.ReportMetric(float64(settled), "settled/op")
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(settled), "ns/settled")
	}
	b.Run("city=porto-alegre/facilities=117", func(b *testing.B) { nearest(b, portoAlegre(b), 117) })
	for _, k := range []int{1, 100, 2000, 10_000} {
		b.Run(fmt.Sprintf("city=grid1000/facilities=%d", k), func(b *testing.B) { nearest(b, million(), k) })
	}
}

// BenchmarkCompounds is one service of 2,000 facilities where a tenth of the
// streets are for residents, closed and in phases.
func BenchmarkCompounds(b *testing.B) { // go test -bench Compounds ./coverage/reach
	c := gated()
	w, sources := c.network.Under(c.network.Profile()), c.sources(2000)
	for _, private := range []streets.Private{streets.PrivateClosed, streets.PrivateResidents, streets.PrivateOpen} {
		b.Run("private="+string(private), func(b *testing.B) {
			g, s := reach.NewGoals(w, private, sources), new(reach.Searcher)
			b.ReportAllocs()
			settled := 0
			for b.Loop() {
				labels, err := s.Nearest(context.Background(), g, reach.Options{Limit: 900_000})
				if err != nil {
					b.Fatal(err)
				}
				settled = labels.Settled
			}
			b.ReportMetric(float64(settled), "settled/op")
			b.ReportMetric(float64(len(w.Compounds().Junction)), "vertices")
		})
	}
}

// BenchmarkFive is five services of 2,000 facilities each, side by side.
func BenchmarkFive(b *testing.B) { // go test -bench Five ./coverage/reach
	c := million()
	var service [5]*reach.Goals
	var searcher [5]*reach.Searcher
	for i := range service {
		service[i] = goals(c.network, c.facilities[2000*i:2000*(i+1)])
		searcher[i] = new(reach.Searcher)
	}
	b.ReportAllocs()
	for b.Loop() {
		var group sync.WaitGroup
		for i := range service {
			group.Go(func() {
				if _, err := searcher[i].Nearest(context.Background(), service[i], reach.Options{Limit: 900_000}); err != nil {
					b.Error(err)
				}
			})
		}
		group.Wait()
	}
}

// BenchmarkFill labels the interior nodes as well.
func BenchmarkFill(b *testing.B) { // go test -bench Fill ./coverage/reach
	c := million()
	labels, err := reach.Nearest(context.Background(), goals(c.network, c.facilities[:2000]), reach.Options{Limit: 900_000})
	if err != nil {
		b.Fatal(err)
	}
	var all []uint64
	for b.Loop() {
		all = labels.FillInto(all)
	}
	b.ReportMetric(float64(len(all)), "nodes")
}

// BenchmarkOracle asks the engine and the brute force of the tests the same: 72
// corners, four facilities, ten places, links included.
func BenchmarkOracle(b *testing.B) { // go test -bench Oracle ./coverage/reach
	c := asciicity.New(b, asciicity.Cell(40), `
		+--+--A--+--+--+--+--+--+
		|  |  |  |  |  |  |  |  |
		+--0--+--+--+--1--+--+--+
		|  |  |  |  |  |  |  |  |
		+--+--+--+--+--+--+--B--+
		|  |  |  |  |  |  |  |  |
		2--+--+--3--+--+--4--+--+
		|  |  |  |  |  |  |  |  |
		+--+--+--+--+--+--+--+--5
		|  |  |  |  |  |  |  |  |
		+--C--+--+--6--+--+--+--+
		|  |  |  |  |  |  |  |  |
		+--+--7--+--+--+--+--8--+
		|  |  |  |  |  |  |  |  |
		9--+--+--+--+--+--+--+--D
	`)
	facilities, points := facilitiesOf(c), c.Demand.Point
	n, o := c.Network(), newOracle(c)
	b.Run("engine", func(b *testing.B) {
		for b.Loop() {
			search(b, n, facilities, points, reach.Options{Limit: 900_000})
		}
	})
	b.Run("brute-force", func(b *testing.B) {
		for b.Loop() {
			o.nearest(facilities, points, 900_000)
		}
	})
}

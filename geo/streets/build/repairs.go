package build

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"lifecircle/geo"
	"lifecircle/geo/streets"
)

// A foot is the nearest point of a street.
type foot struct {
	segment  int
	fraction float64
	mm       int64
}

// addRepairs adds the links that are declared: each end joins the nearest point of a
// street, which is cut there. One that reaches no street is left out.
func (d *draft) addRepairs() {
	slices.SortStableFunc(d.repairs, func(x, y Repair) int { // so that their order changes nothing
		return cmp.Or(cmp.Compare(x.Name, y.Name), slices.CompareFunc(x.Line, y.Line, func(p, q orb.Point) int {
			return cmp.Or(cmp.Compare(p[0], q[0]), cmp.Compare(p[1], q[1]))
		}))
	})
	for i, r := range d.repairs {
		if len(r.Line) < 2 || !d.nearStreet(r.Line[0]) || !d.nearStreet(r.Line[len(r.Line)-1]) {
			d.report.remark("repair_off_streets", r.Name)
			continue
		}
		from := d.join(r.Line[0])
		to := d.join(r.Line[len(r.Line)-1]) // after the first cut, which may be of the same segment
		if from == to {
			d.report.remark("repair_joins_nothing", r.Name)
			continue
		}
		kind := r.Kind
		kind.Feature = streets.FeatureRepair
		if kind.Class == streets.ClassNone {
			kind.Class = streets.ClassFootway
		}
		way := d.addWay(rawWay{id: int64(-1 - i), name: d.word(r.Name), kind: kind})
		last := from
		for k, p := range append(slices.Clone(r.Line[1:len(r.Line)-1]), orb.Point{}) {
			next := to
			if k < len(r.Line)-2 {
				lon, lat := streets.GridOf(p)
				next = d.addNode(lon, lat)
			}
			d.addSegment(rawSegment{from: last, to: next, way: way, position: uint32(k)})
			last = next
		}
	}
}

func (d *draft) nearStreet(p orb.Point) bool {
	_, ok := d.nearest(p)
	return ok
}

// nearest finds the nearest point of a street, at most RepairDistance away; of
// equally near ones the first by way and position.
func (d *draft) nearest(p orb.Point) (foot, bool) {
	best, found := foot{mm: streets.RepairDistance * 1000}, false
	plane := geo.PlaneAt(p)
	around := plane.Around(streets.RepairDistance)
	west, south := streets.GridOf(around.Min)
	east, north := streets.GridOf(around.Max)
	for i, s := range d.segments {
		if max(d.lon[s.from], d.lon[s.to]) < west || min(d.lon[s.from], d.lon[s.to]) > east ||
			max(d.lat[s.from], d.lat[s.to]) < south || min(d.lat[s.from], d.lat[s.to]) > north ||
			d.ways[s.way].kind.Feature != streets.FeatureNone {
			continue
		}
		a, b := d.point(s.from), d.point(s.to)
		fraction, _ := plane.Project(a, b)
		mm := geo.Millimetres(p, geo.Between(a, b, fraction))
		if mm < best.mm || mm == best.mm && !found {
			best, found = foot{i, fraction, mm}, true
		}
	}
	return best, found
}

// join returns the node of the street that is nearest to p, which is cut there
// where it has none.
func (d *draft) join(p orb.Point) uint32 {
	f, _ := d.nearest(p)
	s := d.segments[f.segment]
	lon, lat := streets.GridOf(geo.Between(d.point(s.from), d.point(s.to), f.fraction))
	for _, v := range [...]uint32{s.from, s.to} {
		if d.lon[v] == lon && d.lat[v] == lat {
			return v
		}
	}
	x := d.addNode(lon, lat)
	rest := s
	s.to, rest.from = x, x
	s.mm, rest.mm = d.millimetres(s.from, x), d.millimetres(x, rest.to)
	d.segments[f.segment] = s
	d.segments = slices.Insert(d.segments, f.segment+1, rest)
	for i := f.segment + 1; i < len(d.segments) && d.segments[i].way == s.way; i++ {
		d.segments[i].position++
	}
	return x
}

func (b *Builder) millimetres(from, to uint32) uint32 {
	return uint32(min(geo.Millimetres(b.point(from), b.point(to)), math.MaxInt32))
}

func nodeSample(id int64) string { return fmt.Sprintf("node %d", id) }

package osm

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/data/osm/scan"
	"lifecircle/geo"
)

// A facility on its way: its shape is placed after the last node.
type facility struct {
	shape      shape
	names      coverage.Names
	services   []string
	capacity   map[string]int64
	attributes map[string]string
	building   bool
}

func (r *reader) facilityNode(id int64, lon, lat int32, tags scan.Tags) error {
	s := shape{kind: "node", id: id, point: orb.Point{float64(lon) / 1e7, float64(lat) / 1e7}}
	_, err := r.facility(s, tags, nil)
	return err
}

// facilityWay takes a way that offers a service, unless an area that it bounds
// offers it already.
func (r *reader) facilityWay(id int64, nodes []int64, tags scan.Tags) (bool, error) {
	if len(nodes) == 0 || tags.Len() == 0 {
		return false, nil
	}
	services, err := r.facility(shape{kind: "way", id: id}, tags, r.offered[id])
	return services != nil, err
}

func (r *reader) facilityArea(id int64, tags scan.Tags) ([]string, error) {
	return r.facility(shape{kind: "relation", id: id}, tags, nil)
}

// facility keeps a place that offers services wanted, but for those in except,
// and returns them.
func (r *reader) facility(s shape, tags scan.Tags, except []string) ([]string, error) {
	m := r.opts.Facilities.match(tags, r.wanted)
	if len(m.services)+len(m.left) == 0 || r.again("facility ", s) {
		return nil, nil
	}
	for i, service := range m.left {
		r.notes.Add(leftOut[m.because[i]], r.name, service, 1, idOf(s.kind, s.id))
	}
	services := slices.DeleteFunc(m.services, func(id string) bool { return slices.Contains(except, id) })
	if len(services) == 0 {
		return nil, nil
	}
	if len(r.facilities) == MaxFacilities {
		return nil, r.tooMany("facilities", MaxFacilities)
	}
	f := facility{shape: s, services: services, attributes: map[string]string{}, building: given(tags, "building")}
	var err error
	if f.names, err = r.named(s.kind, s.id, tags); err != nil {
		return nil, err
	}
	if err = r.attributes(&f, tags); err != nil {
		return nil, err
	}
	r.capacity(&f, tags)
	r.facilities = append(r.facilities, f)
	return services, nil
}

// attributes keeps the table's attributes, and the tags that make the place
// what it is.
func (r *reader) attributes(f *facility, tags scan.Tags) error {
	for i := range tags.Len() {
		key, value := tags.Pair(i)
		if r.opts.Facilities.offers[key] == nil && !slices.Contains(r.opts.Facilities.attributes, key) {
			continue
		}
		value, err := r.text(f.shape.kind, f.shape.id, key, value)
		if err != nil {
			return err
		}
		if key, err = r.text(f.shape.kind, f.shape.id, "key", key); err != nil {
			return err
		}
		f.attributes[key] = value
	}
	return nil
}

// capacity reads the first of the table's keys that the place has.
func (r *reader) capacity(f *facility, tags scan.Tags) {
	for _, service := range f.services {
		for _, key := range r.opts.Facilities.capacity[service] {
			value := strings.TrimSpace(tags.Get(key))
			if value == "" {
				continue
			}
			n, err := strconv.ParseInt(value, 10, 32)
			if err != nil || n < 0 {
				r.notes.Add("capacity_unreadable", r.name, service, 1, idOf(f.shape.kind, f.shape.id))
				break
			}
			if f.capacity == nil {
				f.capacity = map[string]int64{}
			}
			f.capacity[service] = n
			break
		}
	}
}

// facilitiesInto places the facilities.
func (r *reader) facilitiesInto(ctx context.Context, out *Extract) error {
	rims := map[string]orb.MultiPolygon{}
	for i, f := range r.facilities {
		if i%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		point, ground, ok := r.centre(f.shape)
		id := idOf(f.shape.kind, f.shape.id)
		if !ok {
			for _, s := range f.services {
				r.notes.Add("facility_without_place", r.name, s, 1, id)
			}
			continue
		}
		entrances := r.entrances(f.shape, !f.building)
		if r.opts.Full && !f.building && len(entrances) == 0 && ground != nil {
			rims[id] = ground
		}
		out.Facilities = append(out.Facilities, coverage.Facility{
			ID: id, Names: f.names, Point: point, Services: f.services, Capacity: f.capacity,
			Status: coverage.StatusOpen, Attributes: f.attributes, Entrances: entrances,
		})
	}
	slices.SortFunc(out.Facilities, func(a, b coverage.Facility) int { return cmp.Compare(a.ID, b.ID) })
	for i, f := range out.Facilities {
		if ground, ok := rims[f.ID]; ok {
			if out.Rims == nil {
				out.Rims = map[int]orb.MultiPolygon{}
			}
			out.Rims[i] = ground
		}
	}
	r.twice(out.Facilities)
	return nil
}

// near is how close two places of one name are when they may be one, in metres.
const near = 100

// twice counts places that may be mapped twice: a node inside its own building.
// Both stay, since branches of one name can be neighbours.
func (r *reader) twice(list []coverage.Facility) {
	type key struct{ service, name string }
	by := map[key][]int{}
	for i, f := range list {
		for _, s := range f.Services {
			if f.Names.Plain != "" {
				by[key{s, f.Names.Plain}] = append(by[key{s, f.Names.Plain}], i)
			}
		}
	}
	type pair struct {
		service string
		a, b    int
	}
	var pairs []pair
	for k, same := range by {
		// Along the parallels, so that only neighbours are compared.
		slices.SortFunc(same, func(a, b int) int { return cmp.Compare(list[a].Point[1], list[b].Point[1]) })
		for i, a := range same {
			for _, b := range same[i+1:] {
				if list[b].Point[1]-list[a].Point[1] > 1.01*near/(geo.MeanRadius*math.Pi/180) {
					break
				}
				if geo.Distance(list[a].Point, list[b].Point) <= near {
					pairs = append(pairs, pair{k.service, min(a, b), max(a, b)})
					break // one neighbour is enough to count it
				}
			}
		}
	}
	slices.SortFunc(pairs, func(p, q pair) int {
		return cmp.Or(cmp.Compare(p.service, q.service), cmp.Compare(p.a, q.a), cmp.Compare(p.b, q.b))
	})
	for _, p := range pairs {
		r.notes.Add("facility_twice", r.name, p.service, 1, list[p.a].ID+" "+list[p.b].ID)
	}
}

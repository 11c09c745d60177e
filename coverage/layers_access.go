package coverage

import (
	"bytes"
	"context"
	"slices"
	"strconv"

	"github.com/paulmach/orb"

	"lifecircle/geo/streets"
)

// accessLayer is the straight legs between places or facilities and the streets,
// as [Engine.Links] lists them. The id of a link is that of its place, with the
// kind and a number where it is not the main one.
func (e *Engine) accessLayer(ctx context.Context) (*layerTable, error) {
	var c columnList
	c.add("of", ColumnText, "对象", "Of demand or of a facility", "")
	c.add("of_id", ColumnText, "对象编号", "Id of the place or the facility", "")
	c.add("kind", ColumnText, "类型", "Null is the main one; else the kind of entrance, or public", "")
	c.add("leg_m", ColumnReal, "直线距离", "Length of the straight line", "m")
	c.add("seconds", ColumnReal, "标准步速下的秒数", "Along it, at the pace of the standard profile", "s")
	c.add("crosses", ColumnText, "跨越的障碍", "Barrier that it had to cross", "")
	c.add("way", ColumnWhole, "道路编号", "Id of the street's way in the source", "")
	c.add("street", ColumnText, "道路名称", "Name of the street", "")
	t := &layerTable{layer: Layer{ID: LayerAccess, Title: Names{Plain: "Access links", ZH: "接入连线", EN: "Access links"}, Geometry: GeometryLine, Columns: c.columns}}
	l := &linkLayer{engine: e}
	l.find()
	t.layer.Count = len(l.links)
	var box boxed
	for i, r := range l.links {
		if i%4096 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		from, a := l.leg(r)
		box.add(from.Bound().Extend(a.At))
	}
	t.layer.Bound = box.bound
	t.id = func(i int) string { return string(l.appendID(nil, l.links[i])) }
	t.open = plainly(func(i int) (Feature, error) { return l.feature(l.links[i]), nil })
	return t, nil
}

// linkLayer keeps where each link is found, 16 bytes each, rather than the link.
type linkLayer struct {
	engine *Engine
	links  []linkRef // by id
}

type linkRef struct {
	of       int32 // index of the place or the facility
	entrance int32 // index into Facility.Entrances or Demand.Entrances; mainDoor is Access itself
	number   int32 // among those of its kind at one place, from 1; 0 for the main one
	facility bool
	public   bool // how it joins the streets that everybody may use
}

// find lists the links that there are, sorted by id.
func (l *linkLayer) find() {
	city := l.engine.city
	for i := range city.Demand.Access {
		l.addAll(linkRef{of: int32(i)}, l.engine.entrances[i])
	}
	for i, f := range city.Facilities {
		entrances := make([]int, len(f.Entrances))
		for k := range entrances {
			entrances[k] = k
		}
		l.addAll(linkRef{of: int32(i), facility: true}, entrances)
	}
	var x, y []byte
	slices.SortFunc(l.links, func(a, b linkRef) int {
		x, y = l.appendID(x[:0], a), l.appendID(y[:0], b)
		return bytes.Compare(x, y)
	})
}

// addAll adds the links of one place or facility: its own, then its entrances'.
func (l *linkLayer) addAll(r linkRef, entrances []int) {
	numbers := map[string]int32{}
	add := func(r linkRef) {
		if kind := l.kind(r); kind != "" {
			numbers[kind]++
			r.number = numbers[kind]
		}
		l.links = append(l.links, r)
	}
	addBoth := func(r linkRef) {
		_, a := l.leg(r)
		if !a.Linked {
			return
		}
		add(r)
		if a.Public != nil && a.Public.Linked {
			r.public = true
			add(r)
		}
	}
	r.entrance = mainDoor
	addBoth(r)
	for _, k := range entrances {
		r.entrance = int32(k)
		addBoth(r)
	}
}

// leg returns where a link starts and how it joins the streets.
func (l *linkLayer) leg(r linkRef) (orb.Point, streets.Access) {
	city := l.engine.city
	var from orb.Point
	var a streets.Access
	switch {
	case r.facility && r.entrance == mainDoor:
		from, a = city.Facilities[r.of].Point, city.Facilities[r.of].Access
	case r.facility:
		x := city.Facilities[r.of].Entrances[r.entrance]
		from, a = x.Point, x.Access
	case r.entrance == mainDoor:
		from, a = city.Demand.Point[r.of], city.Demand.Access[r.of]
	default:
		x := city.Demand.Entrances[r.entrance]
		from, a = x.Point, x.Access
	}
	if r.public {
		a = *a.Public
	}
	return from, a
}

// kind returns the kind of a link, "" for the main one.
func (l *linkLayer) kind(r linkRef) string {
	switch city := l.engine.city; {
	case r.public:
		return LinkPublic
	case r.entrance == mainDoor:
		return ""
	case r.facility:
		return string(city.Facilities[r.of].Entrances[r.entrance].Kind)
	default:
		return string(city.Demand.Entrances[r.entrance].Kind)
	}
}

// owner returns what a link is of.
func (l *linkLayer) owner(r linkRef) (of, id string) {
	if r.facility {
		return LinkFacility, l.engine.city.Facilities[r.of].ID
	}
	return LinkDemand, l.engine.city.Demand.ID[r.of]
}

func (l *linkLayer) appendID(b []byte, r linkRef) []byte {
	of, id := l.owner(r)
	b = append(append(append(b, of...), '/'), id...)
	if r.number > 0 {
		b = append(append(b, '/'), l.kind(r)...)
		b = strconv.AppendInt(append(b, '/'), int64(r.number), 10)
	}
	return b
}

func (l *linkLayer) feature(r linkRef) Feature {
	from, a := l.leg(r)
	of, id := l.owner(r)
	mm := int64(a.LegMM)
	v := []any{of, id, orNull(l.kind(r)), float64(mm) / 1000, float64(streets.Standard.Walk(mm)) / 1000, orNull(a.Crosses.String()), nil, nil}
	if n := l.engine.city.Streets; n != nil {
		street := n.Street(a.Segment)
		v[6], v[7] = street.Way, orNull(street.Name)
	}
	return Feature{ID: string(l.appendID(nil, r)), Geometry: orb.LineString{from, a.At}, Values: v}
}

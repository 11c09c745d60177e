package layers

import (
	"bytes"
	"context"
	"slices"
	"strconv"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/geo/streets"
)

// accessLayer is the straight legs between places or facilities and the streets,
// as [coverage.Engine.AccessLegs] lists them. The id of a link is that of its place, with the
// kind and a number where it is not the main one.
func (s *Set) accessLayer(ctx context.Context) (*table, error) {
	l := &legLayer{from: s.engine.Legs()}
	columns := legColumns(s.city.Streets)
	t := &table{layer: Layer{ID: Access, Title: Title{Key: "layer.access"}, Geometry: GeometryLine, Columns: columns.columns}}
	l.find()
	t.layer.Count = len(l.legs)
	var box boundBuilder
	for i, r := range l.legs {
		if i%4096 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		leg := l.from.Leg(r.LegRef)
		box.add(leg.From.Bound().Extend(leg.Access.At))
	}
	t.layer.Bound = box.bound
	t.id = func(i int) string { return string(l.appendID(nil, l.legs[i])) }
	t.open = plainly(func(i int) Feature {
		leg := l.from.Leg(l.legs[i].LegRef)
		return Feature{ID: t.id(i), Geometry: orb.LineString{leg.From, leg.Access.At}, Values: columns.values(leg)}
	})
	return t, nil
}

// A legLayer keeps where each access leg is found rather than the leg.
type legLayer struct {
	from coverage.Legs
	legs []numberedLeg // by id
}

// A numberedLeg is an access leg with its number.
type numberedLeg struct {
	coverage.LegRef
	number int32 // among those of its kind at one place, from 1; 0 for the main one
}

// find lists the legs that there are, sorted by id.
func (l *legLayer) find() {
	numbers := map[string]int32{} // by kind, at one place
	var before coverage.LegRef
	l.from.Each(func(r coverage.LegRef) {
		if !r.SameOwner(before) {
			clear(numbers)
		}
		before = r
		leg := numberedLeg{LegRef: r}
		if _, _, kind := l.from.Name(r); kind != "" {
			numbers[kind]++
			leg.number = numbers[kind]
		}
		l.legs = append(l.legs, leg)
	})
	var x, y []byte
	slices.SortFunc(l.legs, func(a, b numberedLeg) int {
		x, y = l.appendID(x[:0], a), l.appendID(y[:0], b)
		return bytes.Compare(x, y)
	})
}

func (l *legLayer) appendID(b []byte, r numberedLeg) []byte {
	of, id, kind := l.from.Name(r.LegRef)
	b = append(append(append(b, of...), '/'), id...)
	if r.number > 0 {
		b = append(append(b, '/'), kind...)
		b = strconv.AppendInt(append(b, '/'), int64(r.number), 10)
	}
	return b
}

func legColumns(n *streets.Network) *columnList[coverage.AccessLeg] {
	type leg = coverage.AccessLeg
	street := func(l leg) (street streets.Street) {
		if n != nil {
			street = n.Street(l.Access.Segment)
		}
		return street
	}
	c := &columnList[leg]{layer: Access}
	c.add("of", ColumnText, "", func(l leg) any { return l.Of })
	c.add("of_id", ColumnText, "", func(l leg) any { return l.ID })
	c.add("kind", ColumnText, "", func(l leg) any { return orNull(l.Kind) })
	c.add("leg_m", ColumnReal, "m", func(l leg) any { return float64(l.Access.LegMM) / 1000 })
	c.add("seconds", ColumnReal, "s", func(l leg) any { return float64(streets.Standard.Walk(int64(l.Access.LegMM))) / 1000 })
	c.add("crosses", ColumnText, "", func(l leg) any { return orNull(l.Access.Crosses.String()) })
	c.add("way", ColumnWhole, "", func(l leg) any {
		if n == nil {
			return nil
		}
		return street(l).Way
	})
	c.add("street", ColumnText, "", func(l leg) any { return orNull(street(l).Name) })
	return c
}

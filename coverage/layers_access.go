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
// as [Engine.AccessLegs] lists them. The id of a link is that of its place, with the
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
	l := &linkLayer{streets: e.city.Streets, accesses: e.importedAccesses()}
	l.find()
	t.layer.Count = len(l.links)
	var box boundBuilder
	for i, r := range l.links {
		if i%4096 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		link := l.accesses.legOf(r.door(), r.public)
		box.add(link.From.Bound().Extend(link.Access.At))
	}
	t.layer.Bound = box.bound
	t.id = func(i int) string { return string(l.appendID(nil, l.links[i])) }
	t.open = plainly(func(i int) Feature { return l.feature(l.links[i]) })
	return t, nil
}

// linkLayer keeps where each link is found, 16 bytes each, rather than the link.
type linkLayer struct {
	streets  *streets.Network
	accesses *Accesses
	links    []linkRef // by id
}

// A linkRef is a access and which of its links.
type linkRef struct {
	of       int32
	entrance int32
	number   int32 // among those of its kind at one place, from 1; 0 for the main one
	facility bool
	public   bool // how it joins the streets that everybody may use
}

func (r linkRef) door() accessKey { return accessKey{r.facility, int(r.of), int(r.entrance)} }

// find lists the links that there are, sorted by id.
func (l *linkLayer) find() {
	numbers := map[string]int32{} // by kind, at one place
	var before accessKey
	l.accesses.eachLeg(func(at accessKey, public bool) {
		if at.of != before.of || at.facility != before.facility {
			clear(numbers)
		}
		before = at
		r := linkRef{of: int32(at.of), entrance: int32(at.entrance), facility: at.facility, public: public}
		if kind := l.accesses.legKind(at, public); kind != "" {
			numbers[kind]++
			r.number = numbers[kind]
		}
		l.links = append(l.links, r)
	})
	var x, y []byte
	slices.SortFunc(l.links, func(a, b linkRef) int {
		x, y = l.appendID(x[:0], a), l.appendID(y[:0], b)
		return bytes.Compare(x, y)
	})
}

func (l *linkLayer) appendID(b []byte, r linkRef) []byte {
	of, id := l.accesses.owner(r.door())
	b = append(append(append(b, of...), '/'), id...)
	if r.number > 0 {
		b = append(append(b, '/'), l.accesses.legKind(r.door(), r.public)...)
		b = strconv.AppendInt(append(b, '/'), int64(r.number), 10)
	}
	return b
}

func (l *linkLayer) feature(r linkRef) Feature {
	link := l.accesses.legOf(r.door(), r.public)
	a, mm := link.Access, int64(link.Access.LegMM)
	v := []any{link.Of, link.ID, orNull(link.Kind), float64(mm) / 1000, float64(streets.Standard.Walk(mm)) / 1000, orNull(a.Crosses.String()), nil, nil}
	if l.streets != nil {
		street := l.streets.Street(a.Segment)
		v[6], v[7] = street.Way, orNull(street.Name)
	}
	return Feature{ID: string(l.appendID(nil, r)), Geometry: orb.LineString{link.From, a.At}, Values: v}
}

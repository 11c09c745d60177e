package answer

import (
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/paulmach/orb"

	"lifecircle/coverage/itinerary"
	"lifecircle/geo/streets"
)

// legWidth is the widest the column of streets gets, in terminal columns.
const legWidth = 40

// writeText writes the walk as an itinerary: a line a leg, then whether it is
// within the limit, and why it is not.
func (w Walk) writeText(out io.Writer) error {
	if _, err := io.WriteString(out, w.title()+"\n\n"); err != nil {
		return err
	}
	if len(w.Walk.Legs) > 0 {
		if err := w.writeLegs(out); err != nil {
			return err
		}
		if _, err := io.WriteString(out, "\n"); err != nil {
			return err
		}
	}
	lines := append(append(w.judgement(), w.caveats()...), credits(w.City, w.Lang)...)
	_, err := io.WriteString(out, strings.Join(lines, "\n")+"\n")
	return err
}

func (w Walk) say(key string, pairs ...string) string { return Say(w.Lang, key, pairs...) }

// title says what was asked: from where, to what, walking how.
func (w Walk) title() string {
	q := w.Walk.Query
	from := lonLat(w.Walk.From)
	if q.Place != "" {
		from = w.say("walk.place", "id", q.Place)
	}
	to := lonLat(w.Walk.To)
	switch {
	case q.Service != "" && w.Walk.Facility != "":
		to = w.say("walk.facility", "facility", w.called(w.Walk.Facility), "service", serviceName(w.City, w.Lang, q.Service))
	case q.Service != "":
		to = serviceName(w.City, w.Lang, q.Service)
	}
	return w.say("walk.title", "city", cityName(w.City, w.Lang), "from", from, "to", to,
		"profile", profileName(w.City, w.Lang, q.Profile))
}

// called names a facility and its id.
func (w Walk) called(id string) string {
	if name := facilityName(w.City, w.Lang, id); name != nil {
		return w.say("walk.called", "name", *name, "id", id)
	}
	return id
}

// lonLat is a point as the flags take it, to a metre.
func lonLat(p orb.Point) string {
	number := func(v float64) string { return strconv.FormatFloat(math.Round(v*1e5)/1e5, 'f', -1, 64) }
	return number(p[0]) + "," + number(p[1])
}

func (w Walk) writeLegs(out io.Writer) error {
	t := table.NewWriter()
	t.SetStyle(style())
	t.AppendHeader(table.Row{"", w.say("column.leg"), w.say("column.metres"), w.say("column.seconds"), w.say("column.note")})
	t.SetColumnConfigs([]table.ColumnConfig{
		{Number: 1, Align: text.AlignRight},
		{Number: 2, WidthMax: legWidth, WidthMaxEnforcer: text.WrapSoft},
		{Number: 3, Align: text.AlignRight, AlignHeader: text.AlignRight},
		{Number: 4, Align: text.AlignRight, AlignHeader: text.AlignRight},
	})
	spent := int64(0) // the seconds of the legs add up to those in all
	for i, l := range streetByStreet(w.Walk.Legs) {
		before := wholeSeconds(spent)
		spent += l.Millis
		t.AppendRow(table.Row{i + 1, w.legWords(l), metres(l.LengthM), thousands(float64(wholeSeconds(spent) - before)), w.legNotes(l)})
	}
	if w.Walk.Millis != nil {
		t.AppendSeparator()
		t.AppendRow(table.Row{"", w.say("walk.total"), metres(lengthOf(w.Walk.Legs)), secondsCell(w.Walk.Millis), ""})
	}
	return render(out, t)
}

// streetByStreet joins legs that follow each other on what a walker takes for one
// street: its map may be in many pieces.
func streetByStreet(legs []itinerary.Leg) []itinerary.Leg {
	var out []itinerary.Leg
	for _, l := range legs {
		if len(out) == 0 || !sameStreet(out[len(out)-1], l) {
			out = append(out, l)
			continue
		}
		one := &out[len(out)-1]
		one.LengthM, one.Millis, one.Wait, one.Signals = one.LengthM+l.LengthM, one.Millis+l.Millis, one.Wait+l.Wait, one.Signals+l.Signals
		one.ClimbM, one.DescentM = sum(one.ClimbM, l.ClimbM), sum(one.DescentM, l.DescentM)
	}
	return out
}

func sameStreet(a, b itinerary.Leg) bool {
	return (a.Kind == itinerary.LegStreet || a.Kind == itinerary.LegCompound) && a.Kind == b.Kind &&
		a.Name == b.Name && (a.Name != "" || a.Class == b.Class) && a.Hours == b.Hours
}

// sum adds what is known; what is not makes the sum unknown.
func sum(a, b *float64) *float64 {
	if a == nil || b == nil {
		return nil
	}
	v := *a + *b
	return &v
}

// legWords names a leg: its street, and what kind it is where that is not
// simply a street.
func (w Walk) legWords(l itinerary.Leg) string {
	if l.Kind == itinerary.LegAccess {
		if len(l.Line) > 0 && l.Line[0] == w.Walk.From {
			return w.say("walk.to_street")
		}
		return w.say("walk.from_street")
	}
	street := l.Name
	if street == "" {
		street = w.say("walk.unnamed", "class", l.Class)
	}
	switch {
	case l.Kind == itinerary.LegStreet:
		return street
	case l.Name == "" && l.Kind != itinerary.LegCompound:
		return w.say("leg." + string(l.Kind))
	}
	return w.say("walk.of_kind", "street", street, "kind", w.say("leg."+string(l.Kind)))
}

// legNotes lists what else there is to say of a leg.
func (w Walk) legNotes(l itinerary.Leg) string {
	var notes []string
	add := func(key string, pairs ...string) { notes = append(notes, w.say(key, pairs...)) }
	if l.Steps > 0 {
		add("walk.steps", "n", strconv.Itoa(l.Steps))
	}
	if l.ClimbM != nil && math.Round(*l.ClimbM) > 0 {
		add("walk.climb", "metres", metres(*l.ClimbM))
	}
	if l.DescentM != nil && math.Round(*l.DescentM) > 0 {
		add("walk.descent", "metres", metres(*l.DescentM))
	}
	if l.Wait > 0 {
		add("walk.wait", "seconds", thousands(float64(l.Wait)/1000))
	}
	if l.Signals > 0 {
		add("walk.signals", "n", plain(l.Signals))
	}
	if l.Hours != "" {
		add("walk.hours", "hours", l.Hours)
	}
	if l.Crosses != streets.ObstacleNone {
		add("walk.crosses", "obstacle", obstacleWord(w.Lang, l.Crosses))
	}
	return strings.Join(notes, w.say("list.comma"))
}

// judgement says whether the walk is within the limit, by how much, and why not.
func (w Walk) judgement() []string {
	walk := w.Walk
	limit := minutes(float64(walk.Limit) / 60_000)
	var out []string
	switch {
	case walk.Millis == nil:
		out = append(out, w.say("walk.none", "minutes", limit))
	case walk.Covered:
		out = append(out, w.say("walk.covered", "minutes", limit, "walk", clock(*walk.Millis), "slack", clockOf(max(0, wholeSeconds(walk.Limit)-wholeSeconds(*walk.Millis)))))
	default:
		out = append(out, w.say("walk.over", "minutes", limit, "walk", clock(*walk.Millis), "over", clock(*walk.Millis-walk.Limit)))
	}
	if walk.Missed != nil {
		out = append(out, w.why(*walk.Missed)...)
	}
	return out
}

// why gives the cause of a gap and its evidence.
func (w Walk) why(m itinerary.Miss) []string {
	pairs := []string{
		"service", serviceName(w.City, w.Lang, w.Walk.Query.Service), "nearest", w.called(m.Nearest),
		"metres", metres(m.StraightM),
	}
	out := []string{w.say("cause."+string(m.Cause), pairs...)}
	switch toPoint := w.Walk.Query.Service == ""; {
	case toPoint && m.Cause == itinerary.CauseDetour:
		out[0] = w.say("walk.detour_to_point", pairs...)
	case toPoint && m.Cause == itinerary.CauseDistance:
		out[0] = w.say("walk.distance_to_point", pairs...)
	}
	if m.Cause == itinerary.CauseDisconnected && m.Nearest != "" {
		out = append(out, w.say("walk.nearest", pairs...))
	}
	if m.WalkMillis != nil {
		walk := w.say("walk.walk_there", "walk", clock(*m.WalkMillis))
		if m.Ratio != nil {
			walk = w.say("walk.walk_there_ratio", "walk", clock(*m.WalkMillis), "ratio", tenths(*m.Ratio))
		}
		out = append(out, walk)
	}
	if len(m.Crossed) > 0 {
		var names []string
		for _, o := range m.Crossed {
			names = append(names, obstacleWord(w.Lang, o))
		}
		out = append(out, w.say("walk.between", "obstacles", strings.Join(names, w.say("list.comma"))))
	}
	if m.NearEdge {
		out = append(out, w.say("walk.near_edge"))
	}
	return out
}

// caveats say how the walk was made where it isn't the plainest, and what was
// taken for granted.
func (w Walk) caveats() []string {
	var out []string
	if p := w.Walk.Query.Private; p != "" && p != streets.PrivateClosed {
		out = append(out, w.say("private_legend."+string(p)))
	}
	for _, l := range w.Walk.Legs {
		if l.Hours != "" {
			return append(out, w.say("walk.any_hour"))
		}
	}
	return out
}

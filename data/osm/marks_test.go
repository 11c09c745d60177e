package osm_test

import (
	"strings"
	"testing"

	"lifecircle/geo/streets"
)

// TestGates is who passes a gate: everybody (+), residents (r) or nobody (-),
// where private is closed, residents and open. Pages are of
// wiki.openstreetmap.org/wiki/.
func TestGates(t *testing.T) {
	for _, c := range []struct{ name, page, tags, want, notes string }{
		{"gate", "Tag:barrier=gate", "barrier=gate", "+++ gate", "gate_without_access"},
		{"gate for all", "Key:access", "barrier=gate access=yes", "+++ gate", ""},
		{"private gate", "Key:access", "barrier=gate access=private", "-r+ gate", ""},
		{"foot goes first", "Key:foot", "barrier=gate access=private foot=yes", "+++ gate", ""},
		{"foot=designated", "Key:foot", "barrier=gate access=no foot=designated", "+++ gate", ""},
		{"foot=private", "Key:foot", "barrier=gate foot=private", "-r+ gate", ""},
		{"residents", "Key:access", "barrier=gate access=residents", "+r+ gate", ""},
		{"permit", "Key:access", "barrier=lift_gate foot=permit", "+r+ lift", ""},
		{"access=no", "Key:access", "barrier=gate access=no", "--- gate", ""},
		{"foot=no", "Key:foot", "barrier=gate access=yes foot=no", "--- gate", ""},
		{"customers", "Key:access", "barrier=gate access=customers", "+++ gate", ""},
		{"locked", "Key:locked", "barrier=gate locked=yes", "--- gate", ""},
		{"locked, and private: they have keys", "Key:locked", "barrier=gate access=private locked=yes", "-r+ gate", ""},
		{"locked, and open to walkers", "Key:locked", "barrier=gate foot=yes locked=yes", "+++ gate", "tags_contradict"},
		{"a beam leaves room", "Tag:barrier=lift_gate", "barrier=lift_gate locked=yes", "+++ lift", ""},
		{"lift gate says nothing", "Tag:barrier=lift_gate", "barrier=lift_gate", "+++ lift", ""},
		{"swing gate", "Tag:barrier=swing_gate", "barrier=swing_gate", "+++ lift", ""},
		{"entrance", "Tag:barrier=entrance", "barrier=entrance", "+++ entrance", ""},
		{"bollard", "Tag:barrier=bollard", "barrier=bollard", "+++ bollard", ""},
		{"cycle barrier", "Tag:barrier=cycle_barrier", "barrier=cycle_barrier", "+++ cycle", ""},
		{"turnstile", "Tag:barrier=turnstile", "barrier=turnstile foot=yes", "+++ turnstile", ""},
		{"tall turnstile", "Tag:barrier=full-height_turnstile", "barrier=full-height_turnstile foot=yes", "+++ turnstile", ""},
		{"kissing gate", "Tag:barrier=kissing_gate", "barrier=kissing_gate foot=yes", "+++ kissing", ""},
		{"stile", "Tag:barrier=stile", "barrier=stile", "+++ stile", ""},
		{"block", "Tag:barrier=block", "barrier=block", "+++ block", ""},
		{"chain", "Tag:barrier=chain", "barrier=chain", "+++ other", ""},
		{"a value that we don't know", "Key:barrier", "barrier=dragon", "+++ other", ""},
		{"wall", "Tag:barrier=wall", "barrier=wall", "--- other", "barrier_counted_closed"},
		{"fence", "Tag:barrier=fence", "barrier=fence", "--- other", "barrier_counted_closed"},
		{"a hole in the fence", "Tag:barrier=fence", "barrier=fence foot=yes", "+++ other", ""},
		{"a fence that lets through", "Tag:barrier=fence", "barrier=fence access=permissive", "+++ other", ""},
		{"a fence for residents", "Tag:barrier=fence", "barrier=fence access=private", "-r+ other", ""},
		{"a fence for horses", "Tag:barrier=fence", "barrier=fence horse=yes", "--- other", "barrier_counted_closed"},
		{"what vehicles notice", "Tag:barrier=height_restrictor", "barrier=height_restrictor", "", ""},
		{"none", "Key:barrier", "barrier=no", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			passes, barrier := "", ""
			for _, private := range []streets.Private{streets.PrivateClosed, streets.PrivateResidents, streets.PrivateOpen} {
				r, notes := full(t, "n1 0 0\nn2 1 0 "+c.tags+"\nn3 2 0\nw1 1,2,3 highway=footway", private)
				codes := ""
				for _, n := range notes {
					codes = strings.TrimSpace(codes + " " + n.Code)
				}
				if codes != c.notes && !(private != streets.PrivateResidents && codes == "") {
					t.Errorf("private %s: notes %q, want %q", private, codes, c.notes)
				}
				for _, m := range r.marks {
					if m.node != 2 || m.Feature != streets.FeatureGate {
						t.Errorf("mark %+v", m)
					}
					barrier = " " + map[streets.Barrier]string{
						streets.BarrierGate: "gate", streets.BarrierLiftGate: "lift", streets.BarrierEntrance: "entrance",
						streets.BarrierBollard: "bollard", streets.BarrierCycle: "cycle", streets.BarrierTurnstile: "turnstile",
						streets.BarrierKissingGate: "kissing", streets.BarrierStile: "stile", streets.BarrierBlock: "block",
						streets.BarrierOther: "other",
					}[m.Kind.Barrier]
					switch {
					case m.Closed:
						passes += "-"
					case m.Kind.Use == streets.UseResidents:
						passes += "r"
					default:
						passes += "+"
					}
				}
			}
			if got := passes + barrier; got != c.want {
				t.Errorf("%s: %q, want %q (wiki.openstreetmap.org/wiki/%s)", c.tags, got, c.want, c.page)
			}
		})
	}
}

// TestMarks is what else stands at a node of a street.
func TestMarks(t *testing.T) {
	for _, c := range []struct{ name, page, tags, want, notes string }{
		{"a tree", "", "natural=tree", "", ""},
		{"hours and wheels of a gate", "Key:opening_hours", "barrier=gate access=yes wheelchair=yes stroller=no width=1.2 opening_hours=06:00-22:00",
			"mark 2 Wheelchair:1 Stroller:3 Barrier:1 WidthDM:12 Feature:2 Hours:06:00-22:00\n", "note hours_counted_open node 1 node 2\n"},
		{"the gap between bollards", "Key:maxwidth:physical", "barrier=bollard width=0.2 maxwidth:physical=1.1", "mark 2 Barrier:4 WidthDM:11 Feature:2\n", ""},
		{"the width of a bollard", "Tag:barrier=bollard", "barrier=bollard width=0.2", "mark 2 Barrier:4 Feature:2\n", ""},
		{"kerb", "Key:kerb", "barrier=kerb kerb=lowered", "mark 2 Kerb:2 Feature:3\n", ""},
		{"raised", "Key:kerb", "kerb=raised", "mark 2 Kerb:4 Feature:3\n", ""},
		{"rolled", "Key:kerb", "kerb=rolled", "mark 2 Kerb:3 Feature:3\n", ""},
		{"none", "Key:kerb", "kerb=no", "mark 2 Kerb:1 Feature:3\n", ""},
		{"some kerb", "Tag:barrier=kerb", "barrier=kerb", "mark 2 Feature:3\n", "note kerb_unknown kerb 1 node 2\n"},
		{"a kerb that wheels climb", "Key:kerb", "kerb=raised wheelchair=yes", "mark 2 Kerb:4 Feature:3\n",
			"note tags_contradict kerb=raised wheelchair=yes 1 node 2\n"},
		{"the kerbs at the ends of a crossing", "Key:kerb", "highway=crossing crossing=marked kerb=raised", "mark 2 Crossing:2\n",
			"note kerb_of_crossing kerb 1 node 2\n"},
		{"crossing", "Tag:highway=crossing", "highway=crossing", "mark 2 Crossing:3\n", ""},
		{"zebra", "Key:crossing", "highway=crossing crossing=zebra", "mark 2 Crossing:2\n", ""},
		{"crossing with lights", "Key:crossing", "highway=crossing crossing=traffic_signals", "mark 2 Crossing:1\n", ""},
		{"crossing of the newer tags", "Key:crossing:signals", "highway=crossing crossing:signals=separate", "mark 2 Crossing:1\n", ""},
		{"no crossing", "Tag:crossing=no", "highway=crossing crossing=no", "", ""},
		{"lights", "Tag:highway=traffic_signals", "highway=traffic_signals", "mark 2 Crossing:1\n", ""},
		{"lights where one crosses", "Tag:highway=traffic_signals", "highway=traffic_signals crossing=no", "mark 2 Crossing:1\n", ""},
		{"rails", "Tag:railway=crossing", "railway=crossing crossing=uncontrolled", "", ""},
		{"a gate and a crossing", "", "barrier=bollard highway=crossing crossing=marked", "mark 2 Barrier:4 Feature:2\nmark 2 Crossing:2\n", ""},
		{"lift", "Tag:highway=elevator", "highway=elevator wheelchair=yes width=1.1", "mark 2 Wheelchair:1 WidthDM:11 Feature:4\n", ""},
		{"lift for residents", "Tag:highway=elevator", "highway=elevator access=private", "mark 2 Use:1 Feature:4\n", ""},
		{"lift for nobody", "Tag:highway=elevator", "highway=elevator access=no", "mark 2 Feature:4 Closed:true\n", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, notes := full(t, "n1 0 0\nn2 1 0 "+c.tags+"\nn3 2 0\nw1 1,2,3 highway=footway", streets.PrivateResidents)
			r.ways = nil
			if got := r.String(); got != c.want {
				t.Errorf("%s: got\n%swant\n%s(wiki.openstreetmap.org/wiki/%s)", c.tags, got, c.want, c.page)
			}
			if got := said(notes); got != c.notes {
				t.Errorf("%s: got\n%swant\n%s", c.tags, got, c.notes)
			}
		})
	}
}

// TestGateOnNothing: a gate that no street leads to is counted, a bollard not.
func TestGateOnNothing(t *testing.T) {
	r, notes := full(t, "n1 0 0\nn2 1 0\nn3 2 0 barrier=gate\nn4 2 1 barrier=bollard\nn5 2 1 barrier=wall\nw1 1,2 highway=footway", streets.PrivateClosed)
	if got, want := said(notes), "note gate_on_nothing barrier 1 node 3\n"; got != want || len(r.marks) > 0 {
		t.Errorf("got %q, %v, want %q", got, r.marks, want)
	}
}

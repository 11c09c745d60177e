package osm

import (
	"slices"

	"lifecircle/data/osm/scan"
	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
)

// barriers are the values of wiki.openstreetmap.org/wiki/Key:barrier at a node of
// a street. Those of stopping keep walkers out unless a tag opens them; any
// other value lets them pass.
var barriers = map[string]streets.Barrier{
	"gate": streets.BarrierGate, "hampshire_gate": streets.BarrierGate, "wicket_gate": streets.BarrierGate,
	"sliding_gate": streets.BarrierGate, "door": streets.BarrierGate,
	"lift_gate": streets.BarrierLiftGate, "swing_gate": streets.BarrierLiftGate, "sliding_beam": streets.BarrierLiftGate,
	"entrance": streets.BarrierEntrance, "sally_port": streets.BarrierEntrance,
	"bollard": streets.BarrierBollard, "rising_bollard": streets.BarrierBollard,
	"cycle_barrier": streets.BarrierCycle, "motorcycle_barrier": streets.BarrierCycle, "chicane": streets.BarrierCycle,
	"turnstile": streets.BarrierTurnstile, "full-height_turnstile": streets.BarrierTurnstile,
	"full_height_turnstile": streets.BarrierTurnstile,
	"kissing_gate":          streets.BarrierKissingGate,
	"stile":                 streets.BarrierStile, "step": streets.BarrierStile, "horse_stile": streets.BarrierStile,
	"block": streets.BarrierBlock, "jersey_barrier": streets.BarrierBlock, "planter": streets.BarrierBlock,
	"log": streets.BarrierBlock, "debris": streets.BarrierBlock,
}

// stopping barriers stand across a street where it ends.
// wiki.openstreetmap.org/wiki/Key:barrier#Linear_barriers
var stopping = []string{
	"wall", "fence", "hedge", "ditch", "retaining_wall", "city_wall", "guard_rail", "cable_barrier", "haha",
}

// forVehicles are barriers that walkers do not notice.
var forVehicles = []string{"no", "height_restrictor", "toll_booth", "bus_trap", "sump_buster", "border_control"}

// A gate is what the tags of a node say of somebody who comes to it.
type gate struct {
	barrier    streets.Barrier
	use        streets.Use
	closed     bool
	assumed    string // code of the note where the tags do not say who may pass
	contradict string // the tags that contradict each other
}

// gateOf reads a node with barrier=*; ok is false where there is none that
// walkers notice, or a kerb.
func gateOf(rules build.Rules, tags scan.Tags) (g gate, ok bool) {
	value := tags.Get("barrier")
	if value == "" || value == "kerb" || slices.Contains(forVehicles, value) {
		return gate{}, false
	}
	use, admitted := rules.Admits(tags.Get)
	g = gate{barrier: barriers[value], use: use, closed: !admitted}
	if g.barrier == streets.BarrierNone {
		g.barrier = streets.BarrierOther
	}
	private, _ := build.Rules{Private: streets.PrivateResidents}.Admits(tags.Get)
	said := opened(tags) || private == streets.UseResidents
	locked := tags.Get("locked") == "yes" && locks(g.barrier) // wiki.openstreetmap.org/wiki/Key:locked
	switch {
	case g.closed:
	case slices.Contains(stopping, value) && !said:
		g.closed, g.assumed = true, "barrier_counted_closed"
	case locked && opened(tags):
		// The word on walkers goes before the lock, which may keep out vehicles.
		g.contradict = "barrier=" + value + " locked=yes, open to walkers"
	case locked && !said:
		g.closed = true
	case locks(g.barrier) && tags.Get("access") == "" && tags.Get("foot") == "":
		g.assumed = "gate_without_access"
	}
	return g, true
}

// opened reports whether a tag lets walkers pass.
// wiki.openstreetmap.org/wiki/Key:access
func opened(tags scan.Tags) bool {
	for _, key := range []string{"foot", "access"} {
		switch tags.Get(key) {
		case "yes", "designated", "permissive", "official", "public", "customers", "destination":
			return true
		}
	}
	return false
}

// locks reports whether a barrier that is locked holds walkers: a beam over the
// road leaves room beside it.
func locks(b streets.Barrier) bool {
	switch b {
	case streets.BarrierGate, streets.BarrierTurnstile, streets.BarrierKissingGate:
		return true
	}
	return false
}

// mark tells the builder what stands at a node. One node may have several
// marks.
func (r *reader) mark(id int64, tags scan.Tags, onStreet bool) error {
	g, isGate := gateOf(r.opts.Rules, tags)
	kerb, highway := kerbed(tags), tags.Get("highway")
	crossing := nodeCrossing(tags)
	if !isGate && !kerb && highway != "elevator" && crossing == streets.CrossingNone {
		return nil
	}
	if r.again("mark ", shape{kind: "node", id: id}) {
		return nil
	}
	said := feature("node", id)
	if !onStreet {
		if isGate && (locks(g.barrier) || g.barrier == streets.BarrierLiftGate) {
			r.notes.Add("gate_on_nothing", r.name, "barrier", 1, said)
		}
		return nil
	}
	if isGate {
		if err := r.markGate(id, g, tags, said); err != nil {
			return err
		}
	}
	if kerb {
		r.markKerb(id, tags, said)
	}
	if highway == "elevator" {
		if err := r.markLift(id, tags, said); err != nil {
			return err
		}
	}
	if crossing != streets.CrossingNone {
		r.network.Mark(id, build.Mark{Crossing: crossing})
	}
	return nil
}

func (r *reader) markGate(id int64, g gate, tags scan.Tags, said string) error {
	if g.assumed != "" {
		r.notes.Add(g.assumed, r.name, "barrier", 1, said)
	}
	if g.contradict != "" {
		r.notes.Add("tags_contradict", r.name, g.contradict, 1, said)
	}
	hours, err := r.hours("node", id, tags)
	if err != nil {
		return err
	}
	k := streets.Kind{Feature: streets.FeatureGate, Barrier: g.barrier, Use: g.use}
	// The width of a bollard or a block is its own, not that of the gap.
	// wiki.openstreetmap.org/wiki/Key:maxwidth:physical
	width := tags.Get("maxwidth:physical")
	if width == "" && (locks(g.barrier) || g.barrier == streets.BarrierEntrance || g.barrier == streets.BarrierLiftGate) {
		width = tags.Get("width")
	}
	r.wheels(&k, tags, width, said)
	r.network.Mark(id, build.Mark{Feature: streets.FeatureGate, Kind: k, Closed: g.closed, Hours: hours})
	return nil
}

func (r *reader) wheels(k *streets.Kind, tags scan.Tags, width, said string) {
	k.Wheelchair, k.Stroller = suitabilities[tags.Get("wheelchair")], suitabilities[tags.Get("stroller")]
	k.WidthDM = r.width(width, said)
}

func (r *reader) markLift(id int64, tags scan.Tags, said string) error {
	use, admitted := r.opts.Rules.Admits(tags.Get)
	hours, err := r.hours("node", id, tags)
	if err != nil {
		return err
	}
	k := streets.Kind{Feature: streets.FeatureLift, Use: use}
	r.wheels(&k, tags, tags.Get("width"), said)
	r.network.Mark(id, build.Mark{Feature: streets.FeatureLift, Kind: k, Closed: !admitted, Hours: hours})
	return nil
}

func kerbed(tags scan.Tags) bool { return tags.Get("kerb") != "" || tags.Get("barrier") == "kerb" }

// kerbs are the values of wiki.openstreetmap.org/wiki/Key:kerb. A kerb of which
// nothing is said is not known.
var kerbs = map[string]streets.Kerb{
	"no": streets.KerbFlush, "flush": streets.KerbFlush, "lowered": streets.KerbLowered,
	"rolled": streets.KerbRolled, "raised": streets.KerbRaised, "regular": streets.KerbRaised,
}

// markKerb takes a kerb between pavement and road. That of a crossing's node is
// at its two ends and not where the node lies, in the middle of the road: whoever
// walks along the road would pay it, so it is counted and left.
func (r *reader) markKerb(id int64, tags scan.Tags, said string) {
	if tags.Get("highway") == "crossing" {
		r.notes.Add("kerb_of_crossing", r.name, "kerb", 1, said)
		return
	}
	k := streets.Kind{Feature: streets.FeatureKerb, Kerb: kerbs[tags.Get("kerb")]}
	k.Wheelchair, k.Stroller = suitabilities[tags.Get("wheelchair")], suitabilities[tags.Get("stroller")]
	if k.Kerb == streets.KerbUnknown {
		r.notes.Add("kerb_unknown", r.name, "kerb", 1, said)
	}
	if k.Kerb == streets.KerbRaised && k.Wheelchair == streets.SuitabilityYes {
		k.Wheelchair = streets.SuitabilityUnknown // the kerb is seen
		r.notes.Add("tags_contradict", r.name, "kerb=raised wheelchair=yes", 1, said)
	}
	r.network.Mark(id, build.Mark{Feature: streets.FeatureKerb, Kind: k})
}

// nodeCrossing reads how walkers cross the road at a node. Lights of a junction
// stop its vehicles, so that walkers wait for them too; where a path crosses
// rails there is no road.
// wiki.openstreetmap.org/wiki/Tag:highway=crossing, Tag:highway=traffic_signals
func nodeCrossing(tags scan.Tags) streets.Crossing {
	highway := tags.Get("highway")
	switch {
	case highway == "traffic_signals":
		return streets.CrossingSignals
	case highway == "crossing", tags.Get("crossing") != "" && tags.Get("railway") == "":
		return crossingOf(tags)
	}
	return streets.CrossingNone
}

package osm

import (
	"lifecircle/data/osm/scan"
	"lifecircle/geo/streets"
)

// kind reads the tags of a street or a square. said names it in notes.
func (r *reader) kind(class streets.Class, use streets.Use, tags scan.Tags, said string) streets.Kind {
	k := streets.Kind{
		Class:      class,
		Use:        use,
		Surface:    surfaces[tags.Get("surface")],
		Smoothness: smoothnesses[tags.Get("smoothness")],
		Wheelchair: suitabilities[tags.Get("wheelchair")],
		Stroller:   suitabilities[tags.Get("stroller")],
		Deck:       deckOf(tags),
		WidthDM:    r.width(tags.Get("width"), said),
	}
	if v := tags.Get("conveying"); v != "" && v != "no" { // wiki.openstreetmap.org/wiki/Key:conveying
		k.Escalator = 1
	}
	if oneway(tags) {
		k.Oneway = 1
	}
	// wiki.openstreetmap.org/wiki/Tag:footway=crossing
	for _, key := range []string{"footway", "path", "cycleway"} {
		if tags.Get(key) == "crossing" {
			k.Crossing = crossingOf(tags)
		}
	}
	steps := class == streets.ClassSteps
	k.Incline = r.incline(tags.Get("incline"), steps, said)
	if steps {
		k.Ramps = rampsOf(tags)
		if k.Wheelchair == streets.SuitabilityYes && k.Ramps&streets.RampWheelchair == 0 && k.Escalator == 0 {
			// Steps are seen; what is said of wheels may be meant of the street.
			k.Wheelchair = streets.SuitabilityUnknown
			r.notes.Add("tags_contradict", r.name, "highway=steps wheelchair=yes", 1, said)
		}
	}
	return k
}

// surfaces are the classes of wiki.openstreetmap.org/wiki/Key:surface as wheels
// feel them. What is not here is not known.
var surfaces = map[string]streets.Surface{
	"asphalt": streets.SurfaceSmooth, "chipseal": streets.SurfaceSmooth, "concrete": streets.SurfaceSmooth,
	"concrete:lanes": streets.SurfaceSmooth, "concrete:plates": streets.SurfaceSmooth,
	"paved": streets.SurfaceSmooth, "paving_stones": streets.SurfaceSmooth, "paving_stones:lanes": streets.SurfaceSmooth,
	"bricks": streets.SurfaceSmooth, "brick": streets.SurfaceSmooth, "tiles": streets.SurfaceSmooth,
	"metal": streets.SurfaceSmooth, "metal_grid": streets.SurfaceSmooth, "wood": streets.SurfaceSmooth,
	"rubber": streets.SurfaceSmooth, "tartan": streets.SurfaceSmooth, "acrylic": streets.SurfaceSmooth,
	"plastic": streets.SurfaceSmooth, "carpet": streets.SurfaceSmooth, "glass": streets.SurfaceSmooth,

	"compacted": streets.SurfaceFirm, "fine_gravel": streets.SurfaceFirm, "clay": streets.SurfaceFirm,
	"artificial_turf": streets.SurfaceFirm, "grass_paver": streets.SurfaceFirm,

	"sett": streets.SurfaceCobbles, "cobblestone": streets.SurfaceCobbles, "unhewn_cobblestone": streets.SurfaceCobbles,
	"cobblestone:flattened": streets.SurfaceCobbles, "stepping_stones": streets.SurfaceCobbles,

	"gravel": streets.SurfaceLoose, "pebblestone": streets.SurfaceLoose, "unpaved": streets.SurfaceLoose,
	"dirt": streets.SurfaceLoose, "earth": streets.SurfaceLoose, "ground": streets.SurfaceLoose,
	"soil": streets.SurfaceLoose, "grass": streets.SurfaceLoose, "rock": streets.SurfaceLoose,
	"stone": streets.SurfaceLoose, "shells": streets.SurfaceLoose, "woodchips": streets.SurfaceLoose,

	"sand": streets.SurfaceSoft, "mud": streets.SurfaceSoft, "snow": streets.SurfaceSoft, "ice": streets.SurfaceSoft,
	"salt": streets.SurfaceSoft,
}

// smoothnesses are the values of wiki.openstreetmap.org/wiki/Key:smoothness.
var smoothnesses = map[string]streets.Smoothness{
	"excellent":     streets.SmoothnessExcellent,
	"good":          streets.SmoothnessGood,
	"intermediate":  streets.SmoothnessIntermediate,
	"bad":           streets.SmoothnessBad,
	"very_bad":      streets.SmoothnessVeryBad,
	"horrible":      streets.SmoothnessHorrible,
	"very_horrible": streets.SmoothnessVeryHorrible,
	"impassable":    streets.SmoothnessImpassable,
}

// suitabilities are the values of wiki.openstreetmap.org/wiki/Key:wheelchair and
// Key:stroller.
var suitabilities = map[string]streets.Suitability{
	"yes": streets.SuitabilityYes, "designated": streets.SuitabilityYes,
	"limited": streets.SuitabilityLimited,
	"no":      streets.SuitabilityNo,
}

// deckOf tells bridges and tunnels from the ground. A passage through a
// building and a roof above do not lift a street off the ground.
// wiki.openstreetmap.org/wiki/Key:bridge, Key:tunnel, Key:location
func deckOf(tags scan.Tags) streets.Deck {
	if v := tags.Get("bridge"); v != "" && v != "no" {
		return streets.DeckBridge
	}
	if v := tags.Get("tunnel"); v != "" && v != "no" && v != "building_passage" {
		return streets.DeckTunnel
	}
	if tags.Get("location") == "underground" {
		return streets.DeckTunnel
	}
	return streets.DeckGround
}

// oneway reports whether vehicles drive one way, as on one carriageway of
// several. wiki.openstreetmap.org/wiki/Key:oneway, Tag:junction=roundabout,
// Key:dual_carriageway
func oneway(tags scan.Tags) bool {
	switch tags.Get("oneway") {
	case "yes", "1", "true", "-1", "reverse":
		return true
	case "no":
		return false
	}
	junction := tags.Get("junction")
	return junction == "roundabout" || junction == "circular" || tags.Get("dual_carriageway") == "yes"
}

// rampsOf reads the ramps beside steps. ramp=yes does not say for which wheels:
// a stroller is pushed up most of them, a wheelchair not. A ramp that is
// `separate` is a way of its own.
// wiki.openstreetmap.org/wiki/Key:ramp
func rampsOf(tags scan.Tags) (ramps streets.Ramps) {
	wheelchair, stroller := tags.Get("ramp:wheelchair"), tags.Get("ramp:stroller")
	if wheelchair == "yes" {
		ramps |= streets.RampWheelchair | streets.RampStroller
	}
	if stroller == "yes" {
		ramps |= streets.RampStroller
	}
	if tags.Get("ramp") == "yes" && wheelchair == "" && stroller == "" && tags.Get("ramp:bicycle") == "" {
		ramps |= streets.RampStroller
	}
	return ramps
}

// crossingOf reads how a crossing is controlled.
// wiki.openstreetmap.org/wiki/Key:crossing, Key:crossing:signals, Key:crossing:markings
func crossingOf(tags scan.Tags) streets.Crossing {
	value := tags.Get("crossing")
	signals, markings := tags.Get("crossing:signals"), tags.Get("crossing:markings")
	switch {
	case value == "no":
		return streets.CrossingNone
	case signals != "" && signals != "no",
		oneOf(value, []string{"traffic_signals", "controlled", "pelican", "puffin", "toucan", "pegasus"}):
		return streets.CrossingSignals
	case markings != "" && markings != "no", oneOf(value, []string{"zebra", "marked", "uncontrolled"}):
		return streets.CrossingMarked
	}
	return streets.CrossingUnmarked
}

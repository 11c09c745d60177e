package manifest

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"lifecircle/data/finding"
	"lifecircle/geo/streets"
)

// Limits of a profile's values.
const (
	MaxKMH    = 20.0
	MaxFactor = 100.0
	MaxWaitS  = 3600.0
	MaxWidthM = 25.0
)

// blockedWord is the value of what cannot be passed.
const blockedWord = "blocked"

// A profileValue is a key of a profile's table and where its value goes. What
// it points to says what may be written: see [view.profileValue].
type profileValue struct {
	table, key string
	at         func(*streets.Profile) any
}

// value makes the list below readable.
func value[T any](table, key string, at func(*streets.Profile) *T) profileValue {
	return profileValue{table, key, func(p *streets.Profile) any { return at(p) }}
}

var profileKeys = []profileValue{
	value("speed", "kmh", func(p *streets.Profile) *int64 { return &p.Speed }),

	value("stairs", "step_up_s", func(p *streets.Profile) *streets.Wait { return &p.StepUp }),
	value("stairs", "step_down_s", func(p *streets.Profile) *streets.Wait { return &p.StepDown }),
	value("stairs", "up", func(p *streets.Profile) *streets.Factor { return &p.StairsUp }),
	value("stairs", "down", func(p *streets.Profile) *streets.Factor { return &p.StairsDown }),
	value("stairs", "ramps", func(p *streets.Profile) *streets.Ramps { return &p.Ramps }),
	value("stairs", "ramp", func(p *streets.Profile) *streets.Factor { return &p.Ramp }),
	value("stairs", "escalator", func(p *streets.Profile) *streets.Factor { return &p.Escalator }),

	value("slope", "tobler", func(p *streets.Profile) *bool { return &p.Slope }),
	value("slope", "max_up", func(p *streets.Profile) *int32 { return &p.MaxUp }),
	value("slope", "max_down", func(p *streets.Profile) *int32 { return &p.MaxDown }),

	value("waits", "signal_s", func(p *streets.Profile) *streets.Wait { return &p.Signal }),
	value("waits", "crossing_s", func(p *streets.Profile) *streets.Wait { return &p.Crossing }),
	value("waits", "lift_s", func(p *streets.Profile) *streets.Wait { return &p.Lift }),

	surface("smooth", streets.SurfaceSmooth), surface("firm", streets.SurfaceFirm),
	surface("cobbles", streets.SurfaceCobbles), surface("loose", streets.SurfaceLoose),
	surface("soft", streets.SurfaceSoft),

	smoothness("excellent", streets.SmoothnessExcellent), smoothness("good", streets.SmoothnessGood),
	smoothness("intermediate", streets.SmoothnessIntermediate), smoothness("bad", streets.SmoothnessBad),
	smoothness("very_bad", streets.SmoothnessVeryBad), smoothness("horrible", streets.SmoothnessHorrible),
	smoothness("very_horrible", streets.SmoothnessVeryHorrible),
	smoothness("impassable", streets.SmoothnessImpassable),

	wheelchair("yes", streets.SuitabilityYes), wheelchair("limited", streets.SuitabilityLimited),
	wheelchair("no", streets.SuitabilityNo),

	stroller("yes", streets.SuitabilityYes), stroller("limited", streets.SuitabilityLimited),
	stroller("no", streets.SuitabilityNo),

	kerb("flush_s", streets.KerbFlush), kerb("lowered_s", streets.KerbLowered),
	kerb("rolled_s", streets.KerbRolled), kerb("raised_s", streets.KerbRaised),

	barrier("gate_s", streets.BarrierGate), barrier("lift_gate_s", streets.BarrierLiftGate),
	barrier("entrance_s", streets.BarrierEntrance), barrier("bollard_s", streets.BarrierBollard),
	barrier("cycle_barrier_s", streets.BarrierCycle), barrier("turnstile_s", streets.BarrierTurnstile),
	barrier("kissing_gate_s", streets.BarrierKissingGate), barrier("stile_s", streets.BarrierStile),
	barrier("block_s", streets.BarrierBlock), barrier("other_s", streets.BarrierOther),

	value("width", "min_m", func(p *streets.Profile) *uint8 { return &p.MinWidthDM }),
}

func surface(key string, s streets.Surface) profileValue {
	return value("surface", key, func(p *streets.Profile) *streets.Factor { return &p.Surface[s] })
}

func smoothness(key string, s streets.Smoothness) profileValue {
	return value("smoothness", key, func(p *streets.Profile) *streets.Factor { return &p.Smoothness[s] })
}

func wheelchair(key string, s streets.Suitability) profileValue {
	return value("wheelchair", key, func(p *streets.Profile) *streets.Factor { return &p.Wheelchair[s] })
}

func stroller(key string, s streets.Suitability) profileValue {
	return value("stroller", key, func(p *streets.Profile) *streets.Factor { return &p.Stroller[s] })
}

func kerb(key string, k streets.Kerb) profileValue {
	return value("kerb", key, func(p *streets.Profile) *streets.Wait { return &p.Kerb[k] })
}

func barrier(key string, b streets.Barrier) profileValue {
	return value("barrier", key, func(p *streets.Profile) *streets.Wait { return &p.Barrier[b] })
}

// profileTables returns the names of a profile's tables.
func profileTables() []string {
	var out []string
	for _, k := range profileKeys {
		if !slices.Contains(out, k.table) {
			out = append(out, k.table)
		}
	}
	return out
}

// profileValues reads the tables of a profile into p. strict says that every
// value must name its source.
func profileValues(v view, p *streets.Profile, strict bool) {
	for _, name := range profileTables() {
		t, ok := v.sub(name)
		if !ok {
			continue
		}
		known := []string{"source"}
		for _, k := range profileKeys {
			if k.table != name {
				continue
			}
			known = append(known, k.key)
			if e := t.t.by[k.key]; e != nil {
				t.profileValue(k.key, e, k.at(p))
			}
		}
		t.only(known...)
		t.sources(strict)
	}
	if t, ok := v.sub("speed"); ok && t.t.by["kmh"] == nil {
		t.r.refuse(finding.ErrMissing, t.t.line, t.field("kmh"), "", "is missing: write kmh = 4.0")
	}
}

// sources checks a table's `source`: a sentence for all of its values, or a
// table with one for each.
func (v view) sources(strict bool) {
	e := v.t.by["source"]
	switch {
	case e == nil && strict && len(v.t.keys) > 0:
		v.r.refuse(finding.ErrMissing, v.t.line, v.field("source"), "", "is missing: say where the values are from")
	case e == nil:
	case e.kind != kindTable:
		v.str("source")
	default:
		s, _ := v.sub("source")
		for _, key := range s.t.keys {
			if v.t.by[key] == nil || key == "source" {
				s.wrong(key, s.t.by[key], "is the source of a value that is not here")
			}
			s.str(key)
		}
		for _, key := range v.t.keys {
			if strict && key != "source" && s.t.by[key] == nil {
				v.r.refuse(finding.ErrMissing, v.t.by[key].line, s.field(key), "", "is missing: say where the value is from")
			}
		}
	}
}

// profileValue reads one value into what at points to.
func (v view) profileValue(key string, e *entry, at any) {
	switch at := at.(type) {
	case *streets.Factor:
		if e.kind == kindString && e.text == blockedWord {
			*at = streets.Blocked
		} else if n, ok := v.exact(key, e, 1000, 0.001, MaxFactor, `factor, or the word "blocked"`); ok {
			*at = streets.Factor(n)
		}
	case *streets.Wait:
		if e.kind == kindString && e.text == blockedWord {
			*at = streets.Blocked
		} else if n, ok := v.exact(key, e, 1000, 0, MaxWaitS, `time in seconds, or the word "blocked"`); ok {
			*at = streets.Wait(n)
		}
	case *int64: // millimetres per hour
		if n, ok := v.exact(key, e, 1_000_000, 0.1, MaxKMH, "speed in km/h"); ok {
			*at = n
		}
	case *int32: // a slope in thousandths
		if n, ok := v.exact(key, e, 1000, 0, 1, "slope, rise over run as 0.083"); ok {
			*at = int32(n)
		}
	case *uint8: // decimetres
		if n, ok := v.exact(key, e, 10, 0, MaxWidthM, "width in metres"); ok {
			*at = uint8(n)
		}
	case *bool:
		if e.kind != kindBool {
			v.wrong(key, e, "is neither true nor false")
		} else {
			*at = e.text == "true"
		}
	case *streets.Ramps:
		*at = 0
		for _, word := range v.strs(key) {
			switch word {
			case "wheelchair":
				*at |= streets.RampWheelchair
			case "stroller":
				*at |= streets.RampStroller
			default:
				v.r.refuse(finding.ErrUnknown, e.line, v.field(key), word,
					`is not a ramp: use "wheelchair" or "stroller"`)
			}
		}
	}
}

// exact reads a plain decimal within [low, high] as a whole number of its
// scale-th parts.
func (v view) exact(key string, e *entry, scale int64, low, high float64, what string) (int64, bool) {
	text := strings.ReplaceAll(e.text, "_", "")
	say := fmt.Sprintf("is not a %s: write a plain decimal from %g to %g", what, low, high)
	// An exponent could ask for a number of a billion digits.
	if e.kind != kindNumber || len(text) > 40 || strings.ContainsAny(text, "eExXnN") {
		v.wrong(key, e, say)
		return 0, false
	}
	rat, ok := new(big.Rat).SetString(text)
	if !ok {
		v.wrong(key, e, say)
		return 0, false
	}
	if f, _ := rat.Float64(); f < low || f > high {
		v.wrong(key, e, say)
		return 0, false
	}
	rat.Mul(rat, big.NewRat(scale, 1))
	if !rat.IsInt() {
		v.wrong(key, e, fmt.Sprintf("is finer than 1/%d: round it", scale))
		return 0, false
	}
	return rat.Num().Int64(), true
}

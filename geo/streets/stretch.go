package streets

import "math"

// A stretch is what a profile asks of a segment walked in one direction.
type stretch struct {
	kind               Kind
	mm                 uint32
	steps              float64 // of a stair; 0 is not known
	slope              float64 // times as long as on the flat by Tobler; 0 is not known
	up, down           int32   // steepest way up and down in thousandths
	rising             int8    // 1: more up than down, -1: the reverse, 0: not known
	signals, crossings uint16  // shares of a wait, in waitShares-ths
}

// blocked is the cost of a segment that cannot be walked. Sums of it, and
// differences of sums, stay above every real cost.
const blocked = uint64(1) << 40

// cost returns what a profile needs for a stretch, in whole milliseconds rounded
// once, halves up; a piece of street costs at least 1, a point like a gate may
// cost nothing.
func (p *Profile) cost(s stretch) uint64 {
	factor, wait, ok := 1.0, 0.0, true
	times := func(f Factor) {
		if f < 0 {
			ok = false
		} else if f > 0 {
			factor = float64(factor * (float64(f) / 1000))
		}
	}
	plus := func(w Wait, shares uint16) {
		if w < 0 && shares > 0 {
			ok = false
		} else if w > 0 {
			wait += float64(float64(w) * float64(shares) / WaitShares)
		}
	}
	k := s.kind
	stairs := k.Class == ClassSteps && k.Feature == FeatureNone
	if stairs && p.StairsUp == Level {
		k, stairs, s = Kind{Class: ClassFootway}, false, stretch{mm: s.mm, signals: s.signals, crossings: s.crossings}
	}
	times(p.Wheelchair[k.Wheelchair])
	times(p.Stroller[k.Stroller])
	plus(p.Signal, s.signals)
	plus(p.Crossing, s.crossings)
	shares := uint16(WaitShares)
	if k.Half != 0 {
		shares /= 2
	}
	switch k.Feature {
	case FeatureGate:
		plus(p.Barrier[k.Barrier], shares)
	case FeatureKerb:
		plus(p.Kerb[k.Kerb], shares)
	case FeatureLift:
		plus(p.Lift, shares)
	}
	if k.WidthDM > 0 && k.WidthDM < p.MinWidthDM {
		ok = false
	}
	walk := -1.0
	if stairs {
		walk = p.stairs(s, times, &ok)
	} else {
		times(p.Surface[k.Surface])
		times(p.Smoothness[k.Smoothness])
		if p.Slope && s.slope > 0 {
			factor = float64(factor * s.slope)
		}
		if p.MaxUp > 0 && s.up > p.MaxUp || p.MaxDown > 0 && s.down > p.MaxDown {
			ok = false
		}
	}
	if !ok {
		return blocked
	}
	least := uint64(1)
	if k.Feature.IsPoint() {
		least = 0
	}
	if walk < 0 && factor == 1 && wait == 0 {
		return max(least, min(uint64(MaxCost), uint64(p.Walk(int64(s.mm)))))
	}
	if walk < 0 {
		walk = float64(float64(s.mm) * msPerHour / float64(p.Speed))
	}
	total := math.Round(float64(walk*factor) + wait)
	return max(least, uint64(min(total, float64(MaxCost))))
}

// stairs returns the milliseconds of a stair whose steps are known, or -1 where
// its length is to be walked, times what it says.
func (p *Profile) stairs(s stretch, times func(Factor), ok *bool) float64 {
	if s.kind.Ramps&p.Ramps != 0 {
		times(p.Ramp)
		return -1
	}
	if s.kind.Escalator != 0 && p.Escalator != 0 {
		times(p.Escalator)
		return -1
	}
	step, factor := float64(p.StepUp), p.StairsUp
	switch {
	case s.rising < 0:
		step, factor = float64(p.StepDown), p.StairsDown
	case s.rising == 0: // which way is up is not known: the mean of both
		step = (step + float64(p.StepDown)) / 2
		if up, down := plain(p.StairsUp), plain(p.StairsDown); up < 0 || down < 0 {
			factor = Blocked
		} else {
			factor = (up + down) / 2
		}
		if p.StepUp < 0 || p.StepDown < 0 {
			step = Blocked
		}
	}
	switch {
	case step < 0:
		*ok = false
	case step > 0 && s.steps > 0:
		landings := math.Max(0, float64(s.mm)-float64(s.steps*tread))
		return float64(s.steps*step) + float64(landings*msPerHour/float64(p.Speed))
	default:
		times(factor)
	}
	return -1
}

// tread is the depth of a step in millimetres. Norms have 0.26 to 0.32 m for
// stairs out of doors (GB 50352-2019, 6.8.10); what a stair is longer than its
// steps are landings, and walked.
const tread = 300

// plain is a factor with its zero written out.
func plain(f Factor) Factor {
	if f == 0 {
		return 1000
	}
	return f
}

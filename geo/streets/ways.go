package streets

import "sort"

// What the arrays know of ways, and of segments by the run of a way that they lie
// in.

// runIndex returns the place of the run that a segment lies in.
func (a *Arrays) runIndex(segment uint32) int {
	return sort.Search(len(a.Runs), func(i int) bool { return a.Runs[i].First > segment }) - 1
}

func (a *Arrays) runOf(segment uint32) Run { return a.Runs[a.runIndex(segment)] }

// stretchesOf returns a segment of a run as walked along its edge and against it;
// of a part, the whole segment.
func (a *Arrays) stretchesOf(s uint32, r Run) (there, back stretch) {
	there = stretch{kind: a.Kinds[a.WayKinds[r.Way]], mm: a.LengthsMM[s]}
	if len(a.Parts) > 0 {
		if p := a.partAt(s); p != nil {
			there.mm = p.MM
		}
	}
	if step := a.stepOf(r.Way); step > 0 {
		there.steps = float64(there.mm) / float64(step)
	}
	if len(a.Waits) > 0 {
		there.signals, there.crossings = a.Waits[s].Signals, a.Waits[s].Crossings
	}
	back = there
	there.rising = sign(int(there.kind.Incline))
	if len(a.Slopes) > 0 {
		z := a.Slopes[s]
		there.slope, back.slope = float64(z.Forward)/SlopeUnit, float64(z.Backward)/SlopeUnit
		there.up, there.down = int32(z.SteepUp), int32(z.SteepDown)
		back.up, back.down = there.down, there.up
		if there.rising == 0 {
			there.rising = sign(int(z.Up) - int(z.Down))
		}
	}
	back.rising = -there.rising
	if r.Position&backwards != 0 {
		there, back = back, there
	}
	return there, back
}

func sign(v int) int8 {
	switch {
	case v > 0:
		return 1
	case v < 0:
		return -1
	}
	return 0
}

func (a *Arrays) stepOf(way uint32) uint32 {
	if len(a.WayStepsMM) == 0 {
		return 0
	}
	return a.WayStepsMM[way]
}

func (a *Arrays) hours(way uint32) string {
	if len(a.WayHours) == 0 {
		return ""
	}
	return a.name(a.WayHours[way])
}

func (a *Arrays) name(i uint32) string {
	return string(a.Names[a.NameOffsets[i]:a.NameOffsets[i+1]])
}

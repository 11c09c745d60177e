package build

import "fmt"

// shortestStep is the least that a step may measure along the way, in
// millimetres: a count that makes it shorter is a mistake. Treads are 24 to 40
// cm as a rule. There is no most, for a way of stairs has landings, and a few
// steps may lie in a long path that is all mapped as stairs.
const shortestStep = 100

// measureSteps gives each stair whose steps are counted the length of a step.
func (d *draft) measureSteps() {
	counted := false
	for _, w := range d.ways {
		counted = counted || w.steps > 0
	}
	if !counted {
		return
	}
	length := make([]int64, len(d.ways))
	for _, s := range d.segments {
		length[s.way] += int64(s.mm)
	}
	for i := range d.ways {
		w := &d.ways[i]
		if w.steps == 0 || length[i] == 0 {
			continue
		}
		if mm := length[i] / int64(w.steps); mm >= shortestStep {
			w.stepMM = uint32(mm)
		} else {
			d.report.remark("steps_nonsense", fmt.Sprintf("way %d", w.id))
		}
	}
}

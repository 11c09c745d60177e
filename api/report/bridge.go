package report

import (
	"context"

	"lifecircle/coverage"
	"lifecircle/coverage/bridge"
)

// A bridgeView leads from the circle's figure to ours.
type bridgeView struct {
	Caption string
	Rows    []bridgeRow
	Result  string
}

// A bridgeRow is one step, with its bar: from and to are the people covered
// before and after it, in pixels.
type bridgeRow struct {
	Name, Why                     string
	Change, People, Demand, Share string
	X, Width                      string
	Class                         string // total, less, more, none
}

// bridgeWidth is the width of a bar that is everybody, in its own pixels.
const bridgeWidth = 150

// bridge asks for the bridge of a row.
func (r *Report) bridge(ctx context.Context, s scope, row coverage.Row) (*bridgeView, error) {
	steps, err := bridge.Find(ctx, r.engine, bridge.Query{Service: row.Services[0], Scope: r.asked(s)})
	if err != nil {
		return nil, err
	}
	v := &bridgeView{Caption: r.show.Say("page.bridge_caption", "service", r.show.Service(row.Services[0]))}
	most := steps[0].Covered
	for _, step := range steps {
		most = max(most, step.Covered)
	}
	metres := "–"
	if row.BufferM != nil {
		metres = r.show.Metres(*row.BufferM)
	}
	x := func(a coverage.Amount) float64 {
		if most == 0 {
			return 0
		}
		return float64(bridgeWidth*float64(a)) / float64(most)
	}
	before := coverage.Amount(0)
	for i, step := range steps {
		b := bridgeRow{
			Name:   r.show.Say("page.bridge_"+string(step.ID), "metres", metres, "counted", r.show.Counted(row)),
			Change: r.show.Change(step.Change), People: r.show.Amount(&step.Covered), Demand: r.show.Amount(&step.Demand), Share: r.show.Percent(step.Coverage, nil),
			X: px(x(min(before, step.Covered))), Width: px(x(max(before, step.Covered) - min(before, step.Covered))), Class: "less",
		}
		if step.Reason != "" {
			b.Why = r.show.Say("page.bridge_why_" + string(step.Reason))
		}
		switch {
		case i == 0:
			b.Class, b.Change = "total", ""
		case step.Change > 0:
			b.Class = "more"
		case step.Change == 0:
			b.Class = "none"
		}
		before = step.Covered
		v.Rows = append(v.Rows, b)
	}
	last := steps[len(steps)-1]
	v.Rows = append(v.Rows, bridgeRow{Name: r.show.Say("page.bridge_walk"), People: r.show.Amount(&last.Covered), Demand: r.show.Amount(&last.Demand),
		Share: r.show.Percent(row.Coverage, row.Target), X: "0", Width: px(x(last.Covered)), Class: "total"})
	var notes []string
	if last.Demand != steps[0].Demand && row.BufferCoverage != nil {
		notes = append(notes, r.show.Say("page.bridge_counted", "counted", r.show.Counted(row), "share", r.show.Percent(row.BufferCoverage, nil)))
	}
	if row.NearEdge != nil && row.Unlinked != nil && *row.NearEdge+*row.Unlinked > 0 {
		notes = append(notes, r.show.Say("page.bridge_bounds", "near_edge", r.show.Amount(row.NearEdge), "unlinked", r.show.Amount(row.Unlinked), "high", r.show.Percent(row.CoverageHigh, row.Target)))
	}
	v.Result = r.join(notes...)
	return v, nil
}

package covering

import (
	"context"
	"math"
)

// A schedule is the step sizes of the volume algorithm and when it ends.
type schedule struct {
	maxSteps  int
	patience  int     // steps without a better bound before the factor falls
	factor    float64 // of the first step's length
	minFactor float64 // ends below it
}

var (
	rootSchedule = schedule{maxSteps: 2000, patience: 10, factor: 0.5, minFactor: 0.001}
	nodeSchedule = schedule{maxSteps: 100, patience: 4, factor: 0.3, minFactor: 0.02}
)

// initMultipliers sets the first multipliers from a good solution: of rows that it
// covers more than once to 0, as another item gains nothing there, of those that it
// leaves uncovered to their profit.
func (r *relaxation) initMultipliers(good *state) {
	for g := range r.mu {
		r.mu[g] = r.needPrice[g]
	}
	for i, row := range r.rows {
		profit := r.rowProfit(row)
		for c := r.rowStart[i]; c < r.rowStart[i+1]; c++ {
			spare := good.count[r.clause[c]] - good.program.need[r.clause[c]]
			share := 1.0
			switch {
			case spare == 0:
				share = 0.5
			case spare > 0:
				share = 0
			}
			r.lambda[c] = share * profit / float64(r.rowStart[i+1]-r.rowStart[i]) / r.need[c]
		}
	}
}

// estimatePrices estimates the price of a unit of each group's weight and of each
// limit's use. They scale the steps only: the bound is valid whatever they are.
func (r *relaxation) estimatePrices(value float64) {
	r.needPrice, r.limitPrice = make([]float64, len(r.Needs)), make([]float64, len(r.slack))
	weight := make([]float64, len(r.Needs))
	cheapest := math.Inf(1)
	for at, j := range r.items {
		cheapest = math.Min(cheapest, math.Max(1, float64(r.cost(j))))
		clear(weight)
		for _, c := range r.slotClause[r.slotStart[at]:r.slotStart[at+1]] {
			for _, p := range r.Rows[r.rowOf[r.clause[c]]].Parts {
				weight[p.Group] += float64(p.Weight)
			}
		}
		for g, w := range weight {
			if rate := math.Max(1, float64(r.cost(j))) / w; w > 0 && (r.needPrice[g] == 0 || rate < r.needPrice[g]) {
				r.needPrice[g] = rate
			}
		}
	}
	for g := range r.needPrice {
		r.needPrice[g] *= 1.5
	}
	for l := range r.Limits {
		r.limitPrice[l] = math.Abs(value) / math.Max(1, float64(r.Limits[l].Most))
	}
	for l := len(r.Limits); l < len(r.limitPrice); l++ {
		r.limitPrice[l] = cheapest
	}
}

// setScales sets the scale of every clause, given the prices.
func (r *relaxation) setScales() {
	r.scale = make([]float64, len(r.need))
	for i, row := range r.rows {
		w := float64(r.value[row])
		for _, p := range r.Rows[row].Parts {
			w += r.needPrice[p.Group] * float64(p.Weight)
		}
		for c := r.rowStart[i]; c < r.rowStart[i+1]; c++ {
			r.scale[c] = w
		}
	}
}

// tighten lowers the upper bound until stop reports true or it converges. It is the
// volume algorithm of F. Barahona and R. Anbil (Mathematical Programming 87, 2000):
// steps start at the best multipliers and follow a moving average of the subgradients,
// which approaches that of a fractional solution. It calls afterStep, if not nil,
// after each step. The multipliers are the best ones at the end.
func (r *relaxation) tighten(ctx context.Context, p schedule, stop func(bound float64) bool, target func() float64, afterStep func(step int)) {
	if stop(r.bound) {
		return
	}
	r.setScales()
	r.multipliers.copyTo(&r.best)
	best := r.roundUp(r.evaluate()) // at the best multipliers: r.bound may be less
	r.bound = min(r.bound, best)
	for at, x := range r.x {
		r.xMean[at] = indicator(x)
	}
	var mean, now subgradient
	r.computeSubgradient(&mean)
	factor, since, share := p.factor, 0, 0.1
	for step := range p.maxSteps {
		if stop(r.bound) || (step%8 == 0 || len(r.slotClause) > 1<<18) && ctx.Err() != nil {
			break
		}
		goal := target()
		if goal >= best || math.IsInf(goal, -1) {
			goal = best - 0.02*math.Abs(best) - 1
		}
		norm := r.dot(&mean, &mean)
		if norm <= 0 {
			break
		}
		r.step(&mean, factor*(best-goal)/norm)
		bound := r.roundUp(r.evaluate())
		r.computeSubgradient(&now)
		agree := r.dot(&mean, &now)
		mean.blend(&now, share)
		for at, x := range r.x {
			r.xMean[at] += share * (indicator(x) - r.xMean[at])
		}
		switch {
		case bound < best:
			if best-bound > 1e-5*math.Abs(best-goal) {
				since = 0
			} else {
				since++
			}
			if best = bound; agree > 0 {
				factor = min(2, factor*1.1)
			}
			r.bound = min(r.bound, best)
			r.multipliers.copyTo(&r.best)
		default:
			since++
			r.best.copyTo(&r.multipliers)
			if since%p.patience == 0 {
				factor *= 0.66
				share = max(0.02, share*0.85)
			}
		}
		if factor < p.minFactor || since > 8*p.patience {
			break
		}
		if afterStep != nil {
			afterStep(step)
		}
	}
	r.best.copyTo(&r.multipliers)
}

func indicator(x bool) float64 {
	if x {
		return 1
	}
	return 0
}

// fix is reduced-cost fixing at the current multipliers: it calls set for the free
// items that are in no solution of at least threshold, or in every one.
func (r *relaxation) fix(threshold float64, set func(item int32, status int8)) {
	bound := r.roundUp(r.evaluate())
	in, out := 0.0, 0.0 // profits of the last item that the main limit admits, and of the next
	if len(r.order) >= r.mainSlack && r.mainSlack > 0 {
		in = r.profit[r.order[r.mainSlack-1]]
	}
	if len(r.order) > r.mainSlack {
		out = r.profit[r.order[r.mainSlack]]
	}
	for at, j := range r.items {
		p := r.profit[at]
		switch {
		case r.x[at] && r.inMain[at] && bound-p+out < threshold, r.x[at] && !r.inMain[at] && bound-p < threshold:
			set(j, fixedIn)
		case !r.x[at] && r.inMain[at] && bound+p-in < threshold, !r.x[at] && !r.inMain[at] && bound+p < threshold:
			set(j, fixedOut)
		}
	}
}

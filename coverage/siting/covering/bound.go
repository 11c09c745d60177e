package covering

import (
	"context"
	"math"
)

// A pace is how long a bound is worked at.
type pace struct {
	steps    int     // at most
	patience int     // steps without a better bound before they get shorter
	factor   float64 // of the first steps
	shortest float64 // factor at which it ends
}

var (
	rootPace = pace{steps: 2000, patience: 10, factor: 0.5, shortest: 0.001}
	nodePace = pace{steps: 100, patience: 4, factor: 0.3, shortest: 0.02}
)

// begin gives the first multipliers: rows that a good choice covers more than once
// are worth nothing to a further item, those that it leaves all they are worth.
func (r *relaxation) begin(good *state) {
	for g := range r.mu {
		r.mu[g] = r.price[g]
	}
	for i, row := range r.rows {
		worth := r.weigh(row)
		for c := r.first[i]; c < r.first[i+1]; c++ {
			spare := good.count[r.clause[c]] - good.program.need[r.clause[c]]
			share := 1.0
			switch {
			case spare == 0:
				share = 0.5
			case spare > 0:
				share = 0
			}
			r.lambda[c] = share * worth / float64(r.first[i+1]-r.first[i]) / r.need[c]
		}
	}
}

// rates estimates what a unit of each group's weight, and of each limit's use, is
// worth. They are the scale of steps: no bound is wrong for them.
func (r *relaxation) rates(value float64) {
	r.price, r.toll = make([]float64, len(r.Needs)), make([]float64, len(r.left))
	brings := make([]float64, len(r.Needs))
	cheapest := math.Inf(1)
	for at, j := range r.items {
		cheapest = math.Min(cheapest, math.Max(1, float64(r.cost(j))))
		clear(brings)
		for _, c := range r.itemAt[r.itemFirst[at]:r.itemFirst[at+1]] {
			for _, p := range r.Rows[r.rowOf[r.clause[c]]].Parts {
				brings[p.Group] += float64(p.Weight)
			}
		}
		for g, b := range brings {
			if rate := math.Max(1, float64(r.cost(j))) / b; b > 0 && (r.price[g] == 0 || rate < r.price[g]) {
				r.price[g] = rate
			}
		}
	}
	for g := range r.price {
		r.price[g] *= 1.5
	}
	for l := range r.Limits {
		r.toll[l] = math.Abs(value) / math.Max(1, float64(r.Limits[l].Most))
	}
	for l := len(r.Limits); l < len(r.toll); l++ {
		r.toll[l] = cheapest
	}
}

// measure finds the scale of every clause, given the rates.
func (r *relaxation) measure() {
	r.scale = make([]float64, len(r.need))
	for i, row := range r.rows {
		w := float64(r.value[row])
		for _, p := range r.Rows[row].Parts {
			w += r.price[p.Group] * float64(p.Weight)
		}
		for c := r.first[i]; c < r.first[i+1]; c++ {
			r.scale[c] = w
		}
	}
}

// tighten lowers the bound until it is enough, or stays. It is the volume algorithm
// of F. Barahona and R. Anbil (Mathematical Programming 87, 2000): steps start at
// the best multipliers and follow an average of the slopes seen, which comes to be
// that of a solution in fractions. It calls glance after each step.
func (r *relaxation) tighten(ctx context.Context, p pace, enough func(bound float64) bool, target func() float64, glance func(step int)) {
	if enough(r.bound) {
		return
	}
	r.measure()
	r.multipliers.copyTo(&r.best)
	best := r.safe(r.evaluate()) // at the best multipliers: r.bound may be less
	r.bound = min(r.bound, best)
	for at, x := range r.x {
		r.mean[at] = one(x)
	}
	var mean, now direction
	r.slopes(&mean)
	factor, since, share := p.factor, 0, 0.1
	for step := range p.steps {
		if enough(r.bound) || (step%8 == 0 || len(r.itemAt) > 1<<18) && ctx.Err() != nil {
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
		bound := r.safe(r.evaluate())
		r.slopes(&now)
		agree := r.dot(&mean, &now)
		mean.blend(&now, share)
		for at, x := range r.x {
			r.mean[at] += share * (one(x) - r.mean[at])
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
		if factor < p.shortest || since > 8*p.patience {
			break
		}
		if glance != nil {
			glance(step)
		}
	}
	r.best.copyTo(&r.multipliers)
}

func one(x bool) float64 {
	if x {
		return 1
	}
	return 0
}

// fix calls set for the free items that are in no choice better than least, or in
// every one. The multipliers are the best ones.
func (r *relaxation) fix(least float64, set func(item int32, fate int8)) {
	bound := r.safe(r.evaluate())
	in, out := 0.0, 0.0 // of the main limit: profit of the last that has room, and of the first that has not
	if len(r.order) >= r.room && r.room > 0 {
		in = r.profit[r.order[r.room-1]]
	}
	if len(r.order) > r.room {
		out = r.profit[r.order[r.room]]
	}
	for at, j := range r.items {
		p := r.profit[at]
		switch {
		case r.x[at] && r.inMain[at] && bound-p+out < least, r.x[at] && !r.inMain[at] && bound-p < least:
			set(j, inside)
		case !r.x[at] && r.inMain[at] && bound+p-in < least, !r.x[at] && !r.inMain[at] && bound+p < least:
			set(j, outside)
		}
	}
}

package covering

import "math"

// computeActivity counts the selected items and joints of each clause.
func (r *relaxation) computeActivity() {
	clear(r.activity)
	for at, x := range r.x {
		// The profit of an item at capacity does not rise with the multipliers.
		full := r.capacity != nil && r.profit[at] >= r.capacity[at]
		if x && !full {
			for _, c := range r.slotClause[r.slotStart[at]:r.slotStart[at+1]] {
				r.activity[c]++
			}
		}
	}
	for _, joint := range r.joints {
		for _, at := range joint.slots {
			if r.x[at] {
				r.activity[joint.clause] += 1 / float64(len(joint.slots))
			}
		}
	}
}

// A subgradient is that of the bound in every multiplier, or an average of several.
type subgradient struct{ lambda, mu, nu []float64 }

// computeSubgradient writes the subgradient at the items and rows selected last.
func (r *relaxation) computeSubgradient(d *subgradient) {
	r.computeActivity()
	d.lambda = append(d.lambda[:0], r.activity...)
	for i := range r.rows {
		if r.z[i] {
			for c := r.rowStart[i]; c < r.rowStart[i+1]; c++ {
				d.lambda[c] -= r.need[c]
			}
		}
	}
	d.mu = r.needSurplus(d.mu[:0])
	d.nu = r.limitSlack(d.nu[:0])
}

// blend moves an average of subgradients towards a new one.
func (d *subgradient) blend(o *subgradient, share float64) {
	blend := func(a, b []float64) {
		for k := range a {
			a[k] += share * (b[k] - a[k])
		}
	}
	blend(d.lambda, o.lambda)
	blend(d.mu, o.mu)
	blend(d.nu, o.nu)
}

// dot is the inner product of two subgradients, scaled as the steps are. Components of
// a that would make a multiplier negative are left out.
func (r *relaxation) dot(a, b *subgradient) float64 {
	sum := 0.0
	for c, x := range a.lambda {
		if x < 0 || r.lambda[c] > 0 {
			sum += r.scale[c] * x * b.lambda[c]
		}
	}
	for g, x := range a.mu {
		if x < 0 || r.mu[g] > 0 {
			sum += r.needPrice[g] / math.Max(1, float64(r.Needs[g])) * x * b.mu[g]
		}
	}
	for l, x := range a.nu {
		if x < 0 || r.nu[l] > 0 {
			sum += r.limitPrice[l] / math.Max(1, r.slack[l]) * x * b.nu[l]
		}
	}
	return sum
}

// step moves the multipliers by t against a subgradient; none becomes negative.
func (r *relaxation) step(d *subgradient, t float64) {
	for c, x := range d.lambda {
		r.lambda[c] = math.Max(0, r.lambda[c]-t*r.scale[c]*x)
	}
	for g, x := range d.mu {
		r.mu[g] = math.Max(0, r.mu[g]-t*r.needPrice[g]/math.Max(1, float64(r.Needs[g]))*x)
	}
	for l, x := range d.nu {
		if l != r.mainLimit {
			r.nu[l] = math.Max(0, r.nu[l]-t*r.limitPrice[l]/math.Max(1, r.slack[l])*x)
		}
	}
}

// needSurplus returns by how much the selected rows exceed each need.
func (r *relaxation) needSurplus(surplus []float64) []float64 {
	surplus = append(surplus, r.covered...)
	if len(surplus) == 0 {
		return surplus
	}
	for g, need := range r.Needs {
		surplus[g] -= float64(need)
	}
	for i, row := range r.rows {
		if r.z[i] {
			for _, p := range r.Rows[row].Parts {
				surplus[p.Group] += float64(p.Weight)
			}
		}
	}
	return surplus
}

// limitSlack returns what the selected items leave of each limit.
func (r *relaxation) limitSlack(slack []float64) []float64 {
	slack = append(slack, r.slack...)
	for at, x := range r.x {
		if x {
			for _, e := range r.limits[at] {
				slack[e.limit] -= float64(e.use)
			}
		}
	}
	if r.mainLimit >= 0 {
		slack[r.mainLimit] = 0
	}
	return slack
}

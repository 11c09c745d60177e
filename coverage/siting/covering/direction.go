package covering

import "math"

// spread sums up how often each clause is reached by the picked items.
func (r *relaxation) spread() {
	clear(r.reach)
	for at, x := range r.x {
		// One that serves all it can brings no more for higher multipliers.
		full := r.serves != nil && r.profit[at] >= r.serves[at]
		if x && !full {
			for _, c := range r.itemAt[r.itemFirst[at]:r.itemFirst[at+1]] {
				r.reach[c]++
			}
		}
	}
	for _, joint := range r.joints {
		for _, at := range joint.slots {
			if r.x[at] {
				r.reach[joint.clause] += 1 / float64(len(joint.slots))
			}
		}
	}
}

// A direction is the slope of the bound in every multiplier, at the items and rows
// that were picked, or an average of several.
type direction struct{ lambda, mu, nu []float64 }

// slopes writes the bound's slopes at the items and rows picked last.
func (r *relaxation) slopes(d *direction) {
	r.spread()
	d.lambda = append(d.lambda[:0], r.reach...)
	for i := range r.rows {
		if r.z[i] {
			for c := r.first[i]; c < r.first[i+1]; c++ {
				d.lambda[c] -= r.need[c]
			}
		}
	}
	d.mu = r.overNeeds(d.mu[:0])
	d.nu = r.spare(d.nu[:0])
}

// blend moves an average of directions towards a new one.
func (d *direction) blend(o *direction, share float64) {
	blend := func(a, b []float64) {
		for k := range a {
			a[k] += share * (b[k] - a[k])
		}
	}
	blend(d.lambda, o.lambda)
	blend(d.mu, o.mu)
	blend(d.nu, o.nu)
}

// dot multiplies two directions in the measure of the steps, in which a row counts
// by what it is worth; slopes that cannot be followed, since a multiplier is at
// least 0, are left out.
func (r *relaxation) dot(a, b *direction) float64 {
	sum := 0.0
	for c, x := range a.lambda {
		if x < 0 || r.lambda[c] > 0 {
			sum += r.scale[c] * x * b.lambda[c]
		}
	}
	for g, x := range a.mu {
		if x < 0 || r.mu[g] > 0 {
			sum += r.price[g] / math.Max(1, float64(r.Needs[g])) * x * b.mu[g]
		}
	}
	for l, x := range a.nu {
		if x < 0 || r.nu[l] > 0 {
			sum += r.toll[l] / math.Max(1, r.left[l]) * x * b.nu[l]
		}
	}
	return sum
}

// step moves the multipliers so far against a direction.
func (r *relaxation) step(d *direction, t float64) {
	for c, x := range d.lambda {
		r.lambda[c] = math.Max(0, r.lambda[c]-t*r.scale[c]*x)
	}
	for g, x := range d.mu {
		r.mu[g] = math.Max(0, r.mu[g]-t*r.price[g]/math.Max(1, float64(r.Needs[g]))*x)
	}
	for l, x := range d.nu {
		if l != r.main {
			r.nu[l] = math.Max(0, r.nu[l]-t*r.toll[l]/math.Max(1, r.left[l])*x)
		}
	}
}

// overNeeds returns by how much the rows counted exceed each need.
func (r *relaxation) overNeeds(over []float64) []float64 {
	over = append(over, r.covered...)
	if len(over) == 0 {
		return over
	}
	for g, need := range r.Needs {
		over[g] -= float64(need)
	}
	for i, row := range r.rows {
		if r.z[i] {
			for _, p := range r.Rows[row].Parts {
				over[p.Group] += float64(p.Weight)
			}
		}
	}
	return over
}

// spare returns what the picked items leave of each limit.
func (r *relaxation) spare(spare []float64) []float64 {
	spare = append(spare, r.left...)
	for at, x := range r.x {
		if x {
			for _, e := range r.limits[at] {
				spare[e.limit] -= float64(e.use)
			}
		}
	}
	if r.main >= 0 {
		spare[r.main] = 0
	}
	return spare
}

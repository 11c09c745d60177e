package covering

import (
	"math"
	"slices"
)

// evaluate solves the relaxed problem under the multipliers and returns the Lagrangian
// bound.
func (r *relaxation) evaluate() float64 {
	total, magnitude := r.fixedValue, math.Abs(r.fixedValue)
	add := func(v float64) { total, magnitude = total+v, magnitude+math.Abs(v) }
	for g, mu := range r.mu {
		add(mu * (r.covered[g] - float64(r.Needs[g])))
	}
	for l, nu := range r.nu {
		add(nu * r.slack[l])
	}
	for i, row := range r.rows {
		w := r.rowProfit(row)
		magnitude += w
		for c := r.rowStart[i]; c < r.rowStart[i+1]; c++ {
			w -= r.need[c] * r.lambda[c]
			magnitude += r.need[c] * r.lambda[c]
		}
		if r.z[i] = w > 0; r.z[i] {
			total += w
		}
	}
	magnitude += r.computeProfits()
	r.selectItems()
	for at, x := range r.x {
		if x {
			total += r.profit[at]
		}
	}
	r.magnitude = magnitude
	return total
}

// rowProfit returns the value of a row and its weight priced by μ.
func (r *relaxation) rowProfit(row int32) float64 {
	w := float64(r.value[row])
	if len(r.mu) > 0 {
		for _, p := range r.Rows[row].Parts {
			w += r.mu[p.Group] * float64(p.Weight)
		}
	}
	return w
}

// computeProfits sets the reduced profit of each item under the multipliers. A joint's
// is split equally among its items, as it counts only where all of them are chosen. It
// returns the sum of all terms in absolute value.
func (r *relaxation) computeProfits() (magnitude float64) {
	for at, j := range r.items {
		p := 0.0
		for _, c := range r.slotClause[r.slotStart[at]:r.slotStart[at+1]] {
			p += r.lambda[c]
		}
		price := float64(r.cost(j))
		for _, e := range r.limits[at] {
			price += r.nu[e.limit] * float64(e.use)
		}
		magnitude += p + math.Abs(price)
		if r.capacity != nil {
			p = min(p, r.capacity[at])
		}
		r.profit[at] = p - price
	}
	for _, joint := range r.joints {
		part := r.lambda[joint.clause] / float64(len(joint.slots))
		for _, at := range joint.slots {
			r.profit[at] += part
		}
		magnitude += r.lambda[joint.clause]
	}
	return magnitude
}

// selectItems selects the items of positive profit, of those in the main limit no more
// than it admits: the most profitable, of equal ones the first.
func (r *relaxation) selectItems() {
	r.order = r.order[:0]
	for at, p := range r.profit {
		r.x[at] = p > 0 && !r.inMain[at]
		if p > 0 && r.inMain[at] {
			r.order = append(r.order, int32(at))
		}
	}
	if len(r.order) >= r.mainSlack {
		r.partialSort(r.mainSlack + 1)
	}
	for _, at := range r.order[:min(r.mainSlack, len(r.order))] {
		r.x[at] = true
	}
}

// roundUp makes a sum formed by evaluate an upper bound in spite of rounding errors.
func (r *relaxation) roundUp(sum float64) float64 {
	const ulp = 2.3e-16
	return sum + ulp*r.magnitude*float64(len(r.rows)+len(r.items)+len(r.need)+16)
}

// moreProfitable reports whether slot a has a greater profit than b, or the same and a
// lower number.
func (r *relaxation) moreProfitable(a, b int32) bool {
	p, q := r.profit[a], r.profit[b]
	return p > q || p == q && a < b
}

// partialSort brings the n most profitable of the order to its front, sorted, by
// quickselect: of many items few are selected.
func (r *relaxation) partialSort(n int) {
	list := r.order
	for low, high := 0, len(list); n < high && high-low > 32; {
		pivot := median(r, list[low], list[(low+high)/2], list[high-1])
		left, right := low, high-1
		for left <= right {
			for r.moreProfitable(list[left], pivot) {
				left++
			}
			for r.moreProfitable(pivot, list[right]) {
				right--
			}
			if left <= right {
				list[left], list[right] = list[right], list[left]
				left, right = left+1, right-1
			}
		}
		switch {
		case n <= right+1:
			high = right + 1
		case n >= left:
			low = left
		default:
			low = high
		}
	}
	front := list[:min(len(list), n+64)]
	slices.SortFunc(front, func(a, b int32) int {
		switch {
		case r.moreProfitable(a, b):
			return -1
		case a == b:
			return 0
		}
		return 1
	})
}

// median returns the median of three slots.
func median(r *relaxation, a, b, c int32) int32 {
	if r.moreProfitable(b, a) {
		a, b = b, a
	}
	if r.moreProfitable(c, b) {
		b = c
		if r.moreProfitable(b, a) {
			b = a
		}
	}
	return b
}

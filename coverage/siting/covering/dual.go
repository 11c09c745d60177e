package covering

import (
	"math"
	"slices"
)

// evaluate sums the bound up under the multipliers.
func (r *relaxation) evaluate() float64 {
	total, terms := r.sum, math.Abs(r.sum)
	note := func(v float64) { total, terms = total+v, terms+math.Abs(v) }
	for g, mu := range r.mu {
		note(mu * (r.covered[g] - float64(r.Needs[g])))
	}
	for l, nu := range r.nu {
		note(nu * r.left[l])
	}
	for i, row := range r.rows {
		w := r.weigh(row)
		terms += w
		for c := r.first[i]; c < r.first[i+1]; c++ {
			w -= r.need[c] * r.lambda[c]
			terms += r.need[c] * r.lambda[c]
		}
		if r.z[i] = w > 0; r.z[i] {
			total += w
		}
	}
	terms += r.profits()
	r.pick()
	for at, x := range r.x {
		if x {
			total += r.profit[at]
		}
	}
	r.terms = terms
	return total
}

// weigh returns what a row is worth under μ.
func (r *relaxation) weigh(row int32) float64 {
	w := float64(r.value[row])
	if len(r.mu) > 0 {
		for _, p := range r.Rows[row].Parts {
			w += r.mu[p.Group] * float64(p.Weight)
		}
	}
	return w
}

// profits sums up what each item brings under the multipliers. A joint's share goes
// to its items in equal parts: it is there only where all of them are. It returns
// the sum of all terms in absolute value.
func (r *relaxation) profits() (terms float64) {
	for at, j := range r.items {
		p := 0.0
		for _, c := range r.itemAt[r.itemFirst[at]:r.itemFirst[at+1]] {
			p += r.lambda[c]
		}
		toll := float64(r.cost(j))
		for _, e := range r.limits[at] {
			toll += r.nu[e.limit] * float64(e.use)
		}
		terms += p + math.Abs(toll)
		if r.serves != nil {
			p = min(p, r.serves[at])
		}
		r.profit[at] = p - toll
	}
	for _, joint := range r.joints {
		part := r.lambda[joint.clause] / float64(len(joint.slots))
		for _, at := range joint.slots {
			r.profit[at] += part
		}
		terms += r.lambda[joint.clause]
	}
	return terms
}

// pick chooses the items of positive profit, of those in the main limit no more than
// it has room for: the most profitable, of equal ones the first.
func (r *relaxation) pick() {
	r.order = r.order[:0]
	for at, p := range r.profit {
		r.x[at] = p > 0 && !r.inMain[at]
		if p > 0 && r.inMain[at] {
			r.order = append(r.order, int32(at))
		}
	}
	if len(r.order) >= r.room {
		r.sortFirst(r.room + 1)
	}
	for _, at := range r.order[:min(r.room, len(r.order))] {
		r.x[at] = true
	}
}

// safe makes a sum an upper bound whatever rounding did to it.
func (r *relaxation) safe(sum float64) float64 {
	const ulp = 2.3e-16
	return sum + ulp*r.terms*float64(len(r.rows)+len(r.items)+len(r.need)+16)
}

// before reports whether a slot is more profitable than another, or as profitable and
// before it.
func (r *relaxation) before(a, b int32) bool {
	p, q := r.profit[a], r.profit[b]
	return p > q || p == q && a < b
}

// sortFirst brings the first n of the order to its front, sorted, by quickselect: of
// many items few are picked.
func (r *relaxation) sortFirst(n int) {
	list := r.order
	for low, high := 0, len(list); n < high && high-low > 32; {
		pivot := middle(r, list[low], list[(low+high)/2], list[high-1])
		left, right := low, high-1
		for left <= right {
			for r.before(list[left], pivot) {
				left++
			}
			for r.before(pivot, list[right]) {
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
		case r.before(a, b):
			return -1
		case a == b:
			return 0
		}
		return 1
	})
}

// middle returns the middle one of three slots.
func middle(r *relaxation, a, b, c int32) int32 {
	if r.before(b, a) {
		a, b = b, a
	}
	if r.before(c, b) {
		b = c
		if r.before(b, a) {
			b = a
		}
	}
	return b
}

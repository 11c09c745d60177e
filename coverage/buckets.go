package coverage

import "iter"

// A bucket is the city, a district, or demand in no district of a level, in the
// order of the rows.
type bucket struct {
	level    int // index into Engine.levels
	district int // index into City.Districts, noDistrict, or wholeCity
}

const wholeCity = -2

func (e *Engine) buckets() []bucket {
	out := []bucket{{district: wholeCity}}
	d := 0
	for l, level := range e.levels {
		out = append(out, bucket{l, noDistrict})
		for ; d < len(e.city.Districts) && e.city.Districts[d].Level == level; d++ {
			out = append(out, bucket{l, d})
		}
	}
	return out
}

// bucketsOf yields the buckets that a place counts for, by their places in
// [Engine.buckets].
func (e *Engine) bucketsOf(place int) iter.Seq[int] {
	return func(yield func(int) bool) {
		if !yield(0) {
			return
		}
		for l, first := range e.noDistrictBucket {
			b := first
			if d := e.districtOf[l][place]; d != noDistrict {
				b = int(d) + l + 2 // behind the city's and those of no district of the levels so far
			}
			if !yield(b) {
				return
			}
		}
	}
}

// findNoDistrictBuckets finds for each level the bucket of demand in no district; its
// districts follow.
func (e *Engine) findNoDistrictBuckets() {
	for b, bucket := range e.buckets() {
		if bucket.district == noDistrict {
			e.noDistrictBucket = append(e.noDistrictBucket, b)
		}
	}
}

package coverage

import "iter"

// A Bucket is the city, a district, or demand in no district of a level, in the
// order of the rows.
type Bucket struct {
	Level    int // index into [Engine.Levels]
	District int // index into City.Districts, NoDistrict, or WholeCity
}

// What a bucket's District may be beside a district.
const (
	NoDistrict = -1
	WholeCity  = -2
)

func (e *districts) Buckets() []Bucket {
	out := []Bucket{{District: WholeCity}}
	d := 0
	for l, level := range e.levels {
		out = append(out, Bucket{l, NoDistrict})
		for ; d < len(e.list) && e.list[d].Level == level; d++ {
			out = append(out, Bucket{l, d})
		}
	}
	return out
}

// BucketsOf yields the buckets that a place counts for, by their places in
// [Engine.Buckets].
func (e *districts) BucketsOf(place int) iter.Seq[int] {
	return func(yield func(int) bool) {
		if !yield(0) {
			return
		}
		for l, first := range e.noDistrictBucket {
			b := first
			if d := e.districtOf[l][place]; d != NoDistrict {
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
func (e *districts) findNoDistrictBuckets() {
	for b, bucket := range e.Buckets() {
		if bucket.District == NoDistrict {
			e.noDistrictBucket = append(e.noDistrictBucket, b)
		}
	}
}

// RefOf names a bucket's district; nil is the whole city.
func (e *districts) RefOf(b Bucket) *DistrictRef {
	switch b.District {
	case WholeCity:
		return nil
	case NoDistrict:
		return &DistrictRef{Level: e.levels[b.Level]}
	}
	d := e.list[b.District]
	return &DistrictRef{d.Code, d.Names, d.Level}
}

// Includes reports whether a scope asks for a bucket's row.
func (e *districts) Includes(s Scope, b Bucket) bool {
	if b.District == WholeCity {
		return s.District == nil
	}
	if s.Level != nil && e.levels[b.Level] != *s.Level {
		return false
	}
	if s.District == nil {
		return true
	}
	if b.District == NoDistrict {
		return *s.District == ""
	}
	return e.list[b.District].Code == *s.District
}

package coverage

import (
	"github.com/paulmach/orb"

	"lifecircle/geo"
)

// Districts say which district of each level places and facilities lie in.
type districts struct {
	list             []District // City.Districts
	levels           []int      // ascending
	inside           []float64  // share of each within the extent
	districtOf       [][]int32  // by level: the district of each place, NoDistrict where there is none
	facilityDistrict [][]int32  // by level: the district of each facility
	noDistrictBucket []int      // by level: the bucket of demand in no district
	districtIndex    *geo.PolygonIndex
}

func (e *districts) indexDistricts() {
	polygons := make([]orb.MultiPolygon, len(e.list))
	for i, d := range e.list {
		polygons[i] = d.Polygon
	}
	e.districtIndex = geo.NewPolygonIndex(polygons)
}

// districtsAt calls set for each level with the district that a point lies in.
func (e *districts) districtsAt(p orb.Point, set func(level int, district int32)) {
	found := e.districtIndex.Locate(p)
	for l, level := range e.levels {
		home := int32(NoDistrict)
		for _, d := range found {
			// Districts are sorted by level and code, and Locate ascends.
			if e.list[d].Level == level {
				home = int32(d)
				break
			}
		}
		set(l, home)
	}
}

// Levels lists the levels of the city's districts, ascending. It must not be
// changed.
func (e *districts) Levels() []int { return e.levels }

// District returns the district of the k-th level that a place lies in, an index
// into City.Districts, or [NoDistrict].
func (e *districts) District(k, place int) int { return int(e.districtOf[k][place]) }

// FacilityDistrict is like District for a facility.
func (e *districts) FacilityDistrict(k, facility int) int {
	return int(e.facilityDistrict[k][facility])
}

// DistrictAt is like District for any point.
func (e *districts) DistrictAt(k int, p orb.Point) int {
	found := NoDistrict
	if e.districtIndex != nil {
		e.districtsAt(p, func(level int, district int32) {
			if level == k {
				found = int(district)
			}
		})
	}
	return found
}

// Inside returns the share of a district's area within the extent.
func (e *districts) Inside(district int) float64 { return e.inside[district] }

// InDistrict reports whether a place counts for a scope's district: "" is no
// district of the level, or of any level where none is asked.
func (e *districts) InDistrict(place int, s Scope) bool {
	return e.inScope(s, e.districtOf, place)
}

// FacilityInDistrict is like InDistrict for a facility.
func (e *districts) FacilityInDistrict(facility int, s Scope) bool {
	return e.inScope(s, e.facilityDistrict, facility)
}

// inScope looks the i-th of something up whose districts are listed by level.
func (e *districts) inScope(s Scope, byLevel [][]int32, i int) bool {
	if s.District == nil {
		return true
	}
	for l, districts := range byLevel {
		if s.Level != nil && e.levels[l] != *s.Level {
			continue
		}
		d := districts[i]
		if *s.District == "" && d == NoDistrict || d != NoDistrict && e.list[d].Code == *s.District {
			return true
		}
	}
	return false
}

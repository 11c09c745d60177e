package fragility

import (
	"cmp"
	"slices"

	"lifecircle/coverage"
)

// facilities sums up who hangs on each facility.
func (s *search) facilities() {
	nearest, lost := map[int]coverage.Amount{}, map[int]coverage.Amount{}
	for i, place := range s.places {
		people, two := s.basis.Amount(place), s.two[i]
		if !two[0].Within(s.limit) {
			continue
		}
		nearest[two[0].Facility] += people
		if !two[1].Within(s.limit) {
			lost[two[0].Facility] += people
		}
	}
	s.out.Facilities = []Facility{}
	for _, f := range s.engine.Offering(s.service) {
		s.out.Facilities = append(s.out.Facilities, Facility{int(f), nearest[int(f)], lost[int(f)]})
	}
	slices.SortStableFunc(s.out.Facilities, func(a, b Facility) int { return cmp.Compare(b.Lost, a.Lost) })
}

// backup sums up who has a second facility, by district.
func (s *search) backup() {
	buckets := s.engine.Buckets()
	sums := make([]Backup, len(buckets))
	for i, place := range s.places {
		people, two := s.basis.Amount(place), s.two[i]
		own := Backup{Demand: people}
		if two[0].Within(s.limit) {
			own.Covered = people
		}
		if two[1].Within(s.limit) {
			own.Backed = people
		}
		s.out.Demand, s.out.Covered, s.out.Backed = s.out.Demand+own.Demand, s.out.Covered+own.Covered, s.out.Backed+own.Backed
		for b := range s.engine.BucketsOf(place) {
			sums[b].Demand, sums[b].Covered, sums[b].Backed = sums[b].Demand+own.Demand, sums[b].Covered+own.Covered, sums[b].Backed+own.Backed
		}
	}
	s.out.Backup = []Backup{}
	for b, sum := range sums {
		if !s.engine.Includes(s.basis.Scope, buckets[b]) || buckets[b].District == coverage.NoDistrict && sum.Demand == 0 {
			continue
		}
		sum.District = s.engine.RefOf(buckets[b])
		if sum.Demand > 0 {
			sum.Share = coverage.ShareOf(sum.Backed, sum.Demand)
		}
		s.out.Backup = append(s.out.Backup, sum)
	}
}

// cells lists the two nearest of every place asked about.
func (s *search) cells() {
	s.out.Cells = make([]Cell, len(s.places))
	walk := func(w coverage.NearestWalk) FacilityWalk {
		if !w.Within(s.limit * 3 / 2) {
			return FacilityWalk{}
		}
		return FacilityWalk{w.Facility, &w.Millis}
	}
	for i, place := range s.places {
		c := Cell{Place: place, First: walk(s.two[i][0]), Second: walk(s.two[i][1])}
		if people := s.basis.Raw(place); people >= 0 {
			c.People = &people
		}
		s.out.Cells[i] = c
	}
}

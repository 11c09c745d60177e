package coverage

import (
	"cmp"
	"slices"
	"strconv"
)

func itoa(n int) string { return strconv.Itoa(n) }

// facilities sums up who hangs on each facility.
func (f *fragile) facilities() {
	nearest, lost := map[uint32]Amount{}, map[uint32]Amount{}
	for i, place := range f.places {
		people, two := f.people(place), f.two[i]
		if !two[0].within(f.limit) {
			continue
		}
		nearest[two[0].rank] += people
		if !two[1].within(f.limit) {
			lost[two[0].rank] += people
		}
	}
	f.out.Facilities = []FragileFacility{}
	for _, at := range f.offering[f.to.service] {
		rank := f.ranks.of[at]
		f.out.Facilities = append(f.out.Facilities, FragileFacility{int(at), nearest[rank], lost[rank]})
	}
	slices.SortStableFunc(f.out.Facilities, func(a, b FragileFacility) int { return cmp.Compare(b.Lost, a.Lost) })
}

// backup sums up who has a second facility, by district.
func (f *fragile) backup() {
	buckets := f.buckets()
	sums := make([]Backup, len(buckets))
	for i, place := range f.places {
		people, two := f.people(place), f.two[i]
		var s Backup
		s.Demand = people
		if two[0].within(f.limit) {
			s.Covered = people
		}
		if two[1].within(f.limit) {
			s.Backed = people
		}
		f.out.Demand, f.out.Covered, f.out.Backed = f.out.Demand+s.Demand, f.out.Covered+s.Covered, f.out.Backed+s.Backed
		for b := range f.bucketsOf(place) {
			sums[b].Demand, sums[b].Covered, sums[b].Backed = sums[b].Demand+s.Demand, sums[b].Covered+s.Covered, sums[b].Backed+s.Backed
		}
	}
	asked := Query{District: f.out.Query.District, Level: f.out.Query.Level}
	f.out.Backup = []Backup{}
	for b, s := range sums {
		if !f.includes(asked, buckets[b]) || buckets[b].district == noDistrict && s.Demand == 0 {
			continue
		}
		s.District = f.refOf(buckets[b])
		if s.Demand > 0 {
			s.Share = share(s.Backed, s.Demand)
		}
		f.out.Backup = append(f.out.Backup, s)
	}
}

// refOf names a bucket.
func (e *Engine) refOf(b bucket) *DistrictRef {
	switch b.district {
	case wholeCity:
		return nil
	case noDistrict:
		return &DistrictRef{Level: e.levels[b.level]}
	}
	d := e.city.Districts[b.district]
	return &DistrictRef{d.Code, d.Names, d.Level}
}

// cells lists the two nearest of every place asked about.
func (f *fragile) cells() {
	f.out.Cells = make([]BackupCell, len(f.places))
	backer := func(p nearestWalk) Backer {
		if !p.within(f.limit * 3 / 2) {
			return Backer{}
		}
		return Backer{f.ranks.index(p.rank), &p.ms}
	}
	for i, place := range f.places {
		c := BackupCell{Place: place, First: backer(f.two[i][0]), Second: backer(f.two[i][1])}
		if people := f.amounts[place]; people >= 0 {
			c.People = &people
		}
		f.out.Cells[i] = c
	}
}

package siting

import (
	"math"
	"slices"

	"github.com/paulmach/orb"

	"lifecircle/geo"
)

// apart lists for each item those that are too near to be chosen beside it; nil where
// the question does not ask.
func (s *siting) apart() [][]int32 {
	metres := s.question.ApartM
	if metres <= 0 {
		return nil
	}
	last := len(s.items) - s.links
	grid := map[[2]int][]int32{}
	cell := func(p orb.Point) [2]int {
		return [2]int{int(math.Floor(p[0] / s.degreesEast(metres))), int(math.Floor(p[1] * metresADegree / metres))}
	}
	for j := s.existing; j < last; j++ {
		at := cell(s.items[j].Point)
		grid[at] = append(grid[at], int32(j))
	}
	out := make([][]int32, len(s.items))
	parallel(last-s.existing, func(i int) {
		j := i + s.existing
		p := s.items[j].Point
		at := cell(p)
		for east := at[0] - 1; east <= at[0]+1; east++ {
			for north := at[1] - 1; north <= at[1]+1; north++ {
				for _, o := range grid[[2]int{east, north}] {
					if int(o) != j && float64(geo.Millimetres(p, s.items[o].Point)) < metres*1000 {
						out[j] = append(out[j], o)
					}
				}
			}
		}
		slices.Sort(out[j])
	})
	return out
}

// metresADegree is a little less than a degree of latitude measures anywhere.
const metresADegree = 110_500

// degreesEast is at least so many metres of longitude anywhere in the city.
func (s *siting) degreesEast(metres float64) float64 {
	farthest := 0.0
	for _, c := range s.items {
		farthest = math.Max(farthest, math.Abs(c.Point[1]))
	}
	return metres / (metresADegree * math.Cos(math.Min(farthest, 89)*math.Pi/180))
}

func metresBetween(a, b Candidate) float64 {
	return float64(geo.Millimetres(a.Point, b.Point)) / 1000
}

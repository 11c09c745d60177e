package main

import (
	"math"
	"strconv"
)

// An estate (小区), a lane quarter or a village: a place where people live.
type estate struct {
	id        string
	name      name
	at        point
	town      byte // letter of streetTowns
	urban     bool
	all       int
	age       ages
	dwellings int
	floorM2   int
}

// Numbers of people by age; each group is also within the ones before it.
type ages struct{ over60, over65, over80, under3, from3to5 int }

// A household is what a kind of block holds: how many places, how many people
// in each, how old they are.
type household struct {
	places        int
	fewest, most  float64
	over60        float64 // share of all
	under3        float64 // share of all
	persons       float64 // to a dwelling
	metresAPerson float64 // of floor, m²
}

var households = map[byte]household{
	'l': {3, 250, 400, 0.37, 0.014, 2.25, 27},
	'o': {2, 340, 570, 0.30, 0.019, 2.45, 32},
	'g': {2, 500, 800, 0.19, 0.034, 2.75, 39},
	'c': {1, 220, 340, 0.12, 0.026, 2.10, 41},
	't': {3, 240, 380, 0.33, 0.017, 2.55, 36},
	'v': {1, 90, 250, 0.43, 0.009, 2.70, 48},
}

// settle gives every residential block its name, estates and people.
func (c *canvas) settle() []estate {
	var out []estate
	eachBlock(func(b block) {
		h, ok := households[b.kind]
		if !ok {
			return
		}
		base := name{}
		for k := range h.places {
			at, this := c.homes(b, k, &base)
			e := estate{name: this, at: at, town: townOf(b.at(3, 3)), urban: b.kind != 'v'}
			e.fill(h, b.column*16+b.row, k)
			out = append(out, e)
		}
		c.named[b.at(0, 0)] = base
	})
	islet := estate{name: name{"湖心村", "Huxin Village"}, at: place(isle.x, isle.y), town: 'E'}
	islet.fill(household{1, 90, 100, 0.52, 0.006, 2.4, 44}, 999, 0)
	out = append(out, islet)
	for i := range out {
		out[i].id = "e" + strconv.Itoa(1001 + i)[1:]
	}
	return out
}

// homes says where the k-th estate of a block lies and what it is called.
func (c *canvas) homes(b block, k int, base *name) (point, name) {
	jitter := func(what int) float64 { return between(-0.35, 0.35, 40, what, b.column, b.row, k) }
	mid := float64(b.wide) / 2
	switch b.kind {
	case 'l':
		*base = c.take("lane estate", laneEstates)
		spots := [][2]float64{{1.2, 1.3}, {4.7, 3}, {1.6, 4.7}}
		return b.spot(spots[k][0]+jitter(0), spots[k][1]+jitter(1)), suffixed(*base, "", " Lanes")
	case 't':
		*base = c.take("seat", seats)
		spots := [][2]float64{{1.4, 4.6}, {4.6, 1.5}, {3.4, 3.2}}
		return b.spot(spots[k][0]+jitter(0), spots[k][1]+jitter(1)), *base
	case 'c':
		*base = c.take("flats", flats)
		return b.spot(4.4, 1.6), suffixed(*base, "", " Flats")
	case 'v':
		*base = suffixed(c.take("village", villages), "", " Village")
		from, to := c.entry(b)
		da, db := float64(to.a-from.a), float64(to.b-from.b)
		return spot(float64(from.a)+float64(2.9*da)+float64(0.3*db), float64(from.b)+float64(2.9*db)+float64(0.3*da)), *base
	case 'o':
		if k == 0 {
			*base = suffixed(c.take("open estate", openEstates), "", " Estate")
		}
		side := []name{{"西区", " West"}, {"东区", " East"}}[k]
		return b.spot(1.4+float64(3.2*float64(k))+jitter(0), 3+float64(jitter(1)*3)), suffixed(*base, side.zh, side.en)
	default:
		if k == 0 {
			*base = suffixed(c.take("gated estate", gatedEstates), "", " Garden")
		}
		phase := []name{{"一期", " Phase 1"}, {"二期", " Phase 2"}}[k]
		return b.spot(float64(mid*(0.5+float64(k)))+jitter(0), 3+float64(jitter(1)*2)), suffixed(*base, phase.zh, phase.en)
	}
}

func suffixed(n name, zh, en string) name { return name{n.zh + zh, n.en + en} }

// fill draws the numbers of people.
func (e *estate) fill(h household, seed, k int) {
	draw := func(low, high float64, what int) float64 { return between(low, high, 50, what, seed, k) }
	e.all = int(draw(h.fewest, h.most, 0))
	part := func(of int, share float64, what int) int {
		return int(math.Round(float64(of) * share * draw(0.82, 1.18, what)))
	}
	e.age.over60 = part(e.all, h.over60, 1)
	e.age.over65 = part(e.age.over60, 0.69, 2)
	e.age.over80 = part(e.age.over65, 0.19, 3)
	e.age.under3 = part(e.all, h.under3, 4)
	e.age.from3to5 = part(e.all, h.under3*1.25, 5)
	e.dwellings = max(1, int(math.Round(float64(e.all)/h.persons)))
	e.floorM2 = 10 * int(math.Round(float64(e.all)*h.metresAPerson/10))
}

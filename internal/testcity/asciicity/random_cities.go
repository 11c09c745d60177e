package asciicity

import (
	"fmt"

	"pgregory.net/rapid"

	"lifecircle/coverage"
	"lifecircle/geo/cells"
	"lifecircle/geo/streets"
)

// Walkers of tests, as fast as standard on the flat.
var (
	// Slow takes four times as long on steps.
	Slow = streets.Profile{ID: "slow", Speed: 4_000_000, StairsUp: 4000, StairsDown: 4000}
	// Wheels do not pass steps.
	Wheels = streets.Profile{ID: "wheels", Speed: 4_000_000, StairsUp: streets.Blocked, StairsDown: streets.Blocked}
	// Patient waits half a minute at every light.
	Patient = streets.Profile{ID: "patient", Speed: 4_000_000, Signal: 30_000}
)

// Walkers are profiles that differ in everything from standard and from each
// other: one that climbs and waits, and one that steps and raised kerbs stop.
func Walkers() []coverage.Profile {
	slow := streets.Profile{ID: "slow", Speed: 2_500_000, StairsUp: 3000, StairsDown: 2000, Slope: true, Signal: 40_000, Crossing: 15_000, Lift: 60_000}
	slow.Barrier[streets.BarrierGate] = 5_000
	wheels := streets.Profile{ID: "wheels", Speed: 3_000_000, StairsUp: streets.Blocked, StairsDown: streets.Blocked}
	wheels.Kerb[streets.KerbRaised] = streets.Blocked
	return []coverage.Profile{{Profile: slow}, {Profile: wheels}}
}

// RandomWalks draws a city with compounds, gates and steps that offers clinics,
// and how people walk in it: in any setting.
func RandomWalks(t *rapid.T) (*City, coverage.Scope) {
	t.Helper()
	c := RandomWalled(t)
	if rapid.Bool().Draw(t, "uneven") {
		c.Jitter(Chance(t))
	}
	c.Serve(coverage.Service{ID: "clinic"})
	c.Profiles = Walkers()
	s := coverage.Scope{Profile: rapid.SampledFrom([]string{"", "slow", "wheels"}).Draw(t, "profile")}
	if c.Network().HasPrivate() {
		s.Private = rapid.SampledFrom([]streets.Private{"", streets.PrivateClosed, streets.PrivateResidents, streets.PrivateOpen}).Draw(t, "private")
	}
	return c, s
}

// RandomDistricts draws a city with districts, an extent, urban marks and blank
// counts that offers clinics and schools.
func RandomDistricts(t *rapid.T) *City {
	t.Helper()
	c, r := Random(t), Chance(t)
	c.Jitter(r).Rewire(r)
	c.Serve(coverage.Service{ID: "clinic"}).Serve(coverage.Service{ID: "school", Minutes: 10})
	if rapid.Bool().Draw(t, "extent") {
		c.Extent = [4]float64{-3, -3, float64(10 + r.IntN(25)), float64(5 + r.IntN(16))}
	}
	for i := range r.IntN(5) {
		west, north := 30*r.Float64()-2, 18*r.Float64()-2
		c.District(1+r.IntN(2), fmt.Sprint(i), west, north, west+15*r.Float64()+0.1, north+9*r.Float64()+0.1)
	}
	if rapid.Bool().Draw(t, "urban") {
		for range c.Demand.ID {
			c.Demand.Urban = append(c.Demand.Urban, coverage.Flag(r.IntN(3)))
		}
	}
	for i := range c.Demand.ID {
		if r.IntN(8) == 0 {
			c.Demand.Groups["all"][i] = coverage.Missing
		}
	}
	return c
}

// RandomHomes draws a city some of whose places are H3 cells, with the groups all
// and few and the weight buildings, and asks about clinics alone or about schools
// and clinics together.
func RandomHomes(t *rapid.T) (c *City, s coverage.Scope, services []string) {
	t.Helper()
	if rapid.Bool().Draw(t, "walled") {
		c = RandomWalled(t)
	} else {
		c = Random(t)
	}
	r := Chance(t)
	c.Jitter(r)
	c.Serve(coverage.Service{ID: "clinic"}).Serve(coverage.Service{ID: "school", Minutes: 10})
	c.District(1, "w", -1, -1, 12, 30).District(1, "e", 12, -1, 40, 30)
	if rapid.Bool().Draw(t, "extent") {
		c.Extent = [4]float64{-3, -3, float64(8 + r.IntN(20)), float64(5 + r.IntN(12))}
		c.Guessed = rapid.Bool().Draw(t, "guessed")
	}
	c.Demand.Groups["few"] = make([]coverage.Amount, len(c.Demand.ID))
	c.Demand.Weight = map[string][]coverage.Amount{"buildings": make([]coverage.Amount, len(c.Demand.ID))}
	for i := range c.Demand.ID {
		c.Demand.Groups["few"][i] = coverage.Amount(r.IntN(5) * 500)
		c.Demand.Weight["buildings"][i] = coverage.Amount(r.IntN(3) * 1000)
		if r.IntN(8) == 0 {
			c.Demand.Groups["all"][i] = coverage.Missing
		}
	}
	if share := rapid.IntRange(0, 2).Draw(t, "cells"); share > 0 {
		c.Demand.Cell = make([]uint64, len(c.Demand.ID))
		for i, p := range c.Demand.Point {
			if share == 2 || r.IntN(2) == 0 {
				cell, err := cells.At(p, 8+r.IntN(2)*share)
				if err != nil {
					t.Fatal(err)
				}
				c.Demand.Cell[i] = cell
			}
		}
	}
	services = []string{"clinic"}
	s.Minutes = rapid.SampledFrom([]float64{0, 1, 3, 6}).Draw(t, "minutes")
	switch rapid.IntRange(0, 3).Draw(t, "reading") {
	case 0:
		services = []string{"school", "clinic"}
	case 1:
		s.Group = "few"
	case 2:
		s.Private = streets.Private(c.Engine().City().Provenance.Private)
		if s.Private == streets.PrivateResidents {
			s.Private = rapid.SampledFrom([]streets.Private{streets.PrivateClosed, streets.PrivateOpen}).Draw(t, "private")
		}
	}
	return c, s, services
}

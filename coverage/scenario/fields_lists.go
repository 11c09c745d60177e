package scenario

import (
	"math"
	"slices"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/geo"
)

func points(at func(*Change) *[]orb.Point, least, most int) field {
	return field{func(c *Change, v any) (err error) {
		*at(c), err = readPoints(v, least, most)
		return err
	}, func(c *Change) any { return orNil(*at(c), *at(c) == nil) }}
}

func readPoints(v any, least, most int) ([]orb.Point, error) {
	list, ok := v.([]any)
	switch {
	case !ok:
		return nil, wrong("give a list of points, each as [longitude, latitude]")
	case len(list) < least:
		return nil, wrong("it has %d points: give at least %d", len(list), least)
	case len(list) > most:
		return nil, wrong("it has %d points: give at most %d", len(list), most)
	}
	out := make([]orb.Point, len(list))
	for i, p := range list {
		var err error
		if out[i], err = readPoint(p); err != nil {
			return nil, wrong("point %d: %w", i, err)
		}
	}
	return out, nil
}

// readPoint reads [longitude, latitude]; a height behind them is not read.
func readPoint(v any) (orb.Point, error) {
	list, ok := v.([]any)
	if !ok || len(list) < 2 || len(list) > 3 {
		return orb.Point{}, wrong("give a point as [longitude, latitude]")
	}
	lon, okLon := number(list[0])
	lat, okLat := number(list[1])
	p := orb.Point{lon + 0, lat + 0} // no −0
	if !okLon || !okLat || !geo.Valid(p) {
		return orb.Point{}, wrong("%s is no point: give [longitude, latitude] in degrees of WGS 84, longitude first", shown(v))
	}
	return p, nil
}

func readNear(c *Change, v any) error {
	p, err := readPoint(v)
	c.Near = &p
	return err
}

func readServices(c *Change, v any) error {
	list, ok := v.([]any)
	if !ok || len(list) == 0 || len(list) > mostServices {
		return wrong("give a list of 1 to %d service ids", mostServices)
	}
	ids := make([]string, len(list))
	for i, id := range list {
		var err error
		if ids[i], err = words(id, 1, mostID); err != nil {
			return wrong("service %d: %w", i, err)
		}
		if slices.Contains(ids[:i], ids[i]) {
			return wrong("%s is named twice: name each service once", shown(ids[i]))
		}
	}
	slices.Sort(ids)
	c.Services = ids
	return nil
}

func readCapacity(c *Change, v any) error {
	m, ok := v.(map[string]any)
	if !ok || len(m) == 0 || len(m) > mostServices {
		return wrong("give the capacity by service, as in { clinic = 40 }")
	}
	out := make(map[string]int64, len(m))
	for _, id := range sortedKeys(m) {
		n, err := whole(m[id], 0, mostCapacity)
		if err != nil {
			return wrong("%s: %w", shown(id), err)
		}
		out[id] = n
	}
	c.Capacity = out
	return nil
}

func readTarget(c *Change, v any) error {
	x, err := between(v, 0, 1, "")
	if err != nil {
		return wrong("give a share between 0 and 1, as in 0.85")
	}
	share := coverage.Share(math.Round(x * 1e6))
	c.Target = &share
	return nil
}

func readUrban(c *Change, v any) error {
	b, ok := v.(bool)
	if !ok {
		return wrong("give true for urban (城镇) or false for rural (乡村)")
	}
	if c.Urban = coverage.FlagRural; b {
		c.Urban = coverage.FlagUrban
	}
	return nil
}

func writeUrban(c *Change) any {
	return orNil(c.Urban == coverage.FlagUrban, c.Urban == coverage.FlagUnknown)
}

func amounts(at func(*Change) *map[string]coverage.Amount, most float64) field {
	return field{func(c *Change, v any) error {
		m, ok := v.(map[string]any)
		if !ok || len(m) == 0 || len(m) > mostServices {
			return wrong("give numbers by name, as in { all = 4200 }")
		}
		out := make(map[string]coverage.Amount, len(m))
		for _, id := range sortedKeys(m) {
			x, err := between(m[id], 0, most, "")
			if err != nil {
				return wrong("%s: %w", shown(id), err)
			}
			out[id] = coverage.Amount(math.Round(x * 1000))
		}
		*at(c) = out
		return nil
	}, func(c *Change) any {
		if *at(c) == nil {
			return nil
		}
		out := make(map[string]float64, len(*at(c)))
		for id, a := range *at(c) {
			out[id] = float64(a) / 1000
		}
		return out
	}}
}

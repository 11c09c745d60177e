package siting

import (
	"errors"
	"fmt"
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// shape reads a geometry: a point, or polygons with at least one ring.
func (g *siteGeometry) shape() (orb.Geometry, error) {
	if g == nil {
		return nil, errors.New("it has no geometry: give a point or a polygon")
	}
	switch g.Type {
	case "Point":
		return positionOf(g.Coordinates)
	case "Polygon":
		return polygonOf(g.Coordinates)
	case "MultiPolygon":
		areas, err := eachOf(g.Coordinates, 1, "polygons", polygonOf)
		return orb.MultiPolygon(areas), err
	}
	return nil, errors.New("it is neither a point nor a polygon")
}

func polygonOf(v any) (orb.Polygon, error) { return eachOf(v, 1, "rings", ringOf) }

func ringOf(v any) (orb.Ring, error) { return eachOf(v, 4, "positions", positionOf) }

// eachOf reads a list of at least so many.
func eachOf[T any](v any, least int, what string, read func(any) (T, error)) ([]T, error) {
	list, ok := v.([]any)
	if !ok || len(list) < least {
		return nil, fmt.Errorf("a list of %s is wanted, at least %d", what, least)
	}
	out := make([]T, len(list))
	for i, item := range list {
		var err error
		if out[i], err = read(item); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// positionOf reads [longitude, latitude]; a height behind them is not read.
func positionOf(v any) (orb.Point, error) {
	list, ok := v.([]any)
	if !ok || len(list) < 2 {
		return orb.Point{}, errors.New("a position is wanted as [longitude, latitude]")
	}
	lon, okLon := numberOf(list[0])
	lat, okLat := numberOf(list[1])
	p := orb.Point{lon, lat}
	if !okLon || !okLat || !onEarth(p) {
		return p, fmt.Errorf("%s are no longitude and latitude: longitude comes first", shown(v))
	}
	return p, nil
}

func onEarth(p orb.Point) bool {
	return math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= 90 // false of NaN, too
}

// middleOf returns a point of a geometry: of areas the centre, where that lies in
// them, else half way across the widest stretch of the centre's parallel.
func middleOf(g orb.Geometry) orb.Point {
	var areas orb.MultiPolygon
	switch g := g.(type) {
	case orb.Point:
		return g
	case orb.Polygon:
		areas = orb.MultiPolygon{g}
	case orb.MultiPolygon:
		areas = g
	default: // of a layer of the city
		centre, _ := planar.CentroidArea(g)
		return centre
	}
	centre, extent := planar.CentroidArea(areas)
	switch {
	case extent == 0 || !onEarth(centre):
		return areas[0][0][0]
	case planar.MultiPolygonContains(areas, centre):
		return centre
	}
	if p := acrossOf(areas, centre); p != centre || len(areas) == 1 {
		return p
	}
	return middleOf(areas[0]) // the parallel passes between the parts
}

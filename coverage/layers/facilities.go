package layers

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"lifecircle/coverage"
	"lifecircle/coverage/catchment"
)

// facilityLayer is the facilities, whatever their status.
func (s *Set) facilityLayer(context.Context) (*table, error) {
	list := s.city.Facilities
	columns := s.facilityColumns()
	var box boundBuilder
	for _, f := range list {
		box.add(f.Point.Bound())
	}
	return &table{
		layer: Layer{ID: Facilities, Title: Title{Key: "layer.facilities"},
			Geometry: GeometryPoint, Columns: columns.columns, Count: len(list), Bound: box.bound},
		id: func(i int) string { return list[i].ID },
		open: func(ctx context.Context) (featureMaker, error) {
			nearest, err := s.nearestPeople(ctx)
			if err != nil {
				return nil, err
			}
			around, err := s.catchments(ctx)
			return func(ctx context.Context, i int) (Feature, error) {
				f, err := s.loadsOf(ctx, i, nearest, around)
				return Feature{ID: f.ID, Geometry: f.Point, Values: columns.values(f)}, err
			}, err
		},
	}, nil
}

// facilityLoads are a facility, and for each service that it offers the people within
// its reach and those who have it nearest; nil where nobody counts the service's group.
type facilityLoads struct {
	*coverage.Facility
	district         any
	inReach, nearest []*coverage.Amount
}

func (s *Set) facilityColumns() *columnList[facilityLoads] {
	type facility = facilityLoads
	translated := slices.ContainsFunc(s.city.Facilities, func(f coverage.Facility) bool { return isTranslated(f.Names) })
	c := &columnList[facility]{layer: Facilities}
	c.shared("id", ColumnText, "", func(f facility) any { return f.ID })
	c.names(translated, func(f facility) coverage.Names { return f.Names })
	c.add("services", ColumnText, "", func(f facility) any { return strings.Join(f.Services, ";") })
	c.add("status", ColumnText, "", func(f facility) any { return string(cmp.Or(f.Status, coverage.StatusOpen)) })
	c.add("opens", ColumnDate, "", func(f facility) any { return orNull(f.Opens) })
	c.add("closes", ColumnDate, "", func(f facility) any { return orNull(f.Closes) })
	c.add("linked", ColumnFlag, "", func(f facility) any { return f.Access.Linked })
	c.shared("district", ColumnText, "", func(f facility) any { return f.district })
	for k, service := range s.city.Services {
		c.addOf(service, "capacity", ColumnWhole, "", func(f facility) any {
			n, known := f.Capacity[service.ID]
			if !known {
				return nil
			}
			return n
		})
		c.addOf(service, "people_in_reach", ColumnReal, "people", func(f facility) any { return people(f.inReach[k]) })
		c.addOf(service, "people_nearest", ColumnReal, "people", func(f facility) any { return people(f.nearest[k]) })
	}
	return c
}

func (s *Set) loadsOf(ctx context.Context, i int, nearest [][]coverage.Amount, around []*catchment.Catchments) (facilityLoads, error) {
	n := len(s.city.Services)
	f := facilityLoads{&s.city.Facilities[i], finestDistrict(s.engine, i, s.engine.FacilityDistrict), make([]*coverage.Amount, n), make([]*coverage.Amount, n)}
	for k := range s.city.Services {
		if nearest[k] == nil || !s.engine.Offers(i, k) {
			continue
		}
		reached, err := peopleWithin(ctx, around[k], i)
		if err != nil {
			return f, err
		}
		f.inReach[k], f.nearest[k] = &reached, &nearest[k][i]
	}
	return f, nil
}

// catchments prepares one for each service; nil where nobody counts its group.
// What costs is asking: a search over what lies within the limit of a facility.
func (s *Set) catchments(ctx context.Context) ([]*catchment.Catchments, error) {
	out := make([]*catchment.Catchments, len(s.city.Services))
	for k, service := range s.city.Services {
		basis, err := s.engine.Resolve(coverage.Scope{}, service.ID)
		if err != nil {
			return nil, err
		}
		if basis.Counted() != nil {
			continue
		}
		if out[k], err = catchment.New(ctx, s.engine, catchment.Query{Services: []string{service.ID}}); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// peopleWithin sums the people within reach of a facility.
func peopleWithin(ctx context.Context, c *catchment.Catchments, facility int) (sum coverage.Amount, err error) {
	places, _, err := c.Of(ctx, facility)
	if err != nil {
		return 0, err
	}
	for _, place := range places[0] {
		sum += c.Amount(int(place))
	}
	return sum, nil
}

// nearestPeople sums for each service and facility the people of the service's
// group and area who have it nearest and within the limit, so that the sums of a
// service are its covered people. Nil where nobody counts the group.
func (s *Set) nearestPeople(ctx context.Context) ([][]coverage.Amount, error) {
	out := make([][]coverage.Amount, len(s.city.Services))
	for k, service := range s.city.Services {
		basis, err := s.engine.Resolve(coverage.Scope{}, service.ID)
		if err != nil {
			return nil, err
		}
		limit := basis.Limit(0)
		r, err := s.engine.Reach(ctx, k, basis.Settings[0], coverage.SearchLimit(limit))
		if err != nil {
			return nil, err
		}
		if basis.Counted() != nil {
			continue
		}
		out[k] = make([]coverage.Amount, len(s.city.Facilities))
		for place := range s.city.Demand.Len() {
			if r.Within(place, limit) {
				out[k][r.FacilityAt(place)] += basis.Amount(place)
			}
		}
	}
	return out, nil
}

package layers

import (
	"context"
	"lifecircle/coverage"
	"lifecircle/coverage/catchment"
	"slices"
	"strings"
)

// facilityLayer is the facilities, whatever their status.
func (s *Set) facilityLayer(context.Context) (*table, error) {
	list := s.city.Facilities
	translated := slices.ContainsFunc(list, func(f coverage.Facility) bool { return isTranslated(f.Names) })
	c := columnList{layer: Facilities}
	c.shared("id", ColumnText, "")
	c.names(translated)
	c.add("services", ColumnText, "")
	c.add("status", ColumnText, "")
	c.add("opens", ColumnDate, "")
	c.add("closes", ColumnDate, "")
	c.add("linked", ColumnFlag, "")
	c.shared("district", ColumnText, "")
	for _, service := range s.city.Services {
		c.addOf(service, "capacity", ColumnWhole, "")
		c.addOf(service, "people_in_reach", ColumnReal, "people")
		c.addOf(service, "people_nearest", ColumnReal, "people")
	}
	var box boundBuilder
	for _, f := range list {
		box.add(f.Point.Bound())
	}
	return &table{
		layer: Layer{ID: Facilities, Title: Title{Key: "layer.facilities"},
			Geometry: GeometryPoint, Columns: c.columns, Count: len(list), Bound: box.bound},
		id: func(i int) string { return list[i].ID },
		open: func(ctx context.Context) (featureMaker, error) {
			nearest, err := s.nearestPeople(ctx)
			if err != nil {
				return nil, err
			}
			around, err := s.catchments(ctx)
			return func(ctx context.Context, i int) (Feature, error) {
				return s.facilityFeature(ctx, i, nearest, around, translated)
			}, err
		},
	}, nil
}

func (s *Set) facilityFeature(ctx context.Context, i int, nearest [][]coverage.Amount, around []*catchment.Catchments, translated bool) (Feature, error) {
	f := s.city.Facilities[i]
	status := f.Status
	if status == "" {
		status = coverage.StatusOpen
	}
	v := appendNames([]any{f.ID}, f.Names, translated)
	v = append(v, strings.Join(f.Services, ";"), string(status), orNull(f.Opens), orNull(f.Closes), f.Access.Linked, finestDistrict(s.engine, i, s.engine.FacilityDistrict))
	for k, service := range s.city.Services {
		var capacity, within, load any
		if n, known := f.Capacity[service.ID]; known {
			capacity = n
		}
		if nearest[k] != nil && s.engine.Offers(i, k) {
			load = people(&nearest[k][i])
			reached, err := peopleWithin(ctx, around[k], i)
			if err != nil {
				return Feature{}, err
			}
			within = people(&reached)
		}
		v = append(v, capacity, within, load)
	}
	return Feature{ID: f.ID, Geometry: f.Point, Values: v}, nil
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

package workspace

import (
	"bytes"
	"context"
	"database/sql/driver"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/data/geopackage"
)

// saver writes the GeoPackage.
type saver struct {
	ctx      context.Context
	db       *geopackage.File
	step     func(name string) error // before each table
	progress func(done, total int64) // rows
	done     int64
	total    int64
	sums     []tableSum // of the tables so far
}

// saveTables writes all tables into a new file. It is not synced: Write does
// that. streetsHead is the mark that ties the streets file to the tables.
func saveTables(ctx context.Context, path string, c *Content, streetsHead string,
	step func(string) error, progress func(done, total int64)) (err error) {
	db, err := geopackage.Create(ctx, path)
	if err != nil {
		return err
	}
	defer func() {
		if closing := db.Close(); err == nil {
			err = closing
		}
	}()
	s := &saver{ctx: ctx, db: db, step: step, progress: progress,
		total: int64(c.City.Demand.Len() + len(c.City.Facilities) + len(c.City.Districts))}
	for _, save := range []func(*Content) error{
		func(c *Content) error { return s.meta(c, streetsHead) },
		s.services, s.profiles, s.inputs, s.notes, s.layers,
		s.extent, s.islands, s.districts, s.facilities, s.demand, s.entrances, s.exits,
	} {
		if err := save(c); err != nil {
			return err
		}
	}
	if err := s.saveSums(); err != nil {
		return err
	}
	if err := step("commit"); err != nil {
		return err
	}
	return db.Commit(ctx)
}

// table makes a table, lists it in the GeoPackage's contents and fills it.
func (s *saver) table(l layout, box *orb.Bound, fill func(add func(values ...driver.Value) error) error) error {
	if err := s.step("table " + l.name); err != nil {
		return err
	}
	if err := s.db.Exec(s.ctx, l.create()); err != nil {
		return err
	}
	if box != nil && box.IsEmpty() {
		box = nil
	}
	if err := s.db.List(s.ctx, geopackage.Listing{Table: l.name, Title: l.title, Geometry: l.geometry, System: geopackage.WGS84, Box: box}); err != nil {
		return err
	}
	statement, err := s.db.Insert(l.insert())
	if err != nil {
		return err
	}
	in := inserter{Insert: statement}
	all := tableSum{table: l.name}
	err = fill(func(values ...driver.Value) error {
		if l.geometry != "" {
			all.add(values[1:], values[0])
		} else {
			all.add(values, nil)
		}
		return in.add(s.ctx, values...)
	})
	s.sums = append(s.sums, all)
	if closing := in.Close(); err == nil {
		err = closing
	}
	return err
}

func (s *saver) row() {
	s.done++
	if s.progress != nil && (s.done&4095 == 0 || s.done == s.total) {
		s.progress(s.done, s.total)
	}
}

// The keys of the table meta.
const (
	keyFormat     = "format"
	keyTitle      = "title"
	keyGuessed    = "extent_guessed"
	keyStreets    = "streets"
	keyHead       = "streets_head"
	keyDemandHas  = "demand_has"
	keyGroups     = "groups"
	keyWeights    = "weights"
	keyFacilities = "facilities"
	keyDistricts  = "districts"
	keyDemand     = "demand"
	keyEntrances  = "entrances"
	keyExits      = "exits"
)

func (s *saver) meta(c *Content, streetsHead string) error {
	city := c.City
	p := city.Provenance
	counted := c.Streets
	counted.Islands = nil // they have a table
	report, err := marshal(counted)
	if err != nil {
		return err
	}
	title, err := marshal(city.Title)
	if err != nil {
		return err
	}
	pairs := [][2]string{
		{keyFormat, strconv.Itoa(FormatVersion)},
		{"name", city.Name}, {keyTitle, title}, {keyGuessed, strconv.FormatBool(city.Guessed)},
		{"engine", p.Engine}, {"standard", p.Standard}, {"private", p.Private}, {"walking", p.Walking}, {"hash", p.Hash},
		{keyStreets, report}, {keyHead, streetsHead},
		{keyDemandHas, strings.Join(demandHas(&city.Demand), " ")},
		{keyGroups, strings.Join(slices.Sorted(maps.Keys(city.Demand.Groups)), " ")},
		{keyWeights, strings.Join(slices.Sorted(maps.Keys(city.Demand.Weight)), " ")},
		{keyDemand, strconv.Itoa(city.Demand.Len())},
		{keyFacilities, strconv.Itoa(len(city.Facilities))},
		{keyDistricts, strconv.Itoa(len(city.Districts))},
		{keyEntrances, strconv.Itoa(countEntrances(city))},
		{keyExits, strconv.Itoa(len(city.Exits))},
	}
	return s.table(metaTable, nil, func(add func(...driver.Value) error) error {
		for _, kv := range pairs {
			if err := add(kv[0], kv[1]); err != nil {
				return err
			}
		}
		return nil
	})
}

// demandHas lists the columns that a demand has and that are not its groups and
// weights: a column of NULLs reads back as the column, not as none.
func demandHas(d *coverage.Demand) []string {
	var out []string
	if d.Names != nil {
		out = append(out, "names")
	}
	if d.Cell != nil {
		out = append(out, "h3")
	}
	if d.Urban != nil {
		out = append(out, "urban")
	}
	return out
}

func countEntrances(city *coverage.City) int {
	n := len(city.Demand.Entrances)
	for _, f := range city.Facilities {
		n += len(f.Entrances)
	}
	return n
}

func (s *saver) services(c *Content) error {
	return s.table(serviceTable, nil, func(add func(...driver.Value) error) error {
		for _, v := range c.City.Services {
			err := add(v.ID, orNull(v.Names.Plain), orNull(v.Names.ZH), orNull(v.Names.EN), v.Minutes, v.Profile,
				v.Group, string(v.Area), int64(v.Target), orNull(v.TargetText), orNull(v.Clause), v.BufferM)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *saver) inputs(c *Content) error {
	return s.table(inputTable, nil, func(add func(...driver.Value) error) error {
		for _, v := range c.City.Provenance.Inputs {
			if err := add(v.Role, v.Path, v.SHA256, orNull(v.Licence), orNull(v.Attribution)); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *saver) notes(c *Content) error {
	return s.table(noteTable, nil, func(add func(...driver.Value) error) error {
		for _, v := range c.Notes {
			samples, err := marshal(v.Samples)
			if err != nil {
				return err
			}
			if err := add(v.Code, orNull(v.Source), orNull(v.Field), v.Count, samples); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *saver) layers(c *Content) error {
	return s.table(layerTable, nil, func(add func(...driver.Value) error) error {
		for _, v := range c.Layers {
			if err := add(v.Kind, orNull(v.Path), v.Key, int64(v.Count), v.Detail); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *saver) extent(c *Content) error {
	box := c.City.Extent.Bound()
	return s.table(extentTable, &box, func(add func(...driver.Value) error) error {
		geom, err := geopackage.Encode(c.City.Extent, geopackage.WGS84)
		if err != nil {
			return err
		}
		return add(geom)
	})
}

func (s *saver) districts(c *Content) error {
	var box *orb.Bound
	for _, v := range c.City.Districts {
		b := v.Polygon.Bound()
		box = extend(extend(box, b.Min), b.Max)
	}
	return s.table(districtTable, box, func(add func(...driver.Value) error) error {
		for i, v := range c.City.Districts {
			geom, err := geopackage.Encode(v.Polygon, geopackage.WGS84)
			if err != nil {
				return err
			}
			err = add(geom, v.Code, orNull(v.Names.Plain), orNull(v.Names.ZH), orNull(v.Names.EN),
				int64(v.Level), orNull(v.Parent), layerOf(c.DistrictLayer, i))
			if err != nil {
				return err
			}
			s.row()
		}
		return nil
	})
}

func layerOf(list []int, i int) int64 {
	if i < len(list) {
		return int64(list[i])
	}
	return 0
}

func (s *saver) facilities(c *Content) error {
	var box *orb.Bound
	for _, v := range c.City.Facilities {
		box = extend(box, v.Point)
	}
	return s.table(facilityTable, box, func(add func(...driver.Value) error) error {
		for i, v := range c.City.Facilities {
			geom, err := geopackage.Encode(v.Point, geopackage.WGS84)
			if err != nil {
				return err
			}
			capacity, attributes := driver.Value(nil), driver.Value(nil)
			if v.Capacity != nil {
				if capacity, err = marshal(v.Capacity); err != nil {
					return err
				}
			}
			if v.Attributes != nil {
				if attributes, err = marshal(v.Attributes); err != nil {
					return err
				}
			}
			values := []driver.Value{geom, v.ID, orNull(v.Names.Plain), orNull(v.Names.ZH), orNull(v.Names.EN),
				strings.Join(v.Services, ";"), capacity, orNull(string(v.Status)), orNull(v.Opens), orNull(v.Closes),
				attributes, layerOf(c.FacilityLayer, i), v.Point[0], v.Point[1]}
			if err := add(appendAccess(values, v.Access)...); err != nil {
				return err
			}
			s.row()
		}
		return nil
	})
}

func extend(box *orb.Bound, p orb.Point) *orb.Bound {
	if box == nil {
		return &orb.Bound{Min: p, Max: p}
	}
	*box = box.Extend(p)
	return box
}

// marshal writes JSON with sorted keys and its text as it is.
func marshal(v any) (string, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return "", err
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
}

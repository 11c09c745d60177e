package workspace

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/data/finding"
	"lifecircle/data/geopackage"
	"lifecircle/geo"
)

// loader reads the GeoPackage.
type loader struct {
	ctx    context.Context
	db     *geopackage.File
	format int // of the tables; 0 until it is read
	meta   map[string]string
	c      *Content
	sums   []tableSum // of the tables read
	shapes bool       // read those of every table, also where only QGIS does
}

// Formats that this program does not read.
var (
	errNewer = errors.New("tables of a newer format")
	errOlder = errors.New("tables of an older format")
)

// loadTables reads all tables. The city has no streets yet; streetsHead is the
// mark of the file that belongs to it; damage is a table whose sum is another,
// for the caller to tell after what it finds out more about. Errors are
// errNewer, errOlder, the context's, or what is wrong with the file.
func loadTables(ctx context.Context, path string) (c *Content, streetsHead string, damage, err error) {
	db, err := openTables(path)
	if err != nil {
		return nil, "", nil, err
	}
	defer db.Close()
	l := newLoader(ctx, db)
	for _, t := range l.tables() {
		if err := t.read(); err != nil {
			return nil, "", nil, err
		}
	}
	if damage, err = l.checkSums(); err != nil {
		return nil, "", nil, err
	}
	return l.c, l.meta[keyHead], damage, nil
}

func newLoader(ctx context.Context, db *geopackage.File) *loader {
	return &loader{ctx: ctx, db: db, meta: map[string]string{}, c: &Content{City: &coverage.City{}}}
}

// A tableRead reads a table into the content.
type tableRead struct {
	table string
	read  func() error
}

// tables lists what is read, each after what it needs: all of meta.
func (l *loader) tables() []tableRead {
	return []tableRead{
		{metaTable.name, l.checkFormat}, {metaTable.name, l.readMeta},
		{serviceTable.name, l.services}, {profileTable.name, l.profiles}, {inputTable.name, l.inputs}, {noteTable.name, l.notes},
		{layerTable.name, l.layers}, {extentTable.name, l.extent}, {islandTable.name, l.islands}, {districtTable.name, l.districts},
		{facilityTable.name, l.facilities}, {demandName, l.demand}, {entranceTable.name, l.entrances}, {exitTable.name, l.exits},
	}
}

// rows reads a table in order of fid, which must count from 1: so a damaged
// tree that leads in circles ends.
func (l *loader) rows(t layout, geom bool, want int, each func(s *scan) error) error {
	if err := l.sameTable(t); err != nil {
		return err
	}
	n := 0
	geom = geom || l.shapes && t.geometry != ""
	all := tableSum{table: t.name, geometryRead: geom}
	err := l.db.Query(l.ctx, t.selects(geom), func(row []driver.Value) error {
		s := &scan{row: row}
		n++
		if fid := s.whole(); fid != int64(n) || s.err != nil || n > MaxRows || (want >= 0 && n > want) {
			return fmt.Errorf("table %s: row %d is out of order or too many", t.name, n)
		}
		err := each(s)
		if err == nil {
			err = s.err
		}
		if err != nil {
			return fmt.Errorf("table %s: row %d: %w", t.name, n, err)
		}
		if geom {
			all.add(row[1:len(row)-1], row[len(row)-1])
		} else {
			all.add(row[1:], nil)
		}
		return nil
	})
	l.sums = append(l.sums, all)
	if err == nil && want >= 0 && n != want {
		err = fmt.Errorf("table %s: has %d rows instead of %d", t.name, n, want)
	}
	return err
}

// sameTable refuses a table that was not made by our own statement.
func (l *loader) sameTable(t layout) error {
	found := false
	err := l.db.Query(l.ctx, "SELECT type, name, sql FROM sqlite_schema", func(row []driver.Value) error {
		if row[0] == "table" && row[1] == t.name && row[2] == t.create() {
			found = true
		}
		return nil
	})
	if err == nil && !found {
		err = fmt.Errorf("table %s is not there as it was made", t.name)
	}
	return err
}

// checkFormat refuses tables of another format than ours before anything is asked
// of them that only ours have.
func (l *loader) checkFormat() error {
	format := ""
	err := eachOf(l.ctx, l.db, metaTable.name, `"key", "value"`, func(row []driver.Value) error {
		if row[0] != keyFormat {
			return nil
		}
		format, _ = row[1].(string)
		return errEnough
	})
	if err != nil {
		return err
	}
	l.format, err = strconv.Atoi(format)
	switch {
	case err != nil || l.format < 1:
		return fmt.Errorf("format %q is none", format)
	case l.format > FormatVersion:
		return fmt.Errorf("%w: format %d, this program reads %d", errNewer, l.format, FormatVersion)
	case l.format < FormatVersion:
		return fmt.Errorf("%w: format %d, this program reads %d", errOlder, l.format, FormatVersion)
	}
	return nil
}

func (l *loader) readMeta() error {
	err := l.rows(metaTable, false, -1, func(s *scan) error {
		key, value := s.text(), s.text()
		if len(l.meta) > 1000 || len(value) > 1<<20 {
			return errors.New("is too large")
		}
		l.meta[key] = value
		return nil
	})
	if err != nil {
		return err
	}
	city := l.c.City
	city.Name = l.meta["name"]
	city.Provenance = coverage.Provenance{Engine: l.meta["engine"], Standard: l.meta["standard"],
		Private: l.meta["private"], Walking: l.meta["walking"], Hash: l.meta["hash"]}
	city.Guessed = l.meta[keyGuessed] == "true"
	if err := json.Unmarshal([]byte(l.meta[keyTitle]), &city.Title); err != nil {
		return err
	}
	return json.Unmarshal([]byte(l.meta[keyStreets]), &l.c.Streets)
}

func (l *loader) count(key string) (int, error) {
	n, err := strconv.Atoi(l.meta[key])
	if err != nil || n < 0 || n > MaxRows {
		return 0, fmt.Errorf("count of %s %q is none", key, l.meta[key])
	}
	return n, nil
}

func (s *scan) names() coverage.Names {
	return coverage.Names{Plain: s.text(), ZH: s.text(), EN: s.text()}
}

func (l *loader) services() error {
	return l.rows(serviceTable, false, -1, func(s *scan) error {
		v := coverage.Service{ID: s.text(), Names: s.names(), Minutes: s.real(), Profile: s.text(), Group: s.text(),
			Area: coverage.Area(s.text()), Target: coverage.Share(s.whole()), TargetText: s.text(), Clause: s.text(), BufferM: s.real()}
		all := l.c.City.Services
		if len(all) > 0 && all[len(all)-1].ID >= v.ID {
			return errors.New("services are not sorted")
		}
		if !(v.Minutes > 0 && v.Minutes <= 1e6) || v.Target < 0 || v.Target > 1_000_000 || !(v.BufferM >= 0 && v.BufferM <= 1e9) {
			return errors.New("a limit or target is out of range")
		}
		l.c.City.Services = append(all, v)
		return nil
	})
}

func (l *loader) inputs() error {
	return l.rows(inputTable, false, -1, func(s *scan) error {
		l.c.City.Provenance.Inputs = append(l.c.City.Provenance.Inputs, coverage.Input{
			Role: s.text(), Path: s.text(), SHA256: s.text(), Licence: s.text(), Attribution: s.text()})
		return nil
	})
}

func (l *loader) notes() error {
	return l.rows(noteTable, false, -1, func(s *scan) error {
		n := finding.Note{Code: s.text(), Source: s.text(), Field: s.text(), Count: s.whole()}
		err := json.Unmarshal([]byte(s.text()), &n.Samples)
		l.c.Notes = append(l.c.Notes, n)
		return err
	})
}

func (l *loader) layers() error {
	return l.rows(layerTable, false, -1, func(s *scan) error {
		v := Layer{Kind: s.text(), Path: s.text(), Key: s.text()}
		count := s.whole()
		v.Detail = s.text()
		if count < 0 || count > math.MaxUint32 {
			return errors.New("the count is out of range")
		}
		v.Count = int(count)
		l.c.Layers = append(l.c.Layers, v)
		return nil
	})
}

func (l *loader) extent() error {
	return l.rows(extentTable, true, 1, func(s *scan) (err error) {
		l.c.City.Extent, err = geopackage.Polygons(s.blob())
		return err
	})
}

func (s *scan) point() orb.Point {
	p := orb.Point{s.real(), s.real()}
	if s.err == nil && !geo.Valid(p) {
		s.err = errors.New("a coordinate is out of range")
	}
	return p
}

func (l *loader) layer(s *scan) int {
	n := s.whole()
	if s.err == nil && (n < 0 || n >= int64(max(len(l.c.Layers), 1))) {
		s.err = errors.New("the layer is none")
	}
	return int(n)
}

func (l *loader) districts() error {
	want, err := l.count(keyDistricts)
	if err != nil {
		return err
	}
	return l.rows(districtTable, true, want, func(s *scan) (err error) {
		d := coverage.District{Code: s.text(), Names: s.names(), Level: int(s.whole()), Parent: s.text()}
		l.c.DistrictLayer = append(l.c.DistrictLayer, l.layer(s))
		d.Polygon, err = geopackage.Polygons(s.blob())
		l.c.City.Districts = append(l.c.City.Districts, d)
		return err
	})
}

func (l *loader) facilities() error {
	want, err := l.count(keyFacilities)
	if err != nil {
		return err
	}
	return l.rows(facilityTable, false, want, func(s *scan) error {
		f := coverage.Facility{ID: s.text(), Names: s.names()}
		services, capacity := s.text(), s.text()
		f.Status, f.Opens, f.Closes = coverage.Status(s.text()), s.text(), s.text()
		attributes := s.text()
		l.c.FacilityLayer = append(l.c.FacilityLayer, l.layer(s))
		f.Point, f.Access = s.point(), s.access()
		if services != "" {
			f.Services = strings.Split(services, ";")
		}
		if capacity != "" {
			if err := json.Unmarshal([]byte(capacity), &f.Capacity); err != nil {
				return err
			}
		}
		if attributes != "" {
			if err := json.Unmarshal([]byte(attributes), &f.Attributes); err != nil {
				return err
			}
		}
		all := l.c.City.Facilities
		if len(all) > 0 && all[len(all)-1].ID >= f.ID {
			return errors.New("facilities are not sorted by id")
		}
		l.c.City.Facilities = append(all, f)
		return nil
	})
}

package workspace

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"lifecircle/coverage"
	"lifecircle/data/finding"
	"lifecircle/data/geopackage"
	"lifecircle/geo/streets"
)

// A FindingCode says what is wrong with a workspace.
type FindingCode string

// What may be wrong.
const (
	FindingMissing  FindingCode = "missing"  // a file is not there
	FindingOlder    FindingCode = "older"    // a file is of an older format
	FindingNewer    FindingCode = "newer"    // a file is of a newer format
	FindingUnread   FindingCode = "unread"   // a file cannot be read, or is of no such kind
	FindingPages    FindingCode = "pages"    // the database's pages contradict each other
	FindingTable    FindingCode = "table"    // a table is not as it is made, or has what cannot be
	FindingSum      FindingCode = "sum"      // a table's values are not those that were written
	FindingShapes   FindingCode = "shapes"   // a table's shapes are not those that were written
	FindingListing  FindingCode = "listing"  // GIS programs are not told of a table as they should be
	FindingStreets  FindingCode = "streets"  // the network is not what was written
	FindingMismatch FindingCode = "mismatch" // the network is not the one of these tables
	FindingAccess   FindingCode = "access"   // something joins a street that is not there
	FindingLayers   FindingCode = "layers"   // the layers have other numbers of rows than the tables
	FindingReport   FindingCode = "report"   // report.json says something else than the tables
)

// FindingCodes lists them all.
func FindingCodes() []FindingCode {
	return []FindingCode{FindingMissing, FindingOlder, FindingNewer, FindingUnread, FindingPages, FindingTable, FindingSum, FindingShapes,
		FindingListing, FindingStreets, FindingMismatch, FindingAccess, FindingLayers, FindingReport}
}

// A Finding is one thing that is wrong with a workspace.
type Finding struct {
	Code   FindingCode
	File   string // as the planner knows it: city.lifecircle/city.gpkg
	Part   string // the table, or the key of report.json; "" where the whole file is meant
	Detail string // what was found, for who mends the program; may be ""
}

// MaxFindings is how many findings of one code and file are listed.
const MaxFindings = 10

// An Inspection is what [Verify] found.
type Inspection struct {
	Dir      string
	Format   int       // of the tables; 0 where it cannot be read
	Content  *Content  // what the workspace holds, to be closed; nil where that cannot be read
	Findings []Finding // in the order of the files; none: it is whole
	Others   []string  // files in the folder that are somebody else's, sorted; builds keep them
}

// Verify reads every byte of a workspace that means something and checks it against
// the rest: the pages of the database; the sums of all tables, with the shapes that
// [Open] leaves to GIS programs; every section of the network; that the two are of
// one build; that whatever joins a street joins one that is there; and that the
// report counts what the tables have. A bit that has turned over is found, or is one
// that nobody reads.
//
// It costs about twice what Open does, and changes nothing. What is wrong is in the
// findings; an error is the context's, or a [finding.Refusal] of kind
// [finding.ErrMissing] where dir is no workspace.
func Verify(ctx context.Context, dir string) (*Inspection, error) {
	for range attempts {
		before, err := Identity(dir)
		if _, pointer := pointed(dir); errors.Is(err, finding.ErrMissing) && !pointer {
			return nil, err
		}
		in := &Inspection{Dir: dir}
		if err := in.inspect(ctx); err != nil {
			in.Content.Close()
			return nil, err
		}
		if after, _ := Identity(dir); before == after {
			return in, nil
		}
		in.Content.Close() // another build landed meanwhile
	}
	return nil, fmt.Errorf("%s: builds land faster than it can be read", dir)
}

// found adds a finding, unless there are enough of its kind.
func (in *Inspection) found(code FindingCode, file, part, detail string) {
	n := 0
	for _, f := range in.Findings {
		if f.Code == code && filepath.Base(f.File) == file {
			n++
		}
	}
	if n < MaxFindings {
		in.Findings = append(in.Findings, Finding{code, filepath.Join(in.Dir, file), part, detail})
	}
}

func (in *Inspection) inspect(ctx context.Context) error {
	folder := at(in.Dir)
	if entries, err := os.ReadDir(in.Dir); err == nil {
		for _, e := range entries {
			if !isOurs(e.Name()) {
				in.Others = append(in.Others, e.Name())
			}
		}
	}
	content, head, err := in.tables(ctx, filepath.Join(folder, TablesFile))
	if err != nil {
		return err
	}
	network := in.network(filepath.Join(folder, StreetsFile), head)
	if content == nil || network == nil || ctx.Err() != nil {
		if network != nil {
			network.Close()
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		in.readReport(filepath.Join(folder, ReportFile))
		return nil
	}
	content.City.Streets = network
	in.Content = content
	for stray := range content.strays() {
		in.found(FindingAccess, TablesFile, "", stray.Error())
	}
	in.layers(content)
	in.report(filepath.Join(folder, ReportFile), content)
	return nil
}

// tables reads all of the GeoPackage and returns its content, nil where a table
// cannot be read.
func (in *Inspection) tables(ctx context.Context, path string) (content *Content, head string, err error) {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		in.found(FindingMissing, TablesFile, "", "")
		return nil, "", nil
	}
	db, err := openTables(path)
	if err != nil {
		in.found(FindingUnread, TablesFile, "", finding.Bare(err).Error())
		return nil, "", nil
	}
	defer db.Close()
	l := newLoader(ctx, db)
	l.shapes = true
	whole := true
	failed := map[string]bool{}
	for _, t := range l.tables() {
		if t.table == entranceTable.name && (failed[facilityTable.name] || failed[demandName]) {
			continue // of nothing, then
		}
		err := t.read()
		in.Format = l.format
		switch {
		case err == nil:
			continue
		case ctx.Err() != nil:
			return nil, "", ctx.Err()
		case errors.Is(err, errOlder):
			in.found(FindingOlder, TablesFile, "", err.Error())
			return nil, "", nil
		case errors.Is(err, errNewer):
			in.found(FindingNewer, TablesFile, "", err.Error())
			return nil, "", nil
		}
		whole, failed[t.table] = false, true
		if l.format == 0 {
			in.found(FindingUnread, TablesFile, "", err.Error())
			return nil, "", nil
		}
		in.found(FindingTable, TablesFile, t.table, bare(t.table, err))
	}
	if err := in.sums(l, failed); err != nil {
		return nil, "", err
	}
	if err := in.listing(ctx, db); err != nil && ctx.Err() == nil {
		in.found(FindingListing, TablesFile, "gpkg_contents", err.Error())
	}
	if err := in.pages(ctx, db); err != nil && ctx.Err() == nil {
		in.found(FindingPages, TablesFile, "", err.Error())
	}
	if ctx.Err() != nil {
		return nil, "", ctx.Err()
	}
	if whole {
		content = l.c
	}
	return content, l.meta[keyHead], nil
}

// bare leaves out which table an error is of.
func bare(table string, err error) string {
	said, _ := strings.CutPrefix(err.Error(), "table "+table)
	return strings.TrimLeft(said, ": ")
}

// sums compares the tables that were read with the table of sums.
func (in *Inspection) sums(l *loader, failed map[string]bool) error {
	read := l.sums
	type pair struct{ columns, shapes int64 }
	kept := map[string]pair{}
	err := l.rows(sumTable, false, -1, func(s *scan) error {
		kept[s.text()] = pair{s.whole(), s.whole()}
		return nil
	})
	if l.ctx.Err() != nil {
		return l.ctx.Err()
	}
	if err != nil {
		in.found(FindingTable, TablesFile, sumTable.name, bare(sumTable.name, err))
		return nil
	}
	for _, got := range read {
		if failed[got.table] {
			continue
		}
		want, there := kept[got.table]
		delete(kept, got.table)
		switch shapes := want.shapes == int64(got.geometry); { // also of a table that has none
		case !there || want.columns != int64(got.columns) || !shapes && !got.geometryRead:
			in.found(FindingSum, TablesFile, got.table, "")
		case !shapes:
			in.found(FindingShapes, TablesFile, got.table, "")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(kept)) {
		if !failed[name] && !(name == entranceTable.name && (failed[facilityTable.name] || failed[demandName])) {
			in.found(FindingSum, TablesFile, name, "")
		}
	}
	return nil
}

// listing looks whether GIS programs find the tables.
func (in *Inspection) listing(ctx context.Context, db *geopackage.File) error {
	all := []layout{metaTable, serviceTable, profileTable, inputTable, noteTable, layerTable, extentTable, islandTable, districtTable,
		facilityTable, demandTable(nil, nil), entranceTable, exitTable, sumTable}
	wrong := map[string]bool{}
	for _, l := range all {
		wrong[l.name] = true
	}
	err := eachOf(ctx, db, "gpkg_contents", `"table_name", "data_type", "srs_id"`, func(row []driver.Value) error {
		for _, l := range all {
			if row[0] == l.name {
				wrong[l.name] = l.geometry == "" && row[1] != "attributes" ||
					l.geometry != "" && (row[1] != "features" || row[2] != int64(geopackage.WGS84))
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	shaped := map[string]bool{}
	err = eachOf(ctx, db, "gpkg_geometry_columns", `"table_name", "column_name", "geometry_type_name", "srs_id"`, func(row []driver.Value) error {
		for _, l := range all {
			if row[0] == l.name {
				shaped[l.name] = row[1] == "geom" && row[2] == l.geometry && row[3] == int64(geopackage.WGS84)
			}
		}
		return nil
	})
	for _, l := range all {
		if wrong[l.name] || l.geometry != "" && !shaped[l.name] {
			in.found(FindingListing, TablesFile, l.name, "")
		}
	}
	return err
}

// pages lets SQLite look at all pages, also at those of tables that are not ours.
func (in *Inspection) pages(ctx context.Context, db *geopackage.File) error {
	return db.Query(ctx, fmt.Sprintf("PRAGMA integrity_check(%d)", MaxFindings), func(row []driver.Value) error {
		if said, _ := row[0].(string); said != "ok" {
			in.found(FindingPages, TablesFile, "", said)
		}
		return nil
	})
}

// network opens the streets; nil where it cannot.
func (in *Inspection) network(path, head string) *streets.Network {
	got, err := headOf(path)
	if errors.Is(err, os.ErrNotExist) {
		in.found(FindingMissing, StreetsFile, "", "")
		return nil
	}
	if err != nil {
		in.found(FindingUnread, StreetsFile, "", finding.Bare(err).Error())
		return nil
	}
	network, err := streets.Open(path)
	switch {
	case err == nil && head != "" && got != head:
		in.found(FindingMismatch, StreetsFile, "", "")
	case err == nil:
	case errors.Is(err, streets.ErrNewer):
		in.found(FindingNewer, StreetsFile, "", strings.TrimPrefix(err.Error(), path+": "))
	case errors.Is(err, streets.ErrOlder):
		in.found(FindingOlder, StreetsFile, "", strings.TrimPrefix(err.Error(), path+": "))
	case errors.Is(err, streets.ErrCorrupt):
		in.found(FindingStreets, StreetsFile, "", strings.TrimPrefix(err.Error(), path+": "))
	default:
		in.found(FindingUnread, StreetsFile, "", finding.Bare(err).Error())
	}
	return network
}

// layers looks whether the rows of demand are those of its layers, which follow one
// another: the next build takes them over by that.
func (in *Inspection) layers(c *Content) {
	sum, some := 0, false
	for _, l := range c.Layers {
		if l.Kind == "demand" {
			sum, some = sum+l.Count, true
		}
	}
	if some && sum != c.City.Demand.Len() {
		in.found(FindingLayers, TablesFile, layerTable.name, fmt.Sprintf("%d rows of demand, %d in the table", sum, c.City.Demand.Len()))
	}
}

// districtLevels counts the districts of each level.
func districtLevels(districts []coverage.District) (levels []reportedLevel) {
	for _, d := range districts {
		if n := len(levels); n == 0 || levels[n-1].Level != d.Level {
			levels = append(levels, reportedLevel{Level: d.Level}) // districts are sorted by level
		}
		levels[len(levels)-1].Districts++
	}
	return levels
}

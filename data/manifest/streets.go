package manifest

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"lifecircle/data/finding"
	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
)

// How walkers and the map are read.
const (
	// WalkingFull is the default: squares are crossed, gates, kerbs and lifts are
	// kept, facilities have entrances, a link does not jump a river.
	WalkingFull = "full"

	// WalkingPlain is the plain reading of the streets: rims of squares only,
	// barriers on nodes ignored, places at their point, the nearest usable edge.
	WalkingPlain = "plain"
)

// Limits of [streets].
const (
	MaxExtentM      = 50_000.0
	MaxRepairs      = 1000
	MaxRepairPoints = 100
)

// Streets is the table [streets].
type Streets struct {
	Line    int `json:"-"`
	Sources []Source
	Private streets.Private
	Walking string
	Extent  *Source // nil: ExtentDistrictsM, else from the streets

	// ExtentDistrictsM makes the extent of the districts and what is within this
	// many metres of them; 0 does not.
	ExtentDistrictsM float64 `json:",omitempty"`

	Elevation []Source `json:",omitempty"` // GeoTIFF and HGT; the first that knows a height counts
	Repairs   []Repair `json:",omitempty"`
}

// A Repair is a [[streets.repairs]] table: a link that the source lacks.
type Repair struct {
	Line   int `json:"-"`
	Street build.Repair
}

func (m *Manifest) streets(v view) {
	s, ok := v.sub("streets")
	if !ok {
		if v.t.by["streets"] == nil {
			v.r.refuse(finding.ErrMissing, 1, "streets", "",
				`are missing: write [streets] with source = "streets.osm.pbf"`)
		}
		return
	}
	s.only(append(sourceKeys(), "private", "walking", "extent", "extent_districts_m", "elevation", "repairs")...)
	m.Streets = Streets{
		Line: s.t.line,
		Private: streets.Private(s.word("private", string(streets.PrivateResidents),
			string(streets.PrivateClosed), string(streets.PrivateResidents), string(streets.PrivateOpen))),
		Walking:          s.word("walking", WalkingFull, WalkingPlain, WalkingFull),
		ExtentDistrictsM: s.number("extent_districts_m", 0, MaxExtentM, "metres"),
		Elevation:        s.elevation(),
		Repairs:          s.repairs(),
	}
	base := s.settings()
	if s.t.by["source"] == nil {
		v.r.refuse(finding.ErrMissing, s.t.line, "streets.source", "", `is missing: write source = "streets.osm.pbf"`)
	}
	for _, p := range s.strs("source") {
		one := base
		one.Path = p
		one.Format = s.format(p, one.Line, FormatOSM)
		s.osmOnly(one)
		m.Streets.Sources = append(m.Streets.Sources, one)
	}
	if p, line := s.str("extent"); p != "" {
		m.Streets.Extent = &Source{Line: line, Path: p, Format: s.formatOf("extent", p, line, FormatGeoJSON)}
	}
}

// extentOfDistricts refuses an extent that has no districts to be made of.
func (m *Manifest) extentOfDistricts(v view) {
	t := v.t.by["streets"]
	if t == nil || t.table == nil || t.table.by["extent_districts_m"] == nil {
		return
	}
	s := view{v.r, t.table, "streets"}
	e := t.table.by["extent_districts_m"]
	if t.table.by["extent"] != nil {
		s.wrong("extent_districts_m", e, "stands beside extent: keep one of them")
	}
	for _, d := range m.Districts {
		if d.H3 < 0 {
			return
		}
	}
	s.wrong("extent_districts_m", e, "needs districts that are polygons: add [[districts]] with a source")
}

// elevation reads the files of heights: a path, a table with source, licence and
// attribution, or a list of those.
func (v view) elevation() []Source {
	e := v.t.by["elevation"]
	if e == nil {
		return nil
	}
	list := []*entry{e}
	if e.kind == kindList {
		if list = e.list; len(list) == 0 {
			v.wrong("elevation", e, "is an empty list")
		}
	}
	var out []Source
	for _, item := range list {
		if item.kind == kindTable {
			t := view{v.r, item.table, v.field("elevation")}
			t.only("source", "licence", "attribution")
			s := t.source(FormatGeoTIFF, FormatHGT)
			out = append(out, s)
		} else if v.isText("elevation", item) {
			out = append(out, Source{Line: item.line, Path: item.text,
				Format: v.formatOf("elevation", item.text, item.line, FormatGeoTIFF, FormatHGT)})
		}
	}
	return out
}

// repairKinds are what a repair may be.
var repairKinds = map[string]streets.Kind{
	"footway":  {Class: streets.ClassFootway},
	"steps":    {Class: streets.ClassSteps},
	"crossing": {Class: streets.ClassFootway, Crossing: streets.CrossingUnmarked},
	"path":     {Class: streets.ClassPath},
}

// repairs reads [[streets.repairs]].
func (v view) repairs() []Repair {
	var out []Repair
	for _, s := range v.subs("repairs") {
		if len(out) == MaxRepairs {
			v.r.refuse(finding.ErrTooLarge, s.t.line, v.field("repairs"), "", fmt.Sprintf("are more than %d", MaxRepairs))
			break
		}
		s.only("name", "line", "kind")
		name, _ := s.str("name")
		kind := s.word("kind", "footway", "footway", "steps", "crossing", "path")
		out = append(out, Repair{Line: s.t.line,
			Street: build.Repair{Name: name, Kind: repairKinds[kind], Line: s.line()}})
	}
	return out
}

// line reads line = [[lon, lat], [lon, lat], …].
func (v view) line() []orb.Point {
	const form = "write line = [[lon, lat], [lon, lat]], in degrees"
	e := v.t.by["line"]
	if e == nil {
		v.r.refuse(finding.ErrMissing, v.t.line, v.field("line"), "", "is missing: "+form)
		return nil
	}
	if e.kind != kindList || len(e.list) < 2 || len(e.list) > MaxRepairPoints {
		v.wrong("line", e, fmt.Sprintf("is not a list of 2 to %d points: %s", MaxRepairPoints, form))
		return nil
	}
	var out []orb.Point
	for _, item := range e.list {
		p, ok := v.point(item)
		if !ok {
			v.r.refuse(finding.ErrInvalid, item.line, v.field("line"), item.text, "holds what is not a point: "+form)
			return nil
		}
		if len(out) == 0 || out[len(out)-1] != p {
			out = append(out, p)
		}
	}
	if len(out) < 2 {
		v.wrong("line", e, "has no length: its points are all the same")
	}
	for i := 1; i < len(out); i++ {
		if math.Abs(out[i][0]-out[i-1][0]) > 180 { // drawn straight from one to the other it goes around the world
			v.wrong("line", e, "crosses the 180th meridian: end it there, and begin another on the other side")
			return nil
		}
	}
	return out
}

// point reads [lon, lat].
func (v view) point(e *entry) (orb.Point, bool) {
	var p orb.Point
	if e.kind != kindList || len(e.list) != 2 {
		return p, false
	}
	for i, most := range []float64{180, 90} {
		f, err := strconv.ParseFloat(strings.ReplaceAll(e.list[i].text, "_", ""), 64)
		if e.list[i].kind != kindNumber || err != nil || !(f >= -most && f <= most) {
			return p, false
		}
		p[i] = f
	}
	return p, true
}

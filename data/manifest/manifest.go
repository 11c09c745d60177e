package manifest

import (
	"fmt"
	"sort"

	"lifecircle/coverage"
	"lifecircle/data/finding"
	"lifecircle/geo/streets"
)

// WalkingPlain is the plain reading of the streets: rims of squares only,
// barriers on nodes ignored, places at their point, the nearest usable edge.
const WalkingPlain = "plain"

// MaxSources is how many sources a manifest may name.
const MaxSources = 256

// A Manifest is what city.toml says. Paths are as written, relative to the
// manifest's folder.
type Manifest struct {
	File       string `json:"-"` // as given to Parse
	Name       string // [a-z0-9-]+
	Title      coverage.Names
	Standard   string    // id of the packaged standard, or empty
	Services   []Service // the standard's and the manifest's own, sorted by id
	Streets    Streets
	Demand     []Demand
	Facilities []Facilities
	Districts  []Districts
}

// Streets is the table [streets].
type Streets struct {
	Line    int `json:"-"`
	Sources []Source
	Private streets.Private
	Walking string
	Extent  *Source // nil: from the streets
}

// A Source is a file and how to read it.
type Source struct {
	Line        int    `json:"-"` // of the path in the manifest
	Path        string // as written
	Format      Format
	Licence     string
	Attribution string
	Encoding    string            // empty: the reader finds it out
	CRS         string            // empty: WGS 84, or what the file says
	Columns     map[string]string // our key: their column; nil where none is named
}

// Demand is a [[demand]] table.
type Demand struct {
	Source
	// BuildingYes says whether `building=yes` of an OSM source is a home.
	// Default true.
	BuildingYes bool
}

// Facilities is a [[facilities]] table.
type Facilities struct {
	Source
	// Services are what each place offers where the file has no such column;
	// of an OSM source, the services to take. Nil means none, or all.
	Services []string
}

// Districts is a [[districts]] table: a GeoJSON source, an OSM source with
// AdminLevels, or H3 cells over the extent where Path is empty.
type Districts struct {
	Source
	AdminLevels []int // of an OSM source, ascending
	H3          int   // resolution of the cells
}

// Parse reads a manifest. file is its name as errors should say it; standards
// are the packaged ones. The error is one [finding.Refusal] or several joined.
func Parse(file string, data []byte, standards []Standard) (*Manifest, error) {
	root, err := parseTree(file, data)
	if err != nil {
		return nil, err
	}
	r := &reader{file: file}
	v := view{r, root, ""}
	v.only("name", "title", "standard", "changes", "streets", "demand", "facilities", "districts", "services")
	m := &Manifest{File: file, Title: v.names("title")}
	m.name(v)
	m.standard(v, standards)
	if e := root.by["changes"]; e != nil {
		v.wrong("changes", e, "is not there yet: leave the key out")
	}
	m.streets(v)
	for _, s := range v.subs("demand") {
		m.Demand = append(m.Demand, demand(s))
	}
	for _, s := range v.subs("facilities") {
		m.Facilities = append(m.Facilities, facilities(s))
	}
	for _, s := range v.subs("districts") {
		m.Districts = append(m.Districts, districts(s))
	}
	if root.by["demand"] == nil {
		r.refuse(finding.ErrMissing, 1, "demand", "",
			"is missing: without people there is no coverage: write [[demand]] with a source")
	}
	if n := len(m.Streets.Sources) + len(m.Demand) + len(m.Facilities) + len(m.Districts); n > MaxSources {
		r.refuse(finding.ErrTooLarge, 1, "source", "", fmt.Sprintf("has %d entries; at most %d are read", n, MaxSources))
	}
	if err := r.err(); err != nil {
		return nil, err
	}
	return m, nil
}

func (m *Manifest) name(v view) {
	name, line := v.str("name")
	switch {
	case line == 0:
		v.r.refuse(finding.ErrMissing, 1, "name", "", `is missing: write name = "my-city"`)
	case name != "" && (!cityName.MatchString(name) || len(name) > maxName):
		v.r.refuse(finding.ErrInvalid, line, "name", name,
			"is not a city's name: use a-z, 0-9 and - only; any script goes into title")
	}
	m.Name = name
	if m.Title == (coverage.Names{}) {
		m.Title.Plain = name
	}
}

// standard merges the packaged standard's services with the manifest's own.
func (m *Manifest) standard(v view, standards []Standard) {
	own := services(v, false)
	have := map[string]bool{}
	for _, s := range own {
		have[s.ID] = true
	}
	m.Services = own
	id, line := v.str("standard")
	if id != "" {
		found := false
		for _, s := range standards {
			if s.ID != id {
				continue
			}
			found = true
			m.Standard = id
			for _, one := range s.Services {
				if !have[one.ID] {
					m.Services = append(m.Services, Service{Service: one})
				}
			}
		}
		if !found {
			use := "no standard is packaged: define [services.*]"
			if len(standards) > 0 {
				use = "use one of " + ids(standards) + ", or define [services.*]"
			}
			v.r.refuse(finding.ErrUnknown, line, "standard", id, "is not a packaged standard: "+use)
		}
	}
	sort.SliceStable(m.Services, func(i, j int) bool { return m.Services[i].ID < m.Services[j].ID })
	if v.t.by["standard"] == nil && v.t.by["services"] == nil {
		v.r.refuse(finding.ErrMissing, 1, "services", "",
			`are missing: name a standard, such as standard = "shanghai-14fyp", or write [services.clinic]`)
	} else if id == "" && v.t.by["standard"] == nil && len(m.Services) == 0 && v.t.by["services"].kind == kindTable {
		v.r.refuse(finding.ErrMissing, v.t.by["services"].line, "services", "",
			"are empty: write at least one, such as [services.clinic]")
	}
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
	s.only(append(sourceKeys(), "private", "walking", "extent")...)
	m.Streets = Streets{
		Line: s.t.line,
		Private: streets.Private(s.word("private", string(streets.PrivateClosed),
			[]string{string(streets.PrivateClosed), string(streets.PrivateOpen)}, []string{"residents"})),
		Walking: s.word("walking", WalkingPlain, []string{WalkingPlain}, []string{"full"}),
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

func demand(v view) Demand {
	v.only(append(sourceKeys(), "building_yes")...)
	d := Demand{Source: v.source(FormatCSV, FormatOSM), BuildingYes: true}
	if e := v.t.by["building_yes"]; e != nil {
		switch {
		case e.kind != kindBool:
			v.wrong("building_yes", e, "is neither true nor false")
		case d.Format != FormatOSM && d.Format != "":
			v.wrong("building_yes", e, "is for OpenStreetMap sources: leave the key out")
		default:
			d.BuildingYes = e.text == "true"
		}
	}
	d.Columns = v.columns(d.Format, demandColumns, true)
	return d
}

func facilities(v view) Facilities {
	v.only(append(sourceKeys(), "services")...)
	f := Facilities{Source: v.source(FormatCSV, FormatGeoJSON, FormatOSM)}
	for _, id := range v.strs("services") {
		if !serviceID.MatchString(id) {
			v.wrong("services", v.t.by["services"], fmt.Sprintf("holds %q, which is not a service id: use a-z, 0-9 and _ only", id))
			continue
		}
		f.Services = append(f.Services, id)
	}
	sort.Strings(f.Services)
	f.Columns = v.columns(f.Format, facilityColumns, false)
	return f
}

func districts(v view) Districts {
	v.only(append(sourceKeys(), "admin_level", "h3")...)
	d := Districts{H3: -1}
	level, h3 := v.t.by["admin_level"], v.t.by["h3"]
	if v.t.by["source"] == nil {
		for _, key := range v.t.keys {
			if key != "h3" && v.known(key) {
				v.wrong(key, v.t.by[key], "needs a source: name the file")
			}
		}
		if h3 == nil {
			v.r.refuse(finding.ErrMissing, v.t.line, "districts.source", "",
				`is missing: name a file, or write h3 = 8 for cells`)
		} else if n, ok := v.whole("h3", h3, 0, 15); ok {
			d.H3, d.Line = n, h3.line
		}
		return d
	}
	d.Source = v.source(FormatGeoJSON, FormatOSM)
	if h3 != nil {
		v.wrong("h3", h3, "stands beside a source: a [[districts]] table is either a file or cells")
	}
	switch {
	case level == nil && d.Format == FormatOSM:
		v.r.refuse(finding.ErrMissing, d.Line, "districts.admin_level", "",
			"is missing: say which boundaries are meant, such as admin_level = 8")
	case level != nil && d.Format == FormatGeoJSON:
		v.wrong("admin_level", level, "is for OpenStreetMap sources: leave the key out")
	case level != nil:
		list := []*entry{level}
		if level.kind == kindList {
			list = level.list
			if len(list) == 0 {
				v.wrong("admin_level", level, "is an empty list")
			}
		}
		seen := map[int]bool{}
		for _, e := range list {
			if n, ok := v.whole("admin_level", e, 1, 15); ok && !seen[n] {
				seen[n] = true
				d.AdminLevels = append(d.AdminLevels, n)
			}
		}
		sort.Ints(d.AdminLevels)
	}
	d.Columns = v.columns(d.Format, districtColumns, false)
	return d
}

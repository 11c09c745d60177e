package manifest

import (
	"fmt"
	"io/fs"
	"slices"
	"sort"

	"lifecircle/coverage"
	"lifecircle/data/finding"
)

// MaxSources is how many sources a manifest may name.
const MaxSources = 256

// A Manifest is what city.toml says. Paths are as written, relative to the
// manifest's folder.
type Manifest struct {
	File       string `json:"-"` // as given to Parse
	Name       string // [a-z0-9-]+
	Title      coverage.Names
	Standard   string             // id of the packaged standard, or empty
	Services   []Service          // the standard's and the manifest's own, sorted by id
	Profiles   []coverage.Profile // the packaged ones and the manifest's own, sorted by id
	Streets    Streets
	Demand     []Demand
	Facilities []Facilities
	Districts  []Districts
	Changes    *Source `json:",omitempty"` // a change file, applied after the import; nil: none
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

// Packaged is what the program brings along.
type Packaged struct {
	Standards []Standard         // see [Standards]
	Profiles  []coverage.Profile // see [Profiles]
}

// ReadPackaged reads the standards and profiles of a file system.
func ReadPackaged(seeds fs.FS) (Packaged, error) {
	standards, err := Standards(seeds)
	if err != nil {
		return Packaged{}, err
	}
	profiles, err := Profiles(seeds)
	return Packaged{standards, profiles}, err
}

// Parse reads a manifest. file is its name as errors should say it. The error is
// one [finding.Refusal] or several joined.
func Parse(file string, data []byte, packaged Packaged) (*Manifest, error) {
	root, err := parseTree(file, data)
	if err != nil {
		return nil, err
	}
	r := &reader{file: file, what: "a manifest"}
	v := view{r, root, ""}
	v.only("name", "title", "standard", "changes", "streets", "demand", "facilities", "districts", "services", "profiles")
	m := &Manifest{File: file, Title: v.names("title")}
	m.name(v)
	m.profiles(v, packaged.Profiles)
	m.standard(v, packaged.Standards)
	if p, line := v.str("changes"); p != "" {
		m.Changes = &Source{Line: line, Path: p}
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
	m.extentOfDistricts(v)
	if root.by["demand"] == nil {
		r.refuse(finding.ErrMissing, 1, "demand", "",
			"is missing: without people there is no coverage: write [[demand]] with a source")
	}
	if n := len(m.Streets.Sources) + len(m.Streets.Elevation) + len(m.Demand) + len(m.Facilities) + len(m.Districts); n > MaxSources {
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
	own := services(v, false, profileIDs(m.Profiles))
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
					m.knowsProfile(v, line, one)
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

// knowsProfile refuses a service of a standard whose profile nobody defined.
func (m *Manifest) knowsProfile(v view, line int, s coverage.Service) {
	if ids := profileIDs(m.Profiles); !slices.Contains(ids, s.Profile) {
		v.r.refuse(finding.ErrUnknown, line, "standard", m.Standard, fmt.Sprintf(
			"asks for the profile %q of %s, which is not packaged: define [profiles.%s]", s.Profile, s.ID, s.Profile))
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

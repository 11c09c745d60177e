package manifest

import (
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"lifecircle/data/finding"
	"lifecircle/data/source"
)

// Format of a source, by the ending of its name.
type Format string

// The formats that are read.
const (
	FormatOSM     Format = "osm"     // .osm.pbf, .pbf, .osm
	FormatCSV     Format = "csv"     // .csv, .tsv, .txt
	FormatGeoJSON Format = "geojson" // .geojson, .json
	FormatGeoTIFF Format = "geotiff" // .tif, .tiff
	FormatHGT     Format = "hgt"     // .hgt
)

var endings = []struct {
	ending string
	format Format
}{
	{".pbf", FormatOSM}, {".osm", FormatOSM},
	{".csv", FormatCSV}, {".tsv", FormatCSV}, {".txt", FormatCSV},
	{".geojson", FormatGeoJSON}, {".json", FormatGeoJSON},
	{".tif", FormatGeoTIFF}, {".tiff", FormatGeoTIFF}, {".hgt", FormatHGT},
}

// FormatOf returns the format of a file by its name, or "".
func FormatOf(name string) Format {
	name = strings.ToLower(filepath.Base(name))
	for _, e := range endings {
		if strings.HasSuffix(name, e.ending) {
			return e.format
		}
	}
	return ""
}

func endingsOf(formats []Format) string {
	var out []string
	for _, e := range endings {
		if slices.Contains(formats, e.format) {
			out = append(out, e.ending)
		}
	}
	return strings.Join(out, ", ")
}

func sourceKeys() []string {
	return []string{"source", "licence", "attribution", "encoding", "crs", "columns"}
}

// known reports whether a key is one of a source's: the others are refused as
// unknown already.
func (v view) known(key string) bool {
	return key == "admin_level" || slices.Contains(sourceKeys(), key)
}

// settings reads a source's keys but the path and the columns.
func (v view) settings() Source {
	var s Source
	if e := v.t.by["source"]; e != nil {
		s.Line = e.line
	}
	s.Licence, _ = v.str("licence")
	s.Attribution, _ = v.str("attribution")
	s.Encoding, _ = v.str("encoding")
	s.CRS, _ = v.str("crs")
	return s
}

// source reads a table's one source.
func (v view) source(formats ...Format) Source {
	s := v.settings()
	path, line := v.str("source")
	if line == 0 {
		s.Line = v.t.line
		v.r.refuse(finding.ErrMissing, v.t.line, v.field("source"), "", "is missing: name the file")
		return s
	}
	if path == "" {
		return s
	}
	s.Path, s.Format = path, v.format(path, line, formats...)
	if s.Format == FormatOSM {
		v.osmOnly(s)
	}
	return s
}

func (v view) format(path string, line int, formats ...Format) Format {
	return v.formatOf("source", path, line, formats...)
}

func (v view) formatOf(key, path string, line int, formats ...Format) Format {
	f := FormatOf(path)
	if slices.Contains(formats, f) {
		return f
	}
	problem := "is not a format that is read here: use a file that ends in "
	if f != "" {
		problem = "is not there yet for this key: use a file that ends in "
	}
	v.r.refuse(finding.ErrUnknown, line, v.field(key), path, problem+endingsOf(formats))
	return ""
}

// osmOnly refuses settings that an OSM file, which has its own, would ignore.
func (v view) osmOnly(s Source) {
	if e := v.t.by["columns"]; e != nil {
		v.r.refuse(finding.ErrInvalid, e.line, v.field("columns"), "",
			"are for tables: "+s.Path+" is read by its tags, leave the key out")
		delete(v.t.by, "columns")
	}
	if s.CRS != "" && !strings.EqualFold(s.CRS, "EPSG:4326") && !strings.EqualFold(s.CRS, "WGS84") {
		v.wrong("crs", v.t.by["crs"], "contradicts "+s.Path+": OpenStreetMap files are EPSG:4326")
	}
	if s.Encoding != "" && !strings.EqualFold(s.Encoding, "utf-8") && !strings.EqualFold(s.Encoding, "utf8") {
		v.wrong("encoding", v.t.by["encoding"], "contradicts "+s.Path+": OpenStreetMap files are UTF-8")
	}
}

// The keys of columns by kind of layer.
var (
	demandColumns = []string{"id", "name", "name_zh", "name_en", "lon", "lat", "h3", "urban",
		"buildings", "dwellings", "floor_area_m2", "residential_land_m2"}
	facilityColumns = append([]string{"lon", "lat", "h3"}, source.FacilityKeys...)
	districtColumns = []string{"code", "name", "name_zh", "name_en", "level", "parent"}
)

// columns returns the map of our keys to their columns, or nil. groups says
// that a key not among ours is a group.
func (v view) columns(format Format, ours []string, groups bool) map[string]string {
	if format == FormatOSM || v.t.by["columns"] == nil {
		return nil
	}
	c, ok := v.sub("columns")
	if !ok {
		return nil
	}
	var out map[string]string
	if !groups {
		c.only(slices.Clone(ours)...)
	}
	for _, key := range c.t.keys {
		if groups && !slices.Contains(ours, key) && !groupID.MatchString(key) {
			v.r.refuse(finding.ErrInvalid, c.t.by[key].line, c.field(key), "",
				groupHint+"; the other keys are "+strings.Join(sorted(ours), ", "))
			continue
		}
		e := c.t.by[key]
		// Empty is a word here: the column of the key's own name isn't taken.
		if e.kind == kindString && e.text == "" || c.isText(key, e) {
			if out == nil {
				out = map[string]string{}
			}
			out[key] = e.text
		}
	}
	return out
}

func sorted(list []string) []string {
	list = slices.Clone(list)
	sort.Strings(list)
	return list
}

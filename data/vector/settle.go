package vector

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/project"

	"lifecircle/data/finding"
	"lifecircle/data/source"
	"lifecircle/geo"
)

// settle brings the places to WGS 84 and checks them, once the whole file is
// read: its crs member may stand at the end.
func (l *layer) settle() error {
	datum, err := l.datum()
	if err != nil {
		return err
	}
	l.settled = datum
	for _, p := range l.places {
		if err := l.settleOne(p, datum); err != nil {
			return err
		}
	}
	switch {
	case datum == geo.WGS84:
	case datum.Shifted():
		l.notes.Add("datum_converted", l.opts.Name, datum.String(), int64(len(l.places)), "")
	default:
		l.notes.Add("datum_as_wgs84", l.opts.Name, datum.String(), int64(len(l.places)), "")
	}
	return nil
}

func (l *layer) settleOne(p *place, datum geo.Datum) error {
	point, isPoint := p.geometry.(orb.Point)
	if isPoint {
		if problem := source.Place(point); problem != "" {
			return p.refuse(finding.ErrInvalid, "coordinates", shown(point), problem)
		}
		p.geometry = datum.ToWGS84(point)
		return nil
	}
	multi := p.geometry.(orb.MultiPolygon)
	if len(multi) == 0 {
		return p.refuse(finding.ErrMissing, "geometry", "", "no polygons in it: draw the feature, or take it out")
	}
	for _, polygon := range multi {
		for _, ring := range polygon {
			for _, point := range ring {
				if problem := source.Place(point); problem != "" {
					return p.refuse(finding.ErrInvalid, "coordinates", shown(point), problem)
				}
			}
		}
	}
	switch err := geo.CheckMultiPolygon(multi); {
	case geo.IsOverlap(err):
		merged, err := geo.Union(multi)
		if err != nil {
			return p.refuse(finding.ErrInvalid, "geometry", "", "its parts overlap in a way that can't be mended: mend it (QGIS: Fix geometries)")
		}
		multi = merged
		l.notes.Add("parts_merged", l.opts.Name, "", 1, p.label())
	case err != nil:
		return p.refuse(finding.ErrInvalid, "geometry", "", err.Error()+": mend it (QGIS: Fix geometries)")
	}
	if datum.Shifted() {
		multi = project.MultiPolygon(multi, datum.ToWGS84)
	}
	geo.Wind(multi)
	p.geometry = multi
	return nil
}

// datum weighs what the options and the file's crs member say against the
// numbers.
func (l *layer) datum() (geo.Datum, error) {
	refuse := func(kind error, value, problem string) error {
		return &finding.Refusal{Kind: kind, File: l.opts.Name, Field: "crs", Value: value, Problem: problem}
	}
	asked, known := geo.ParseDatum(l.opts.CRS)
	if !known {
		return 0, refuse(finding.ErrInvalid, l.opts.CRS, "not supported: "+geo.SupportedDatums+" are; convert the file to one of them first")
	}
	name, problem := crsName(l.member["crs"])
	if problem != "" {
		return 0, refuse(finding.ErrInvalid, described(l.member["crs"]), problem)
	}
	if name == "" {
		return asked, nil
	}
	said, known := geo.ParseDatum(name)
	far, metres := findPoint(l.places, source.LooksLikeMetres)
	switch {
	case !known && projected(name) && !metres:
		return 0, refuse(finding.ErrInvalid, name, "names a projection in metres, but the numbers look like degrees: if they are WGS 84, take the crs member out of the file; else export it again")
	case !known:
		return 0, refuse(finding.ErrInvalid, name, "not supported: convert the file to WGS 84 first (QGIS: Export, CRS EPSG:4326; or ogr2ogr -t_srs EPSG:4326)")
	case metres:
		return 0, refuse(finding.ErrInvalid, name, fmt.Sprintf("says %v, in degrees, but the numbers look like metres (%s): name the projection that they are in and convert the file to WGS 84", said, far))
	case said.Shifted() && l.opts.CRS != "" && said != asked:
		return 0, refuse(finding.ErrInvalid, name, fmt.Sprintf("the file says %v and the manifest %v: correct one of the two", said, asked))
	case l.opts.CRS != "":
		return asked, nil
	}
	return said, nil
}

// findPoint returns the first point of which is says yes, with its feature.
func findPoint(places []*place, is func(orb.Point) bool) (where string, found bool) {
	for _, p := range places {
		var all []orb.Point
		switch geometry := p.geometry.(type) {
		case orb.Point:
			all = []orb.Point{geometry}
		case orb.MultiPolygon:
			for _, polygon := range geometry {
				for _, ring := range polygon {
					all = append(all, ring...)
				}
			}
		}
		if i := slices.IndexFunc(all, is); i >= 0 {
			return fmt.Sprintf("feature %d: %s", p.number, shown(all[i])), true
		}
	}
	return "", false
}

func shown(p orb.Point) string {
	return strconv.FormatFloat(p[0], 'f', -1, 64) + ", " + strconv.FormatFloat(p[1], 'f', -1, 64)
}

// crsName reads the crs member that GeoJSON had before RFC 7946.
func crsName(member json.RawMessage) (name, problem string) {
	if len(member) == 0 || string(member) == "null" {
		return "", ""
	}
	if json.Unmarshal(member, &name) == nil {
		return name, ""
	}
	var crs struct {
		Type       string `json:"type"`
		Properties struct {
			Name string      `json:"name"`
			Code json.Number `json:"code"`
		} `json:"properties"`
	}
	switch err := json.Unmarshal(member, &crs); {
	case err == nil && crs.Properties.Name != "":
		return crs.Properties.Name, ""
	case err == nil && crs.Properties.Code != "":
		return "EPSG:" + crs.Properties.Code.String(), ""
	}
	return "", `not a crs that is read here: {"type": "name", "properties": {"name": "EPSG:4326"}} is, or none at all for WGS 84`
}

var epsgCode = regexp.MustCompile(`(?i)EPSG.*?(\d{4,6})$`)

// projected reports whether a crs name is a well-known projection in metres.
func projected(name string) bool {
	match := epsgCode.FindStringSubmatch(name)
	if match == nil {
		return false
	}
	code, _ := strconv.Atoi(match[1])
	switch {
	case code == 3857, code == 3785, code == 3395, code == 900913, code == 102100: // web Mercator and kin
	case code >= 32601 && code <= 32660, code >= 32701 && code <= 32760: // UTM
	case code >= 31965 && code <= 31985: // SIRGAS 2000 UTM
	case code >= 25828 && code <= 25838: // ETRS89 UTM
	case code >= 4491 && code <= 4554: // CGCS2000 Gauss-Krüger
	case code >= 2327 && code <= 2442: // Xian 1980 and Beijing 1954 Gauss-Krüger
	default:
		return false
	}
	return true
}

package osm

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"lifecircle/coverage"
	"lifecircle/data/finding"
	"lifecircle/data/osm/scan"
	"lifecircle/geo"
)

// A boundary relation on its way to a district.
type boundary struct {
	id    int64
	level int
	code  string
	names coverage.Names
}

// codeKeys are where the code of a district stands, the first that is there.
// wiki.openstreetmap.org/wiki/Tag:boundary=administrative, Key:ref, Key:ISO3166-2
var codeKeys = []string{
	"ref", "ISO3166-2", "ISO3166-1:alpha2", "ISO3166-1",
	"ref:GB2260", "ref:INSEE", "de:amtlicher_gemeindeschluessel", "IBGE:GEOCODIGO", "ine:municipio", "ref:ISTAT",
}

func (r *reader) boundary(id int64, level int, tags scan.Tags) error {
	b := boundary{id: id, level: level}
	var err error
	if b.names, err = r.named("relation", id, tags); err != nil {
		return err
	}
	for _, key := range codeKeys {
		if b.code, err = r.text("relation", id, key, strings.TrimSpace(tags.Get(key))); err != nil {
			return err
		}
		if b.code != "" {
			break
		}
	}
	r.boundaries = append(r.boundaries, b)
	return nil
}

// districtsInto assembles the boundaries.
func (r *reader) districtsInto(ctx context.Context, out *Extract) error {
	if len(r.opts.AdminLevels) == 0 {
		return nil
	}
	slices.SortStableFunc(r.boundaries, func(a, b boundary) int { return cmp.Compare(a.id, b.id) })
	list := r.boundaries[:0]
	for i, b := range r.boundaries {
		if i == 0 || b.id != r.boundaries[i-1].id {
			list = append(list, b)
		}
	}
	codes := r.codes(list)
	known := map[int64]bool{}
	for _, b := range list {
		if err := ctx.Err(); err != nil {
			return err
		}
		a, _ := r.areaOf(b.id)
		polygon, ok := r.polygonOf(a)
		said := strings.TrimSpace(idOf("relation", b.id) + " " + b.names.Plain)
		if !ok {
			r.notes.Add("district_incomplete", r.name, fmt.Sprint(b.level), 1, said)
			continue
		}
		if err := geo.CheckMultiPolygon(polygon); err != nil {
			if geo.IsOverlap(err) {
				polygon, err = geo.Union(polygon)
			}
			if err != nil {
				r.notes.Add("district_flawed", r.name, fmt.Sprint(b.level), 1, said)
				continue
			}
		}
		known[b.id] = true
		out.Districts = append(out.Districts, coverage.District{
			Code: codes[b.id], Names: b.names, Level: b.level, Polygon: polygon,
		})
	}
	if len(out.Districts) == 0 {
		return r.noDistrict(len(list))
	}
	out.Districts = r.withParents(out.Districts, list, codes, known)
	slices.SortFunc(out.Districts, func(a, b coverage.District) int {
		return cmp.Or(cmp.Compare(a.Level, b.Level), cmp.Compare(a.Code, b.Code))
	})
	return nil
}

// codes gives each boundary its code: its own unless another has it too, else
// its id.
func (r *reader) codes(list []boundary) map[int64]string {
	count := map[string]int{}
	for _, b := range list {
		count[b.code]++
	}
	out := map[int64]string{}
	for _, b := range list {
		id := idOf("relation", b.id)
		switch {
		case b.code == "":
			out[b.id] = id
		case count[b.code] > 1:
			out[b.id] = id
			r.notes.Add("district_code_twice", r.name, b.code, 1, id)
		default:
			out[b.id] = b.code
		}
	}
	return out
}

// withParents names the district above, where its relation lists this one as a
// subarea.
func (r *reader) withParents(districts []coverage.District, list []boundary, codes map[int64]string, known map[int64]bool) []coverage.District {
	i := 0
	for _, b := range list {
		if !known[b.id] {
			continue
		}
		if parent := r.parent[b.id]; known[parent] {
			districts[i].Parent = codes[parent]
		}
		i++
	}
	return districts
}

func (r *reader) noDistrict(cut int) error {
	levels := strings.Trim(strings.ReplaceAll(fmt.Sprint(r.opts.AdminLevels), " ", ", "), "[]")
	problem := "no boundary=administrative has this level: look in the file for the level that your districts have"
	if cut > 0 {
		problem = fmt.Sprintf("none of the %d boundaries of this level is whole in the file: "+
			"make the extract larger, or give the districts as GeoJSON", cut)
	}
	return &finding.Refusal{Kind: finding.ErrMissing, File: r.name, Field: "admin_level", Value: levels, Problem: problem}
}

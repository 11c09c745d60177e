package importer

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"lifecircle/data/finding"
	"lifecircle/data/raster"
	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
)

// readTerrain opens the files of heights, where the streets are to be built: the
// first that knows a height counts.
func (r *run) readTerrain(ctx context.Context) error {
	if r.streets.reused {
		return nil
	}
	for _, s := range r.manifest.Streets.Elevation {
		in := r.files[s.Path]
		if in.sha == "" {
			continue // refused already
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		heights, err := raster.Open(in.path, in.name)
		if err != nil {
			if err := r.refuse(err); err != nil {
				return err
			}
			continue
		}
		r.terrain = append(r.terrain, heights)
	}
	return nil
}

// heightNotes says how much of the streets the files of heights do not cover;
// voids inside them the streets' builder remarks upon. Files that know nothing of
// the streets are of another place, and refused.
func (r *run) heightNotes(network *streets.Network) error {
	if len(r.terrain) == 0 {
		return nil
	}
	covers := func(p orb.Point) bool {
		return slices.ContainsFunc(r.terrain, func(t *raster.Raster) bool { return t.Bound().Contains(p) })
	}
	outside, known, nodes := 0, false, network.Nodes()
	for v := range nodes {
		p := network.Point(uint32(v))
		if _, ok := r.terrain.Height(p); ok {
			known = true
		} else if !covers(p) {
			outside++
		}
	}
	list := r.manifest.Streets.Elevation
	if !known {
		return &finding.Refusal{Kind: finding.ErrInvalid, File: r.opts.Manifest, Line: list[0].Line, Field: "streets.elevation", Value: list[0].Path,
			Problem: fmt.Sprintf("knows no height of the streets, which lie in %s: give the terrain of this city, in degrees", describe(network.Box()))}
	}
	if outside > 0 {
		var names []string
		for _, s := range list {
			names = append(names, said(s.Path))
		}
		share := fmt.Sprintf("%.2f %%", 100*float64(outside)/float64(nodes))
		r.streets.notes = append(r.streets.notes, finding.Note{Code: "elevation_partial", Source: strings.Join(names, ", "), Count: int64(outside), Samples: []string{share}})
	}
	return nil
}

// remarkNotes turns what the network's builder assumed into notes. A repair that
// reaches no street is refused: the city would be without the link that the
// planner counts on.
func (r *run) remarkNotes(remarks []build.Remark) {
	from := r.streets.called()
	for _, m := range remarks {
		if m.Code == "repair_off_streets" {
			r.refuseRepairs(m)
			continue
		}
		r.streets.notes = append(r.streets.notes, finding.Note{Code: m.Code, Source: from, Count: int64(m.Count), Samples: m.Samples})
	}
}

func (r *run) refuseRepairs(m build.Remark) {
	problem := fmt.Sprintf("an end of its line is farther than %d m from every street: move it to where the streets are to be joined", streets.RepairDistance)
	said := 0
	for _, repair := range r.manifest.Streets.Repairs {
		for _, name := range m.Samples {
			if name == repair.Street.Name {
				r.refuse(&finding.Refusal{Kind: finding.ErrInvalid, File: r.opts.Manifest, Line: repair.Line,
					Field: "streets.repairs", Value: name, Problem: problem})
				said++
				break
			}
		}
	}
	if said == 0 {
		r.refuse(&finding.Refusal{Kind: finding.ErrInvalid, File: r.opts.Manifest, Line: r.manifest.Streets.Line,
			Field: "streets.repairs", Value: fmt.Sprint(m.Count), Problem: problem})
	}
}

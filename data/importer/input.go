package importer

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"lifecircle/coverage"
	"lifecircle/data/finding"
	"lifecircle/data/manifest"
)

// The attribution of OpenStreetMap sources, unless the manifest has another.
const (
	osmLicence     = "ODbL"
	osmAttribution = "© OpenStreetMap contributors"
)

// An input is a file that the manifest names, however often.
type input struct {
	path   string // to open
	name   string // to say
	sha    string // hex; empty where the file could not be read
	size   int64
	change time.Time
}

// role is what a source is used as.
type role struct {
	name   string // streets, elevation, extent, demand, facilities, districts, changes
	source manifest.Source
}

// roles lists the sources in the manifest's order.
func (r *run) roles() []role {
	m := r.manifest
	var out []role
	for _, s := range m.Streets.Sources {
		out = append(out, role{kindStreets, s})
	}
	for _, s := range m.Streets.Elevation {
		out = append(out, role{roleElevation, s})
	}
	if m.Streets.Extent != nil {
		out = append(out, role{"extent", *m.Streets.Extent})
	}
	for _, s := range m.Demand {
		out = append(out, role{kindDemand, s.Source})
	}
	for _, s := range m.Facilities {
		out = append(out, role{kindFacilities, s.Source})
	}
	for _, s := range m.Districts {
		if s.Path != "" {
			out = append(out, role{kindDistricts, s.Source})
		}
	}
	if m.Changes != nil {
		out = append(out, role{roleChanges, *m.Changes})
	}
	return out
}

// said is a path as an answer may show it: an absolute one tells of the
// planner's machine, so only its last part is.
func said(path string) string {
	if filepath.IsAbs(path) {
		return filepath.Base(path)
	}
	return path
}

// hash reads every input once for its sum. What can't be read is refused with
// the manifest's line, and is empty.
func (r *run) hash(ctx context.Context) error {
	var todo []*input
	var total int64
	for _, role := range r.roles() {
		path := role.source.Path
		if r.files[path] != nil {
			continue
		}
		in := &input{path: path, name: said(path)}
		if !filepath.IsAbs(path) {
			in.path = filepath.Join(r.folder, filepath.FromSlash(path))
		}
		r.files[path] = in
		info, err := os.Stat(in.path)
		problem := ""
		switch {
		case os.IsNotExist(err):
			problem = "no such file: paths are meant from the manifest's folder"
		case err != nil:
			problem = "cannot be read"
		case info.IsDir():
			problem = "is a folder: name a file in it"
		case info.Size() == 0:
			problem = "is empty: export or download it again"
		}
		if problem != "" {
			r.refuse(&finding.Refusal{Kind: finding.ErrMissing, File: r.opts.Manifest, Line: role.source.Line,
				Field: role.name, Value: path, Problem: problem, Cause: causeUnlessMissing(err)})
			continue
		}
		in.size, in.change = info.Size(), info.ModTime()
		total += in.size
		todo = append(todo, in)
	}
	done, tell := int64(0), r.progress("hash")
	for _, in := range todo {
		sum, err := sumOf(ctx, in.path, func(n int) {
			if done += int64(n); tell != nil {
				tell(done, total)
			}
		})
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			r.refuse(&finding.Refusal{Kind: finding.ErrMissing, File: in.name, Problem: "cannot be read", Cause: finding.Bare(err)})
			continue
		}
		in.sha = sum
	}
	return nil
}

func causeUnlessMissing(err error) error {
	if err == nil || os.IsNotExist(err) {
		return nil
	}
	return finding.Bare(err)
}

func sumOf(ctx context.Context, path string, tell func(n int)) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h, buffer := sha256.New(), make([]byte, 1<<20)
	for ctx.Err() == nil {
		n, err := f.Read(buffer)
		h.Write(buffer[:n])
		tell(n)
		if err == io.EOF {
			return hex.EncodeToString(h.Sum(nil)), nil
		}
		if err != nil {
			return "", err
		}
	}
	return "", ctx.Err()
}

// unchanged refuses files that changed between their sum and the end of their
// reading: the sum would be another file's.
func (r *run) unchanged(context.Context) error {
	for _, path := range slices.Sorted(maps.Keys(r.files)) {
		in := r.files[path]
		if in.sha == "" {
			continue
		}
		info, err := os.Stat(in.path)
		if err != nil || info.Size() != in.size || !info.ModTime().Equal(in.change) {
			r.refuse(changedMeanwhile(in))
		}
	}
	return nil
}

func changedMeanwhile(in *input) *finding.Refusal {
	return &finding.Refusal{Kind: finding.ErrInvalid, File: in.name,
		Problem: "changed while it was read: wait until it is written and build again"}
}

// inputs lists the sources for the provenance, by role and path.
func (r *run) inputs() []coverage.Input {
	sum := sha256.Sum256(r.raw)
	out := []coverage.Input{{Role: "manifest", Path: filepath.Base(r.opts.Manifest), SHA256: hex.EncodeToString(sum[:])}}
	for _, role := range r.roles() {
		s := role.source
		in := coverage.Input{Role: role.name, Path: said(s.Path), SHA256: r.files[s.Path].sha,
			Licence: s.Licence, Attribution: s.Attribution}
		if s.Format == manifest.FormatOSM {
			if in.Licence == "" {
				in.Licence = osmLicence
			}
			if in.Attribution == "" {
				in.Attribution = osmAttribution
			}
		}
		out = append(out, in)
	}
	slices.SortStableFunc(out, func(a, b coverage.Input) int {
		return cmp.Or(cmp.Compare(a.Role, b.Role), cmp.Compare(a.Path, b.Path))
	})
	return slices.Compact(out)
}

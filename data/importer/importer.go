package importer

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/data/finding"
	"lifecircle/data/manifest"
	"lifecircle/data/raster"
	"lifecircle/data/workspace"
)

// Options say what to import.
type Options struct {
	// Manifest is the path of city.toml. Its sources are looked for beside it.
	Manifest string

	// Out is the workspace. Empty is beside the manifest: x.toml makes
	// x.lifecircle.
	Out string

	// Seeds holds standards/*.toml, profiles/*.toml, tags/facilities.toml and
	// tags/buildings.toml.
	Seeds fs.FS

	// Engine is the program's version. Another version imports anew.
	Engine string

	// Progress is told what is being done and how much of it; may be nil. The
	// stages are "hash", "read FILE", "streets", "link" and "write". A total of 0
	// is not known.
	Progress func(stage string, done, total int64)
}

// Out returns the workspace that a manifest builds when nobody says otherwise.
func Out(manifestPath string) string {
	return strings.TrimSuffix(manifestPath, ".toml") + ".lifecircle"
}

// Build imports a city and lands its workspace. On an error what was there is
// as it was, and the report says how far the import came; it is nil where there
// was nothing to report. Errors are one *[finding.Refusal] or several joined,
// the context's, or those of the system.
func Build(ctx context.Context, opts Options) (*Report, error) {
	if opts.Out == "" {
		opts.Out = Out(opts.Manifest)
	}
	lock, err := workspace.Acquire(opts.Out)
	if err != nil {
		return nil, err
	}
	defer lock.Release()
	r, err := load(ctx, opts)
	if r != nil {
		defer r.old.Close()
	}
	if err != nil {
		return r.reported(), err
	}
	err = workspace.Write(ctx, lock, r.content, workspace.Options{Progress: r.progress("write")})
	return r.reported(), err
}

// Check does what [Build] does, but lands nothing and takes no lock.
func Check(ctx context.Context, opts Options) (*Report, error) {
	if opts.Out == "" {
		opts.Out = Out(opts.Manifest)
	}
	r, err := load(ctx, opts)
	if r != nil {
		defer r.old.Close()
	}
	return r.reported(), err
}

// run is one import on its way.
type run struct {
	opts     Options
	folder   string // of the manifest
	manifest *manifest.Manifest
	raw      []byte // the manifest's bytes
	tables   tables
	files    map[string]*input // by path as the manifest writes it
	old      *workspace.Content
	terrain  raster.Terrain // empty: no heights
	streets  *streetLayer
	layers   []*layer                 // in the manifest's order: demand, facilities, districts
	rims     map[int]orb.MultiPolygon // outlines that streets lead into, by place in the city's facilities
	content  *workspace.Content
	applied  *LayerCount       // the change file; nil: there is none
	changed  []workspace.Layer // what a change file has added, behind the others
	notes    finding.Notes
	report   *Report
	refusals []error // in order
}

// load does all but landing.
func load(ctx context.Context, opts Options) (*run, error) {
	r := &run{opts: opts, folder: filepath.Dir(opts.Manifest), files: map[string]*input{}, rims: map[int]orb.MultiPolygon{}, report: &Report{Out: opts.Out}}
	if err := r.readManifest(); err != nil {
		return nil, err
	}
	var err error
	if r.tables, err = readTables(opts.Seeds); err != nil {
		return nil, err
	}
	if err := workspace.MayReplace(opts.Out); err != nil {
		r.refuse(err)
	}
	if err := r.hash(ctx); err != nil {
		return r, err
	}
	// An old workspace that does not open has nothing to offer.
	if old, err := workspace.Open(ctx, opts.Out); err == nil {
		r.old = r.offers(old)
	}
	r.plan()
	for _, step := range []func(context.Context) error{r.readTerrain, r.read, r.assemble, r.unchanged, r.link, r.findIslands, r.judge, r.applyChanges, r.judgeOffers} {
		if err := ctx.Err(); err != nil {
			return r, err
		}
		if err := step(ctx); err != nil {
			return r, err
		}
	}
	r.finish()
	return r, errors.Join(r.refusals...)
}

// refuse keeps a refusal for the end; it returns any other error.
func (r *run) refuse(err error) error {
	var refusal *finding.Refusal
	if err == nil || !errors.As(err, &refusal) {
		return err
	}
	r.refusals = append(r.refusals, err)
	return nil
}

func (r *run) progress(stage string) func(done, total int64) {
	if r.opts.Progress == nil {
		return nil
	}
	return func(done, total int64) { r.opts.Progress(stage, done, total) }
}

func (r *run) readManifest() error {
	f, err := os.Open(r.opts.Manifest)
	if err != nil {
		return missingManifest(r.opts.Manifest, err)
	}
	defer f.Close()
	if r.raw, err = io.ReadAll(io.LimitReader(f, manifest.MaxBytes+1)); err != nil {
		return missingManifest(r.opts.Manifest, err)
	}
	packaged, err := manifest.ReadPackaged(r.opts.Seeds)
	if err != nil {
		return err
	}
	r.manifest, err = manifest.Parse(r.opts.Manifest, r.raw, packaged)
	return err
}

func missingManifest(path string, err error) error {
	return &finding.Refusal{Kind: finding.ErrMissing, File: path,
		Problem: "cannot be read: give the path of a city's manifest, city.toml", Cause: finding.Bare(err)}
}

// provenance says where the city comes from. Its hash is over everything that
// an answer depends on: inputs, the manifest's meaning, the packaged tables and
// the engine; not over the workspace's bytes.
func (r *run) provenance() coverage.Provenance {
	m := r.manifest
	p := coverage.Provenance{Engine: r.opts.Engine, Standard: m.Standard,
		Private: string(m.Streets.Private), Walking: m.Streets.Walking, Inputs: r.inputs()}
	p.Hash = hashOf(p.Engine, p.Standard, p.Private, p.Walking, p.Inputs, string(m.Meaning()), r.tables.hash)
	return p
}

// hashOf hashes values by their JSON, in order.
func hashOf(values ...any) string {
	h := sha256.New()
	e := json.NewEncoder(h)
	for _, v := range values {
		if err := e.Encode(v); err != nil {
			panic(err) // plain structs, strings and numbers always encode
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

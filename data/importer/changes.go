package importer

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"slices"
	"strings"

	"lifecircle/coverage"
	"lifecircle/coverage/scenario"
	"lifecircle/data/finding"
	"lifecircle/data/manifest"
	"lifecircle/data/workspace"
)

// offers returns the old workspace, or nil where nothing of it is as its sources
// have it, since changes were applied to it.
func (r *run) offers(old *workspace.Content) *workspace.Content {
	if slices.ContainsFunc(old.City.Provenance.Inputs, func(in coverage.Input) bool { return in.Role == roleChanges }) {
		old.Close()
		return nil
	}
	return old
}

// applyChanges makes the city that the manifest's change file leaves behind.
func (r *run) applyChanges(ctx context.Context) error {
	if r.manifest.Changes == nil || len(r.refusals) > 0 {
		return nil
	}
	in := r.files[r.manifest.Changes.Path]
	file, err := readChanges(in)
	if err != nil {
		return r.refuse(err)
	}
	engine, err := coverage.Open(ctx, r.content.City, coverage.Options{})
	if err != nil {
		return err
	}
	edits, err := scenario.Edits(ctx, engine, file.Changes)
	if err != nil {
		return r.refuse(file.Refuse(err))
	}
	changed, err := coverage.Rebuild(ctx, r.content.City, edits...)
	if err != nil {
		return r.refuse(file.Refuse(err))
	}
	r.take(changed, in)
	r.applied = &LayerCount{Kind: roleChanges, Path: in.name, Count: len(file.Changes)}
	return nil
}

func readChanges(in *input) (*manifest.ChangeFile, error) {
	f, err := os.Open(in.path)
	if err != nil {
		return nil, &finding.Refusal{Kind: finding.ErrMissing, File: in.name, Problem: "cannot be read", Cause: finding.Bare(err)}
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, manifest.MaxChangesBytes+1))
	if err != nil {
		return nil, &finding.Refusal{Kind: finding.ErrMissing, File: in.name, Problem: "cannot be read", Cause: finding.Bare(err)}
	}
	// It is read late: what counts is what was hashed.
	if sum := sha256.Sum256(data); len(data) <= manifest.MaxChangesBytes && hex.EncodeToString(sum[:]) != in.sha {
		return nil, changedMeanwhile(in)
	}
	return manifest.ReadChanges(in.name, data)
}

// take makes a changed city the one that lands. What was added is from layers of
// its own, behind those of the manifest.
func (r *run) take(changed *coverage.City, in *input) {
	before, c := r.content.City, r.content
	layers := 1 + len(r.layers) // the streets are layer 0
	add := func(kind string, count int) {
		r.changed = append(r.changed, workspace.Layer{Kind: kind, Path: in.name, Key: in.sha, Count: count, Detail: "{}"})
	}
	if more := changed.Demand.Len() - before.Demand.Len(); more > 0 {
		add(kindDemand, more)
	}
	from := make([]int, len(changed.Facilities))
	added := 0
	for i, f := range changed.Facilities {
		at, known := slices.BinarySearchFunc(before.Facilities, f.ID, func(g coverage.Facility, id string) int { return strings.Compare(g.ID, id) })
		if known {
			from[i] = c.FacilityLayer[at]
			continue
		}
		from[i] = layers + len(r.changed)
		added++
	}
	if added > 0 {
		add(kindFacilities, added)
	}
	c.City, c.FacilityLayer = changed, from
}

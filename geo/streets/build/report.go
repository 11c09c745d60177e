package build

import (
	"cmp"
	"slices"

	"lifecircle/geo/streets"
)

// A Report counts what a build met.
type Report struct {
	Ways         int   // usable ways that gave at least one segment
	Nodes        int   // street nodes before contraction
	Segments     int   // between consecutive nodes, each pair once; of streets alone, as nodes and length are
	Junctions    int   // nodes after contraction
	Edges        int   // after contraction
	LengthMM     int64 // of all segments
	MissingNodes int   // nodes that ways name and the source lacks
	CutWays      int   // ways that lose at least one segment to missing nodes
	Islands      []streets.Island
	Remarks      []Remark // by code
}

// A Remark is something that a build assumed or left out. Codes are those of the
// notes of an import: see docs.
type Remark struct {
	Code    string
	Count   int
	Samples []string // up to three: "way 4711"
}

// remarkSamples is how many samples a remark keeps: the first of a build.
const remarkSamples = 3

// remark counts something that the build assumed or left out. Remarks stand by
// code.
func (r *Report) remark(code, sample string) {
	at, known := slices.BinarySearchFunc(r.Remarks, code, func(x Remark, code string) int { return cmp.Compare(x.Code, code) })
	if !known {
		r.Remarks = slices.Insert(r.Remarks, at, Remark{Code: code})
	}
	m := &r.Remarks[at]
	m.Count++
	if len(m.Samples) < remarkSamples && sample != "" && !slices.Contains(m.Samples, sample) {
		m.Samples = append(m.Samples, sample)
	}
}

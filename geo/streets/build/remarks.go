package build

import (
	"cmp"
	"slices"
)

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

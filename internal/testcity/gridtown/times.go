package gridtown

import (
	"slices"
	"time"
)

// Report tells a benchmark how long its runs took: the median and what 99 of 100
// don't exceed, in microseconds. It sorts them.
func Report(b interface{ ReportMetric(n float64, unit string) }, took []time.Duration) {
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
}

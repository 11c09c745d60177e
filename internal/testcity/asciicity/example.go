package asciicity

import "log"

// Example stands in for a test where there is none, as in Example functions: a drawing
// that means nothing ends the program.
var Example TB = example{}

type example struct{}

func (example) Helper()                           {}
func (example) Fatalf(format string, args ...any) { log.Fatalf(format, args...) }

package coverage_test

import "flag"

// update rewrites the golden files: go test ./coverage -run Golden -update
var update = flag.Bool("update", false, "rewrite the golden files")

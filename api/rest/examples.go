package rest

import (
	"github.com/paulmach/orb"

	"lifecircle/coverage"
)

// exampleCity is what the documented answers are of.
func exampleCity() *coverage.City {
	return &coverage.City{
		Name: "newtown",
		Facilities: []coverage.Facility{
			{ID: "c1", Names: coverage.Names{Plain: "Riverside clinic"}, Point: orb.Point{121.4752, 31.2331}, Services: []string{"clinic"}},
		},
		Provenance: coverage.Provenance{
			Engine: "0.1.0", Private: "residents", Walking: "full", Hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
			Inputs: []coverage.Input{{Role: "streets", Path: "streets.osm.pbf", SHA256: "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"}},
		},
	}
}

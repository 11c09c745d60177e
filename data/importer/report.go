package importer

import (
	"maps"
	"slices"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/data/finding"
	"lifecircle/data/workspace"
	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
)

// A Report says what an import found. After a refusal it holds what was found
// until then.
type Report struct {
	City       string // its name
	Title      coverage.Names
	Out        string // the workspace
	Private    string // how residents' streets are treated: closed, residents or open
	Walking    string // plain or full
	Streets    build.Report
	Features   FeatureCount
	Islands    []workspace.Island // those of Streets, with who is on them
	Exits      int                // places where streets leave the extent
	Entrances  EntranceCount
	Profiles   []coverage.Profile
	Facilities []ServiceCount // by service id, of the city's services
	Demand     DemandCount
	Districts  []LevelCount // by level
	Extent     orb.MultiPolygon
	ExtentFrom string // one of the Extent… consts; empty where there is none
	Layers     []LayerCount
	Notes      []finding.Note // sorted
	Inputs     []coverage.Input

	Completeness Completeness
	Provenance   coverage.Provenance // zero where nothing will land
}

// A FeatureCount is what the streets are beside ways.
type FeatureCount struct {
	ResidentsMM int64 // length of streets that only residents use
	Gates       int   // of the source, each once; likewise the rest
	Kerbs       int
	Lifts       int
	Squares     int // and platforms that are walked across
	Repairs     int
}

// An EntranceCount is how facilities and places of demand are entered other than
// at their point.
type EntranceCount struct {
	Facilities int // with entrances of the source
	Rims       int // facilities that are entered where streets meet their outline
	Places     int // of demand, with entrances of the source
}

// A ServiceCount is how many facilities offer a service.
type ServiceCount struct {
	Service    coverage.Service
	Facilities int // all of them
	Open       int // of those, open
	Unlinked   int // of the open ones, farther than 500 m from every street
}

// A DemandCount is who lives where.
type DemandCount struct {
	Places   int
	Unlinked int // farther than 500 m from every street
	Urban    int // places marked so
	Rural    int
	Groups   []AmountCount // people, by group id
	Weights  []AmountCount // buildings and other weights, by id
}

// An AmountCount is a column of demand.
type AmountCount struct {
	ID    string
	Total coverage.Amount // thousandths
	Blank int             // places that lack it
}

// A LevelCount is how many districts a level has.
type LevelCount struct {
	Level     int
	Districts int
}

// A LayerCount is one source of the manifest.
type LayerCount struct {
	Kind   string // streets, demand, facilities, districts, changes
	Path   string // as the manifest names it; empty for cells
	Count  int    // segments, places, facilities, districts, changes
	Reused bool   // taken over from the workspace that was there
}

// reported returns the report; nil where there is none.
func (r *run) reported() *Report {
	if r == nil {
		return nil
	}
	return r.report
}

// finish completes the content and the report.
func (r *run) finish() {
	city, report := r.content.City, r.report
	report.City, report.Title = city.Name, city.Title
	report.Streets, report.Extent = r.streets.report, city.Extent
	report.Private, report.Walking = string(r.manifest.Streets.Private), r.manifest.Streets.Walking
	report.Islands, report.Exits, report.Profiles = r.content.Islands, len(city.Exits), city.Profiles
	report.Entrances = countEntrances(city)
	if r.streets.network != nil {
		report.Features = countFeatures(r.streets.network) // as all of Streets before the changes
	}
	report.Inputs, report.Notes = r.inputs(), r.notes.Sorted()
	report.Facilities = countServices(city)
	report.Demand = countDemand(&city.Demand)
	for _, level := range levelsOf(city.Districts) {
		n := 0
		for _, d := range city.Districts {
			if d.Level == level {
				n++
			}
		}
		report.Districts = append(report.Districts, LevelCount{level, n})
	}
	if r.streets.network != nil {
		for _, s := range r.streets.sources {
			// Several files make one network: its segments stand with the first.
			c := LayerCount{Kind: kindStreets, Path: said(s.Path), Reused: r.streets.reused}
			if len(report.Layers) == 0 {
				c.Count = r.streets.network.Segments()
			}
			report.Layers = append(report.Layers, c)
		}
	}
	for _, l := range r.layers {
		if l.read {
			report.Layers = append(report.Layers, LayerCount{Kind: l.kind, Path: l.called(), Count: l.count(), Reused: l.reused})
		}
	}
	if r.applied != nil {
		report.Layers = append(report.Layers, *r.applied)
	}
	if len(r.refusals) > 0 {
		return // nothing will land
	}
	city.Provenance = r.provenance()
	report.Provenance = city.Provenance
	r.content.Notes, r.content.Layers = report.Notes, r.workspaceLayers()
	r.content.Report = report.JSON()
}

func countFeatures(n *streets.Network) FeatureCount {
	var c FeatureCount
	seen := map[streets.Feature]map[int64]bool{}
	for s := range uint32(n.Segments()) {
		street := n.Street(s)
		if street.Kind.Use == streets.UseResidents {
			c.ResidentsMM += n.Segment(s).MM()
		}
		if f := street.Kind.Feature; f != streets.FeatureNone {
			if seen[f] == nil {
				seen[f] = map[int64]bool{}
			}
			seen[f][street.Way] = true
		}
	}
	c.Gates, c.Kerbs, c.Lifts = len(seen[streets.FeatureGate]), len(seen[streets.FeatureKerb]), len(seen[streets.FeatureLift])
	c.Squares, c.Repairs = len(seen[streets.FeatureSquare]), len(seen[streets.FeatureRepair])
	return c
}

func countEntrances(city *coverage.City) (c EntranceCount) {
	for _, f := range city.Facilities {
		for _, e := range f.Entrances[:min(1, len(f.Entrances))] { // those of one kind come first
			switch e.Kind {
			case coverage.EntranceGiven:
				c.Facilities++
			case coverage.EntranceRim:
				c.Rims++
			}
		}
	}
	last := -1
	for _, e := range city.Demand.Entrances {
		if e.Kind == coverage.EntranceGiven && e.Place != last {
			c.Places++
			last = e.Place
		}
	}
	return c
}

func countServices(city *coverage.City) []ServiceCount {
	out := make([]ServiceCount, len(city.Services))
	at := map[string]int{}
	for i, s := range city.Services {
		out[i].Service, at[s.ID] = s, i
	}
	for _, f := range city.Facilities {
		for _, id := range f.Services {
			i, ok := at[id]
			if !ok {
				continue
			}
			out[i].Facilities++
			if f.Status == coverage.StatusOpen || f.Status == "" {
				out[i].Open++
				if !f.Access.Linked {
					out[i].Unlinked++
				}
			}
		}
	}
	return out
}

func countDemand(d *coverage.Demand) DemandCount {
	out := DemandCount{Places: d.Len()}
	for _, a := range d.Access {
		if !a.Linked {
			out.Unlinked++
		}
	}
	for _, f := range d.Urban {
		switch f {
		case coverage.FlagUrban:
			out.Urban++
		case coverage.FlagRural:
			out.Rural++
		}
	}
	count := func(all map[string][]coverage.Amount) (list []AmountCount) {
		for _, id := range slices.Sorted(maps.Keys(all)) {
			c := AmountCount{ID: id}
			for _, a := range all[id] {
				if a == coverage.Missing {
					c.Blank++
				} else {
					c.Total += a
				}
			}
			list = append(list, c)
		}
		return list
	}
	out.Groups, out.Weights = count(d.Groups), count(d.Weight)
	return out
}

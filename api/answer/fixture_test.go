package answer_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/geo/streets"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got), rewrite with -update:\n%s", name, diff)
	}
}

func written(t *testing.T, write func(*bytes.Buffer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// square is a ring of one hundredth of a degree, clockwise: the wrong way round
// for RFC 7946.
func square(lon, lat float64) orb.MultiPolygon {
	return orb.MultiPolygon{{{{lon, lat}, {lon, lat + 0.01}, {lon + 0.01, lat + 0.01}, {lon + 0.01, lat}, {lon, lat}}}}
}

// city is a small made-up city: two street-towns, one beyond the data.
func city() *coverage.City {
	ring := square(121, 31)
	ring[0] = append(ring[0], orb.Ring{{121.002, 31.002}, {121.004, 31.002}, {121.004, 31.004}, {121.002, 31.004}, {121.002, 31.002}})
	return &coverage.City{
		Name:  "rivertown",
		Title: coverage.Names{ZH: "江湾新城", EN: "Rivertown"},
		Services: []coverage.Service{
			{ID: "clinic", Names: coverage.Names{ZH: "社区卫生", EN: "Clinics"}, Minutes: 15, Profile: "standard", Group: "all", Area: coverage.AreaAll, Target: 850_000, TargetText: "15分钟可达，覆盖率不低于85%", Clause: "§ 3.2"},
			{ID: "elderly", Names: coverage.Names{ZH: "综合为老服务", EN: "Elderly hubs"}, Minutes: 10, Profile: "standard", Group: "age_60_plus", Area: coverage.AreaUrban, Target: 900_000, BufferM: 600},
			{ID: "pool", Minutes: 15, Profile: "standard", Group: "all", Area: coverage.AreaAll, Target: 850_000},
		},
		Facilities: []coverage.Facility{
			{ID: "c1", Names: coverage.Names{Plain: "江湾<一>社区卫生服务中心"}, Point: orb.Point{121.00123456789, 31.5}, Services: []string{"clinic", "elderly"}, Capacity: map[string]int64{"elderly": 40}, Opens: "2027-01-01", Status: coverage.StatusPlanned, Access: streets.Access{Linked: true}, Attributes: map[string]string{"电话": "12345", "address": "A & B"}},
			{ID: "c2", Point: orb.Point{121.5, 31}, Services: []string{"clinic"}},
		},
		Demand: coverage.Demand{
			ID:     []string{"a", "b", "c"},
			Point:  []orb.Point{{121.005, 31.005}, {121.0050001, 31.006}, {121.006, 31.0070000049}},
			Groups: map[string][]coverage.Amount{"all": {1000, 2500, 3000}},
			Weight: map[string][]coverage.Amount{"buildings": {1000, 1000, 1000}},
		},
		Districts: []coverage.District{
			{Code: "310101", Names: coverage.Names{ZH: "江湾街道", EN: "Jiangwan"}, Level: 8, Parent: "3101", Polygon: ring},
			{Code: "310102", Names: coverage.Names{Plain: "Nordhafen"}, Level: 8, Polygon: append(square(121.02, 31), square(121.04, 31)...)},
		},
		Extent: square(121, 31),
		Provenance: coverage.Provenance{
			Engine: "0.1.0", Standard: "shanghai-14fyp", Private: "closed", Walking: "plain",
			Hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
			Inputs: []coverage.Input{
				{Role: "demand", Path: "people.csv", SHA256: "aa", Licence: "CC BY 4.0", Attribution: "江湾统计局"},
				{Role: "districts", Path: "districts.geojson", SHA256: "bb", Licence: "CC0"},
				{Role: "manifest", Path: "city.toml", SHA256: "cc"},
				{Role: "streets", Path: "streets.osm.pbf", SHA256: "dd", Licence: "ODbL", Attribution: "© OpenStreetMap contributors"},
			},
		},
	}
}

var (
	jiangwan  = &coverage.DistrictRef{Code: "310101", Names: coverage.Names{ZH: "江湾街道", EN: "Jiangwan"}, Level: 8}
	nordhafen = &coverage.DistrictRef{Code: "310102", Names: coverage.Names{Plain: "Nordhafen"}, Level: 8}
	nowhere   = &coverage.DistrictRef{Level: 8}
)

func clinicRow(d *coverage.DistrictRef) coverage.Row {
	return coverage.Row{
		Services: []string{"clinic"}, Reading: coverage.ReadingEach, Group: "all", Area: coverage.AreaAll, AreaKnown: true, Weight: "people",
		District: d, Target: new(coverage.Share(850_000)), TargetText: new("15分钟可达，覆盖率不低于85%"),
		Minutes: new(15.0), Profile: new("standard"), Private: streets.PrivateClosed, At: "any", BufferM: new(1000.0),
	}
}

// rows has one of everything that a reader can meet.
func rows() []coverage.Row {
	whole := clinicRow(nil)
	whole.Demand, whole.Covered = new(coverage.Amount(60_123_500)), new(coverage.Amount(51_100_125))
	whole.Coverage, whole.CoverageLow, whole.CoverageHigh = new(0.8499193327), new(0.8499193327), new(0.8715)
	whole.Verdict, whole.Shortfall = new(coverage.CannotTell), new(int64(5))
	whole.NearEdge, whole.Unlinked, whole.UnlinkedFacilities = new(coverage.Amount(1_200_000)), new(coverage.Amount(97_375)), new(1)
	whole.Within1Min, whole.LargestPlace, whole.BufferCoverage = new(coverage.Amount(2_000_000)), new(coverage.Amount(310_000)), new(0.945)

	none := clinicRow(nowhere)
	none.Demand, none.Covered, none.NearEdge, none.Unlinked = new(coverage.Amount(0)), new(coverage.Amount(0)), new(coverage.Amount(0)), new(coverage.Amount(0))
	none.Reason = coverage.ReasonNoDemand

	in := clinicRow(jiangwan)
	in.Demand, in.Covered = new(coverage.Amount(40_000_000)), new(coverage.Amount(36_000_000))
	in.Coverage, in.CoverageLow, in.CoverageHigh = new(0.9), new(0.9), new(0.9)
	in.Verdict, in.Shortfall = new(coverage.Meets), new(int64(0))
	in.NearEdge, in.Unlinked, in.UnlinkedFacilities = new(coverage.Amount(0)), new(coverage.Amount(0)), new(0)
	in.Within1Min, in.LargestPlace, in.BufferCoverage, in.Inside = new(coverage.Amount(0)), new(coverage.Amount(0)), new(1.0), new(0.75)
	in.Reason = coverage.ReasonPartlyOutside

	out := clinicRow(nordhafen)
	out.Inside, out.Reason = new(0.0), coverage.ReasonOutside

	elderly := coverage.Row{
		Services: []string{"elderly"}, Reading: coverage.ReadingEach, Group: "age_60_plus", Area: coverage.AreaUrban, Weight: "people",
		Target: new(coverage.Share(900_000)), Minutes: new(10.0), Profile: new("standard"), Private: streets.PrivateClosed, At: "any", BufferM: new(600.0),
		Reason: coverage.ReasonNoSuchGroup,
	}
	pool := clinicRow(nil)
	pool.Services, pool.TargetText, pool.Reason = []string{"pool"}, nil, coverage.ReasonNoFacility
	pool.Demand, pool.Covered, pool.Coverage, pool.CoverageLow, pool.CoverageHigh = whole.Demand, new(coverage.Amount(0)), new(0.0), new(0.0), new(0.0)
	pool.Verdict, pool.Shortfall = new(coverage.Misses), new(int64(51_105))
	pool.NearEdge, pool.Unlinked = new(coverage.Amount(0)), new(coverage.Amount(0))
	return []coverage.Row{whole, none, in, out, elderly, pool}
}

// bundle is the two bundle readings of the city.
func bundle() []coverage.Row {
	all := coverage.Row{
		Services: []string{"clinic", "elderly"}, Reading: coverage.ReadingAllOf, Group: "all", Area: coverage.AreaAll, AreaKnown: true, Weight: "people",
		Demand: new(coverage.Amount(60_000_000)), Covered: new(coverage.Amount(30_000_000)),
		Coverage: new(0.5), CoverageLow: new(0.5), CoverageHigh: new(0.55), NearEdge: new(coverage.Amount(3_000_000)), Unlinked: new(coverage.Amount(0)),
		ServicesInReach: new(1.375), Private: streets.PrivateClosed, At: "any",
	}
	mean := all
	mean.Reading, mean.Covered, mean.Coverage = coverage.ReadingMeanOf, nil, new(2.0/3)
	mean.CoverageLow, mean.CoverageHigh = new(2.0/3), new(0.7)
	district := all
	district.District, district.Inside = jiangwan, new(1.0)
	return []coverage.Row{all, district, mean}
}

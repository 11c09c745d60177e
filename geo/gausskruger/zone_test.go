package gausskruger_test

import (
	"fmt"
	"math"
	"os/exec"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"lifecircle/geo/gausskruger"
)

func TestZonesByLongitude(t *testing.T) {
	for _, tt := range []struct {
		name string
		lon  float64
		code int // 0: none
	}{
		{"Shanghai", 121.47, 4549},
		{"Kashgar, in the first", 75.99, 4534},
		{"the first's western border", 73.5, 4534},
		{"Beijing", 116.4, 4548},
		{"a border is the eastern zone's", 118.5, 4549},
		{"just west of it", 118.499, 4548},
		{"the last's meridian", 135, 4554},
		{"east of the last", 136.5, 0},
		{"west of the first", 73.4, 0},
		{"Porto Alegre", -51.2, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			z, ok := gausskruger.ZoneOf(tt.lon)
			if z.Code != tt.code || ok != (tt.code != 0) {
				t.Errorf("%v° is in %+v, %t; want %d", tt.lon, z, ok, tt.code)
			}
		})
	}
}

// The values are PROJ 9.1's: echo LAT LON | cs2cs -f %.4f EPSG:4490 EPSG:4549
func TestProjectionIsAsPROJHasIt(t *testing.T) {
	z, _ := gausskruger.ZoneOf(120)
	for _, tt := range []struct {
		name           string
		lat, lon       float64
		northing, east float64
	}{
		{"Shanghai", 31.2, 121.5, 3454118.1322, 642964.1598},
		{"on the meridian", 30, 120, 3320113.3978, 500000},
		{"Harbin, two zones away", 45.75, 126.6, 5089531.3203, 1013525.1734},
		{"Shenzhen, two zones away", 22.5, 114.1, 2501173.1204, -107852.6081},
		{"west of the meridian", 31.2, 118.6, 3453993.1439, 366567.7013},
	} {
		t.Run(tt.name, func(t *testing.T) {
			n, e := z.Project(orb.Point{tt.lon, tt.lat})
			if math.Abs(n-tt.northing) > 1e-4 || math.Abs(e-tt.east) > 1e-4 {
				t.Errorf("got %.4f %.4f, want %.4f %.4f", n, e, tt.northing, tt.east)
			}
		})
	}
}

// A hundred points of every zone beside PROJ itself, where it is installed.
func TestProjectionBesidePROJ(t *testing.T) {
	if _, err := exec.LookPath("cs2cs"); err != nil {
		t.Skip("cs2cs is not installed: apt-get install proj-bin")
	}
	for meridian := 75.0; meridian <= 135; meridian += 3 {
		z, _ := gausskruger.ZoneOf(meridian)
		var in strings.Builder
		var points []orb.Point
		for i := range 100 {
			p := orb.Point{meridian - 1.5 + float64(i%10)/3, 3 + 5*float64(i/10)}
			points = append(points, p)
			fmt.Fprintf(&in, "%.12f %.12f\n", p[1], p[0])
		}
		cmd := exec.Command("cs2cs", "-f", "%.6f", "EPSG:4490", fmt.Sprintf("EPSG:%d", z.Code))
		cmd.Stdin = strings.NewReader(in.String())
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
			var n, e, h float64
			if _, err := fmt.Sscan(line, &n, &e, &h); err != nil {
				t.Fatal(err)
			}
			gotN, gotE := z.Project(points[i])
			if math.Abs(gotN-n) > 1e-5 || math.Abs(gotE-e) > 1e-5 {
				t.Errorf("EPSG:%d %v: got %.6f %.6f, want %.6f %.6f", z.Code, points[i], gotN, gotE, n, e)
			}
		}
	}
}

// The meridian is an axis of symmetry, and runs along the false easting.
func TestZonesAreSymmetric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		z, _ := gausskruger.ZoneOf(float64(75 + 3*rapid.IntRange(0, 20).Draw(t, "zone")))
		lat, off := rapid.Float64Range(0, 60).Draw(t, "lat"), rapid.Float64Range(0, 3).Draw(t, "off")
		n1, e1 := z.Project(orb.Point{z.Meridian + off, lat})
		n2, e2 := z.Project(orb.Point{z.Meridian - off, lat})
		if math.Abs(n1-n2) > 1e-6 || math.Abs(e1+e2-2*gausskruger.FalseEasting) > 1e-6 {
			t.Fatalf("%v° from the meridian: %v %v and %v %v", off, n1, e1, n2, e2)
		}
	})
}

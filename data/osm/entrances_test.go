package osm_test

import (
	"fmt"
	"strings"
	"testing"

	"lifecircle/coverage"
	"lifecircle/data/osm"
)

// TestEntrances: doors of an outline, else the gates of a site, else where the
// goods go in. Pages are of wiki.openstreetmap.org/wiki/.
func TestEntrances(t *testing.T) {
	for _, c := range []struct {
		name, page string
		place      string // tags of the outline 1–4
		two, four  string // tags of the nodes 2 and 4
		want       string // nodes
		rim        bool
	}{
		{"none known", "", "amenity=school", "", "", "", true},
		{"none known of a building", "", "amenity=school building=yes", "", "", "", false},
		{"doors", "Key:entrance", "amenity=school building=yes", "entrance=main", "entrance=yes", "2 4", false},
		{"the tag of once", "Key:entrance", "amenity=school building=yes", "building=entrance", "", "2", false},
		{"emergency exits", "Key:entrance", "amenity=school building=yes", "entrance=emergency", "entrance=exit", "", false},
		{"a door that nobody may use", "Key:access", "amenity=school building=yes", "entrance=yes access=no", "", "", false},
		{"a door for goods beside another", "Key:entrance", "amenity=school building=yes", "entrance=service", "entrance=main", "4", false},
		{"a door for goods", "Key:entrance", "amenity=school building=yes", "entrance=service", "", "2", false},
		{"gates of a site", "Tag:barrier=gate", "leisure=sports_centre", "barrier=gate", "barrier=bollard", "2 4", false},
		{"the private gate of a school", "Key:access", "amenity=school", "barrier=gate access=private", "", "2", false},
		{"a gate that is locked", "Key:locked", "amenity=school", "barrier=gate locked=yes", "", "", true},
		{"a gate that is shut", "Key:access", "amenity=school", "barrier=gate access=no", "", "", true},
		{"a gate and a door", "", "amenity=school", "barrier=gate", "entrance=main", "4", false},
		{"a building's gate", "", "amenity=school building=yes", "barrier=gate", "", "", false},
		{"a wall has no way in", "", "amenity=school", "barrier=wall", "", "", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := fmt.Sprintf("n1 0 0\nn2 2 0 %s\nn3 2 2\nn4 0 2 %s\nn5 1 1 entrance=main\nw1 3,4,1,2,3", c.two, c.four)
			for form, tail := range map[string]string{
				"way":      " " + c.place,
				"relation": "\nr1 w1@outer type=multipolygon " + c.place,
			} {
				for _, isFull := range []bool{true, false} {
					x, err := read(t, draw(t, text+tail).xml(), osm.Options{Facilities: facilityTable(t), Full: isFull})
					if err != nil || len(x.Facilities) != 1 {
						t.Fatal(err, x)
					}
					var got []string
					for _, e := range x.Facilities[0].Entrances {
						if e.Kind != coverage.EntranceGiven {
							t.Errorf("%+v", e)
						}
						for n, at := range map[string][2]float64{"2": {121.002, 31}, "4": {121, 31.002}, "5": {121.001, 31.001}} {
							if e.Point == at {
								got = append(got, n)
							}
						}
					}
					want, rim := c.want, c.rim
					if !isFull {
						want, rim = "", false
					}
					if said := strings.Join(got, " "); said != want || (x.Rims[0] != nil) != rim {
						t.Errorf("%s, full %t: entrances %q, rim %v, want %q, %t (wiki.openstreetmap.org/wiki/%s)",
							form, isFull, said, x.Rims, want, rim, c.page)
					}
				}
			}
		})
	}
}

// TestDoorsOfHomes: a house with a door to each side, and the rim of the second
// facility by its place in the list.
func TestDoorsOfHomes(t *testing.T) {
	x, err := read(t, draw(t, `
		n1 0 0
		n2 2 0 entrance=home
		n3 2 2 entrance=staircase
		n4 0 2 barrier=gate
		n6 9 9 amenity=school
		w1 1,77,3,1 building=house building:levels=1
		w2 1,2,3,4,1 building=apartments building:levels=3
		w3 1,3,4,1 building=house building:levels=1
		w9 4,1,2,4 leisure=pitch access=yes
		w8 4,1,5,4 leisure=pitch access=yes
	`).xml(), osm.Options{Facilities: facilityTable(t), Buildings: buildingTable(t), Full: true})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range x.Demand.Entrances {
		got = append(got, fmt.Sprintf("%s %.3f,%.3f", x.Demand.ID[e.Place], e.Point[0], e.Point[1]))
	}
	if said, want := strings.Join(got, "; "), "w2 121.002,31.000; w2 121.002,31.002; w3 121.002,31.002"; said != want {
		t.Errorf("got %s, want %s", said, want)
	}
	if len(x.Facilities) != 2 || x.Facilities[1].ID != "w9" || len(x.Facilities[1].Entrances) != 1 || len(x.Rims) != 0 {
		t.Errorf("%+v %v", x.Facilities, x.Rims)
	}
}

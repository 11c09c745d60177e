package build_test

import (
	"strings"
	"testing"

	"lifecircle/geo/streets"
	"lifecircle/geo/streets/build"
)

// TestWalkable is the truth table of the rules: a way's tags, and whether
// people walk on it with private ways closed and with private ways open. Where
// residents use them, all that is open to anybody is walkable; what the two
// treatments tell apart, and what is theirs by its own word, is for residents.
// The addresses are pages of wiki.openstreetmap.org/wiki/.
func TestWalkable(t *testing.T) {
	const yes, no = true, false
	for _, c := range []struct {
		name, page string
		tags       string
		closed     bool // walkable where private ways are closed
		open       bool // and where they are open
	}{
		// The classes, one by one.
		{"footway", "Tag:highway=footway", "highway=footway", yes, yes},
		{"path", "Tag:highway=path", "highway=path", yes, yes},
		{"pedestrian", "Tag:highway=pedestrian", "highway=pedestrian", yes, yes},
		{"rim of a square", "Tag:highway=pedestrian", "highway=pedestrian area=yes", yes, yes},
		{"steps", "Tag:highway=steps", "highway=steps", yes, yes},
		{"living_street", "Tag:highway=living_street", "highway=living_street", yes, yes},
		{"residential", "Tag:highway=residential", "highway=residential", yes, yes},
		{"service", "Tag:highway=service", "highway=service", yes, yes},
		{"unclassified", "Tag:highway=unclassified", "highway=unclassified", yes, yes},
		{"tertiary", "Tag:highway=tertiary", "highway=tertiary", yes, yes},
		{"tertiary_link", "Highway_link", "highway=tertiary_link", yes, yes},
		{"secondary", "Tag:highway=secondary", "highway=secondary", yes, yes},
		{"secondary_link", "Highway_link", "highway=secondary_link", yes, yes},
		{"primary", "Tag:highway=primary", "highway=primary", yes, yes},
		{"primary_link", "Highway_link", "highway=primary_link", yes, yes},
		{"road", "Tag:highway=road", "highway=road", yes, yes},
		{"track", "Tag:highway=track", "highway=track", yes, yes},
		{"cycleway", "Tag:highway=cycleway", "highway=cycleway", yes, yes},
		{"bridleway", "Tag:highway=bridleway", "highway=bridleway", yes, yes},
		{"corridor", "Tag:highway=corridor", "highway=corridor", yes, yes},
		{"platform", "Tag:highway=platform", "highway=platform", yes, yes},

		// What nobody walks on.
		{"no highway", "Key:highway", "building=yes", no, no},
		{"empty highway", "Key:highway", "highway=", no, no},
		{"motorway", "Tag:highway=motorway", "highway=motorway", no, no},
		{"foot=yes opens no motorway", "Tag:highway=motorway", "highway=motorway foot=yes", no, no},
		{"motorway_link", "Highway_link", "highway=motorway_link", no, no},
		{"proposed", "Tag:highway=proposed", "highway=proposed", no, no},
		{"construction", "Tag:highway=construction", "highway=construction", no, no},
		{"raceway", "Tag:highway=raceway", "highway=raceway", no, no},
		{"rest_area", "Tag:highway=rest_area", "highway=rest_area", no, no},
		{"busway", "Tag:highway=busway", "highway=busway", no, no},
		{"values are lower case", "Any_tags_you_like", "highway=Footway", no, no},
		{"a railway platform is no highway", "Tag:railway=platform", "railway=platform", no, no},

		// Trunk roads need a sidewalk or a foot tag.
		{"trunk", "Tag:highway=trunk", "highway=trunk", no, no},
		{"trunk, sidewalk=both", "Key:sidewalk", "highway=trunk sidewalk=both", yes, yes},
		{"trunk, sidewalk=left", "Key:sidewalk", "highway=trunk sidewalk=left", yes, yes},
		{"trunk, sidewalk=right", "Key:sidewalk", "highway=trunk sidewalk=right", yes, yes},
		{"trunk, sidewalk=yes", "Key:sidewalk", "highway=trunk sidewalk=yes", yes, yes},
		{"trunk, sidewalk:left=yes", "Key:sidewalk", "highway=trunk sidewalk:left=yes sidewalk:right=no", yes, yes},
		{"trunk, sidewalk:right=yes", "Key:sidewalk", "highway=trunk sidewalk:right=yes", yes, yes},
		{"trunk, sidewalk:both=yes", "Key:sidewalk", "highway=trunk sidewalk:both=yes", yes, yes},
		{"trunk, sidewalk=no", "Key:sidewalk", "highway=trunk sidewalk=no", no, no},
		{"trunk, sidewalk=none", "Key:sidewalk", "highway=trunk sidewalk=none", no, no},
		{"trunk, sidewalk is another way", "Tag:sidewalk=separate", "highway=trunk sidewalk=separate", no, no},
		{"trunk, foot=yes", "Key:foot", "highway=trunk foot=yes", yes, yes},
		{"trunk, foot=designated", "Key:foot", "highway=trunk foot=designated", yes, yes},
		{"trunk, foot=permissive", "Key:foot", "highway=trunk foot=permissive", yes, yes},
		{"trunk, foot=official", "Key:foot", "highway=trunk foot=official", yes, yes},
		{"trunk, foot=destination opens nothing", "Key:foot", "highway=trunk foot=destination", no, no},
		{"trunk, sidewalk, foot=no", "Key:foot", "highway=trunk sidewalk=both foot=no", no, no},
		{"trunk, sidewalk, access=no", "Key:access", "highway=trunk sidewalk=both access=no", no, no},
		{"trunk, sidewalk, access=private", "Key:access", "highway=trunk sidewalk=both access=private", no, yes},
		{"trunk_link", "Highway_link", "highway=trunk_link", no, no},
		{"trunk_link, sidewalk", "Key:sidewalk", "highway=trunk_link sidewalk=right", yes, yes},
		{"primary needs no sidewalk", "Key:sidewalk", "highway=primary sidewalk=no", yes, yes},

		// foot before access.
		{"foot=no", "Key:foot", "highway=residential foot=no", no, no},
		{"foot=no closes a footway", "Key:foot", "highway=footway foot=no", no, no},
		{"foot=no, access=yes", "Key:foot", "highway=residential foot=no access=yes", no, no},
		{"foot=no, access=private", "Key:foot", "highway=service foot=no access=private", no, no},
		{"foot=use_sidepath", "Tag:foot=use_sidepath", "highway=primary foot=use_sidepath", no, no},
		{"foot=yes opens access=no", "Key:access", "highway=service access=no foot=yes", yes, yes},
		{"foot=designated opens access=no", "Key:access", "highway=path access=no foot=designated", yes, yes},
		{"foot=permissive opens access=private", "Key:access", "highway=service access=private foot=permissive", yes, yes},
		{"foot=official opens access=private", "Key:access", "highway=path access=private foot=official", yes, yes},
		{"foot=yes opens access=private", "Key:access", "highway=service access=private foot=yes", yes, yes},
		{"foot=destination leaves access=no", "Key:access", "highway=service access=no foot=destination", no, no},
		{"foot=private leaves access=no", "Key:access", "highway=service access=no foot=private", no, no},
		{"access=no", "Tag:access=no", "highway=residential access=no", no, no},

		// The private class is exactly access or foot = private.
		{"access=private", "Tag:access=private", "highway=service access=private", no, yes},
		{"foot=private", "Key:foot", "highway=footway foot=private", no, yes},
		{"foot=private, access=yes", "Key:foot", "highway=footway foot=private access=yes", no, yes},
		{"access=private, foot=customers", "Key:access", "highway=service access=private foot=customers", no, yes},
		{"access=residents", "Key:access", "highway=service access=residents", yes, yes},
		{"access=permit", "Tag:access=permit", "highway=service access=permit", yes, yes},

		// What closes a way to others, not to walkers.
		{"access=customers", "Key:access", "highway=service access=customers", yes, yes},
		{"access=destination", "Key:access", "highway=residential access=destination", yes, yes},
		{"access=delivery", "Key:access", "highway=service access=delivery", yes, yes},
		{"access=agricultural", "Key:access", "highway=track access=agricultural", yes, yes},
		{"access=forestry", "Key:access", "highway=track access=forestry", yes, yes},
		{"access=permissive", "Key:access", "highway=track access=permissive", yes, yes},
		{"access=yes", "Key:access", "highway=track access=yes", yes, yes},
		{"access=military, a value we don't know", "Key:access", "highway=track access=military", yes, yes},
		{"access=no;private is a value we don't know", "Key:access", "highway=track access=no;private", yes, yes},
		{"foot=destination", "Key:foot", "highway=residential foot=destination", yes, yes},
		{"foot=customers", "Key:foot", "highway=service foot=customers", yes, yes},
		{"motor_vehicle=no", "Key:motor_vehicle", "highway=track motor_vehicle=no", yes, yes},
		{"vehicle=private", "Key:vehicle", "highway=service vehicle=private", yes, yes},
		{"oneway=yes", "Key:oneway", "highway=residential oneway=yes", yes, yes},
		{"oneway=-1", "Key:oneway", "highway=residential oneway=-1", yes, yes},
		{"junction=roundabout", "Tag:junction=roundabout", "highway=residential junction=roundabout", yes, yes},
		{"bicycle=designated", "Key:bicycle", "highway=cycleway bicycle=designated", yes, yes},
		{"tunnel", "Key:tunnel", "highway=footway tunnel=yes layer=-1", yes, yes},
	} {
		t.Run(c.name, func(t *testing.T) {
			tags := map[string]string{}
			for _, field := range strings.Fields(c.tags) {
				key, value, _ := strings.Cut(field, "=")
				tags[key] = value
			}
			tag := func(key string) string { return tags[key] }
			for _, private := range []struct {
				rules build.Rules
				want  bool
			}{
				{build.Rules{}, c.closed}, // closed is the zero value
				{build.Rules{Private: streets.PrivateClosed}, c.closed},
				{build.Rules{Private: streets.PrivateOpen}, c.open},
			} {
				class, use, got := private.rules.Walkable(tag)
				if use != streets.UsePublic {
					t.Errorf("%s with private %q is of use %d", c.tags, private.rules.Private, use)
				}
				if got != private.want {
					t.Errorf("%s with private %q: walkable %t, want %t (wiki.openstreetmap.org/wiki/%s)",
						c.tags, private.rules.Private, got, private.want, c.page)
				}
				if got && class.String() != tags["highway"] {
					t.Errorf("%s: class %q", c.tags, class)
				}
			}
			residents := build.Rules{Private: streets.PrivateResidents}
			wantUse := streets.UsePublic
			if c.open != c.closed || tags["access"] == "residents" || tags["access"] == "permit" {
				wantUse = streets.UseResidents
			}
			if _, use, got := residents.Walkable(tag); got != c.open || use != wantUse {
				t.Errorf("%s with residents: walkable %t, use %d, want %t, %d", c.tags, got, use, c.open, wantUse)
			}
		})
	}
}

// TestAdmits is who passes a gate: the access rules without a class.
func TestAdmits(t *testing.T) {
	const public, residents, nobody = 0, 1, 2
	for _, c := range []struct {
		name, tags              string
		closed, residents, open int
	}{
		{"nothing said", "", public, public, public},
		{"access=private", "access=private", nobody, residents, public},
		{"foot=private", "foot=private", nobody, residents, public},
		{"foot=residents", "foot=residents", public, residents, public},
		{"access=permit", "access=permit", public, residents, public},
		{"foot=permit, access=private", "foot=permit access=private", nobody, residents, public},
		{"foot=yes opens access=residents", "foot=yes access=residents", public, public, public},
		{"foot=permissive opens access=private", "foot=permissive access=private", public, public, public},
		{"foot=no, access=residents", "foot=no access=residents", nobody, nobody, nobody},
		{"access=no, foot=residents", "access=no foot=residents", nobody, nobody, nobody},
		{"access=private;residents is a value we don't know", "access=private;residents", public, public, public},
		{"access=customers", "access=customers", public, public, public},
	} {
		tags := map[string]string{}
		for _, field := range strings.Fields(c.tags) {
			key, value, _ := strings.Cut(field, "=")
			tags[key] = value
		}
		for private, want := range map[streets.Private]int{
			streets.PrivateClosed: c.closed, streets.PrivateResidents: c.residents, streets.PrivateOpen: c.open,
		} {
			use, ok := build.Rules{Private: private}.Admits(func(key string) string { return tags[key] })
			got := nobody
			if ok {
				got = int(use)
			}
			if got != want {
				t.Errorf("%s with private %q: %d, want %d", c.name, private, got, want)
			}
		}
	}
}

package osm_test

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"lifecircle/data/finding"
	"lifecircle/data/osm"
)

// facilityTable is the packaged table, as the program reads it.
func facilityTable(t testing.TB) *osm.TagTable {
	t.Helper()
	data, err := os.ReadFile("../../seeds/tags/facilities.toml")
	if err != nil {
		t.Fatal(err)
	}
	table, err := osm.ParseTagTable("facilities.toml", data)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func buildingTable(t testing.TB) *osm.BuildingTable {
	t.Helper()
	data, err := os.ReadFile("../../seeds/tags/buildings.toml")
	if err != nil {
		t.Fatal(err)
	}
	table, err := osm.ParseBuildingTable("buildings.toml", data)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// TestFacilityTags is the truth table of the packaged tags: what a node offers,
// and what the notes say was left out. The addresses are pages of
// wiki.openstreetmap.org/wiki/.
func TestFacilityTags(t *testing.T) {
	table := facilityTable(t)
	want := []string{"childcare", "clinic", "culture", "elderly", "elderly_network", "kindergarten", "market", "school", "sports", "supermarket"}
	if got := table.Services(); !slices.Equal(got, want) {
		t.Errorf("the table has %v, want %v", got, want)
	}
	for _, c := range []struct {
		name, page string
		tags       string // fields at spaces; ";_" is "; "
		offers     string
		left       string // code:service …
	}{
		{"clinic", "Tag:amenity=clinic", "amenity=clinic", "clinic", ""},
		{"doctors", "Tag:amenity=doctors", "amenity=doctors", "clinic", ""},
		{"hospital", "Tag:amenity=hospital", "amenity=hospital", "clinic", ""},
		{"healthcare alone", "Key:healthcare", "healthcare=centre", "clinic", ""},
		{"both tags offer once", "Key:healthcare", "amenity=doctors healthcare=doctor", "clinic", ""},
		{"dentist", "Tag:amenity=dentist", "amenity=dentist healthcare=dentist", "", ""},
		{"pharmacy", "Tag:amenity=pharmacy", "amenity=pharmacy healthcare=pharmacy", "", ""},
		{"private practice", "Key:access", "amenity=doctors access=private", "clinic", ""},
		{"army hospital", "Key:access", "amenity=hospital access=military", "", "facility_private:clinic"},

		{"for seniors", "Key:social_facility:for", "amenity=social_facility social_facility:for=senior", "elderly elderly_network", ""},
		{"for seniors among others", "Semi-colon_value_separator", "amenity=social_facility social_facility:for=disabled;_senior", "elderly elderly_network", ""},
		{"for the homeless", "Key:social_facility:for", "amenity=social_facility social_facility:for=homeless", "", ""},
		{"for nobody said", "Tag:amenity=social_facility", "amenity=social_facility", "", ""},
		{"nursing home", "Tag:social_facility=nursing_home", "amenity=social_facility social_facility=nursing_home", "elderly elderly_network", ""},
		{"nursing home for children", "Key:social_facility:for", "amenity=social_facility social_facility=nursing_home social_facility:for=child", "", ""},
		{"assisted living", "Tag:social_facility=assisted_living", "social_facility=assisted_living", "elderly elderly_network", ""},
		{"nursing home, old tag", "Tag:amenity=nursing_home", "amenity=nursing_home access=private", "elderly elderly_network", ""},
		{"seniors' club", "Tag:amenity=community_centre", "amenity=community_centre community_centre:for=senior", "culture elderly elderly_network", ""},

		{"school", "Tag:amenity=school", "amenity=school access=private", "school", ""},
		{"college", "Tag:amenity=college", "amenity=college", "", ""},
		{"driving school", "Tag:amenity=driving_school", "amenity=driving_school", "", ""},
		{"kindergarten", "Tag:amenity=kindergarten", "amenity=kindergarten", "childcare kindergarten", ""},
		{"kindergarten from three", "Key:min_age", "amenity=kindergarten min_age=3", "kindergarten", ""},
		{"kindergarten from one", "Key:min_age", "amenity=kindergarten min_age=1", "childcare kindergarten", ""},
		{"nursery", "Tag:amenity=childcare", "amenity=childcare", "childcare", ""},

		{"library", "Tag:amenity=library", "amenity=library", "culture", ""},
		{"library of a firm", "Key:access", "amenity=library access=private", "", "facility_private:culture"},
		{"community centre", "Tag:amenity=community_centre", "amenity=community_centre", "culture", ""},
		{"arts centre", "Tag:amenity=arts_centre", "amenity=arts_centre", "culture", ""},
		{"museum", "Tag:tourism=museum", "tourism=museum", "", ""},
		{"theatre", "Tag:amenity=theatre", "amenity=theatre", "", ""},

		{"sports centre", "Tag:leisure=sports_centre", "leisure=sports_centre fee=yes", "sports", ""},
		{"pitch", "Tag:leisure=pitch", "leisure=pitch sport=soccer", "sports", ""},
		{"private pitch", "Key:access", "leisure=pitch access=private", "", "facility_private:sports"},
		{"pitch of members", "Key:access", "leisure=pitch access=members", "", "facility_private:sports"},
		{"hotel's pitch", "Key:access", "leisure=pitch access=customers", "", "facility_private:sports"},
		{"sports centre of customers", "Key:access", "leisure=sports_centre access=customers", "sports", ""},
		{"outdoor gym", "Tag:leisure=fitness_station", "leisure=fitness_station", "sports", ""},
		{"fitness studio", "Tag:leisure=fitness_centre", "leisure=fitness_centre", "", ""},
		{"stadium", "Tag:leisure=stadium", "leisure=stadium", "", ""},
		{"playground", "Tag:leisure=playground", "leisure=playground", "", ""},
		{"garden pool", "Tag:leisure=swimming_pool", "leisure=swimming_pool", "", "facility_private:sports"},
		{"private pool", "Tag:leisure=swimming_pool", "leisure=swimming_pool access=private fee=no", "", "facility_private:sports"},
		{"public pool", "Tag:leisure=swimming_pool", "leisure=swimming_pool access=yes", "sports", ""},
		{"pool with an entrance fee", "Key:fee", "leisure=swimming_pool fee=yes", "sports", ""},
		{"free pool", "Key:fee", "leisure=swimming_pool fee=no", "sports", ""},
		{"hotel pool", "Key:access", "leisure=swimming_pool access=customers", "", "facility_private:sports"},
		{"pool for customers who pay", "Key:fee", "leisure=swimming_pool access=customers fee=12_CHF", "sports", ""},
		{"two kinds in one", "Semi-colon_value_separator", "leisure=pitch;track", "sports", ""},

		{"market", "Tag:amenity=marketplace", "amenity=marketplace", "market", ""},
		{"supermarket", "Tag:shop=supermarket", "shop=supermarket", "supermarket", ""},
		{"convenience shop", "Tag:shop=convenience", "shop=convenience", "", ""},
		{"shop that closed", "Key:disused", "shop=supermarket disused=yes", "", "facility_disused:supermarket"},
		{"shop that closed, as one should", "Key:disused:", "disused:shop=supermarket", "", ""},
		{"ruin", "Key:abandoned", "amenity=school abandoned=yes", "", "facility_disused:school"},
		{"several services", "Key:amenity", "amenity=kindergarten;library leisure=pitch access=private", "childcare kindergarten", "facility_private:culture facility_private:sports"},
		{"nothing", "Key:amenity", "amenity=bench", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var xml strings.Builder
			xml.WriteString(`<osm><node id="1" lat="31" lon="121">`)
			for _, tag := range strings.Fields(c.tags) {
				key, value, _ := strings.Cut(tag, "=")
				xml.WriteString(`<tag k="` + key + `" v="` + value + `"/>`)
			}
			xml.WriteString(`</node></osm>`)
			extract, err := read(t, strings.ReplaceAll(xml.String(), ";_", "; "), osm.Options{Facilities: table})
			if err != nil {
				t.Fatal(err)
			}
			var offers string
			if len(extract.Facilities) > 0 {
				offers = strings.Join(extract.Facilities[0].Services, " ")
			}
			var left []string
			for _, n := range extract.Notes {
				left = append(left, n.Code+":"+n.Field)
			}
			if offers != c.offers || strings.Join(left, " ") != c.left {
				t.Errorf("%s offers %q and leaves out %q, want %q and %q (wiki.openstreetmap.org/wiki/%s)",
					c.tags, offers, left, c.offers, c.left, c.page)
			}
		})
	}
}

// TestBuildingTags says which buildings are homes.
// wiki.openstreetmap.org/wiki/Key:building
func TestBuildingTags(t *testing.T) {
	table := buildingTable(t)
	for _, c := range []struct {
		value    string
		home     bool
		unlisted bool
	}{
		{"apartments", true, false}, {"house", true, false}, {"residential", true, false}, {"detached", true, false},
		{"terrace", true, false}, {"semidetached_house", true, false}, {"dormitory", true, false}, {"bungalow", true, false},
		{"farm", true, false}, {"static_caravan", true, false}, {"yes", true, false},
		{"apartments;retail", true, false}, {"retail; apartments", true, false}, {"retail;yes", true, false},
		{"hotel", false, false}, {"garage", false, false}, {"school", false, false}, {"no", false, false},
		{"retail;office", false, false}, {"construction", false, false}, {"farm_auxiliary", false, false},
		{"Apartments", false, true}, {"pagoda", false, true},
	} {
		t.Run(c.value, func(t *testing.T) {
			square := `<node id="1" lat="31" lon="121"/><node id="2" lat="31" lon="121.001"/><node id="3" lat="31.001" lon="121.001"/>`
			nodes := `<nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="1"/>`
			other := `<way id="9">` + nodes + `<tag k="building" v="house"/></way>` // so that there is one
			extract, err := read(t, `<osm>`+square+other+`<way id="5">`+nodes+`<tag k="building" v="`+c.value+`"/></way></osm>`, osm.Options{Buildings: table})
			if err != nil {
				t.Fatal(err)
			}
			if got := slices.Contains(extract.Demand.ID, "w5"); got != c.home {
				t.Errorf("a home: %t, want %t", got, c.home)
			}
			unlisted := slices.ContainsFunc(extract.Notes, func(n finding.Note) bool { return n.Code == "building_unknown" && n.Field == c.value })
			if unlisted != c.unlisted {
				t.Errorf("noted as in no list: %t, want %t", unlisted, c.unlisted)
			}
		})
	}
}

func TestTablesAreRefused(t *testing.T) {
	tags := func(data string) error { _, err := osm.ParseTagTable("t.toml", []byte(data)); return err }
	buildings := func(data string) error { _, err := osm.ParseBuildingTable("b.toml", []byte(data)); return err }
	for _, c := range []struct {
		name string
		err  error
		kind error
		want string
	}{
		{"unknown key", tags("[[offer]]\nservice = \"a\"\ntag = {}\n"), finding.ErrUnknown, "t.toml:3: offer.tag: is not a key of this table"},
		{"no TOML", tags("[[offer]\n"), finding.ErrInvalid, "t.toml:1: "},
		{"wrong type", tags("[[offer]]\nservice = 3\n"), finding.ErrInvalid, "t.toml:2: "},
		{"service is no id", tags("[[offer]]\nservice = \"Clinic\"\ntags = { amenity = [\"clinic\"] }"), finding.ErrInvalid, `t.toml: offer 1: service "Clinic": is not a service's id`},
		{"matches everything", tags("[[offer]]\nservice = \"a\"\ntags = { amenity = [\"\", \"x\"] }"), finding.ErrInvalid, "t.toml: offer 1: tags: name no key"},
		{"no tags", tags("[[offer]]\nservice = \"a\""), finding.ErrInvalid, "offer 1: tags"},
		{"access to a service that is none", tags("[[access]]\nservices = [\"a\"]\ntags = { x = [\"y\"] }\nbecause = \"private\""), finding.ErrInvalid, `access 1: services "a": is offered by no row`},
		{"no reason", tags("[[offer]]\nservice = \"a\"\ntags = { x = [\"y\"] }\n[[access]]\nservices = [\"a\"]\ntags = { x = [\"y\"] }"), finding.ErrInvalid, "access 1: because: is not a reason"},
		{"counts for a reason", tags("[[offer]]\nservice = \"a\"\ntags = { x = [\"y\"] }\n[[access]]\nservices = [\"a\"]\ntags = { x = [\"y\"] }\ncounts = true\nbecause = \"private\""), finding.ErrInvalid, `access 1: because "private"`},
		{"no access tags", tags("[[offer]]\nservice = \"a\"\ntags = { x = [\"y\"] }\n[[access]]\nservices = [\"a\"]\ncounts = true"), finding.ErrInvalid, "access 1: tags"},
		{"listed twice", buildings("homes = [\"house\"]\nothers = [\"house\"]"), finding.ErrInvalid, `b.toml: others "house": is listed twice`},
		{"no homes", buildings("others = [\"house\"]"), finding.ErrMissing, "b.toml: homes: is empty"},
		{"unknown list", buildings("homes = [\"house\"]\nrest = []"), finding.ErrUnknown, "b.toml:2: rest: is not a key"},
	} {
		if c.err == nil || !errors.Is(c.err, c.kind) || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("%s: %v, want %v: %s", c.name, c.err, c.kind, c.want)
		}
	}
}

func FuzzTagTable(f *testing.F) {
	for _, name := range []string{"facilities", "buildings"} {
		data, err := os.ReadFile("../../seeds/tags/" + name + ".toml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var refusal *finding.Refusal
		if _, err := osm.ParseTagTable("t.toml", data); err != nil && !errors.As(err, &refusal) {
			t.Errorf("%v is no refusal", err)
		}
		if _, err := osm.ParseBuildingTable("t.toml", data); err != nil && !errors.As(err, &refusal) {
			t.Errorf("%v is no refusal", err)
		}
	})
}

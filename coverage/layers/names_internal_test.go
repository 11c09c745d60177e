package layers

import (
	"testing"

	"lifecircle/coverage"
	"lifecircle/coverage/gaps"
)

func TestAGapsPlainNameIsInNoLanguage(t *testing.T) {
	for want, name := range map[string]gaps.Name{
		"Elm Estate":      {Kind: gaps.NamedPlace, Names: coverage.Names{Plain: "Elm Estate", ZH: "榆园", EN: "Elms"}},
		"榆园":              {Kind: gaps.NamedPlace, Names: coverage.Names{ZH: "榆园", EN: "Elms"}},
		"Elms (3)":        {Kind: gaps.NamedPlace, Names: coverage.Names{EN: "Elms"}, Number: 3},
		"A Road / B Road": {Kind: gaps.NamedCrossing, Street: "A Road", Other: "B Road", Names: coverage.Names{Plain: "id"}},
		"A Road (2)":      {Kind: gaps.NamedStreet, Street: "A Road", Names: coverage.Names{Plain: "id"}, Number: 2},
		"g7":              {Kind: gaps.NamedID, Names: coverage.Names{Plain: "g7"}},
	} {
		if got := plainName(name); got != want {
			t.Errorf("%+v is called %q, want %q", name, got, want)
		}
	}
}

// Whatever services and groups are called, no two columns are, by SQL's lights either.
func TestNoTwoColumnsAreCalledAlike(t *testing.T) {
	c := columnList[int]{layer: Cells}
	say := func(n int) any { return n }
	c.add("h3", ColumnText, "", say)
	c.people("All", say)
	c.people("all", say)
	c.shared("People_ALL", ColumnReal, "", func(n int) any { return -n })
	c.addOf(coverage.Service{ID: "people"}, "all", ColumnReal, "", say)
	var names []string
	for _, column := range c.columns {
		names = append(names, column.Name)
	}
	for i, want := range []string{"h3", "people_All", "people_all_2", "People_ALL_3", "people_all_4"} {
		if names[i] != want {
			t.Errorf("column %d is called %s, want %s", i, names[i], want)
		}
	}
	if got := c.values(7); got[2] != 7 || got[3] != -7 {
		t.Errorf("the values are %v", got)
	}
	if c.columns[4].Service != "people" || c.columns[3].Service != "" {
		t.Errorf("the services are %+v", c.columns)
	}
}

// A title asks the words of its reader for its key.
func TestATitleIsSaidInTheWordsOfItsReader(t *testing.T) {
	words := func(key string, pairs ...string) string {
		for _, p := range pairs {
			key += " " + p
		}
		return key
	}
	for want, title := range map[string]Title{
		"layer.gaps":                           {Key: "layer.gaps"},
		"layer_any.people_group group elderly": {Key: "layer_any.people_group", Group: "elderly"},
		"layer_any.of_service service 诊所 what layer_districts.demand":     {Key: "layer_districts.demand", Service: coverage.Names{Plain: "clinic", ZH: "诊所"}},
		"layer_any.of_service service clinic what layer_districts.demand": {Key: "layer_districts.demand", Service: coverage.Names{Plain: "clinic"}},
	} {
		if got := title.In("zh", words); got != want {
			t.Errorf("%+v is %q, want %q", title, got, want)
		}
	}
	c := columnList[int]{layer: Districts}
	c.addOf(coverage.Service{ID: "clinic"}, "demand", ColumnReal, "people", nil)
	c.addOf(coverage.Service{ID: "x", Names: coverage.Names{ZH: "市场", Plain: "Market"}}, "demand", ColumnReal, "people", nil)
	if got := c.columns[0].Title.In("en", words) + ", " + c.columns[1].Title.In("en", words); got != "layer_any.of_service service clinic what layer_districts.demand, layer_any.of_service service Market what layer_districts.demand" {
		t.Errorf("a service without a name is told by its id: %s", got)
	}
}

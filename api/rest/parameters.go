package rest

import (
	"regexp"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"lifecircle/api/answer"
	"lifecircle/coverage"
	"lifecircle/coverage/agefriendly"
	"lifecircle/geo/streets"
)

// Limits of a request, stated in the OpenAPI document and checked from it.
const (
	MaxQueryBytes = 8 << 10 // of everything after the question mark
	MaxNames      = 100     // services in a list
	MaxNameLength = 64      // characters of an id or a code
	MaxPlace      = 256     // characters of a place's id
	MaxProfiles   = 10      // profiles in a list
)

// Patterns of values. A point is longitude and latitude in degrees.
const (
	idPattern    = "^[a-z0-9_]+$"
	pointPattern = `^-?[0-9]{1,3}(\.[0-9]+)?,-?[0-9]{1,2}(\.[0-9]+)?$`
	// A number of degrees, longitude or latitude.
	degreesPattern = `^-?[0-9]{1,3}(\.[0-9]+)?$`
)

var patterns = map[string]*regexp.Regexp{
	idPattern: regexp.MustCompile(idPattern), pointPattern: regexp.MustCompile(pointPattern), degreesPattern: regexp.MustCompile(degreesPattern),
	scenarioPattern: regexp.MustCompile(scenarioPattern),
}

func words[T ~string](ws ...T) []any {
	out := make([]any, len(ws))
	for i, w := range ws {
		out[i] = string(w)
	}
	return out
}

// listed says of a parameter's description that it takes a list.
const listed = " A list: separated by commas, or the parameter repeated."

func query(name, description string, schema *huma.Schema, example any) *huma.Param {
	p := &huma.Param{Name: name, In: "query", Description: description, Schema: schema, Example: example}
	if schema.Type == huma.TypeArray {
		p.Style, p.Explode = "form", new(false)
		p.Description += listed
	}
	return p
}

func idList(name, description string, example any) *huma.Param {
	return query(name, description, &huma.Schema{
		Type: huma.TypeArray, MinItems: new(1), MaxItems: new(MaxNames), UniqueItems: true,
		Items: idSchema,
	}, example)
}

const yes, no = "true", "false"

// flag is yes or no, and what it is if absent.
func flag(name, description, absent string) *huma.Param {
	other := map[string]string{yes: no, no: yes}[absent]
	return query(name, description, &huma.Schema{Type: huma.TypeString, Enum: words(yes, no), Default: absent}, other)
}

// required declares that a parameter has to be given.
func required(p *huma.Param) *huma.Param {
	p.Required = true
	return p
}

// described is a parameter under another description.
func described(p *huma.Param, description string) *huma.Param {
	c := *p
	c.Description = description
	return &c
}

var (
	treatments = []streets.Private{streets.PrivateClosed, streets.PrivateResidents, streets.PrivateOpen}
	idSchema   = &huma.Schema{Type: huma.TypeString, Pattern: idPattern, MaxLength: new(MaxNameLength)}
)

// The parameters there are. Routes declare which of them they take.
var (
	paramCity = &huma.Param{
		Name: "city", In: "path", Required: true, Description: "Name of the city, as in /v1/cities; {city}@{scenario} is the city that a scenario makes.", Example: "newtown",
		Schema: &huma.Schema{Type: huma.TypeString, Pattern: "^[a-z0-9-]+(@[a-z0-9-]+)?$", MaxLength: new(2*MaxNameLength + 1)},
	}
	paramService  = idList("service", "Ids of services; all of the city's if absent.", []any{"clinic", "elderly"})
	paramAllOf    = idList("all_of", "A bundle of services: the people who reach every one. With all_of or mean_of, only the bundles' rows are given.", []any{"clinic", "market"})
	paramMeanOf   = idList("mean_of", "A bundle of services: the mean of their coverages.", []any{"clinic", "market"})
	paramDistrict = func() *huma.Param {
		p := query("district", "Code of a district; empty is the demand in no district.",
			&huma.Schema{Type: huma.TypeString, MaxLength: new(MaxNameLength)}, "310101")
		p.AllowEmptyValue = true
		return p
	}()
	paramLevel = query("level", "Only districts of this level.",
		&huma.Schema{Type: huma.TypeInteger, Minimum: new(0.0), Maximum: new(1000.0)}, 8)
	paramGroup = query("group", "The population group counted, instead of the service's own.", idSchema, "age_60_plus")
	paramArea  = query("area", "Whose places count, instead of the service's own.",
		&huma.Schema{Type: huma.TypeString, Enum: words(coverage.AreaAll, coverage.AreaUrban, coverage.AreaRural)}, "urban")
	paramWeight = query("weight", "What is counted; people if absent.",
		&huma.Schema{Type: huma.TypeString, Enum: words(append([]string{coverage.WeightPeople}, coverage.Weights...)...)}, "buildings")
	paramMinutes = query("minutes", "Walking limits, instead of the services' own; target, verdict and shortfall are null at others than a service's own.",
		&huma.Schema{
			Type: huma.TypeArray, MinItems: new(1), MaxItems: new(coverage.MaxLimits), UniqueItems: true,
			Items: &huma.Schema{Type: huma.TypeNumber, ExclusiveMinimum: new(0.0), Maximum: new(float64(coverage.MaxMinutes))},
		}, []any{5, 10, 15})
	paramLimit = query("minutes", "The walking limit, instead of the services' own.",
		&huma.Schema{Type: huma.TypeNumber, ExclusiveMinimum: new(0.0), Maximum: new(float64(coverage.MaxMinutes))}, 15)
	paramProfile = query("profile", "How people walk, instead of the services' own profile: an id of the city's profiles.",
		idSchema, "senior")
	paramTreatments = query("private", "How residents' streets are treated, an answer each; as the city was built if absent. Another treatment needs a city built with residents.",
		&huma.Schema{Type: huma.TypeArray, MinItems: new(1), MaxItems: new(len(treatments)), UniqueItems: true,
			Items: &huma.Schema{Type: huma.TypeString, Enum: words(treatments...)}}, []any{"closed", "residents", "open"})
	paramTreatment = query("private", "How residents' streets are treated; as the city was built if absent. Another treatment needs a city built with residents.",
		&huma.Schema{Type: huma.TypeString, Enum: words(treatments...)}, "residents")
	paramFrom = query("from", "Where the walk starts: longitude and latitude, WGS 84. Either from or place.",
		&huma.Schema{Type: huma.TypeString, Pattern: pointPattern}, "121.4737,31.2304")
	paramPlace = query("place", "Id of the place of demand where the walk starts. Either from or place.",
		&huma.Schema{Type: huma.TypeString, MaxLength: new(MaxPlace)}, "e042")
	paramTo = query("to", "Where the walk leads: longitude and latitude, WGS 84. Either to or service.",
		&huma.Schema{Type: huma.TypeString, Pattern: pointPattern}, "121.4752,31.2331")
	paramToService  = query("service", "Id of the service to whose nearest facility the walk leads. Either service or to.", idSchema, "clinic")
	paramOneService = required(query("service", "Id of a service.", idSchema, "clinic"))
	paramBase       = query("base", "The profile that the others are compared with; standard if absent.", idSchema, "standard")
	paramProfiles   = query("profiles", "Profiles to compare; senior and wheelchair if absent, as far as the city has them.",
		&huma.Schema{Type: huma.TypeArray, MinItems: new(1), MaxItems: new(MaxProfiles), UniqueItems: true, Items: idSchema}, []any{"senior", "wheelchair"})
	paramPieces = query("pieces", "At most so many pieces of street per profile; 20 if absent.",
		&huma.Schema{Type: huma.TypeInteger, Minimum: new(1.0), Maximum: new(float64(agefriendly.MaxPieces))}, 10)
	paramLang = query("lang", "Language of names and of problems; wins over Accept-Language.",
		&huma.Schema{Type: huma.TypeString, Enum: words(answer.Langs...)}, "zh")
	paramLayout = query("layout", "Of GeoJSON: wide is a feature per district with a column per service and number, long a feature per row.",
		&huma.Schema{Type: huma.TypeString, Enum: words(answer.Wide, answer.Long), Default: string(answer.Wide)}, "long")
)

// questionParams are what coverage is asked by, as [arguments.question] reads them.
var questionParams = []*huma.Param{
	paramService, paramDistrict, paramLevel, paramAllOf, paramMeanOf, paramGroup,
	paramArea, paramWeight, paramMinutes, paramProfile, paramTreatments,
}

// scopeParams are whom a question counts and how they walk, as [arguments.scope]
// reads them. Every question that counts people takes them.
var scopeParams = []*huma.Param{
	paramGroup, paramArea, paramWeight, paramLimit, paramProfile, paramTreatment, paramDistrict, paramLevel,
}

// scopeWithout are the parameters of the scope but one, which the question has in
// another form.
func scopeWithout(one *huma.Param) []*huma.Param {
	return slices.DeleteFunc(slices.Clone(scopeParams), func(p *huma.Param) bool { return p == one })
}

// paramFormat declares f for the formats of a route.
func paramFormat(formats []answer.Format) *huma.Param {
	return query("f", "Format; wins over Accept.", &huma.Schema{Type: huma.TypeString, Enum: words(formats...)}, string(formats[0]))
}

package source

import (
	"fmt"
	"strings"

	"lifecircle/coverage"
	"lifecircle/data/finding"
)

// FacilityKeys are the keys of a facility's record, apart from its place.
var FacilityKeys = []string{"id", "name", "name_zh", "name_en", "services", "capacity", "status", "opens", "closes", "opening_hours", "entrances"}

// OpeningHours is the attribute that keeps a facility's hours, in OSM's syntax.
const OpeningHours = "opening_hours"

// A Row is one record of a source, by our keys.
type Row interface {
	// Text returns the trimmed text of a key's field, "" where there is none.
	Text(key string) string
	// Refuse makes the refusal of that field, with file, line or feature, and value.
	Refuse(kind error, key, problem string) error
}

// Facility reads all of a facility but its point and other attributes. Where
// the record doesn't say what is offered, services do. The points of its
// entrances are as the record has them, in its datum.
func Facility(row Row, services []string) (coverage.Facility, error) {
	invalid := func(key, problem string) (coverage.Facility, error) {
		return coverage.Facility{}, row.Refuse(finding.ErrInvalid, key, problem)
	}
	f := coverage.Facility{ID: row.Text("id"), Names: Names(row)}
	if problem := ID(f.ID); problem != "" {
		return invalid("id", problem)
	}
	var problem string
	if f.Services, problem = Services(row.Text("services")); problem != "" {
		return invalid("services", problem)
	}
	if len(f.Services) == 0 {
		if f.Services, problem = Services(strings.Join(services, ";")); problem != "" {
			return invalid("services", problem)
		}
	}
	if len(f.Services) == 0 {
		return coverage.Facility{}, row.Refuse(finding.ErrMissing, "services",
			"blank: write what the place offers, several with ; between, or take it out")
	}
	if f.Capacity, problem = Capacity(row.Text("capacity"), f.Services); problem != "" {
		return invalid("capacity", problem)
	}
	if f.Status, problem = Status(row.Text("status")); problem != "" {
		return invalid("status", problem)
	}
	if f.Opens, problem = Date(row.Text("opens")); problem != "" {
		return invalid("opens", problem)
	}
	if f.Closes, problem = Date(row.Text("closes")); problem != "" {
		return invalid("closes", problem)
	}
	if f.Opens != "" && f.Closes != "" && f.Closes < f.Opens {
		return invalid("closes", fmt.Sprintf("before it opens, %s: correct one of the two", f.Opens))
	}
	if f.Entrances, problem = Entrances(row.Text("entrances")); problem != "" {
		return invalid("entrances", problem)
	}
	if hours := row.Text("opening_hours"); hours != "" {
		f.Attributes = map[string]string{OpeningHours: hours}
	}
	return f, nil
}

// Names reads a record's names.
func Names(row Row) coverage.Names {
	return coverage.Names{Plain: row.Text("name"), ZH: row.Text("name_zh"), EN: row.Text("name_en")}
}

// Aliases lists the names under which a key's field is looked for where the
// manifest doesn't name it.
func Aliases(key string) []string {
	switch key {
	case "name_zh":
		return []string{"name_zh", "name:zh"}
	case "name_en":
		return []string{"name_en", "name:en"}
	}
	return []string{key}
}

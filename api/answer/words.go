package answer

import (
	"regexp"
	"strconv"
	"strings"

	"lifecircle/coverage"
	"lifecircle/coverage/layers"
)

var (
	groupPlus  = regexp.MustCompile(`^age_([0-9]+)_plus$`)
	groupRange = regexp.MustCompile(`^age_([0-9]+)_([0-9]+)$`)
)

// groupShort names a population group in a table: 60+, 0–2, else its id.
func groupShort(id string) string {
	if m := groupPlus.FindStringSubmatch(id); m != nil {
		return m[1] + "+"
	}
	if m := groupRange.FindStringSubmatch(id); m != nil {
		return m[1] + "–" + m[2]
	}
	return id
}

// counted names what a row counts: people, people aged 60 and over, buildings.
func counted(lang Lang, r coverage.Row) string {
	if r.Weight != coverage.WeightPeople && r.Weight != "" {
		return weightWord(lang, r.Weight)
	}
	if m := groupPlus.FindStringSubmatch(r.Group); m != nil {
		return Say(lang, "group.plus", "from", m[1])
	}
	if m := groupRange.FindStringSubmatch(r.Group); m != nil {
		return Say(lang, "group.range", "from", m[1], "to", m[2])
	}
	if r.Group != "" && r.Group != "all" {
		return Say(lang, "group.other", "group", r.Group)
	}
	return Say(lang, "weight.people")
}

// weightWord names a weight; one the catalogue lacks is its id.
func weightWord(lang Lang, weight string) string {
	key := "weight." + weight
	if !Has(key) {
		return weight
	}
	return Say(lang, key)
}

// areaWord names whose places count; nothing for all.
func areaWord(lang Lang, a coverage.Area) string {
	if a == coverage.AreaAll || a == "" {
		return ""
	}
	return Say(lang, "area."+string(a))
}

func verdictWord(lang Lang, v coverage.Verdict) string { return Say(lang, "verdict."+string(v)) }

func reasonText(lang Lang, r coverage.Reason) string { return Say(lang, "reason."+string(r)) }

// serviceName returns the service's name in the language, else its id.
func serviceName(c *coverage.City, lang Lang, id string) string {
	for _, s := range c.Services {
		if s.ID == id {
			if n := s.Names.In(string(lang)); n != "" {
				return n
			}
		}
	}
	return id
}

// serviceNames joins the names of a bundle's services.
func serviceNames(c *coverage.City, lang Lang, ids []string) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = serviceName(c, lang, id)
	}
	return strings.Join(names, Say(lang, "list.comma"))
}

// Titled says what a layer or one of its columns is.
func Titled(lang Lang, t layers.Title) string {
	return t.In(string(lang), Words(lang))
}

// Words are the catalogue's in a language.
func Words(lang Lang) layers.Words {
	return func(key string, pairs ...string) string { return Say(lang, key, pairs...) }
}

// cityName returns the city's title in the language, else its name.
func cityName(c *coverage.City, lang Lang) string {
	if t := c.Title.In(string(lang)); t != "" {
		return t
	}
	return c.Name
}

// placeName names the place of a row: the city, a district with its code, or
// what lies in no district.
func placeName(c *coverage.City, lang Lang, d *coverage.DistrictRef) string {
	if d == nil {
		return cityName(c, lang)
	}
	if d.Code == "" {
		return Say(lang, "place.no_district", "level", strconv.Itoa(d.Level))
	}
	name := d.Names.In(string(lang))
	if name == "" {
		return d.Code
	}
	return Say(lang, "place.district", "name", name, "code", d.Code)
}

// profileName names a walking profile: as the city does, else in the catalogue's
// words, else by its id.
func profileName(c *coverage.City, lang Lang, id string) string {
	for _, p := range c.Profiles {
		if p.ID == id {
			if n := p.Names.In(string(lang)); n != "" {
				return n
			}
		}
	}
	if key := "profile." + id; Has(key) {
		return Say(lang, key)
	}
	return id
}

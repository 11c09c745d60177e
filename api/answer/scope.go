package answer

import (
	"lifecircle/coverage"
)

// scopePlace names where a scope's people live: the city, or the district asked.
func scopePlace(c *coverage.City, lang Lang, s coverage.Scope) string {
	if s.District == nil {
		return cityName(c, lang)
	}
	if *s.District == "" && s.Level == nil {
		return Say(lang, "place.no_district_any")
	}
	d := &coverage.DistrictRef{Code: *s.District}
	if s.Level != nil {
		d.Level = *s.Level
	}
	for _, known := range c.Districts {
		if known.Code == d.Code && (s.Level == nil || *s.Level == known.Level) {
			d.Names, d.Level = known.Names, known.Level
			break
		}
	}
	return placeName(c, lang, d)
}

// weightField says what is counted, where that is not people.
func weightField(s coverage.Scope) []field {
	if s.Weight == "" || s.Weight == coverage.WeightPeople {
		return nil
	}
	return []field{{"weight", s.Weight}}
}

// districtFields say the district and its level, where they are asked.
func districtFields(s coverage.Scope) []field {
	var out []field
	if s.District != nil {
		out = append(out, field{"district", *s.District})
	}
	if s.Level != nil {
		out = append(out, field{"level", int64(*s.Level)})
	}
	return out
}

package source

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/paulmach/orb"

	"lifecircle/coverage"
	"lifecircle/geo"
)

// MaxID is the longest id, code or name of a group, in bytes.
const MaxID = 256

// IsKey reports whether a text can be the id of a service or a group:
// [a-z0-9_]+, at most [MaxID] long.
func IsKey(text string) bool {
	for _, c := range []byte(text) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' {
			return false
		}
	}
	return text != "" && len(text) <= MaxID
}

// ID says what is wrong with the id of a place or the code of a district.
func ID(text string) (problem string) {
	switch {
	case text == "":
		return "blank: every row needs one of its own"
	case len(text) > MaxID:
		return fmt.Sprintf("longer than %d bytes: give it a shorter one", MaxID)
	case strings.ContainsFunc(text, unicode.IsControl):
		return "has a line break or another control character in it: take it out"
	}
	return ""
}

// Place says what is wrong with a point in degrees, longitude first.
func Place(p orb.Point) (problem string) {
	lon, lat := p[0], p[1]
	switch {
	case geo.Valid(p):
		return ""
	case LooksLikeMetres(p):
		return "out of range: this looks like metres of a projection, degrees are wanted: convert the file to WGS 84 first (QGIS: Export, CRS EPSG:4326; or ogr2ogr -t_srs EPSG:4326)"
	case lat >= -180 && lat <= 180 && lon >= -90 && lon <= 90:
		return "longitude and latitude look swapped: a latitude is -90 to 90 degrees; longitude comes first"
	case lat < -90 || lat > 90:
		return "out of range: a latitude is -90 to 90 degrees"
	}
	return "out of range: a longitude is -180 to 180 degrees"
}

// LooksLikeMetres reports whether a point's numbers are too large for degrees in
// either order.
func LooksLikeMetres(p orb.Point) bool {
	const beyond = 360 // some count longitudes to 360
	return p[0] < -beyond || p[0] > beyond || p[1] < -beyond || p[1] > beyond
}

// Services reads service ids, separated by ; or |, sorted and each once.
func Services(text string) (ids []string, problem string) {
	for _, id := range split(text) {
		if !IsKey(id) {
			return nil, fmt.Sprintf("%q is not a service's id: small letters, digits and _ are, several with ; between", id)
		}
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return slices.Compact(ids), ""
}

// Capacity reads places per service: a whole number where one service is
// offered, else service:number for each that is known, with ; between. Blank is
// nil.
func Capacity(text string, services []string) (by map[string]int64, problem string) {
	if Blank(text) {
		return nil, ""
	}
	if !strings.ContainsAny(text, ":：") {
		value, problem := WholeNumber(text)
		switch {
		case problem != "":
			return nil, problem
		case value < 0:
			return nil, "negative: a capacity is 0 or more"
		case len(services) != 1:
			return nil, fmt.Sprintf("one number for %d services: write %s", len(services), strings.Join(services, ":…;")+":…")
		}
		return map[string]int64{services[0]: value}, ""
	}
	by = map[string]int64{}
	for _, part := range split(text) {
		service, number, _ := strings.Cut(strings.ReplaceAll(part, "：", ":"), ":")
		service = strings.TrimSpace(service)
		if !slices.Contains(services, service) {
			return nil, fmt.Sprintf("%q is not offered here: the services are %s", service, strings.Join(services, ", "))
		}
		if _, twice := by[service]; twice {
			return nil, fmt.Sprintf("%q stands twice", service)
		}
		if Blank(number) {
			continue
		}
		value, problem := WholeNumber(number)
		if problem != "" {
			return nil, problem
		}
		if value < 0 {
			return nil, "negative: a capacity is 0 or more"
		}
		by[service] = value
	}
	return by, ""
}

func split(text string) []string {
	var out []string
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ';' || r == '|' || r == '；' }) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// Status reads a facility's status, in English or Chinese. Blank is open.
func Status(text string) (status coverage.Status, problem string) {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "", "open", "开放", "開放", "营业":
		return coverage.StatusOpen, ""
	case "planned", "规划", "規劃", "在建":
		return coverage.StatusPlanned, ""
	case "closed", "关闭", "關閉":
		return coverage.StatusClosed, ""
	}
	return "", "not a status: open, planned and closed are (开放, 规划, 关闭)"
}

// Urban reads an urban or rural mark, in English or Chinese. Blank is unknown.
func Urban(text string) (flag coverage.Flag, problem string) {
	if Blank(text) {
		return coverage.FlagUnknown, ""
	}
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "urban", "城镇", "城鎮", "1", "true", "u":
		return coverage.FlagUrban, ""
	case "rural", "乡村", "鄉村", "0", "false", "r":
		return coverage.FlagRural, ""
	}
	return 0, "neither urban nor rural: write urban or rural, 城镇 or 乡村, 1 or 0"
}

// Date reads a day: 2026-09-01, 2026/9/1, 2026.9.1 or 2026年9月1日. It returns an
// RFC 3339 full-date; blank is "".
func Date(text string) (date, problem string) {
	text = strings.TrimSpace(text)
	if Blank(text) {
		return "", ""
	}
	plain := strings.NewReplacer("/", "-", ".", "-", "年", "-", "月", "-", "日", "").Replace(text)
	day, err := time.Parse("2006-1-2", plain)
	if err != nil {
		return "", "not a date: write year-month-day, such as 2026-09-01"
	}
	return day.Format(time.DateOnly), ""
}

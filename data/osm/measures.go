package osm

import (
	"math"
	"strconv"
	"strings"

	"lifecircle/data/osm/scan"
)

// width reads a width in decimetres, rounded down; 0 is not known, 255 is that
// or more.
func (r *reader) width(value, said string) uint8 {
	if value == "" {
		return 0
	}
	mm, ok := millimetres(value)
	if !ok {
		r.notes.Add("width_unreadable", r.name, "width", 1, said)
		return 0
	}
	return uint8(max(1, min(math.Floor(mm/100), 255)))
}

const (
	foot    = 304.8 // mm
	inch    = 25.4
	maxWide = 1e6 // a width of more than a kilometre is none
)

// millimetres reads "1.5", "1.5 m", "150 cm", "5 ft", 5' and 5'6".
// wiki.openstreetmap.org/wiki/Map_features/Units
func millimetres(value string) (mm float64, ok bool) {
	value = strings.TrimSpace(value)
	if feet, inches, found := strings.Cut(value, "'"); found {
		whole, ok := decimal(feet)
		if inches = strings.TrimSpace(inches); ok && inches != "" {
			var rest float64
			rest, ok = decimal(strings.TrimSuffix(inches, `"`))
			ok = ok && rest < 12 && strings.HasSuffix(inches, `"`)
			whole += rest / 12
		}
		return whole * foot, ok && whole > 0 && whole*foot <= maxWide
	}
	unit := 1000.0
	for _, u := range []struct {
		suffix string
		mm     float64
	}{{`"`, inch}, {"ft", foot}, {"cm", 10}, {"mm", 1}, {"m", 1000}} {
		if before, found := strings.CutSuffix(value, u.suffix); found {
			value, unit = before, u.mm
			break
		}
	}
	number, ok := decimal(value)
	// A product of two doubles may miss 900 by one unit in the last place.
	mm = math.Round(number*unit*1000) / 1000
	return mm, ok && mm > 0 && mm <= maxWide
}

// decimal reads a number without a sign, an exponent or a word.
func decimal(text string) (float64, bool) {
	text = strings.TrimSpace(text)
	if text == "" || strings.Trim(text, ".0123456789") != "" || len(text) > 20 {
		return 0, false
	}
	v, err := strconv.ParseFloat(text, 64)
	return v, err == nil
}

// incline reads a slope in percent, uphill in the way's direction: "5%", "-5 %",
// "10°", "1:12". "up" and "down" say the direction and not how much: 1 % of
// steps, where the direction is what counts, and not known of other ways.
// wiki.openstreetmap.org/wiki/Key:incline
func (r *reader) incline(value string, steps bool, said string) int8 {
	percent, ok := 0.0, true
	switch text := strings.TrimSpace(value); text {
	case "", "no", "0":
		return 0
	case "up", "down":
		if steps {
			percent = map[string]float64{"up": 1, "down": -1}[text]
		}
	default:
		percent, ok = slopeOf(text)
	}
	if !ok {
		r.notes.Add("incline_unreadable", r.name, "incline", 1, said)
		return 0
	}
	if steps && percent != 0 && math.Abs(percent) < 1 {
		percent = math.Copysign(1, percent)
	}
	return int8(math.Round(max(-127, min(percent, 127))))
}

// slopeOf reads a slope that is a number.
func slopeOf(text string) (percent float64, ok bool) {
	sign := 1.0
	switch {
	case strings.HasPrefix(text, "-"), strings.HasPrefix(text, "−"):
		sign, text = -1, strings.TrimPrefix(strings.TrimPrefix(text, "-"), "−")
	case strings.HasPrefix(text, "+"):
		text = text[1:]
	}
	if rise, run, found := strings.Cut(text, ":"); found {
		a, ok := decimal(rise)
		b, good := decimal(run)
		if !ok || !good || b == 0 {
			return 0, false
		}
		return sign * 100 * a / b, true
	}
	if degrees, found := strings.CutSuffix(text, "°"); found {
		a, ok := decimal(degrees)
		return sign * 100 * math.Tan(a*math.Pi/180), ok && a < 89
	}
	a, ok := decimal(strings.TrimSuffix(text, "%"))
	return sign * a, ok
}

// mostSteps is above the longest stair there is, the 11,674 steps beside the
// funicular on the Niesen (Guinness World Records).
const mostSteps = 12_000

// steps reads how many steps a stair has; 0 is not known.
// wiki.openstreetmap.org/wiki/Key:step_count
func (r *reader) steps(tags scan.Tags, said string) uint16 {
	value := strings.TrimSpace(tags.Get("step_count"))
	if value == "" {
		if given(tags, "conveying") {
			return 0 // they move
		}
		r.notes.Add("steps_without_count", r.name, "step_count", 1, said)
		return 0
	}
	n, err := strconv.ParseUint(value, 10, 16)
	if err != nil || n == 0 || n > mostSteps {
		r.notes.Add("steps_unreadable", r.name, "step_count", 1, said)
		return 0
	}
	return uint16(n)
}

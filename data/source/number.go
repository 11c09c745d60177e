package source

import (
	"math"
	"strconv"
	"strings"

	"lifecircle/coverage"
)

// MaxAmount is the largest amount of one place, and of a column's places
// together, in thousandths: 10¹² people or m². Beyond, the unit is wrong.
const MaxAmount coverage.Amount = 1e15

// Blank reports whether a field says that its value is unknown: empty, or one
// of the marks that tools write: NA, N/A, NaN, NULL, null, None.
func Blank(text string) bool {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "", "na", "n/a", "nan", "null", "none", "#n/a":
		return true
	}
	return false
}

// Amount reads a decimal number as thousandths, without a detour through binary
// fractions; rounded says that it had more than three decimals, and halves went
// away from zero. A blank is [coverage.Missing]. A sign, a decimal point and an
// exponent (1.2e3) are read; a negative number, a thousands separator and a unit
// are problems.
func Amount(text string) (amount coverage.Amount, rounded bool, problem string) {
	text = strings.TrimSpace(text)
	if Blank(text) {
		return coverage.Missing, false, ""
	}
	d, ok := parseDecimal(text)
	if !ok {
		return 0, false, "not a number: write " + suggestion(text, "1204.5") + ", or leave it blank if unknown"
	}
	if d.negative && !d.zero() {
		return 0, false, "negative: a count is 0 or more; leave it blank if unknown"
	}
	value, rounded, fits := d.scaled(3)
	if !fits || value > int64(MaxAmount) {
		return 0, false, "more than 1000000000000: is the unit right?"
	}
	return coverage.Amount(value), rounded, ""
}

// WholeNumber reads a whole number; 40.0 is one, as spreadsheets write them.
func WholeNumber(text string) (value int64, problem string) {
	text = strings.TrimSpace(text)
	d, ok := parseDecimal(text)
	if ok {
		value, rounded, fits := d.scaled(0)
		switch {
		case !fits:
			return 0, "too large"
		case !rounded && d.negative:
			return -value, ""
		case !rounded:
			return value, ""
		}
	}
	whole, _, _ := strings.Cut(suggestion(text, "40"), ".")
	return 0, "not a whole number: write " + whole + ", or leave it blank if unknown"
}

// Coordinate reads a longitude or latitude in decimal degrees.
func Coordinate(text string) (degrees float64, problem string) {
	text = strings.TrimSpace(text)
	if _, ok := parseDecimal(text); ok {
		value, err := strconv.ParseFloat(text, 64)
		if err == nil && !math.IsInf(value, 0) {
			return value, ""
		}
	}
	if strings.ContainsAny(text, "°'′″\"") {
		return 0, "not decimal degrees: write 121.4737, negative for west and south"
	}
	return 0, "not a number: write decimal degrees such as 121.4737"
}

// A decimal is ±digits · 10^exponent.
type decimal struct {
	negative bool
	digits   string // without leading zeros
	exponent int
}

func (d decimal) zero() bool { return d.digits == "" }

// parseDecimal reads [+-]digits[.digits][e[+-]digits], at most 400 characters.
func parseDecimal(text string) (d decimal, ok bool) {
	if len(text) > 400 {
		return d, false
	}
	if text != "" && (text[0] == '-' || text[0] == '+') {
		d.negative = text[0] == '-'
		text = text[1:]
	}
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		exponent, err := strconv.Atoi(text[i+1:])
		if err != nil || exponent > 400 || exponent < -400 {
			return d, false
		}
		d.exponent = exponent
		text = text[:i]
	}
	whole, fraction, _ := strings.Cut(text, ".")
	if whole+fraction == "" {
		return d, false
	}
	for _, c := range []byte(whole + fraction) {
		if c < '0' || c > '9' {
			return d, false
		}
	}
	d.exponent -= len(fraction)
	d.digits = strings.TrimLeft(whole+fraction, "0")
	return d, true
}

// scaled returns the magnitude times 10^places as a whole number, halves away
// from zero. It fits up to 10¹⁸.
func (d decimal) scaled(places int) (value int64, rounded, fits bool) {
	if d.zero() {
		return 0, false, true
	}
	kept := len(d.digits) + d.exponent + places // digits left of the point
	if kept > 18 {
		return 0, false, false
	}
	for i := range max(0, kept) {
		value *= 10
		if i < len(d.digits) {
			value += int64(d.digits[i] - '0')
		}
	}
	if kept >= len(d.digits) {
		return value, false, true
	}
	rest := d.digits[max(0, kept):]
	rounded = strings.Trim(rest, "0") != ""
	if kept >= 0 && rest[0] >= '5' {
		value++
	}
	return value, rounded, true
}

// suggestion is the number that a text may mean: 40张 is 40, 1,204 is 1204, a
// full-width ４０ is 40; else the example.
func suggestion(text, example string) string {
	var b strings.Builder
	for _, r := range text {
		if r >= '０' && r <= '９' || r == '．' || r == '－' {
			r -= '０' - '0'
		}
		switch {
		case r >= '0' && r <= '9', r == '.' && b.Len() > 0 && !strings.Contains(b.String(), "."):
			b.WriteRune(r)
		case r == ',' || r == '，' || r == ' ' || r == '\'' || r == '\u00a0':
			// between thousands
		case b.Len() > 0:
			return strings.TrimSuffix(b.String(), ".")
		case r == '-':
			return example
		}
	}
	if b.Len() == 0 || b.Len() > 18 {
		return example
	}
	return strings.TrimSuffix(b.String(), ".")
}

package answer

import (
	"math"
	"strconv"
	"strings"

	"lifecircle/coverage"
)

// How numbers are shown, one function a kind: tables, sentences and the report's
// pages say the same number in the same way.

// none stands for a number that does not exist.
const none = "–"

// thousands returns a number rounded to whole, halves away from zero, with a
// comma every three digits: 1,140,123.
func thousands(v float64) string {
	digits := strconv.FormatFloat(math.Round(math.Abs(v)), 'f', 0, 64)
	var b strings.Builder
	if v < 0 && digits != "0" {
		b.WriteByte('-')
	}
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return b.String()
}

// plain returns a number as short as it reads back: 15, 7.5.
func plain(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// tenths returns a number with one decimal: hectares, kilometres, ratios.
func tenths(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }

// amount returns an amount of people, or of what else is counted, rounded to
// whole: 10,508.
func amount(a *coverage.Amount) string {
	if a == nil {
		return none
	}
	return thousands(float64(*a) / 1000)
}

// change returns an amount with its sign: −1,204, +12, and 0 without.
func change(a *coverage.Amount) string {
	if a == nil {
		return none
	}
	return signed(amount(a))
}

// signed gives a number that is shown a plus, or a proper minus; 0 none.
func signed(shown string) string {
	digits, negative := strings.CutPrefix(shown, "-")
	switch {
	case strings.Trim(digits, "0.") == "":
		return digits
	case negative:
		return "−" + digits
	}
	return "+" + digits
}

// points returns the difference of two shares in points of percent: +0.4.
func points(before, after *float64) string {
	if before == nil || after == nil {
		return none
	}
	return signed(tenths(100 * (*after - *before)))
}

// minutes returns a walking limit: 15, 7.5.
func minutes(limit float64) string { return plain(limit) }

// metres returns a distance on the ground in whole metres: 1,000.
func metres(m float64) string { return thousands(m) }

// wholeSeconds rounds milliseconds up: what is over a limit by a little is not 0
// over it.
func wholeSeconds(millis int64) int64 { return int64(math.Ceil(float64(millis) / 1000)) }

// clock returns a length of time in minutes and seconds, rounded up: 7:37.
func clock(millis int64) string { return clockOf(wholeSeconds(millis)) }

func clockOf(seconds int64) string {
	return strconv.FormatInt(seconds/60, 10) + ":" + strconv.FormatInt(100+seconds%60, 10)[1:]
}

// secondsCell returns a length of time in a column of seconds, rounded up as a
// clock is; nil is none.
func secondsCell(millis *int64) string {
	if millis == nil {
		return none
	}
	return thousands(float64(wholeSeconds(*millis)))
}

// rounded returns a share in percent with one decimal; with more, up to four,
// where one would put it on the wrong side of the target: 84.97 beside a
// target of 85 that is missed.
func rounded(share float64, target *coverage.Share) string {
	if target == nil {
		return tenths(100 * share)
	}
	goal := float64(*target) / 1e6
	for decimals := 1; ; decimals++ {
		s := strconv.FormatFloat(100*share, 'f', decimals, 64)
		shown, _ := strconv.ParseFloat(s, 64)
		if decimals == 4 || (shown >= 100*goal) == (share >= goal) {
			return s
		}
	}
}

// percent returns a share as `81.0 %`.
func percent(lang Lang, share float64, target *coverage.Share) string {
	return Say(lang, "number.percent", "n", rounded(share, target))
}

// percentCell returns a share that may not exist.
func percentCell(lang Lang, share *float64, target *coverage.Share) string {
	if share == nil {
		return none
	}
	return percent(lang, *share, target)
}

// targetPercent returns a target with as many decimals as it has: 85 %.
func targetPercent(lang Lang, target coverage.Share) string {
	return Say(lang, "number.percent", "n", plain(float64(target)/1e4))
}

// bounds returns the coverage of a row: `81.0 %`, or `78.2–81.0 %` where the
// bounds differ at what is shown.
func bounds(lang Lang, r coverage.Row) string {
	if r.Coverage == nil {
		return none
	}
	low, high := *r.Coverage, *r.Coverage
	if r.CoverageLow != nil {
		low = *r.CoverageLow
	}
	if r.CoverageHigh != nil {
		high = *r.CoverageHigh
	}
	l, h := rounded(low, r.Target), rounded(high, r.Target)
	if l == h {
		return Say(lang, "number.percent", "n", l)
	}
	return Say(lang, "number.percent", "n", l+"–"+h)
}

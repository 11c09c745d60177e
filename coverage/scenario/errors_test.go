package scenario

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"
)

// A planner reads what was given, and never how Go keeps it.
func TestValuesAreShownAsTheyMayBeWritten(t *testing.T) {
	way := int64(7)
	for _, c := range []struct {
		value any
		want  string
	}{
		{"新站", `"新站"`},
		{json.Number("1.50"), "1.50"},
		{1e6, "1e+06"},
		{&way, "7"},
		{true, "true"},
		{nil, "null"},
		{time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), "2026-01-02 03:04:05 +0000 UTC"},
		{orb.Point{121.5, 31}, "[121.5,31]"},
		{&orb.Point{121.5, 31}, "[121.5,31]"},
		{map[string]any{"school": json.Number("2"), "clinic": int64(-1)}, `{"clinic":-1,"school":2}`},
		{[]any{"a<b", nil, map[string]any{}}, `["a<b",null,{}]`},
		{[]any{math.NaN(), []any{math.Inf(-1)}, map[string]any{"all": math.Inf(1)}}, `["NaN",["-Inf"],{"all":"+Inf"}]`},
		{[]any{json.Number("nan"), json.Number("1e3")}, `["nan",1e3]`}, // as data/manifest reads TOML
		{strings.Repeat("路", 58), `"` + strings.Repeat("路", 58) + `"`}, // 60 characters
		{strings.Repeat("路", 59), `"` + strings.Repeat("路", 59) + "…"},
		{[]any{strings.Repeat("路", 100)}, `["` + strings.Repeat("路", 58) + "…"},
	} {
		if got := shown(c.value); got != c.want {
			t.Errorf("%v is shown as %s, want %s", c.value, got, c.want)
		}
	}
}

package manifest_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"lifecircle/coverage"
	"lifecircle/data/finding"
	"lifecircle/data/manifest"
	"lifecircle/geo/streets"
)

// wholeProfile has every key once.
const wholeProfile = `id    = "porter"
names = { zh = "搬运工", en = "Porters" }
speed = { kmh = 3.141_592, source = "s" }
[stairs]
step_up_s = 1.5
step_down_s = 0.001
up = 5.7
down = "blocked"
ramps = "stroller"
ramp = 1.0
escalator = 2
source = "s"
[slope]
tobler = true
max_up = 0.125
max_down = 1
source = "s"
[waits]
signal_s = 27
crossing_s = 13.25
lift_s = "blocked"
source = "s"
[surface]
smooth = 1.1
firm = 1.2
cobbles = 1.3
loose = 1.4
soft = "blocked"
source = { smooth = "a", firm = "a", cobbles = "a", loose = "b", soft = "b" }
[smoothness]
excellent = 1.1
good = 1.2
intermediate = 1.3
bad = 1.4
very_bad = 1.5
horrible = 1.6
very_horrible = 1.7
impassable = "blocked"
source = "s"
[wheelchair]
yes = 1.1
limited = 1.2
no = "blocked"
source = "s"
[stroller]
yes = 1.3
limited = 1.4
no = 1.5
source = "s"
[kerb]
flush_s = 1
lowered_s = 2
rolled_s = 3
raised_s = "blocked"
source = "s"
[barrier]
gate_s = 1
lift_gate_s = 2
entrance_s = 3
bollard_s = 4
cycle_barrier_s = 5
turnstile_s = 6
kissing_gate_s = 7
stile_s = 8
block_s = 9
other_s = 10
source = "s"
[width]
min_m = 0.9
source = "s"
`

func TestEveryKeyOfAProfileArrives(t *testing.T) {
	got, err := manifest.ParseProfile("p.toml", []byte(wholeProfile))
	if err != nil {
		t.Fatal(err)
	}
	no := streets.Factor(streets.Blocked)
	want := streets.Profile{ID: "porter", Speed: 3_141_592,
		StepUp: 1500, StepDown: 1, StairsUp: 5700, StairsDown: streets.Blocked,
		Ramps: streets.RampStroller, Ramp: 1000, Escalator: 2000,
		Slope: true, MaxUp: 125, MaxDown: 1000,
		Signal: 27_000, Crossing: 13_250, Lift: streets.Blocked, MinWidthDM: 9}
	// The order is that of the constants, the unknown first: it has no key.
	copy(want.Surface[:], []streets.Factor{0, 1100, 1200, 1300, 1400, no})
	copy(want.Smoothness[:], []streets.Factor{0, 1100, 1200, 1300, 1400, 1500, 1600, 1700, no})
	copy(want.Wheelchair[:], []streets.Factor{0, 1100, 1200, no})
	copy(want.Stroller[:], []streets.Factor{0, 1300, 1400, 1500})
	copy(want.Kerb[:], []streets.Wait{0, 1000, 2000, 3000, streets.Blocked})
	copy(want.Barrier[:], []streets.Wait{0, 1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000, 10_000})
	if diff := cmp.Diff(coverage.Profile{Profile: want, Names: coverage.Names{ZH: "搬运工", EN: "Porters"}}, got); diff != "" {
		t.Error(diff)
	}
}

func TestProfileRefusals(t *testing.T) {
	const head = "id = \"a\"\n[speed]\nkmh = 4\nsource = \"s\"\n"
	for name, c := range map[string]struct{ text, want string }{
		"nothing": {"", `p.toml:1: id: is missing: write id = "…"
p.toml:1: speed: is missing: write [speed] with kmh = 4.0`},
		"id":              {strings.Replace(head, `"a"`, `"A b"`, 1), `p.toml:1: id "A b": is not a profile's id: use a-z, 0-9 and _ only`},
		"no speed":        {"id = \"a\"\n[speed]\nsource = \"s\"\n", `p.toml:2: speed.kmh: is missing: write kmh = 4.0`},
		"no source":       {strings.Replace(head, "source = \"s\"\n", "", 1), `p.toml:2: speed.source: is missing: say where the values are from`},
		"one source":      {head + "[stairs]\nup = 2\ndown = 2\nsource = { up = \"s\" }\n", `p.toml:7: stairs.source.down: is missing: say where the value is from`},
		"source astray":   {head + "[stairs]\nup = 2\nsource = { up = \"s\", down = \"s\" }\n", `p.toml:7: stairs.source.down "s": is the source of a value that is not here`},
		"empty source":    {head + "[stairs]\nup = 2\nsource = \"\"\n", `p.toml:7: stairs.source: is empty: write a value or leave the key out`},
		"unknown table":   {head + "[rain]\n", `p.toml:5: rain: is not a key of a profile: the keys are barrier, id, kerb, names, slope, smoothness, speed, stairs, stroller, surface, waits, wheelchair, width`},
		"unknown key":     {head + "[kerb]\nunknown_s = \"blocked\"\nsource = \"s\"\n", `p.toml:6: kerb.unknown_s: is not a key of [kerb]: the keys are flush_s, lowered_s, raised_s, rolled_s, source`},
		"a word":          {head + "[kerb]\nraised_s = \"no\"\nsource = \"s\"\n", `p.toml:6: kerb.raised_s "no": is not a time in seconds, or the word "blocked": write a plain decimal from 0 to 3600`},
		"a factor of 0":   {head + "[surface]\nsoft = 0\nsource = \"s\"\n", `p.toml:6: surface.soft "0": is not a factor, or the word "blocked": write a plain decimal from 0.001 to 100`},
		"a percentage":    {head + "[slope]\nmax_up = 12\nsource = \"s\"\n", `p.toml:6: slope.max_up "12": is not a slope, rise over run as 0.083: write a plain decimal from 0 to 1`},
		"too fine":        {head + "[slope]\nmax_up = 0.0833\nsource = \"s\"\n", `p.toml:6: slope.max_up "0.0833": is finer than 1/1000: round it`},
		"an exponent":     {head + "[waits]\nlift_s = 1e2\nsource = \"s\"\n", `p.toml:6: waits.lift_s "1e2": is not a time in seconds, or the word "blocked": write a plain decimal from 0 to 3600`},
		"not a number":    {head + "[waits]\nlift_s = nan\nsource = \"s\"\n", `p.toml:6: waits.lift_s "nan": is not a time in seconds, or the word "blocked": write a plain decimal from 0 to 3600`},
		"negative":        {head + "[waits]\nlift_s = -1\nsource = \"s\"\n", `p.toml:6: waits.lift_s "-1": is not a time in seconds, or the word "blocked": write a plain decimal from 0 to 3600`},
		"metres a second": {"id = \"a\"\n[speed]\nkmh = 40\nsource = \"s\"\n", `p.toml:3: speed.kmh "40": is not a speed in km/h: write a plain decimal from 0.1 to 20`},
		"not a truth":     {head + "[slope]\ntobler = 1\nsource = \"s\"\n", `p.toml:6: slope.tobler "1": is neither true nor false`},
		"a ramp":          {head + "[stairs]\nramps = [\"bicycle\"]\nsource = \"s\"\n", `p.toml:6: stairs.ramps "bicycle": is not a ramp: use "wheelchair" or "stroller"`},
		"not a table":     {head + "kerb = 1\n", `p.toml:5: speed.kerb: is not a key of [speed]: the keys are kmh, source`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := manifest.ParseProfile("p.toml", []byte(c.text))
			var refusal *finding.Refusal
			if !errors.As(err, &refusal) {
				t.Fatalf("was not refused: %v", err)
			}
			if diff := cmp.Diff(c.want, err.Error()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestOwnProfiles(t *testing.T) {
	many := small
	for i := range manifest.MaxProfiles + 1 {
		many += fmt.Sprintf("[profiles.p%d]\nlike = \"senior\"\n", i)
	}
	refused(t, map[string][2]string{
		"nothing to walk by": {small + "[profiles.nurse]\n",
			`c.toml:7: profiles.nurse.speed: is missing: write speed = { kmh = 4.0 }, or like = "adult" to start from another profile`},
		"like nobody": {small + "[profiles.nurse]\nlike = \"athlete\"\n",
			`c.toml:8: profiles.nurse.like "athlete": is not a packaged profile: use one of senior, standard`},
		"id": {small + "[profiles.Nurse-1]\nlike = \"senior\"\n",
			`c.toml:7: profiles "Nurse-1": is not a profile's id: use a-z, 0-9 and _ only`},
		"a list": {"profiles = [\"senior\"]\n" + small, `c.toml:1: profiles: is not a table: write [profiles]`},
		"a flat key": {small + "[profiles.nurse]\nspeed_kmh = 4\nlike = \"senior\"\n",
			`c.toml:8: profiles.nurse.speed_kmh: is not a key of [profiles.nurse]: the keys are barrier, kerb, like, names, slope, smoothness, speed, stairs, stroller, surface, waits, wheelchair, width`},
		"a flat profile": {small + "[profiles]\nkmh = 4\n", `c.toml:8: profiles.kmh "4": is not a table: write [profiles.kmh]`},
		"too many":       {many, `c.toml:7: profiles: are more than 32`},
	})

	m := parse(t, small+"profile = \"nurse\"\n[profiles.nurse]\nlike = \"standard\"\nwaits = { signal_s = 20 }\n")
	want := streets.Standard
	want.ID, want.Signal = "nurse", 20_000
	if diff := cmp.Diff(coverage.Profile{Profile: want, Names: coverage.Names{Plain: "nurse"}}, m.Profiles[0]); diff != "" {
		t.Error(diff)
	}
	if m.Services[0].Profile != "nurse" {
		t.Errorf("the service walks as %q", m.Services[0].Profile)
	}
	if m := parse(t, small+"[profiles.standard]\nspeed = { kmh = 3.6 }\n"); len(m.Profiles) != 1 || m.Profiles[0].Speed != 3_600_000 {
		t.Errorf("a standard profile of one's own: %+v", m.Profiles)
	}
}

// A standard may ask for a profile that the manifest has to define.
func TestAStandardsProfileMustBeThere(t *testing.T) {
	walking := manifest.Packaged{Standards: []manifest.Standard{{ID: "norm",
		Services: []coverage.Service{{ID: "park", Profile: "toddler"}}}}}
	text := "standard = \"norm\"\n" + small
	_, err := manifest.Parse("c.toml", []byte(text), walking)
	want := `c.toml:1: standard "norm": asks for the profile "toddler" of park, which is not packaged: define [profiles.toddler]`
	if err == nil || err.Error() != want {
		t.Errorf("%v", err)
	}
	if _, err := manifest.Parse("c.toml", []byte(text+"[profiles.toddler]\nspeed = { kmh = 2 }\n"), walking); err != nil {
		t.Error(err)
	}
}

func TestProfilesOfAFileSystem(t *testing.T) {
	file := func(id string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("id = \"" + id + "\"\nspeed = { kmh = 4, source = \"s\" }\n")}
	}
	got, err := manifest.Profiles(fstest.MapFS{"profiles/b.toml": file("a"), "profiles/a.toml": file("b"), "profiles/README": file("c")})
	if err != nil || len(got) != 2 || got[0].ID != "a" || got[1].ID != "b" {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := manifest.Profiles(fstest.MapFS{"profiles/b.toml": file("a"), "profiles/a.toml": file("a")}); err == nil {
		t.Error("one id twice was taken")
	}
	if _, err := manifest.ReadPackaged(fstest.MapFS{"profiles/b.toml": file("A")}); err == nil {
		t.Error("a bad profile was taken")
	}
}

func FuzzParseProfile(f *testing.F) {
	f.Add([]byte(wholeProfile))
	f.Add([]byte("id='a'\nspeed={kmh=4,source={kmh='x'}}\nstairs={ramps=[],source={ramps=1}}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := manifest.ParseProfile("p.toml", data)
		var refusal *finding.Refusal
		if err != nil && !errors.As(err, &refusal) {
			t.Fatalf("not a refusal: %v", err)
		}
		if err == nil && (p.Speed <= 0 || p.Surface[streets.SurfaceUnknown] != 0 || p.Kerb[streets.KerbUnknown] != 0) {
			t.Fatalf("%+v", p)
		}
	})
}

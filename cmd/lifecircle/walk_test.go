package main

import (
	"encoding/csv"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"lifecircle/internal/testcity/asciiworkspace"
)

// Place 0 is 200 m from the clinic, 1 400 m, 2 1,700 m (25.5 minutes at 4 km/h).
func TestAWalkIsToldAndSaysWhyItIsTooLong(t *testing.T) {
	dir := asciiworkspace.New(t, "line", asciiworkspace.OneClinic)
	for _, c := range []struct {
		name, args string
		says       []string
	}{
		{"within", "--place 0 --service clinic", []string{"Test city: from place 0 to H (clinic), walked as: Standard", "Within 15 minutes: the walk takes 3:01, with 11:59 to spare.", "© OpenStreetMap"}},
		{"too far", "--place 2 --service clinic", []string{"Not within 15 minutes: the walk takes 25:30, which is 10:30 too long.", "Why: distance."}},
		{"at another limit", "--place 2 --service clinic --minutes 30", []string{"Within 30 minutes"}},
		{"in Chinese", "--place 2 --service clinic --lang zh", []string{"测试城：从 地点 2 到 H（clinic），走法：标准", "不在 15 分钟之内", "原因：距离。"}},
		{"from the ocean", "--from 0,0 --service clinic", []string{"Not within 15 minutes: no walk was found.", "Why: disconnected."}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := lifecircle(t, append([]string{"walk", "-q", dir}, strings.Fields(c.args)...)...)
			if got.code != 0 || got.err != "" {
				t.Fatalf("%d %q", got.code, got.err)
			}
			for _, s := range c.says {
				if !strings.Contains(got.out, s) {
					t.Errorf("no %q in\n%s", s, got.out)
				}
			}
		})
	}
	var document struct {
		Walk struct {
			Seconds  float64
			Facility string
			Covered  bool
		}
		Legs []struct{ Seconds float64 }
	}
	got := lifecircle(t, "walk", dir, "--place", "1", "--service", "clinic", "--format", "json")
	if err := json.Unmarshal([]byte(got.out), &document); err != nil {
		t.Fatalf("%v: %s", err, got.out)
	}
	sum := 0.0
	for _, l := range document.Legs {
		sum += l.Seconds
	}
	if w := document.Walk; w.Facility != "H" || !w.Covered || w.Seconds < 359 || w.Seconds > 361 || sum < w.Seconds-0.0001 || sum > w.Seconds+0.0001 {
		t.Errorf("got %+v, legs of %v", w, sum)
	}
	if got := lifecircle(t, "walk", dir, "--place", "1", "--service", "clinic", "--format", "geojson"); got.code != 0 || !strings.HasPrefix(got.out, `{"type":"FeatureCollection","city":"line"`) {
		t.Errorf("%d %q %s", got.code, got.err, got.out)
	}
}

func TestAWalkThatCannotBeAskedIsWrongUsage(t *testing.T) {
	dir := asciiworkspace.New(t, "line", asciiworkspace.OneClinic)
	for _, c := range []struct{ name, args, says string }{
		{"from nowhere", "--service clinic", "a walk needs --from or --place"},
		{"to nowhere", "--place 0", "a walk needs --service or --to"},
		{"from two places", "--place 0 --from 121,31 --service clinic", "--from and --place"},
		{"to two places", "--place 0 --to 121,31 --service clinic", "--service and --to"},
		{"a point of one number", "--from 121 --service clinic", `--from "121": write longitude and latitude`},
		{"a point with swapped axes", "--from 31.2,121.5 --service clinic", `--from "31.2,121.5": write longitude and latitude`},
		{"a point that is none", "--place 0 --to NaN,0", `--to "NaN,0"`},
		{"no limit", "--place 0 --service clinic --minutes 0", "--minutes 0: give minutes over 0"},
		{"minutes in words", "--place 0 --service clinic --minutes ten", `--minutes "ten": write a number, such as 15 or 7.5`},
		{"a format that is none", "--place 0 --service clinic --format table", `--format "table": write text, json or geojson`},
		{"a place that is not there", "--place 99 --service clinic", `--place "99"`},
		{"a service that is not there", "--place 0 --service spa", `--service "spa"`},
		{"a profile that is not there", "--place 0 --service clinic --profile robot", `--profile "robot"`},
		{"another treatment", "--place 0 --service clinic --private open", `--private "open"`},
		{"an empty service", "--place 0 --service=", "--service: it is empty"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := lifecircle(t, append([]string{"walk", "-q", dir}, strings.Fields(c.args)...)...)
			if got.code != exitUsage || !strings.Contains(got.err, c.says) || got.out != "" {
				t.Errorf("%d %q, want %d and %q", got.code, got.err, exitUsage, c.says)
			}
		})
	}
}

func TestAccessIsALinePerPlaceAndFacility(t *testing.T) {
	dir := asciiworkspace.New(t, "line", asciiworkspace.OneClinic)
	got := lifecircle(t, "access", dir, "--format", "csv")
	records, err := csv.NewReader(strings.NewReader(got.out)).ReadAll()
	if err != nil || got.code != 0 || len(records) != 5 {
		t.Fatalf("%v %d %q %v", err, got.code, got.err, records)
	}
	var of []string
	for _, r := range records {
		of = append(of, r[0]+" "+r[1])
	}
	if s := strings.Join(of, ", "); s != "of id, demand 0, demand 1, demand 2, facility H" {
		t.Errorf("got %s", s)
	}
	for _, format := range []string{"geojson", "json"} {
		if got := lifecircle(t, "access", dir, "--format", format); got.code != 0 || !json.Valid([]byte(got.out)) {
			t.Errorf("%s: %d %q", format, got.code, got.err)
		}
	}
	if got := lifecircle(t, "access", dir, "--format", "table"); got.code != exitUsage {
		t.Errorf("a table: %d %q", got.code, got.err)
	}
}

// A flat city without stairs, lights or gates loses nobody to them.
func TestAgeFriendlyOfAFlatCityLosesNobody(t *testing.T) {
	dir := asciiworkspace.New(t, "line", asciiworkspace.OneClinic)
	for _, format := range []string{"table", "json", "geojson"} {
		for _, lang := range []string{"en", "zh"} {
			got := lifecircle(t, "age-friendly", "-q", dir, "--service", "clinic", "--profiles", "standard", "--format", format, "--lang", lang)
			if got.code != 0 || got.err != "" || got.out == "" {
				t.Errorf("%s in %s: %d %q %q", format, lang, got.code, got.out, got.err)
			}
		}
	}
	for _, c := range []struct{ args, says string }{
		{"", "age-friendly needs --service"},
		{"--service spa", `--service "spa"`},
		{"--service clinic --profiles robot", `"robot"`},
		{"--service clinic --pieces 0", "--pieces 0: give at least 1"},
		{"--service clinic --format csv", `--format "csv": write table, json or geojson`},
	} {
		got := lifecircle(t, append([]string{"age-friendly", dir}, strings.Fields(c.args)...)...)
		if got.code != exitUsage || !strings.Contains(got.err, c.says) || got.out != "" {
			t.Errorf("%q: %d %q, want %q", c.args, got.code, got.err, c.says)
		}
	}
}

func TestCoverageTakesAProfileAndTreatments(t *testing.T) {
	dir := asciiworkspace.New(t, "line", asciiworkspace.OneClinic)
	plain := lifecircle(t, "coverage", dir, "--format", "csv")
	if got := lifecircle(t, "coverage", dir, "--format", "csv", "--profile", "standard", "--private", "closed"); got != plain {
		t.Errorf("the defaults, said, answer %+v", got)
	}
	for _, c := range []struct{ args, says string }{
		{"--profile robot", `--profile "robot"`},
		{"--private open", `--private "open": the city was built with private = "closed"`},
		{"--private ajar", `--private "ajar"`},
		{"--private closed,,open", "an entry is empty"},
		{"--cells --private closed,closed", "--private"},
	} {
		got := lifecircle(t, append([]string{"coverage", dir}, strings.Fields(c.args)...)...)
		if got.code != exitUsage || !strings.Contains(got.err, c.says) || got.out != "" {
			t.Errorf("%q: %d %q, want %q", c.args, got.code, got.err, c.says)
		}
	}
	cells := lifecircle(t, "coverage", dir, "--cells", "--format", "json", "--private", "closed", "--profile", "standard")
	if cells.code != 0 || !strings.Contains(cells.out, `"private":"closed","profile":"standard","cells":[`) {
		t.Errorf("%d %q %s", cells.code, cells.err, cells.out)
	}
}

// The sample city is built with residents' streets apart, so that it answers for
// every treatment of them, in the order asked, and for every profile.
func TestTheSampleCityAnswersForEveryTreatmentAndProfile(t *testing.T) {
	folder := sample(t)
	if got := lifecircle(t, "build", filepath.Join(folder, "city.toml")); got.code != 0 {
		t.Fatal(got.err)
	}
	dir := filepath.Join(folder, "city.lifecircle")
	var document struct {
		Rows []struct {
			Private, Profile string
			District         *struct{ Code string }
			Covered          float64
		}
	}
	got := lifecircle(t, "coverage", dir, "--service", "clinic", "--private", "open,closed,residents", "--profile", "senior", "--format", "json")
	if err := json.Unmarshal([]byte(got.out), &document); err != nil {
		t.Fatalf("%v: %s", err, got.err)
	}
	var order []string
	covered := map[string]float64{}
	for _, r := range document.Rows {
		if r.District == nil {
			order = append(order, r.Private+" "+r.Profile)
			covered[r.Private] = r.Covered
		}
	}
	if s := strings.Join(order, ", "); s != "open senior, closed senior, residents senior" {
		t.Errorf("the rows are of %s", s)
	}
	// Residents and all join the same streets; where they are closed, a place may
	// join another street, and be nearer for it.
	if covered["closed"] == covered["residents"] || covered["residents"] > covered["open"] {
		t.Errorf("covered are %v", covered)
	}
	table := lifecircle(t, "coverage", dir, "--service", "clinic", "--private", "closed,open")
	if !strings.Contains(table.out, "Private") || !strings.Contains(table.out, "Residents' streets, closed: not walked.") {
		t.Errorf("the table says\n%s", table.out)
	}
	wide := lifecircle(t, "coverage", dir, "--service", "clinic", "--private", "closed,open", "--format", "geojson")
	if !strings.Contains(wide.out, `"clinic_closed_coverage"`) || !strings.Contains(wide.out, `"clinic_open_coverage"`) {
		t.Errorf("%d %s %.300s", wide.code, wide.err, wide.out)
	}
	friendly := lifecircle(t, "age-friendly", "-q", dir, "--service", "clinic", "--lang", "zh")
	if friendly.code != 0 || !strings.Contains(friendly.out, "轮椅使用者") || !strings.Contains(friendly.out, "先整治哪里") {
		t.Errorf("%d %s\n%s", friendly.code, friendly.err, friendly.out)
	}
}

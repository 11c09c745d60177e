package seeds_test

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"

	"lifecircle/seeds"
)

// standard is the file format, read strictly: a key that is not here fails.
type standard struct {
	ID       string             `toml:"id"`
	Names    names              `toml:"names"`
	Source   string             `toml:"source"`
	Services map[string]service `toml:"services"`
}

type names struct {
	ZH string `toml:"zh"`
	EN string `toml:"en"`
}

type service struct {
	Names      names   `toml:"names"`
	Minutes    float64 `toml:"minutes"`
	Profile    string  `toml:"profile"`
	Group      string  `toml:"group"`
	Area       string  `toml:"area"`
	Target     float64 `toml:"target"`
	TargetText string  `toml:"target_text"`
	Clause     string  `toml:"clause"`
}

func readStandard(t *testing.T, file string) standard {
	t.Helper()
	data, err := seeds.FS.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var s standard
	d := toml.NewDecoder(strings.NewReader(string(data)))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return s
}

func TestStandardsAreComplete(t *testing.T) {
	files, err := fs.Glob(seeds.FS, "standards/*.toml")
	if err != nil || len(files) < 2 {
		t.Fatalf("standards: %v, %v", files, err)
	}
	id := regexp.MustCompile(`^[a-z0-9_]+$`)
	for _, file := range files {
		s := readStandard(t, file)
		if "standards/"+s.ID+".toml" != file {
			t.Errorf("%s has the id %q", file, s.ID)
		}
		if s.Names.ZH == "" || s.Names.EN == "" || s.Source == "" {
			t.Errorf("%s lacks a name or its source", file)
		}
		for key, one := range s.Services {
			if !id.MatchString(key) || one.Names.ZH == "" || one.Names.EN == "" || one.Target <= 0 || one.Target > 1 {
				t.Errorf("%s: service %s: %+v", file, key, one)
			}
		}
	}
}

// The plan's words and figures, so that a slip of the pen shows.
func TestShanghaiStandardSaysWhatThePlanSays(t *testing.T) {
	s := readStandard(t, "standards/shanghai-14fyp.toml")
	for _, want := range []struct {
		id, group, area string
		target          float64
		text, clause    string
	}{
		{"clinic", "all", "urban", 0.85, "85%左右", "14.8.3"},
		{"elderly", "age_60_plus", "urban", 0.85, "85%左右", "14.8.3"},
		{"culture", "all", "urban", 0.85, "85%左右", "14.8.3"},
		{"sports", "all", "urban", 0.85, "85%左右", "14.8.3"},
		{"elderly_network", "age_60_plus", "all", 1, "全覆盖", "14.3.2"},
		{"childcare", "age_0_2", "all", 0.85, "", "14.3.1"},
		{"market", "all", "all", 0.85, "", "14.8.3"},
		{"complex", "all", "all", 0.85, "", "14.8.3"},
	} {
		got := s.Services[want.id]
		got.Names = names{}
		if got != (service{Minutes: 15, Profile: "standard", Group: want.group, Area: want.area,
			Target: want.target, TargetText: want.text, Clause: want.clause}) {
			t.Errorf("%s: %+v", want.id, got)
		}
	}
	if len(s.Services) != 8 {
		t.Errorf("%d services", len(s.Services))
	}
}

func TestTagTablesAreEmbedded(t *testing.T) {
	for _, file := range []string{"tags/facilities.toml", "tags/buildings.toml"} {
		data, err := seeds.FS.ReadFile(file)
		if err != nil || len(data) == 0 {
			t.Errorf("%s: %d bytes, %v", file, len(data), err)
		}
	}
}

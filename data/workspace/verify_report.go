package workspace

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"lifecircle/coverage"
	"lifecircle/data/finding"
)

// reported is what report.json says that the tables say too; docs/format.md has all
// of it.
type reported struct {
	City       string            `json:"city"`
	Engine     string            `json:"engine"`
	Hash       string            `json:"hash"`
	Standard   string            `json:"standard"`
	Private    string            `json:"private"`
	Walking    string            `json:"walking"`
	Inputs     []reportedInput   `json:"inputs"`
	Streets    reportedStreets   `json:"streets"`
	Demand     reportedDemand    `json:"demand"`
	Facilities []reportedService `json:"facilities"`
	Districts  []reportedLevel   `json:"districts"`
	Notes      []reportedNote    `json:"notes"`
}

type reportedInput struct {
	Role   string `json:"role"`
	Path   string `json:"path"`
	SHA256 string `json:"sha256"`
}

type reportedStreets struct {
	Ways      int        `json:"ways"`
	Nodes     int        `json:"nodes"`
	Segments  int        `json:"segments"`
	Junctions int        `json:"junctions"`
	Edges     int        `json:"edges"`
	Exits     int        `json:"exits"`
	Islands   []struct{} `json:"islands"`
}

type reportedDemand struct {
	Places int              `json:"places"`
	Groups []reportedAmount `json:"groups"`
}

type reportedAmount struct {
	ID    string  `json:"id"`
	Total float64 `json:"total"`
	Blank int     `json:"blank"`
}

type reportedService struct {
	Service    string `json:"service"`
	Facilities int    `json:"facilities"`
	Open       int    `json:"open"`
}

type reportedLevel struct {
	Level     int `json:"level"`
	Districts int `json:"districts"`
}

type reportedNote struct {
	Code  string `json:"code"`
	Count int64  `json:"count"`
}

// toReport is what report.json must say of a content.
func toReport(c *Content) reported {
	city, p, s := c.City, c.City.Provenance, c.Streets
	out := reported{City: city.Name, Engine: p.Engine, Hash: p.Hash, Standard: p.Standard, Private: p.Private, Walking: p.Walking,
		Streets: reportedStreets{s.Ways, s.Nodes, s.Segments, s.Junctions, s.Edges, len(city.Exits), make([]struct{}, len(c.Islands))},
		Demand:  reportedDemand{Places: city.Demand.Len()}, Districts: districtLevels(city.Districts)}
	for _, in := range p.Inputs {
		out.Inputs = append(out.Inputs, reportedInput{in.Role, in.Path, in.SHA256})
	}
	for _, id := range slices.Sorted(maps.Keys(city.Demand.Groups)) {
		a := reportedAmount{ID: id}
		sum := coverage.Amount(0)
		for _, v := range city.Demand.Groups[id] {
			if v == coverage.Missing {
				a.Blank++
			} else {
				sum += v
			}
		}
		a.Total = float64(sum) / 1000
		out.Demand.Groups = append(out.Demand.Groups, a)
	}
	for _, service := range city.Services {
		n := reportedService{Service: service.ID}
		for _, f := range city.Facilities {
			if !slices.Contains(f.Services, service.ID) {
				continue
			}
			n.Facilities++
			if f.Status == coverage.StatusOpen || f.Status == "" {
				n.Open++
			}
		}
		out.Facilities = append(out.Facilities, n)
	}
	for _, n := range c.Notes {
		out.Notes = append(out.Notes, reportedNote{n.Code, n.Count})
	}
	return out
}

// lines are what is compared: a key, and its value as text.
func (r reported) lines() (lines [][2]string) {
	line := func(key string, values ...any) {
		lines = append(lines, [2]string{key, strings.TrimSuffix(fmt.Sprintln(values...), "\n")})
	}
	line("city", r.City)
	line("engine", r.Engine)
	line("hash", r.Hash)
	line("standard", r.Standard)
	line("private", r.Private)
	line("walking", r.Walking)
	for i, v := range r.Inputs {
		line(fmt.Sprintf("inputs[%d]", i), v.Role, v.Path, v.SHA256)
	}
	s := r.Streets
	line("streets", "ways", s.Ways, "nodes", s.Nodes, "segments", s.Segments, "junctions", s.Junctions, "edges", s.Edges)
	line("streets.exits", s.Exits)
	line("streets.islands", len(s.Islands))
	line("demand.places", r.Demand.Places)
	for _, v := range r.Demand.Groups {
		line("demand.groups "+v.ID, v.Total, v.Blank)
	}
	for _, v := range r.Facilities {
		line("facilities "+v.Service, v.Facilities, v.Open)
	}
	for _, v := range r.Districts {
		line(fmt.Sprintf("districts %d", v.Level), v.Districts)
	}
	for i, v := range r.Notes {
		line(fmt.Sprintf("notes[%d]", i), v.Code, v.Count)
	}
	return lines
}

// maxReport is the largest report that is read.
const maxReport = 1 << 30

// readReport reads what the report says; ok is false where that cannot be, which is
// found.
func (in *Inspection) readReport(path string) (r reported, ok bool) {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		in.found(FindingMissing, ReportFile, "", "")
		return r, false
	}
	var data []byte
	if err == nil {
		defer f.Close()
		data, err = io.ReadAll(io.LimitReader(f, maxReport))
	}
	if err == nil {
		err = json.Unmarshal(data, &r)
	}
	if err != nil {
		in.found(FindingUnread, ReportFile, "", finding.Bare(err).Error())
	}
	return r, err == nil
}

// report compares the report with the content.
func (in *Inspection) report(path string, c *Content) {
	says, ok := in.readReport(path)
	if !ok {
		return
	}
	has := toReport(c).lines()
	for _, line := range says.lines() {
		at := slices.IndexFunc(has, func(l [2]string) bool { return l[0] == line[0] })
		switch {
		case at < 0:
			in.found(FindingReport, ReportFile, line[0], fmt.Sprintf("%s; the tables have none", line[1]))
			continue
		case has[at][1] != line[1]:
			in.found(FindingReport, ReportFile, line[0], fmt.Sprintf("%s; the tables have %s", line[1], has[at][1]))
		}
		has = slices.Delete(has, at, at+1)
	}
	for _, line := range has {
		in.found(FindingReport, ReportFile, line[0], fmt.Sprintf("nothing; the tables have %s", line[1]))
	}
}

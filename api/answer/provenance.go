package answer

import (
	"encoding/json"
	"io"
	"slices"
	"strings"

	"lifecircle/coverage"
)

// OSMAttribution is said by every answer made with streets of OpenStreetMap.
const OSMAttribution = "© OpenStreetMap contributors, ODbL"

// OSMLicence is the address of the Open Database License.
const OSMLicence = "https://opendatacommons.org/licenses/odbl/1-0/"

// Provenance says where an answer comes from. The same inputs have the same
// hash, whatever the machine.
type Provenance struct {
	Engine      string   `json:"engine" doc:"Version of the program that imported the city."`
	Standard    *string  `json:"standard" doc:"Id of the packaged standard, or null."`
	Private     string   `json:"private" doc:"How private streets were treated." example:"closed"`
	Walking     string   `json:"walking" doc:"How places and squares were treated." example:"plain"`
	Hash        string   `json:"hash" doc:"SHA-256 over the inputs, the manifest's meaning and the engine, in hex."`
	Inputs      []Input  `json:"inputs" nullable:"false" doc:"The source files, by role and path."`
	Attribution []string `json:"attribution" nullable:"false" doc:"What has to be said beside anything made from this answer."`
}

// An Input is one source file.
type Input struct {
	Role        string  `json:"role" example:"streets"`
	Path        string  `json:"path" doc:"As the manifest names it."`
	SHA256      string  `json:"sha256" doc:"In hex."`
	Licence     *string `json:"licence"`
	Attribution *string `json:"attribution"`
}

// ProvenanceOf returns a city's provenance, with the lines of attribution that
// its sources ask for, each once: OpenStreetMap's first, wherever streets are
// used, then the others in the order of the inputs.
func ProvenanceOf(city *coverage.City) Provenance {
	p := city.Provenance
	out := Provenance{
		Engine: p.Engine, Standard: orNil(p.Standard), Private: p.Private, Walking: p.Walking, Hash: p.Hash,
		Inputs: []Input{}, Attribution: []string{},
	}
	streets := city.Streets != nil
	for _, in := range p.Inputs {
		out.Inputs = append(out.Inputs, Input{
			Role: in.Role, Path: in.Path, SHA256: in.SHA256,
			Licence: orNil(in.Licence), Attribution: orNil(in.Attribution),
		})
		streets = streets || in.Role == "streets"
	}
	if streets {
		out.Attribution = append(out.Attribution, OSMAttribution)
	}
	for _, in := range p.Inputs {
		line := credit(in)
		if line == "" || slices.Contains(out.Attribution, line) {
			continue
		}
		if streets && strings.Contains(line, "OpenStreetMap contributors") {
			continue // said already, in the words OpenStreetMap asks for
		}
		out.Attribution = append(out.Attribution, line)
	}
	return out
}

// credit joins a source's attribution and licence into one line; a licence by
// itself is named with its file.
func credit(in coverage.Input) string {
	switch {
	case in.Attribution == "" && in.Licence == "":
		return ""
	case in.Attribution == "":
		return in.Path + ": " + in.Licence
	case in.Licence == "" || strings.Contains(in.Attribution, in.Licence):
		return in.Attribution
	}
	return in.Attribution + ", " + in.Licence
}

// Write writes the provenance as JSON (one object, indented) or Text (lines in
// lang).
func (p Provenance) Write(w io.Writer, f Format, lang Lang) error {
	switch f {
	case JSON:
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(p)
	case Text:
		_, err := io.WriteString(w, p.text(lang))
		return err
	}
	return noFormat(f, JSON, Text)
}

func (p Provenance) text(lang Lang) string {
	var b strings.Builder
	for _, line := range p.Attribution {
		b.WriteString(line + "\n")
	}
	b.WriteString(p.line(lang) + "\n")
	for _, in := range p.Inputs {
		b.WriteString(Say(lang, "provenance.input", "role", Say(lang, "role."+in.Role), "path", in.Path, "sha256", in.SHA256) + "\n")
	}
	return b.String()
}

// line is the provenance in one line, for the foot of a table.
func (p Provenance) line(lang Lang) string {
	standard := Say(lang, "provenance.no_standard")
	if p.Standard != nil {
		standard = *p.Standard
	}
	return Say(lang, "provenance.line", "engine", p.Engine, "standard", standard,
		"private", p.Private, "walking", p.Walking, "hash", p.Hash[:min(len(p.Hash), 12)])
}

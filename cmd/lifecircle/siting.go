package main

import (
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"lifecircle/api/answer"
	"lifecircle/cmd/lifecircle/host"
	"lifecircle/coverage/scenario"
	"lifecircle/coverage/siting"
	"lifecircle/data/finding"
	"lifecircle/data/manifest"
	"lifecircle/data/wholefile"
)

func (p *program) sitingCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "siting DIR QUESTION",
		Short: "Where next: how many new facilities, where, at what cost, and how near the best",
		Long: `Reads a question (TOML or JSON) and looks for the best plan in the workspace DIR:
the most people with so many new facilities, the fewest or the least cost that reach
a target, the worst-off district first, or which facilities to close or move. Street
links may be part of a plan. The answer has each step's exact gain and a proven bound
on what any plan could do. Ctrl-C stops and prints the best so far.`,
		Args: cobra.ExactArgs(2),
	}
	f := c.Flags()
	f.String("format", string(answer.Table), "table, json, csv or geojson (the plan)")
	f.String("changes", "", "write the plan to this file, as lifecircle whatif reads it")
	langFlag(f)
	c.RunE = func(c *cobra.Command, args []string) error {
		f := c.Flags()
		lang, err := readLang(f)
		if err != nil {
			return err
		}
		format, err := readFormat(f, answer.Table, answer.JSON, answer.CSV, answer.GeoJSON)
		if err != nil {
			return err
		}
		question, err := readSitingFile(args[1])
		if err != nil {
			return err
		}
		changes, _ := f.GetString("changes")
		progress := p.startProgress(lang)
		ended := false
		end := func() {
			if !ended {
				progress.end()
			}
			ended = true
		}
		defer end()
		progress.report(stageOpen, 0, 0)
		content, e, err := host.Open(c.Context(), args[0])
		if err != nil {
			return err
		}
		defer content.Close()
		a, err := siting.Run(c.Context(), e, question.Question, siting.Options{Progress: func(a siting.Answer) { progress.report(sitingStage(lang, a), 0, 0) }})
		if err != nil {
			return question.Refuse(err)
		}
		end()
		if changes != "" {
			if err := writePlan(changes, a); err != nil {
				return err
			}
		}
		return answer.Siting{City: e.City(), Lang: lang, Answer: a}.Write(p.stdout, format)
	}
	return c
}

// sitingStage says how far a siting is.
func sitingStage(lang answer.Lang, a siting.Answer) string {
	show := func(v float64) string {
		if math.IsNaN(v) || math.IsInf(v, 0) || math.Abs(v) > 1e15 {
			return "–"
		}
		return strconv.FormatFloat(math.Round(v*1000)/1000, 'f', -1, 64)
	}
	gap := answer.Shown{Lang: lang}.Percent(&a.Gap, nil)
	return answer.Say(lang, "siting.progress", "best", show(a.Objective), "bound", show(a.Bound), "gap", gap)
}

// readSitingFile reads a question file; "-" is standard input. A layer that is named as
// a file of GeoJSON, beside the question, is read into it.
func readSitingFile(path string) (*manifest.QuestionFile, error) {
	data, err := readBounded(path, manifest.MaxQuestionBytes, "give a file with the question")
	if err != nil {
		return nil, err
	}
	question, err := manifest.ReadQuestion(path, data)
	if err != nil {
		return nil, err
	}
	for i := range question.Question.Candidates {
		c := &question.Question.Candidates[i]
		if ext := strings.ToLower(filepath.Ext(c.Layer)); ext != ".geojson" && ext != ".json" {
			continue
		}
		name := c.Layer
		if !filepath.IsAbs(name) {
			name = filepath.Join(filepath.Dir(path), name)
		}
		text, err := readBounded(name, manifest.MaxQuestionBytes, "give a file of GeoJSON with the candidates")
		if err != nil {
			return nil, err
		}
		if err := siting.CheckLayer(text); err != nil {
			for _, w := range siting.FieldErrors(err) {
				return nil, &finding.Refusal{Kind: finding.ErrInvalid, File: name, Field: w.Where(), Value: w.Value, Problem: w.Why}
			}
			return nil, err
		}
		c.Layer, c.GeoJSON = "", text
	}
	return question, nil
}

// readBounded reads a file of some bytes at most; "-" is standard input.
func readBounded(path string, most int64, want string) ([]byte, error) {
	refuse := func(kind error, problem string, cause error) error {
		return &finding.Refusal{Kind: kind, File: path, Problem: problem, Cause: cause}
	}
	in := os.Stdin
	if path != "-" {
		file, err := os.Open(path)
		if err != nil {
			return nil, refuse(finding.ErrMissing, "cannot be read: "+want, finding.Bare(err))
		}
		defer file.Close()
		in = file
	}
	data, err := io.ReadAll(io.LimitReader(in, most+1))
	if err != nil {
		return nil, refuse(finding.ErrMissing, "cannot be read: "+want, finding.Bare(err))
	}
	if int64(len(data)) > most {
		return nil, refuse(finding.ErrTooLarge, "is larger than "+strconv.FormatInt(most, 10)+" bytes: "+want, nil)
	}
	return data, nil
}

// writePlan writes a plan as a change file.
func writePlan(path string, a *siting.Answer) error {
	return wholefile.Write(path, func(f *os.File) error {
		_, err := f.Write(scenario.Encode(a.Changes()))
		return err
	})
}

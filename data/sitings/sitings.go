// Package sitings keeps the jobs of sitings, each a file of its own in a folder beside
// the workspace, x.sitings/ID.json, written whole or not at all: a server that starts
// again finds what was asked, how far it was and what was found.
package sitings

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"lifecircle/coverage/siting"
	"lifecircle/data/wholefile"
)

// A Job is a siting as it is kept.
type Job struct {
	ID      string
	City    string
	Created time.Time
	Key     string        // author and idempotency key of the request; "" is none
	Asked   string        // the question as it came, as siting.Encode writes it
	Failure string        // why it failed, in State failed
	Answer  siting.Answer // at the moment; of one that waits its question and state
}

// Path returns the folder of a workspace's sitings.
func Path(workspace string) string {
	// "." has its name only as an absolute path.
	if absolute, err := filepath.Abs(workspace); err == nil {
		workspace = absolute
	}
	return strings.TrimSuffix(filepath.Clean(workspace), ".lifecircle") + ".sitings"
}

// maxFile is the largest job that is read.
const maxFile = 256 << 20

// Save writes a job.
func Save(dir string, j Job) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("sitings cannot be kept: %w", err)
	}
	text, err := json.Marshal(j)
	if err != nil {
		return err
	}
	return wholefile.Write(file(dir, j.ID), func(f *os.File) error {
		_, err := f.Write(text)
		return err
	})
}

func file(dir, id string) string { return filepath.Join(dir, id+".json") }

// Load reads all jobs of a folder, those made first first. A folder that is not there
// has none. Files that are no jobs are passed over and returned with what is wrong.
func Load(dir string) (jobs []Job, wrong error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var wrongs []error
	for _, e := range entries {
		if e.IsDir() || filepath.Ext(e.Name()) != ".json" {
			continue
		}
		j, err := load(filepath.Join(dir, e.Name()))
		if err != nil {
			wrongs = append(wrongs, fmt.Errorf("%s: %w", e.Name(), err))
			continue
		}
		jobs = append(jobs, j)
	}
	slices.SortFunc(jobs, func(a, b Job) int {
		if c := a.Created.Compare(b.Created); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	return jobs, errors.Join(wrongs...)
}

func load(path string) (Job, error) {
	var j Job
	info, err := os.Stat(path)
	if err != nil {
		return j, err
	}
	if info.Size() > maxFile {
		return j, errors.New("it is too large to be a siting")
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return j, err
	}
	if err := json.Unmarshal(text, &j); err != nil {
		return j, err
	}
	if j.ID+".json" != filepath.Base(path) {
		return j, errors.New("it says that it is " + j.ID)
	}
	return j, nil
}

// Remove takes a job away.
func Remove(dir, id string) error { return os.Remove(file(dir, id)) }

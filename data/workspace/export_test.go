package workspace

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
)

// ErrStopped is what a rehearsed crash gives to every step from its moment on.
var ErrStopped = errors.New("stopped")

// A Rehearsal stops a build at a chosen step, as if the process had died and
// the machine lost what was not synced.
type Rehearsal struct {
	StopAt     int  // the step that fails, from 1; 0 never
	NoExchange bool // a file system without RENAME_EXCHANGE
	Err        error

	Steps   []string
	unsaved map[string]bool // files not synced yet
}

// Write is the package's Write on a rehearsed disk.
func (r *Rehearsal) Write(ctx context.Context, dir string, c *Content) error {
	r.unsaved = map[string]bool{}
	return write(ctx, r, dir, c, Options{})
}

// LosePower truncates what was never synced.
func (r *Rehearsal) LosePower() {
	for path := range r.unsaved {
		if _, err := os.Stat(path); err == nil {
			_ = os.Truncate(path, 0)
		}
	}
}

func (r *Rehearsal) take(step string) error {
	if r.StopAt > 0 && len(r.Steps) >= r.StopAt {
		return ErrStopped // dead
	}
	r.Steps = append(r.Steps, step)
	if len(r.Steps) == r.StopAt {
		if r.Err != nil {
			r.StopAt = 0 // the disk says no once, and the process lives on
			return r.Err
		}
		return ErrStopped
	}
	return nil
}

func (r *Rehearsal) mkdir(path string) error {
	if err := r.take("mkdir " + filepath.Base(path)); err != nil {
		return err
	}
	r.unsaved[filepath.Join(path, TablesFile)] = true
	return realDisk{}.mkdir(path)
}

func (r *Rehearsal) create(path string) (file, error) {
	if err := r.take("create " + filepath.Base(path)); err != nil {
		return nil, err
	}
	f, err := os.Create(path)
	r.unsaved[path] = true
	return rehearsedFile{r, f}, err
}

func (r *Rehearsal) step(name string) error { return r.take(name) }

func (r *Rehearsal) syncFile(path string) error {
	if err := r.take("sync " + filepath.Base(path)); err != nil {
		return err
	}
	delete(r.unsaved, path)
	return nil
}

func (r *Rehearsal) syncDir(path string) error { return r.take("sync folder") }

func (r *Rehearsal) rename(from, to string) error {
	if err := r.take("rename " + filepath.Base(from) + " to " + filepath.Base(to)); err != nil {
		return err
	}
	r.moved(from, to)
	return os.Rename(from, to)
}

// moved keeps the names of what is unsaved: a rename does not save it.
func (r *Rehearsal) moved(from, to string) {
	for path := range r.unsaved {
		if path == from {
			delete(r.unsaved, path)
			r.unsaved[to] = true
		} else if filepath.Dir(path) == from {
			delete(r.unsaved, path)
			r.unsaved[filepath.Join(to, filepath.Base(path))] = true
		}
	}
}

func (r *Rehearsal) exchange(a, b string) error {
	if r.NoExchange {
		return errors.ErrUnsupported
	}
	if err := r.take("exchange"); err != nil {
		return err
	}
	r.moved(a, b)
	return exchange(a, b)
}

func (r *Rehearsal) remove(path string) error {
	if err := r.take("remove " + filepath.Base(path)); err != nil {
		return err
	}
	return os.Remove(path)
}

type rehearsedFile struct {
	r *Rehearsal
	f *os.File
}

func (f rehearsedFile) Write(p []byte) (int, error) {
	if err := f.r.take("write " + filepath.Base(f.f.Name())); err != nil {
		n, _ := f.f.Write(p[:len(p)/2]) // half of it may have arrived
		return n, err
	}
	return f.f.Write(p)
}

func (f rehearsedFile) Sync() error {
	if err := f.r.take("sync " + filepath.Base(f.f.Name())); err != nil {
		return err
	}
	delete(f.r.unsaved, f.f.Name())
	return nil
}

func (f rehearsedFile) Close() error { return f.f.Close() }

// ReportOf writes what a report must say of a content.
func ReportOf(c *Content) []byte {
	text, err := json.Marshal(toReport(c))
	if err != nil {
		panic(err)
	}
	return text
}

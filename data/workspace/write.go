package workspace

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"lifecircle/data/finding"
)

// ErrFull is a disk without room.
var ErrFull = errors.New("disk full")

// Options steer a [Write].
type Options struct {
	// Progress is told the rows written and their number; may be nil.
	Progress func(done, total int64)
}

// Write lands content as the workspace dir, whole or not at all: on an error
// what was there is as it was. The caller holds the lock, which says which
// workspace is meant. A full disk is a [finding.Refusal] of kind [ErrFull], a
// folder that is something else one of kind [finding.ErrInvalid].
func Write(ctx context.Context, lock *Lock, content *Content, opts Options) error {
	return write(ctx, realDisk{}, lock.dir, content, opts)
}

func write(ctx context.Context, d disk, dir string, content *Content, opts Options) error {
	dir = filepath.Clean(dir)
	if err := MayReplace(dir); err != nil {
		return err
	}
	building := beside(dir, "building")
	if err := retire(d, building, dir); err != nil {
		return unwritable(dir, err)
	}
	err := writeFiles(ctx, d, building, content, opts)
	if err == nil {
		err = land(d, building, dir)
	}
	// After an exchange the old city lies there. Best effort: what can't be
	// removed now is cleared away by the next build.
	_ = retire(d, building, dir)
	return full(dir, err)
}

// writeFiles writes the files into a new folder and syncs them and it.
func writeFiles(ctx context.Context, d disk, folder string, c *Content, opts Options) error {
	if err := d.mkdir(folder); err != nil {
		return err
	}
	head, err := writeStreets(d, filepath.Join(folder, StreetsFile), c)
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if len(c.Report) > 0 {
		if err := writeReport(d, filepath.Join(folder, ReportFile), c.Report); err != nil {
			return err
		}
	}
	tables := filepath.Join(folder, TablesFile)
	if err := saveTables(ctx, tables, c, head, d.step, opts.Progress); err != nil {
		return err
	}
	if err := d.syncFile(tables); err != nil {
		return err
	}
	return d.syncDir(folder)
}

func writeReport(d disk, path string, report []byte) error {
	f, err := d.create(path)
	if err != nil {
		return err
	}
	_, err = f.Write(report)
	if err == nil {
		err = f.Sync()
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	return err
}

// headBytes of the streets file tie it to its tables: its table of sections
// with their checksums is at the front.
const headBytes = 4096

func writeStreets(d disk, path string, c *Content) (head string, err error) {
	f, err := d.create(path)
	if err != nil {
		return "", err
	}
	first := &headHash{}
	w := bufio.NewWriterSize(io.MultiWriter(f, first), 1<<20)
	_, err = c.City.Streets.WriteTo(w)
	if err == nil {
		err = w.Flush()
	}
	if err == nil {
		err = f.Sync()
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	return first.sum(), err
}

// headHash keeps the first bytes of what is written.
type headHash struct{ bytes []byte }

func (h *headHash) Write(p []byte) (int, error) {
	if room := headBytes - len(h.bytes); room > 0 {
		h.bytes = append(h.bytes, p[:min(room, len(p))]...)
	}
	return len(p), nil
}

func (h *headHash) sum() string {
	sum := sha256.Sum256(h.bytes)
	return hex.EncodeToString(sum[:])
}

// land puts a finished folder in the workspace's place.
func land(d disk, building, dir string) error {
	parent := filepath.Dir(dir)
	if _, err := os.Lstat(dir); errors.Is(err, os.ErrNotExist) {
		if err := d.rename(building, dir); err != nil {
			return err
		}
		return d.syncDir(parent)
	}
	err := d.exchange(building, dir)
	if errors.Is(err, errors.ErrUnsupported) {
		return point(d, building, dir)
	}
	if err != nil {
		return err
	}
	if err := d.syncDir(parent); err != nil {
		_ = d.exchange(building, dir) // back: what failed leaves the old city
		return err
	}
	return nil
}

// point moves a finished folder into the workspace and lets the pointer name it.
func point(d disk, building, dir string) error {
	last, _ := pointed(dir)
	n, _ := strconv.Atoi(strings.TrimPrefix(last, buildPrefix))
	name := buildPrefix + strconv.Itoa(n+1)
	// A build that died between its move and its pointer may have left one.
	if err := retire(d, filepath.Join(dir, name), dir); err != nil {
		return err
	}
	if err := d.rename(building, filepath.Join(dir, name)); err != nil {
		return err
	}
	if err := d.syncDir(dir); err != nil {
		return err
	}
	next := filepath.Join(dir, pointerFile+".new")
	f, err := d.create(next)
	if err != nil {
		return err
	}
	_, err = io.WriteString(f, name+"\n")
	if err == nil {
		err = f.Sync()
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return err
	}
	if err := d.rename(next, filepath.Join(dir, pointerFile)); err != nil {
		return err
	}
	if err := d.syncDir(dir); err != nil {
		return err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	for _, e := range entries {
		switch {
		case isBuild(e.Name()) && e.Name() != name:
			_ = retire(d, filepath.Join(dir, e.Name()), dir)
		case isTables(e.Name()) || e.Name() == StreetsFile || e.Name() == ReportFile:
			_ = d.remove(filepath.Join(dir, e.Name()))
		}
	}
	return nil
}

// pointed returns the folder that the pointer file names; ok is false where
// there is no such file. A pointer to nowhere names "".
func pointed(dir string) (name string, ok bool) {
	f, err := os.Open(filepath.Join(dir, pointerFile))
	if err != nil {
		return "", false
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, 256))
	if err != nil {
		return "", true
	}
	if name = strings.TrimSpace(string(data)); !isBuild(name) {
		return "", true
	}
	return name, true
}

func isBuild(name string) bool {
	number, is := strings.CutPrefix(name, buildPrefix)
	n, err := strconv.Atoi(number)
	return is && err == nil && n > 0 && strconv.Itoa(n) == number
}

// isTables reports whether a file is the GeoPackage or one that SQLite lays
// beside it for whoever opened it to write.
func isTables(name string) bool {
	switch strings.TrimPrefix(name, TablesFile) {
	case "", "-journal", "-wal", "-shm":
		return strings.HasPrefix(name, TablesFile)
	}
	return false
}

func isOurs(name string) bool {
	return isTables(name) || name == StreetsFile || name == ReportFile || name == pointerFile || name == pointerFile+".new" || isBuild(name)
}

// MayReplace refuses, as a [finding.Refusal], a folder that is not a workspace:
// `--out ~` must not cost anybody their home.
func MayReplace(dir string) error {
	info, err := os.Lstat(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return unwritable(dir, err)
	}
	other := &finding.Refusal{Kind: finding.ErrInvalid, File: dir,
		Problem: "is there and is not a workspace: choose another place with --out"}
	if !info.IsDir() {
		return other
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return unwritable(dir, err)
	}
	for _, e := range entries {
		// Many things are called report.json: by itself it doesn't tell.
		if isOurs(e.Name()) && e.Name() != ReportFile {
			return nil
		}
	}
	if len(entries) > 0 {
		return other
	}
	return nil
}

// retire removes a folder of ours. What is not ours in it moves into keeper; if
// that has such a thing already, it stays, and the folder with it.
func retire(d disk, folder, keeper string) error {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		path := filepath.Join(folder, e.Name())
		switch {
		case isBuild(e.Name()) && e.IsDir():
			err = retire(d, path, keeper)
		case isOurs(e.Name()):
			err = d.remove(path)
		default:
			kept := filepath.Join(keeper, e.Name())
			if _, there := os.Lstat(kept); !errors.Is(there, os.ErrNotExist) {
				return fmt.Errorf("%s is in the way of %s: move one of them", kept, path)
			}
			err = d.rename(path, kept)
		}
		if err != nil {
			return err
		}
	}
	return d.remove(folder)
}

// full turns the signs of a full disk into words.
func full(dir string, err error) error {
	var lite *sqlite.Error
	if err == nil || !diskFull(err) && !(errors.As(err, &lite) && lite.Code()&0xff == sqlite3.SQLITE_FULL) {
		return err
	}
	return &finding.Refusal{Kind: ErrFull, File: dir, Cause: err,
		Problem: "the disk is full: what was there is untouched; make room or choose another place with --out, and build again"}
}

package workspace

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"

	"lifecircle/data/finding"
	"lifecircle/geo/streets"
)

// ErrOlder is a workspace that an older program built.
var ErrOlder = errors.New("older")

// attempts is how often a reader looks again when a build lands under it.
const attempts = 10

// Open reads a workspace; its network stays mapped until [Content.Close]. The
// error is a [finding.Refusal]: ErrMissing where there is none, ErrNewer where
// a newer program built it, [ErrOlder] where an older one did, ErrCorrupt where its
// files contradict themselves. The latter two say what to type, see [BuildLine].
func Open(ctx context.Context, dir string) (*Content, error) {
	for range attempts {
		before, err := Identity(dir)
		if err != nil {
			return nil, err
		}
		content, err := open(ctx, dir)
		after, gone := Identity(dir)
		if gone == nil && before == after {
			return content, err
		}
		// Another build landed meanwhile, and the two files may be of two cities.
		content.Close()
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	return nil, fmt.Errorf("%s: builds land faster than it can be read", dir)
}

// Identity returns a string that changes whenever another build lands in dir.
// It costs a look at one file; reading the tables in QGIS does not change it.
func Identity(dir string) (string, error) {
	folder := at(dir)
	info, err := os.Stat(filepath.Join(folder, StreetsFile))
	if err != nil {
		if _, there := os.Stat(filepath.Join(folder, TablesFile)); there == nil {
			return "", corrupt(dir, filepath.Join(dir, StreetsFile), err)
		}
		return "", &finding.Refusal{Kind: finding.ErrMissing, File: dir,
			Problem: "is not a workspace: build one with `lifecircle build city.toml`", Cause: finding.Bare(err)}
	}
	return filepath.Base(folder) + ":" + mark(info), nil
}

// at returns the folder that holds the files: dir, or the one its pointer names.
func at(dir string) string {
	if name, ok := pointed(dir); ok {
		return filepath.Join(dir, name)
	}
	return dir
}

func open(ctx context.Context, dir string) (*Content, error) {
	folder := at(dir)
	tables := filepath.Join(dir, TablesFile) // as the planner knows it
	content, head, damage, err := loadTables(ctx, filepath.Join(folder, TablesFile))
	switch {
	case err == nil:
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, errNewer):
		return nil, newer(tables, err)
	case errors.Is(err, errOlder):
		return nil, older(dir, tables, err)
	default:
		return nil, corrupt(dir, tables, err)
	}
	path := filepath.Join(folder, StreetsFile)
	if got, err := headOf(path); err != nil {
		return nil, corrupt(dir, filepath.Join(dir, StreetsFile), err)
	} else if got != head {
		return nil, corrupt(dir, filepath.Join(dir, StreetsFile), errors.New("does not belong to "+TablesFile))
	}
	network, err := streets.Open(path)
	switch {
	case err == nil:
	case errors.Is(err, streets.ErrNewer):
		return nil, newer(filepath.Join(dir, StreetsFile), err)
	case errors.Is(err, streets.ErrOlder):
		return nil, older(dir, filepath.Join(dir, StreetsFile), err)
	default:
		return nil, corrupt(dir, filepath.Join(dir, StreetsFile), err)
	}
	content.City.Streets = network
	if err := cmp.Or(content.checkAccess(), damage); err != nil {
		content.Close()
		return nil, corrupt(dir, tables, err)
	}
	return content, nil
}

// checkAccess makes sure that every link is to a segment of the network.
func (c *Content) checkAccess() error {
	for stray := range c.strays() {
		return stray
	}
	return nil
}

// strays yields what is linked to a segment that the network does not have.
func (c *Content) strays() iter.Seq[error] {
	segments := uint32(c.City.Streets.Segments())
	there := func(a streets.Access) bool {
		return !a.Linked || a.Segment < segments && (a.Public == nil || a.Public.Segment < segments)
	}
	return func(yield func(error) bool) {
		for _, f := range c.City.Facilities {
			if !there(f.Access) && !yield(fmt.Errorf("facility %q joins a street that is not there", f.ID)) {
				return
			}
			for _, e := range f.Entrances {
				if !there(e.Access) && !yield(fmt.Errorf("an entrance of facility %q joins a street that is not there", f.ID)) {
					return
				}
			}
		}
		d := &c.City.Demand
		for i, a := range d.Access {
			if !there(a) && !yield(fmt.Errorf("demand %q joins a street that is not there", d.ID[i])) {
				return
			}
		}
		for _, e := range d.Entrances {
			if !there(e.Access) && !yield(fmt.Errorf("an entrance of demand %q joins a street that is not there", d.ID[e.Place])) {
				return
			}
		}
		for i, a := range c.City.Exits {
			if !there(a) && !yield(fmt.Errorf("exit %d is on a street that is not there", i+1)) {
				return
			}
		}
	}
}

func headOf(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := &headHash{}
	if _, err := io.CopyN(h, f, headBytes); err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	return h.sum(), nil
}

func newer(file string, err error) error {
	return &finding.Refusal{Kind: finding.ErrNewer, File: file, Cause: finding.Bare(err),
		Problem: "was built by a newer lifecircle: upgrade this one, or build the city again with it"}
}

func older(dir, file string, err error) error {
	return &finding.Refusal{Kind: ErrOlder, File: file, Cause: finding.Bare(err),
		Problem: "was built by an older lifecircle: build the city again with `" + BuildLine(dir) + "`"}
}

func corrupt(dir, file string, err error) error {
	return &finding.Refusal{Kind: finding.ErrCorrupt, File: file, Cause: finding.Bare(err),
		Problem: "is damaged: build the city again with `" + BuildLine(dir) + "`"}
}

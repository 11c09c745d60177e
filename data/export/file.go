package export

import (
	"bufio"
	"context"
	"os"
	"path/filepath"

	"lifecircle/data/wholefile"
)

// File writes a table as a file, whole or not at all: on an error what was there
// is as it was. The errors are those of [Write] and, where the file cannot be
// written, a [finding.Refusal].
func File(ctx context.Context, path string, f Format, t Table, o Options) error {
	if _, err := judge(f, o); err != nil {
		return err
	}
	o.scratch = filepath.Dir(path) // where there is room for as much again, rather than in the system's folder
	return wholefile.Refused(path, wholefile.Write(path, func(file *os.File) error {
		w := bufio.NewWriterSize(file, 1<<20)
		if err := Write(ctx, w, f, t, o); err != nil {
			return err
		}
		return w.Flush()
	}))
}

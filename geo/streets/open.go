package streets

import (
	"fmt"
	"os"

	"github.com/edsrzf/mmap-go"
)

// Open maps a network file into memory, checks it and returns the network on
// it. The errors are [ErrCorrupt], [ErrNewer], [ErrOlder] and those of the file system.
func Open(path string) (*Network, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close() // the mapping outlives it
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() == 0 {
		return nil, fmt.Errorf("%s: %w: it is empty", path, ErrCorrupt)
	}
	mapped, err := mmap.Map(file, mmap.RDONLY, 0)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	n, err := read(mapped)
	if err != nil {
		_ = mapped.Unmap()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	n.unmap = mapped.Unmap
	return n, nil
}

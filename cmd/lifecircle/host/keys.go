package host

import (
	"bufio"
	"crypto/subtle"
	"fmt"
	"io"
	"os"
	"strings"

	"lifecircle/data/finding"
)

// ReadKeys reads a file of keys, a name and its key on each line, and returns the
// names by their keys. Keys have at least 16 characters. What is wrong is a
// *[finding.Refusal] with its line.
func ReadKeys(path string) (map[string]string, error) {
	refuse := func(line int, problem string, cause error) error {
		return &finding.Refusal{Kind: finding.ErrInvalid, File: path, Line: line, Problem: problem, Cause: cause}
	}
	const form = "write a name and its key on each line, such as: li.wei 6f1c…"
	f, err := os.Open(path)
	if err != nil {
		return nil, refuse(0, "cannot be read: give --allow-edits a file of keys", finding.Bare(err))
	}
	defer f.Close()
	keys := map[string]string{}
	in := bufio.NewScanner(io.LimitReader(f, 1<<20))
	for line := 1; in.Scan(); line++ {
		text := strings.TrimSpace(in.Text())
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		fields := strings.Fields(text)
		if len(fields) != 2 {
			return nil, refuse(line, "is no name with a key: "+form, nil)
		}
		const shortest = 16
		if len(fields[1]) < shortest {
			return nil, refuse(line, fmt.Sprintf("has a key of less than %d characters: take a longer one, such as openssl rand -hex 16 gives", shortest), nil)
		}
		for key := range keys {
			if subtle.ConstantTimeCompare([]byte(key), []byte(fields[1])) == 1 {
				return nil, refuse(line, "has the key of another name: give each its own", nil)
			}
		}
		keys[fields[1]] = fields[0]
	}
	if err := in.Err(); err != nil {
		return nil, refuse(0, "cannot be read", err)
	}
	if len(keys) == 0 {
		return nil, refuse(0, "has no key: "+form, nil)
	}
	return keys, nil
}

//go:build !linux

package workspace

import "errors"

// exchange is for Linux; elsewhere a pointer file is renamed instead.
func exchange(_, _ string) error { return errors.ErrUnsupported }

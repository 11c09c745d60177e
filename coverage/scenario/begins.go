package scenario

import "reflect"

// Begins reports whether a list of changes begins with another.
func Begins(list, with []Change) bool {
	return len(list) >= len(with) && reflect.DeepEqual(list[:len(with)], with)
}

package coverage

import (
	"context"
	"sync"
	"sync/atomic"
)

// A memory keeps what was computed, by key. Questions asked at once compute a
// thing once; one that what is known answers waits for nobody. Where it holds as
// much as it may, it forgets everything: no answer depends on what it knows.
type memory[K comparable, V any] struct {
	most int
	mu   sync.Mutex
	kept map[K]*kept[V]
}

type kept[V any] struct {
	mu    sync.Mutex // held while computing
	value atomic.Pointer[V]
}

// of returns the entry of a key.
func (m *memory[K, V]) of(key K) *kept[V] {
	m.mu.Lock()
	defer m.mu.Unlock()
	if entry, known := m.kept[key]; known {
		return entry
	}
	if m.kept == nil || len(m.kept) >= m.most {
		m.kept = map[K]*kept[V]{}
	}
	entry := &kept[V]{}
	m.kept[key] = entry
	return entry
}

// get returns the value of a key if it is good enough, and else makes one and
// keeps it, unless making fails.
func (m *memory[K, V]) get(ctx context.Context, key K, enough func(V) bool, make func(context.Context) (V, error)) (V, error) {
	entry := m.of(key)
	if known := entry.value.Load(); known != nil && enough(*known) {
		return *known, nil
	}
	entry.mu.Lock()
	defer entry.mu.Unlock()
	if known := entry.value.Load(); known != nil && enough(*known) {
		return *known, nil
	}
	value, err := make(ctx)
	if err == nil {
		entry.value.Store(&value)
	}
	return value, err
}

func always[V any](V) bool { return true }

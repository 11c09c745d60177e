package coverage

import (
	"context"
	"sync"
	"sync/atomic"
)

// A cache keeps what was computed, by key. Questions asked at once compute a
// thing once; one that what is known answers waits for nobody. Where it holds as
// much as it may, it forgets everything: no answer depends on what it knows.
type cache[K comparable, V any] struct {
	most    int
	mu      sync.Mutex
	entries map[K]*cacheEntry[V]
}

type cacheEntry[V any] struct {
	mu    sync.Mutex // held while computing
	value atomic.Pointer[V]
}

// entry returns the entry of a key.
func (m *cache[K, V]) entry(key K) *cacheEntry[V] {
	m.mu.Lock()
	defer m.mu.Unlock()
	if entry, known := m.entries[key]; known {
		return entry
	}
	if m.entries == nil || len(m.entries) >= m.most {
		m.entries = map[K]*cacheEntry[V]{}
	}
	entry := &cacheEntry[V]{}
	m.entries[key] = entry
	return entry
}

// get returns the value of a key if it is good enough, and else makes one and
// keeps it, unless making fails.
func (m *cache[K, V]) get(ctx context.Context, key K, enough func(V) bool, make func(context.Context) (V, error)) (V, error) {
	entry := m.entry(key)
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

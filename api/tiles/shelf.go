package tiles

import (
	"context"
	"errors"
	"slices"
	"sync"

	"lifecircle/coverage/layers"
)

// A shelf keeps the indices that were asked for last, up to a number of bytes; one
// that is larger is kept alone. Each is made once, whoever waits for it.
type shelf struct {
	most int64

	mu    sync.Mutex
	items []*shelved // the last asked for last
}

// An edition is what an index is of: a layer of one build of a city. The same
// inputs give the same hash and the same tiles.
type edition struct {
	city, hash string
	layer      layers.ID
}

type shelved struct {
	edition
	done  chan struct{} // closed when index or err is set
	index *Index
	err   error
}

// get returns an edition's index, made by open if it is not there. Who waits for
// another's index that fails because the other is gone makes it himself.
func (s *shelf) get(ctx context.Context, e edition, open func(context.Context) (*Index, error)) (*Index, error) {
	for {
		item, mine := s.take(e)
		if mine {
			item.index, item.err = open(ctx)
			s.put(item)
			return item.index, item.err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-item.done:
		}
		if item.err == nil || !errors.Is(item.err, context.Canceled) && !errors.Is(item.err, context.DeadlineExceeded) {
			return item.index, item.err
		}
	}
}

// take returns the item of an edition, and whether the caller is to make it.
func (s *shelf) take(e edition) (item *shelved, mine bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at := slices.IndexFunc(s.items, func(i *shelved) bool { return i.edition == e }); at >= 0 {
		item = s.items[at]
		s.items = append(slices.Delete(s.items, at, at+1), item)
		return item, false
	}
	item = &shelved{edition: e, done: make(chan struct{})}
	s.items = append(s.items, item)
	return item, true
}

// put says that an item is made, and lets go of a failed one, of older editions
// of the same layer, and of those asked for longest ago beyond the bytes.
func (s *shelf) put(item *shelved) {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(item.done)
	s.items = slices.DeleteFunc(s.items, func(i *shelved) bool {
		old := i.city == item.city && i.layer == item.layer && i.hash != item.hash && i.made()
		return i == item && i.err != nil || old
	})
	var bytes int64
	for k := len(s.items) - 1; k >= 0; k-- {
		if i := s.items[k]; i.made() && i.index != nil {
			if bytes += i.index.Bytes(); bytes > s.most && i != item {
				s.items = slices.Delete(s.items, k, k+1)
			}
		}
	}
}

func (s *shelved) made() bool {
	select {
	case <-s.done:
		return true
	default:
		return false
	}
}

package coverage

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// made makes a value and counts how often.
func made(n *atomic.Int64, v int) func(context.Context) (int, error) {
	return func(context.Context) (int, error) { n.Add(1); return v, nil }
}

func kept(t *testing.T, what string, got int, err error, want int) {
	t.Helper()
	if got != want || err != nil {
		t.Errorf("%s: %d, %v; want %d", what, got, err, want)
	}
}

func TestACacheMakesAThingOnce(t *testing.T) {
	ctx, c, n := context.Background(), cache[string, int]{most: 2}, atomic.Int64{}
	for range 3 {
		got, err := c.get(ctx, "a", always, made(&n, 1))
		kept(t, "a", got, err, 1)
	}
	got, err := c.get(ctx, "b", always, made(&n, 2))
	kept(t, "b", got, err, 2)
	kept(t, "times made", int(n.Load()), nil, 2)
}

// Questions at once make a thing once: the others wait for it.
func TestQuestionsAtOnceMakeAThingOnce(t *testing.T) {
	c, n := cache[string, int]{most: 2}, atomic.Int64{}
	begun, goOn := make(chan bool), make(chan bool)
	slow := func(context.Context) (int, error) {
		n.Add(1)
		close(begun)
		<-goOn
		return 1, nil
	}
	var group sync.WaitGroup
	ask := func(make func(context.Context) (int, error)) {
		group.Go(func() {
			got, err := c.get(context.Background(), "a", always, make)
			kept(t, "at once", got, err, 1)
		})
	}
	ask(slow)
	<-begun
	for range 4 {
		ask(made(&n, 2))
	}
	close(goOn)
	group.Wait()
	kept(t, "times made", int(n.Load()), nil, 1)
}

// A question that what is known answers does not wait for one that needs more, and
// neither does one about something else.
func TestWhatIsKnownWaitsForNobody(t *testing.T) {
	ctx, c, n := context.Background(), cache[string, int]{most: 9}, atomic.Int64{}
	least := func(x int) func(int) bool { return func(v int) bool { return v >= x } }
	got, err := c.get(ctx, "a", least(5), made(&n, 5))
	kept(t, "a short search", got, err, 5)
	begun, goOn, longer := make(chan bool), make(chan bool), make(chan int)
	go func() {
		v, _ := c.get(ctx, "a", least(9), func(context.Context) (int, error) { close(begun); <-goOn; return 9, nil })
		longer <- v
	}()
	<-begun
	done := make(chan bool)
	go func() {
		got, err := c.get(ctx, "a", least(4), made(&n, 4))
		kept(t, "while a longer one runs", got, err, 5)
		got, err = c.get(ctx, "b", always, made(&n, 1))
		kept(t, "something else meanwhile", got, err, 1)
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatal("what is known waits for somebody else's search")
	}
	close(goOn)
	kept(t, "the longer one", <-longer, nil, 9)
	got, err = c.get(ctx, "a", least(6), made(&n, 6))
	kept(t, "and from then on", got, err, 9)
}

// What fails is not kept, what was known before stays, and the next question tries
// again.
func TestACacheKeepsNoFailure(t *testing.T) {
	ctx, c, n := context.Background(), cache[string, int]{most: 2}, atomic.Int64{}
	failed := errors.New("failed")
	fails := func(context.Context) (int, error) { return 77, failed }
	if _, err := c.get(ctx, "a", always, fails); !errors.Is(err, failed) {
		t.Errorf("the error is %v", err)
	}
	got, err := c.get(ctx, "a", always, made(&n, 1))
	kept(t, "after a failure", got, err, 1)
	if _, err := c.get(ctx, "a", func(int) bool { return false }, fails); !errors.Is(err, failed) {
		t.Errorf("the error of a second try is %v", err)
	}
	got, err = c.get(ctx, "a", always, made(&n, 2))
	kept(t, "what was known before", got, err, 1)
}

// Where it is full it forgets all, and makes again what it is asked for.
func TestAFullCacheForgets(t *testing.T) {
	ctx, c, n := context.Background(), cache[int, int]{most: 3}, atomic.Int64{}
	for key := range 10 {
		got, err := c.get(ctx, key, always, made(&n, key))
		kept(t, "new", got, err, key)
		if len(c.entries) > 3 {
			t.Fatalf("%d are kept, at most 3 may be", len(c.entries))
		}
	}
	got, err := c.get(ctx, 9, always, made(&n, -1))
	kept(t, "the last is there", got, err, 9)
	got, err = c.get(ctx, 0, always, made(&n, -2))
	kept(t, "the first was forgotten", got, err, -2)
}

package scenarios_test

import (
	"bufio"
	"fmt"
	"io"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lifecircle/coverage/scenario"
	"lifecircle/data/scenarios"
)

// editorOf, in the environment, makes the test's program an editor of the scenarios
// in that file, until it is killed.
const editorOf = "LIFECIRCLE_TEST_EDIT"

func TestMain(m *testing.M) {
	if path := os.Getenv(editorOf); path != "" {
		fmt.Println(edit(path))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// large fills some pages of the file, so that an edit is not one page of it.
func large(n int64) string { return strings.Repeat(fmt.Sprintf("edit %d ", n), 2000) }

// nth is the draft of a scenario's revision n.
func nth(n int64) scenario.Draft {
	d := named(fmt.Sprint("revision ", n), int(n%5))
	d.Notes, d.Tags = large(n), []string{fmt.Sprint(n)}
	return d
}

// edit edits one scenario as fast as it goes, and says each edit that is done.
func edit(path string) error {
	s, err := scenarios.Open(path)
	if err != nil {
		return err
	}
	all, err := s.List(ctx, "c")
	if err != nil {
		return err
	}
	at := scenario.Scenario{}
	if len(all) > 0 {
		at = all[0]
	}
	for {
		n := at.Revision + 1
		if n == 1 {
			at, _, err = s.Create(ctx, "c", "h", nth(n), "Ana", fmt.Sprint("key ", n))
		} else {
			at, _, err = s.Edit(ctx, "c", at.ID, n-1, "h", nth(n), "Ana", fmt.Sprint("key ", n))
		}
		if err != nil {
			return err
		}
		fmt.Println("done", n)
	}
}

// editor starts another process that edits; the channel gives the last edit that it
// said was done, when it has died.
func editor(t *testing.T, path string) (*exec.Cmd, <-chan int64) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(self)
	c.Env = append(os.Environ(), editorOf+"="+path)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	last := make(chan int64, 1)
	go func() {
		var n int64
		for r := bufio.NewReader(out); ; {
			line, err := r.ReadString('\n')
			if err == io.EOF { // what stands before it is no whole line
				last <- n
				return
			}
			if _, err := fmt.Sscanf(line, "done %d", &n); err != nil {
				t.Errorf("the editor says %q", line)
			}
		}
	}()
	return c, last
}

// A process that is killed at any moment leaves every edit that it said was done,
// and of the one that it was at all or nothing. Another process that has the file
// open all the while reads the same. The moments are spread from the start of the
// process over some edits; where each falls is up to the machine.
func TestKilledEditsAreWholeOrNot(t *testing.T) {
	rounds := 200
	if testing.Short() {
		rounds = 20
	}
	random := rand.New(rand.NewSource(1))
	var path string
	var watcher *scenarios.Store
	var most time.Duration // that an editor takes for some edits
	var edits, unsaid, unborn int
	var before int64
	for round := range rounds {
		if round%5 == 0 {
			path, before = filepath.Join(t.TempDir(), "town.scenarios.sqlite"), 0
			watcher = open(t, path)
		}
		c, last := editor(t, path)
		if round == 0 {
			most = timeOf(t, path, 5)
		} else {
			time.Sleep(time.Duration(random.Int63n(int64(most))))
		}
		if err := c.Process.Kill(); err != nil { // SIGKILL
			t.Fatal(err)
		}
		said := max(<-last, before)
		c.Wait()
		there := whole(t, path, watcher)
		if there < said || there > said+1 {
			t.Fatalf("round %d: %d edits are there of %d that were done", round, there, said)
		}
		edits += int(there - before)
		if there > said {
			unsaid++
		}
		if there == 0 {
			unborn++
		}
		before = there
	}
	t.Logf("%d edits, %d of them done and not said, %d files died empty", edits, unsaid, unborn)
	if edits < rounds/2 {
		t.Errorf("%d edits in %d rounds: the rehearsal shows nothing", edits, rounds)
	}
}

// timeOf waits until there are n edits.
func timeOf(t *testing.T, path string, n int64) time.Duration {
	s := open(t, path)
	for start := time.Now(); ; time.Sleep(time.Millisecond) {
		if all, err := s.List(ctx, "c"); err != nil {
			t.Fatal(err)
		} else if len(all) > 0 && all[0].Revision >= n {
			return time.Since(start)
		}
	}
}

// whole opens the file anew and sees that every edit in it is whole, that what the
// watcher reads is the same, and that each key stands for its edit. It returns how
// many there are.
func whole(t *testing.T, path string, watcher *scenarios.Store) int64 {
	t.Helper()
	s, err := scenarios.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	all, err := s.List(ctx, "c")
	if err != nil || len(all) > 1 {
		t.Fatalf("%d scenarios: %v", len(all), err)
	}
	watched, err := watcher.List(ctx, "c")
	if err != nil {
		t.Fatal(err)
	}
	same(t, "what the watcher sees", watched, all)
	if len(all) == 0 {
		return 0
	}
	history, err := s.History(ctx, "c", all[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range history {
		if n := int64(i) + 1; r.Revision != n {
			t.Fatalf("revision %d instead of %d", r.Revision, n)
		}
		same(t, "edit", r.Draft, nth(r.Revision))
	}
	n := all[0].Revision
	if int64(len(history)) != n {
		t.Fatalf("%d revisions, and the last is %d", len(history), n)
	}
	var again scenario.Scenario
	var replayed bool
	if n == 1 {
		again, replayed, err = s.Create(ctx, "c", "h", nth(n), "Ana", fmt.Sprint("key ", n))
	} else {
		again, replayed, err = s.Edit(ctx, "c", all[0].ID, n-1, "h", nth(n), "Ana", fmt.Sprint("key ", n))
	}
	if err != nil || !replayed {
		t.Fatalf("the last edit again: replayed %v, %v", replayed, err)
	}
	same(t, "the last edit again", again, all[0])
	return n
}

// A log that breaks off anywhere, or is damaged anywhere, as where the machine lost
// its power, leaves the edits up to some moment, each whole.
func TestALogThatBreaksOff(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "town.scenarios.sqlite")
	s := open(t, path)
	a := done(t)(s.Create(ctx, "c", "h", nth(1), "", ""))
	// Somebody who reads keeps the log from being folded into the file.
	db := sqlite(t, path)
	execute(t, db, "BEGIN", "SELECT 1 FROM revisions")
	const edits = 12
	for n := int64(2); n <= edits; n++ {
		done(t)(s.Edit(ctx, "c", a.ID, n-1, "h", nth(n), "", ""))
	}
	main, log := read(t, path), read(t, path+"-wal")
	torn := filepath.Join(t.TempDir(), "torn.scenarios.sqlite")
	revision := func(log []byte) int64 {
		t.Helper()
		os.Remove(torn + "-shm")
		write(t, torn, main)
		write(t, torn+"-wal", log)
		s, err := scenarios.Open(torn)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		all, err := s.List(ctx, "c")
		if err != nil {
			t.Fatal(err)
		}
		if len(all) == 0 {
			return 0
		}
		history, err := s.History(ctx, "c", all[0].ID)
		if err != nil || int64(len(history)) != all[0].Revision {
			t.Fatalf("%d revisions, and the last is %d: %v", len(history), all[0].Revision, err)
		}
		for _, r := range history {
			same(t, "edit", r.Draft, nth(r.Revision))
		}
		return all[0].Revision
	}
	var last int64
	for cut := 0; cut < len(log); cut += 1 + len(log)/150 {
		n := revision(log[:cut])
		if n < last {
			t.Fatalf("%d edits at %d bytes, and %d before", n, cut, last)
		}
		last = n
		damaged := append([]byte(nil), log...)
		damaged[cut] ^= 0x10
		if m := revision(damaged); cut > 32 && m != n { // the log's own head is 32 bytes
			t.Fatalf("%d edits before byte %d, and %d where it is damaged", n, cut, m)
		}
	}
	if n := revision(log); n != edits || last < edits-1 {
		t.Fatalf("the whole log has %d edits", n)
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func write(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o666); err != nil {
		t.Fatal(err)
	}
}

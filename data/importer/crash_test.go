package importer_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lifecircle/data/importer"
	"lifecircle/data/workspace"
)

// builderOf, in the environment, makes the test's program a builder of that
// manifest.
const builderOf = "LIFECIRCLE_TEST_BUILD"

func TestMain(m *testing.M) {
	if manifest := os.Getenv(builderOf); manifest != "" {
		opts := options(manifest)
		opts.Progress = func(stage string, done, total int64) { fmt.Println(stage, done, total) }
		if _, err := importer.Build(context.Background(), opts); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// builder starts another process that builds the manifest's city.
func builder(t *testing.T, manifest string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(self)
	c.Env = append(os.Environ(), builderOf+"="+manifest)
	return c
}

// people writes a layer large enough that a build takes a moment.
func people(n int, each string) string {
	var b strings.Builder
	b.WriteString("id,lon,lat,all\n")
	for i := range n {
		fmt.Fprintf(&b, "p%d,121.%d,31.23%02d,%s\n", i, 4706+i%100, i/100%90, each)
	}
	return b.String()
}

// A process that is killed at any moment of its build leaves the old city or
// the new one, and the next build succeeds and clears up. The moments are spread
// over a whole build; where each falls is up to the machine.
func TestKilledBuildsLeaveTheOldOrTheNew(t *testing.T) {
	const places = 20_000
	town := newTown().with("people.csv", "", people(places, "1"))
	folder := t.TempDir()
	m := town.put(t, folder)
	build(t, m)
	next := town.with("people.csv", "", people(places, "2")).with("streets.osm", "", grid(2))
	next.put(t, folder)

	start := time.Now()
	if out, err := builder(t, next.put(t, t.TempDir())).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	whole := time.Since(start)

	killed := 0
	random := rand.New(rand.NewSource(1))
	const rounds = 12
	for i := range rounds {
		c := builder(t, m)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(whole * time.Duration(2*i+1+random.Intn(2)) / (2 * rounds))
		if err := c.Process.Kill(); err != nil { // SIGKILL
			t.Fatal(err)
		}
		if err := c.Wait(); err != nil {
			killed++
		}
		content, err := workspace.Open(context.Background(), importer.Out(m))
		if err != nil {
			t.Fatalf("killed in round %d: %v", i, err)
		}
		d := content.City.Demand
		if n := d.Groups["all"][places-1]; d.Len() != places || d.Groups["all"][0] != n || n != 1000 && n != 2000 {
			t.Errorf("killed in round %d: a city of both", i)
		}
		content.Close()
	}
	if killed == 0 {
		t.Error("no build was killed in time: the rehearsal shows nothing")
	}
	build(t, m)
	if opened(t, m).City.Demand.Groups["all"][0] != 2000 {
		t.Error("the build after the killed ones is not the new city")
	}
	if left, _ := filepath.Glob(filepath.Join(folder, ".*")); left != nil {
		t.Errorf("left %v", left)
	}
	clean := next.put(t, t.TempDir())
	build(t, clean)
	same(t, "after killed builds", files(t, clean), files(t, m))
}

func TestTwoBuildsAtOnce(t *testing.T) {
	m := newTown().put(t, t.TempDir())
	lock, err := workspace.Acquire(importer.Out(m))
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Release()
	out, err := builder(t, m).CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || !strings.Contains(string(out), "another build is running: wait until it has ended") {
		t.Errorf("%v: %s", err, out)
	}
}

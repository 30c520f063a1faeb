package cli

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gosync/recorders/go/internal/harness"
	"gosync/recorders/go/internal/history"
)

// The test binary is its own child.
func TestMain(m *testing.M) {
	if harness.IsChild() {
		os.Exit(Main(os.Args[1:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

func TestUsage(t *testing.T) {
	for _, args := range []string{
		"", "walk", "list all", "run", "run -primitive semaphore -scenario fifo", "run -primitive mutex -scenario fifo -out x",
		"run -primitive semaphore -scenario lone -out x", "run -primitive semaphore -subject who -scenario fifo -out x",
		"run -primitive semaphore -scenario fifo -out x more", "run -primitive semaphore -scenario fifo -seed -1 -out x",
		"run -primitive semaphore -scenario random -events 0 -out x", "run -bad",
		"run -primitive semaphore -scenario fifo -limit 0s -out x",
	} {
		var stdout, stderr bytes.Buffer
		if code := Main(strings.Fields(args), &stdout, &stderr); code != harness.ExitUsage || stderr.Len() == 0 {
			t.Errorf("%q gives %d and %q", args, code, stderr.String())
		}
	}
	var stdout, stderr bytes.Buffer
	if code := Main([]string{"run", "-h"}, &stdout, &stderr); code != 0 || !strings.Contains(stdout.String(), "-events") {
		t.Errorf("-h gives %d and %q", code, stdout.String())
	}
}

func TestUnwritablePath(t *testing.T) {
	for _, path := range []string{"/nowhere/h.jsonl", "/dev/full"} {
		var stdout, stderr bytes.Buffer
		code := Main([]string{"run", "-primitive", "semaphore", "-scenario", "fifo", "-out", path}, &stdout, &stderr)
		if code != harness.ExitFailed || strings.Count(stderr.String(), "\n") != 1 || !strings.Contains(stderr.String(), path) {
			t.Errorf("%s gives %d and %q", path, code, stderr.String())
		}
	}
}

func TestListNamesWhatExists(t *testing.T) {
	var stdout, stderr bytes.Buffer
	if code := Main([]string{"list"}, &stdout, &stderr); code != 0 {
		t.Fatal(code, stderr.String())
	}
	var listed struct {
		Primitives []struct {
			Name      string
			Subjects  []harness.Subject
			Scenarios []harness.Scenario
		}
	}
	if err := json.Unmarshal(stdout.Bytes(), &listed); err != nil {
		t.Fatal(err)
	}
	for _, p := range listed.Primitives {
		names := map[string]bool{}
		for _, s := range p.Scenarios {
			if names[s.Name] || s.About == "" || s.Kind == "" || len(s.Clauses) == 0 {
				t.Errorf("%s: scenario %+v", p.Name, s)
			}
			names[s.Name] = true
		}
		wrong := 0
		for _, s := range p.Subjects {
			for _, scenario := range s.Scenarios {
				if !names[scenario] {
					t.Errorf("%s: %s names the scenario %q, which does not exist", p.Name, s.Name, scenario)
				}
			}
			if s.Breaks != "" {
				wrong++
				if len(s.Scenarios) == 0 {
					t.Errorf("%s: nothing shows %s", p.Name, s.Name)
				}
			}
			if s.Impl == "" || s.Version == "" || s.About == "" {
				t.Errorf("%s: subject %+v", p.Name, s)
			}
		}
		if wrong < 6 {
			t.Errorf("%s has only %d wrong subjects", p.Name, wrong)
		}
	}
}

// recorded is a history that was written and found well formed.
type recorded struct {
	history.Report
	ordered string // what happened, without times
	shape   string // the same process by process: what comes out if the order in which several wake up is left open
}

func record(t *testing.T, primitive, subject, scenario, more string) recorded {
	t.Helper()
	path := filepath.Join(t.TempDir(), "h.jsonl")
	args := []string{"run", "-primitive", primitive, "-subject", subject, "-scenario", scenario, "-out", path}
	var stdout, stderr bytes.Buffer
	if code := Main(append(args, strings.Fields(more)...), &stdout, &stderr); code != 0 {
		t.Fatalf("%v gives %d and %s", args, code, stderr.String())
	}
	if strings.Count(stdout.String(), "\n") != 1 {
		t.Errorf("%v prints %q", args, stdout.String())
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	report, err := history.Validate(bytes.NewReader(text))
	if err != nil {
		t.Fatalf("%v: %v\n%s", args, err, text)
	}
	ordered, shape := plain(t, text)
	return recorded{report, ordered, shape}
}

// plain drops the header, indexes, times and the words of the end.
func plain(t *testing.T, text []byte) (ordered, shape string) {
	var lines []string
	byThread := map[string][]string{}
	callback := map[int]string{} // that a process of its own is in
	depth := map[int]int{}
	for i, line := range strings.Split(strings.TrimSpace(string(text)), "\n")[1:] {
		var e struct {
			Process      int
			Type, F      string
			Value, Crash json.RawMessage
		}
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatalf("line %d: %v", i+2, err)
		}
		what := fmt.Sprintf("%s %s %s %s", e.Type, e.F, e.Value, e.Crash)
		lines = append(lines, fmt.Sprintf("%d %s", e.Process, what))
		// Who takes whose number depends on who was over by then.
		thread := cmp.Or(callback[e.Process], fmt.Sprint("process ", e.Process))
		if e.Type == "invoke" && e.F == "fn" && depth[e.Process] == 0 {
			callback[e.Process] = fmt.Sprintf("callback %s", e.Value)
			thread = callback[e.Process]
		}
		switch e.Type {
		case "invoke":
			depth[e.Process]++
		case "ok":
			depth[e.Process]--
		}
		if depth[e.Process] == 0 {
			delete(callback, e.Process)
		}
		byThread[thread] = append(byThread[thread], "  "+what)
	}
	threads := slices.Sorted(maps.Keys(byThread))
	for i, thread := range threads {
		threads[i] = thread + "\n" + strings.Join(byThread[thread], "\n")
	}
	return strings.Join(lines, "\n"), strings.Join(threads, "\n")
}

// Two goroutines of one function each: the second begins before or after the first has ended.
func TestShapeDoesNotDependOnWhoTakesWhoseNumber(t *testing.T) {
	const header = `{"schema":1}`
	event := func(process int, kind, fn string) string {
		if kind == "ok" {
			return fmt.Sprintf(`{"process":%d,"type":"ok","f":"fn","value":{"err":null}}`, process)
		}
		return fmt.Sprintf(`{"process":%d,"type":"invoke","f":"fn","value":{"fn":"%s"}}`, process, fn)
	}
	history := func(lines ...string) []byte { return []byte(header + "\n" + strings.Join(lines, "\n")) }
	_, beside := plain(t, history(event(2, "invoke", "f1"), event(3, "invoke", "f2"), event(2, "ok", ""), event(3, "ok", "")))
	_, behind := plain(t, history(event(2, "invoke", "f1"), event(2, "ok", ""), event(2, "invoke", "f2"), event(2, "ok", "")))
	_, twice := plain(t, history(event(2, "invoke", "f1"), event(2, "ok", ""), event(2, "invoke", "f1"), event(2, "ok", "")))
	if beside != behind || behind == twice {
		t.Errorf("beside\n%s\nbehind\n%s\ntwice\n%s", beside, behind, twice)
	}
}

// TestEveryScenario records the real subject with every scenario.
func TestEveryScenario(t *testing.T) {
	crashes := map[string]string{"panic-chan-joined": "p1", "panic-chan-led": "p1", "returned-panic-chan": "p1", "go-panic": "p1",
		"errgroup panic": "p2", "two-waits": "",
		"cond unlocked": "sync: unlock of unlocked mutex", "cond unlocked-reader": "sync: RUnlock of unlocked RWMutex"}
	stays := map[string]int{ // open ends; all others return
		"zero-stuck": 1, "zero-behind-cancel": 1, "over-release-queue": 1, "upgrade": 2, "chan-once": 1, "reenter": 4, "cross-keys": 6,
		"chan-inside-receive": 3, "goexit-chan": 1, "goexit-chan-led": 1,
		"once reenter": 4, "once reenter-deferred": 4, "once reenter-other": 3, "oncefunc reenter": 4,
		"syncmap uncomparable-delete": 4,
		"waits-on":                    1,
		"cond fifo":                   1, "cond forgotten": 1, "cond no-steal": 1, "cond alone": 1,
		"limit-zero": 1, "limit-hang": 1, "limit-lifted": 1, "limit-zero-active": 1, "errgroup nested": 3,
		"full": 1, "late-overflow": 1, "worker-exits": 1, "go-after-wait": 1,
	}
	for _, p := range primitives() {
		for _, s := range p.Scenarios {
			got := record(t, p.Name, harness.Real, s.Name, "-events 400")
			crash, crashed := crashes[s.Name]
			if own, ok := crashes[p.Name+" "+s.Name]; ok {
				crash, crashed = own, true
			}
			if got.Model != p.Name || got.Crashed != crashed || got.Crash != crash || got.Quiescent == crashed {
				t.Errorf("%s %s: %+v", p.Name, s.Name, got.Report)
			}
			if s.Kind == harness.Gated && !crashed && got.Open != cmp.Or(stays[p.Name+" "+s.Name], stays[s.Name]) {
				t.Errorf("%s %s: %d open, want %d", p.Name, s.Name, got.Open, stays[s.Name])
			}
			if (s.Kind == harness.Random || s.Kind == harness.Contended) && (got.Events < 390 || got.Open > got.Events/20) {
				t.Errorf("%s %s: %+v", p.Name, s.Name, got.Report)
			}
		}
	}
}

// TestSoundIsSound compares our own implementation with the real one where the outcome is certain.
func TestSoundIsSound(t *testing.T) {
	open := map[string]string{
		"zero-stuck": "ours has no gap", "zero-behind-cancel": "ours has no gap", "zero-behind-cancel-freed": "ours has no gap",
		"uncomparable-delete": "ours gives its lock back", "nan-keys": "order", "range": "order", "range-change": "order",
		"range-clear": "order", "twins": "order", "order": "order", "nested": "order",
		"over-release": "ours stays at zero", "give-back": "grant or error", "grant-then-cancel": "grant or error",
		"limit-hang": "ours does not hang", "limit-lifted": "ours does not hang", "limit-zero-active": "ours does not hang",
		"gozero_singleflight panic": "ours tells the joiners", "gozero_singleflight goexit": "ours tells the joiners",
		"limit-zero": "ours lets in who waits when the limit is raised", "wait-uncounted": "ours counts who waits",
		"idle-overflow": "ours does not wait for a Wait", "runs-cancelled": "ours runs nothing more", "free-cancelled": "the same",
		"wait-twice": "ours is used again", "wait-twice-overflow": "the same", "go-after-wait": "the same",
		"late-overflow": "ours loses nothing", "worker-exits": "ours has another worker", "two-waits": "ours runs nothing twice",
		"pool": "order", "inside-before": "order",
	}
	for _, p := range primitives() {
		for _, s := range p.Scenarios {
			if s.Kind != harness.Gated || open[s.Name] != "" || open[p.Name+" "+s.Name] != "" {
				continue
			}
			real, sound := record(t, p.Name, harness.Real, s.Name, ""), record(t, p.Name, "sound", s.Name, "")
			if real.Crashed && sound.Crashed && real.Crash == sound.Crash {
				continue // who gets how far before the program dies is open
			}
			if real.shape != sound.shape {
				t.Errorf("%s %s: real\n%s\nsound\n%s", p.Name, s.Name, real.shape, sound.shape)
			}
		}
	}
}

// TestWrongShows makes sure that every wrong subject does something else than the sound one in its first scenario.
func TestWrongShows(t *testing.T) {
	for _, p := range primitives() {
		for _, subject := range p.Subjects {
			if subject.Breaks == "" {
				continue
			}
			scenario, err := p.Scenario(subject.Scenarios[0])
			if err != nil {
				t.Fatal(err)
			}
			wrong := record(t, p.Name, subject.Name, scenario.Name, "")
			for try := 0; try < 2 && scenario.Kind == harness.Gated; try++ {
				if wrong.ordered == record(t, p.Name, "sound", scenario.Name, "").ordered {
					t.Errorf("%s: %s does not show in %s", p.Name, subject.Name, scenario.Name)
				}
			}
		}
	}
}

// TestSmallIsSmall looks at the small scenarios over several seeds.
func TestSmallIsSmall(t *testing.T) {
	for _, p := range primitives() {
		for _, seed := range []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10"} {
			got := record(t, p.Name, harness.Real, "small", "-seed "+seed)
			if got.Events > 50 || !got.Quiescent {
				t.Errorf("%s seed %s: %+v", p.Name, seed, got.Report)
			}
		}
	}
}

func TestLimit(t *testing.T) {
	got := record(t, "singleflight", harness.Real, "stale", "-events 200000 -limit 1ms")
	if got.Quiescent || got.Crashed {
		t.Errorf("%+v", got.Report)
	}
}

package harness

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"gosync/recorders/go/internal/events"
	"gosync/recorders/go/internal/history"
)

// The test binary is its own child: a recording of the fake primitive below ends up here.
func TestMain(m *testing.M) {
	if IsChild() {
		job := fakeJob(os.Args[1])
		job.Limit, _ = time.ParseDuration(os.Args[2])
		os.Exit(RunChild(job, os.Stderr))
	}
	os.Exit(m.Run())
}

// fakeCodec makes every event a Release of a semaphore.
type fakeCodec struct{}

func (fakeCodec) Name(uint8) string { return "Release" }

func (fakeCodec) AppendValue(b []byte, e *events.Event) []byte {
	if e.Kind == events.Invoke {
		return append(strconv.AppendInt(append(b, `{"n":`...), e.Arg[0], 10), '}')
	}
	return b
}

func fakeJob(scenario string) Job {
	one := func(name string, run func(*Env) error) Scenario { return Scenario{Name: name, Kind: Gated, Run: run} }
	return Job{
		Primitive: &Primitive{
			Name:     "semaphore",
			Subjects: []Subject{{Name: Real, Impl: "fake", Version: "v0"}},
			Codec:    fakeCodec{},
			Params:   func(m *events.Mapping) map[string]any { return map[string]any{"size": m.Param(0)} },
			Measure:  func(*events.Mapping, []events.Event) []Figure { return nil },
			Scenarios: []Scenario{one("returns", returning), one("blocks", blocking), one("panics", panicking),
				one("panics-without", panickingWithout), one("spins", spinning), one("deaf", deaf), one("fails", failing),
				one("exits", exiting), one("overruns", overrunning), one("goexit", goexit)},
		},
		Subject: Real, Scenario: scenario, Seed: 1, Events: 100, Limit: 20 * time.Second,
	}
}

func call(log *events.Log, n int64) {
	log.Invoke(0, n)
	log.OK(log.Stamp(), 0, 0)
}

func returning(env *Env) error {
	env.Map.SetParam(0, 4)
	d := NewDriver(env, 2)
	for i := 0; i < 2; i++ {
		log := env.Map.MainLog(i)
		d.Step(i, func() { call(log, 1) })
	}
	d.Close()
	return nil
}

func blocking(env *Env) error {
	log := env.Map.MainLog(0)
	d := NewDriver(env, 1)
	d.Step(0, func() {
		call(log, 1)
		log.Invoke(0, 2)
		select {}
	})
	d.Close()
	return nil
}

func panicking(env *Env) error {
	log := env.Map.MainLog(0)
	NewDriver(env, 1).Step(0, func() {
		call(log, 1)
		log.Invoke(0, 2)
		panic(fmt.Errorf("wrapped: %s", PanicText("p41")))
	})
	return nil
}

func panickingWithout(env *Env) error {
	var none *int
	NewDriver(env, 1).Step(0, func() { *none = 1 })
	return nil
}

func spinning(env *Env) error {
	log := env.Map.MainLog(0)
	log.Invoke(0, 2)
	go func() {
		for {
			runtime.Gosched()
		}
	}()
	return nil
}

// deaf never comes back, so that only the parent can end it.
func deaf(env *Env) error {
	env.Map.MainLog(0).Invoke(0, 3)
	for {
		time.Sleep(time.Hour)
	}
}

func failing(*Env) error { return errors.New("no such thing") }

func exiting(*Env) error { os.Exit(0); return nil }

func overrunning(env *Env) error {
	log := env.Map.MainLog(0).Side(1)
	log.Invoke(0, 1)
	log.OK(log.Stamp(), 0, 0)
	return nil
}

func goexit(env *Env) error {
	log := env.Map.MainLog(0)
	d := NewDriver(env, 1)
	d.Step(0, func() { call(log, 1); runtime.Goexit() })
	d.Step(0, func() { call(log, 2) })
	d.Close()
	return nil
}

func record(t *testing.T, job Job) (*Summary, history.Report, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "h.jsonl")
	sum, err := Record(job, []string{job.Scenario, job.Limit.String()}, path)
	if err != nil {
		return nil, history.Report{}, err
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	report, err := history.Validate(file)
	if err != nil {
		file.Seek(0, io.SeekStart)
		text, _ := io.ReadAll(file)
		t.Fatalf("not well formed: %v\n%s", err, text)
	}
	return sum, report, nil
}

func TestEnds(t *testing.T) {
	for _, c := range []struct {
		scenario  string
		events    int
		open      int
		quiescent bool
		how       string
	}{
		{"returns", 4, 0, true, "all goroutines returned"},
		{"blocks", 3, 1, true, "1 in select (no cases)"},
		{"goexit", 4, 0, true, "all goroutines returned"},
	} {
		sum, report, err := record(t, fakeJob(c.scenario))
		if err != nil {
			t.Errorf("%s: %v", c.scenario, err)
			continue
		}
		if report.Events != c.events || report.Open != c.open || report.Quiescent != c.quiescent ||
			!strings.Contains(sum.End.How, c.how) {
			t.Errorf("%s: %+v %+v", c.scenario, report, sum.End)
		}
	}
}

func TestCrashIsSurvived(t *testing.T) {
	_, report, err := record(t, fakeJob("panics"))
	if err != nil || !report.Crashed || report.Crash != "p41" || report.Events != 3 || report.Open != 1 {
		t.Errorf("%+v %v", report, err)
	}
	_, report, err = record(t, fakeJob("panics-without"))
	if err != nil || !report.Crashed || report.Crash != "" {
		t.Errorf("%+v %v", report, err)
	}
}

func TestHangs(t *testing.T) {
	job := fakeJob("spins")
	job.Limit = 100 * time.Millisecond
	sum, report, err := record(t, job)
	if err != nil || report.Quiescent || report.Crashed || report.Open != 1 || !strings.Contains(sum.End.How, "still moved") {
		t.Errorf("spins: %+v %v", report, err)
	}
	defer func(old time.Duration) { grace = old }(grace)
	grace = 100 * time.Millisecond
	job = fakeJob("deaf")
	job.Limit = 300 * time.Millisecond
	sum, report, err = record(t, job)
	if err != nil || report.Quiescent || report.Crashed || report.Open != 1 || !strings.Contains(sum.End.How, "killed") {
		t.Errorf("deaf: %+v %v", report, err)
	}
}

func TestOwnFailures(t *testing.T) {
	for scenario, want := range map[string]string{
		"fails":    "no such thing",
		"exits":    "without saying how",
		"overruns": "ran over",
	} {
		if _, _, err := record(t, fakeJob(scenario)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", scenario, err)
		}
	}
}

func TestStartLineLetsAllGo(t *testing.T) {
	line := NewStartLine(4)
	done := make(chan int)
	for i := 0; i < 4; i++ {
		go func() { line.Wait(); done <- i }()
	}
	for i := 0; i < 4; i++ {
		<-done
	}
}

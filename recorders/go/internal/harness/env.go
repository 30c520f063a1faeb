package harness

import (
	"math/rand/v2"
	"runtime"
	"sync/atomic"
	"time"

	"gosync/recorders/go/internal/events"
	"gosync/recorders/go/internal/quiet"
)

// MaxLanes is how many main lanes (worker goroutines) a scenario may use.
const MaxLanes = 12

// Env is what a scenario runs in, inside the child.
type Env struct {
	Map     *events.Mapping
	Subject string
	Seed    uint64
	Events  uint64       // a random scenario stops starting operations here
	Timers  atomic.Int64 // armed timers that have not fired; whoever arms or fires one stamps an event as well
	limit   time.Duration
	watch   quiet.Watcher
	stuck   bool // a gated step did not come to rest
}

// NewEnv is for the child and for tests.
func NewEnv(m *events.Mapping, subject string, seed, count uint64, limit time.Duration) *Env {
	env := &Env{Map: m, Subject: subject, Seed: seed, Events: count, limit: limit}
	env.watch = quiet.Watcher{Counter: m.Count, Timers: &env.Timers}
	return env
}

// Rand is a random generator for one lane; the scenario itself takes lane -1.
func (env *Env) Rand(lane int) *rand.Rand {
	return rand.New(rand.NewPCG(env.Seed, uint64(lane+2)*0x9e3779b97f4a7c15))
}

// Enough reports whether the scenario has recorded what was asked for.
func (env *Env) Enough() bool { return env.Map.Count() >= env.Events }

// Settle waits until nothing but the caller can move.
func (env *Env) Settle() {
	if !env.stuck && !env.watch.Settle(env.limit/4) {
		env.stuck = true
	}
}

// Finish waits for the end of the recording and leaves in the mapping how it came.
func (env *Env) Finish() {
	if env.stuck {
		env.Map.SetState(events.Unsettled, "a step of the scenario did not come to rest", 0)
		return
	}
	result, how, waited := env.watch.Wait(env.limit)
	state := events.Unsettled
	switch result {
	case quiet.Returned:
		state = events.Returned
	case quiet.Blocked:
		state = events.Blocked
	case quiet.Moving:
		how = "something still moved after " + env.limit.String()
	}
	env.Map.SetState(state, how, waited.Milliseconds())
}

// StartLine makes n goroutines leave at the same moment. They spin, because on few cores a blocking barrier wakes them
// one after the other and they never meet.
type StartLine struct{ missing atomic.Int32 }

// NewStartLine makes a start line for n goroutines.
func NewStartLine(n int) *StartLine {
	line := &StartLine{}
	line.missing.Store(int32(n))
	return line
}

// Wait returns when all n have called it.
func (line *StartLine) Wait() {
	line.missing.Add(-1)
	for line.missing.Load() > 0 {
		runtime.Gosched()
	}
}

// Spin keeps the processor busy for about d.
func Spin(d time.Duration) {
	for start := time.Now(); time.Since(start) < d; {
	}
}

// Linger spends a short random time, in a way that lets others in: most often by yielding, sometimes by spinning for up
// to `most`, sometimes by sleeping. Without it two cores run goroutines one after the other and nothing overlaps.
func Linger(rng *rand.Rand, most time.Duration) {
	switch rng.IntN(8) {
	case 0:
	case 1, 2:
		Spin(time.Duration(rng.Int64N(int64(most) + 1)))
	case 3:
		Spin(time.Duration(rng.Int64N(int64(most)/2 + 1)))
		runtime.Gosched()
	default:
		for n := 1 + rng.IntN(3); n > 0; n-- {
			runtime.Gosched()
		}
	}
}

package sfrec

import (
	"math/rand/v2"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"gosync/recorders/go/internal/harness"
)

func randomScenarios() []harness.Scenario {
	all := []string{"SF1", "SF2", "SF3", "SF4", "SF5", "SF6", "SF8", "SF20"}
	return []harness.Scenario{
		{Name: "random", Kind: harness.Random, Clauses: append(all, "SF9", "SF11"),
			About: "4 to 8 goroutines on 1 to 3 keys; on one of them, without channels, functions panic and exit",
			Run:   func(env *harness.Env) error { return random(env, true) }},
		{Name: "random-plain", Kind: harness.Random, Clauses: all,
			About: "the same with functions that return, for releases that a panic leaves stuck",
			Run:   func(env *harness.Env) error { return random(env, false) }},
		{Name: "small", Kind: harness.Small, Clauses: append(all, "SF9", "SF11"),
			About: "3 or 4 goroutines, 6 to 14 operations", Run: small},
		{Name: "stale", Kind: harness.Contended, Clauses: []string{"SF4"},
			About: "6 goroutines call Do of one key again and again, at once after they got a result; a seventh keeps the lock busy",
			Run:   stale},
	}
}

// crowd is what the goroutines of a random scenario share.
type crowd struct {
	line   *harness.StartLine
	keys   int64
	wild   bool          // key 0 sees no DoChan, so its functions may panic and exit
	again  bool          // nothing but Do, without a pause: process 0 with the long key, the others with key 0
	budget *atomic.Int32 // small only: operations that may still start
	most   time.Duration // how long a function takes
}

// worker is one process of a random scenario.
type worker struct {
	*caller
	*crowd
	rng   *rand.Rand
	later []*channel // channels to be received from later on
}

func random(env *harness.Env, wild bool) error {
	rng := env.Rand(-1)
	keys := 1 + rng.Int64N(3)
	s := &crowd{keys: keys, wild: wild && keys > 1, most: 100 * time.Microsecond}
	return s.start(env, 4+rng.IntN(5))
}

func small(env *harness.Env) error {
	rng := env.Rand(-1)
	budget := &atomic.Int32{}
	budget.Store(6 + rng.Int32N(9))
	s := &crowd{keys: 1 + rng.Int64N(2), budget: budget, most: 20 * time.Microsecond}
	s.wild = rng.IntN(3) == 0
	return s.start(env, 3+rng.IntN(2))
}

func stale(env *harness.Env) error { return (&crowd{again: true}).start(env, 7) }

// longKey is the key of the process that keeps the lock busy in the scenario `stale`. A joiner can see a finished flight
// only while the leader, who has let the joiners go, still waits for the lock. On two cores that hardly ever happens by
// itself; hashing a key of a megabyte keeps the lock for long enough.
const longKey = 3

func (s *crowd) start(env *harness.Env, n int) error {
	o, err := newObject(env)
	if err != nil {
		return err
	}
	if s.again {
		o.keys[longKey] = strings.Repeat("k", 1<<20)
	}
	s.line = harness.NewStartLine(n)
	for i := 0; i < n; i++ {
		w := &worker{caller: o.caller(i), crowd: s, rng: env.Rand(i)}
		go func() {
			w.line.Wait()
			w.run()
		}()
	}
	return nil
}

// run makes calls until there are enough. A Goexit ends this goroutine; the process goes on in another one.
func (w *worker) run() {
	exited := true
	defer func() {
		if exited {
			go w.run()
		}
	}()
	for w.more() {
		if w.again {
			w.callAgain()
			continue
		}
		w.turn()
		harness.Linger(w.rng, w.most/16)
	}
	exited = false
}

func (w *worker) more() bool {
	if w.budget != nil {
		return w.budget.Load() > 0
	}
	return !w.env.Enough() && w.log.Room() > 128
}

// spend asks whether one more operation may start in a small scenario.
func (s *crowd) spend() bool { return s.budget == nil || s.budget.Add(-1) >= 0 }

func (w *worker) turn() {
	if !w.spend() {
		return
	}
	key := w.rng.Int64N(w.keys)
	roll := w.rng.IntN(100)
	switch {
	case roll < 6:
		w.forget(key)
	case roll < 60 || w.wild && key == 0:
		w.do(key, w.function(key))
	default:
		w.channelTurn(key)
	}
}

// channelTurn calls DoChan and receives: at once, later, or never.
func (w *worker) channelTurn(key int64) {
	ch := w.doChan(key, w.function(key))
	switch roll := w.rng.IntN(10); {
	case roll == 0: // abandoned
		return
	case roll < 3:
		w.later = append(w.later, ch)
	default:
		if w.spend() {
			w.receive(ch)
		}
	}
	if len(w.later) > 2 && w.spend() {
		w.receive(w.later[0])
		w.later = w.later[1:]
	}
}

// callAgain makes one call of the scenario `stale`; the function gives others the time to join and no more.
func (w *worker) callAgain() {
	if w.log.Lane() == 0 {
		w.do(longKey, &fn{value: true})
		return
	}
	w.do(0, &fn{value: true, body: func(*caller) { runtime.Gosched() }})
}

// function draws what a function does: it lingers, so that others join, and now and then uses the group itself. It may
// run in another goroutine than the worker's, so it has a generator of its own.
func (w *worker) function(key int64) *fn {
	rng := rand.New(rand.NewPCG(w.rng.Uint64(), 1))
	f := &fn{value: true}
	switch roll := rng.IntN(10); {
	case roll == 0:
		f.fail = true
	case roll == 1:
		f.value, f.fail = false, true
	}
	if w.wild && key == 0 {
		f.end = w.wildEnd()
	}
	inner, body := int64(-1), rng.IntN(100)
	if w.budget == nil && body < 8 && key+1 < w.keys {
		inner = key + 1 // only ever a larger key: no flight waits for itself in a circle
		f.room = 6
	}
	forgets := w.budget == nil && body >= 97
	if forgets {
		f.room = 2
	}
	most := w.most
	f.body = func(in *caller) {
		harness.Linger(rng, most)
		if forgets {
			in.forget(key)
		}
		if inner >= 0 {
			in.do(inner, &fn{value: true, fail: body == 0})
		}
		harness.Linger(rng, most)
	}
	return f
}

func (w *worker) wildEnd() ending {
	switch roll := w.rng.IntN(20); {
	case roll < 2:
		return panics
	case roll < 3:
		return panicsOther
	case roll < 5:
		return exits
	}
	return returns
}

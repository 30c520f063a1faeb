package gzrec

import (
	"math/rand/v2"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"gosync/recorders/go/internal/harness"
)

func randomScenarios() []harness.Scenario {
	all := []string{"GZ1", "GZ2", "GZ5", "GZ6"}
	return []harness.Scenario{
		{Name: "random", Kind: harness.Random, Clauses: all,
			About: "4 to 8 goroutines on 1 to 3 keys; functions return",
			Run:   func(env *harness.Env) error { return random(env, false) }},
		{Name: "random-wild", Kind: harness.Random, Clauses: append(all, "GZ3", "GZ4"),
			About: "the same with functions that panic, exit and are nil",
			Run:   func(env *harness.Env) error { return random(env, true) }},
		{Name: "small", Kind: harness.Small, Clauses: all, About: "3 or 4 goroutines, 6 to 14 operations", Run: small},
		{Name: "again", Kind: harness.Contended, Clauses: []string{"GZ2"},
			About: "6 goroutines call one key again and again, at once after they got a result; a seventh keeps the lock busy",
			Run:   again},
	}
}

// crowd is what the goroutines of a random scenario share.
type crowd struct {
	line   *harness.StartLine
	keys   int64
	wild   bool          // functions panic, exit and are nil
	again  bool          // without a pause: process 0 with the long key, the others with key 0
	budget *atomic.Int32 // small only: operations that may still start
	most   time.Duration // how long a function takes
}

// worker is one process of a random scenario.
type worker struct {
	*caller
	*crowd
	rng *rand.Rand
}

func random(env *harness.Env, wild bool) error {
	rng := env.Rand(-1)
	s := &crowd{keys: 1 + rng.Int64N(3), wild: wild, most: 100 * time.Microsecond}
	return s.start(env, 4+rng.IntN(5))
}

func small(env *harness.Env) error {
	rng := env.Rand(-1)
	budget := &atomic.Int32{}
	budget.Store(6 + rng.Int32N(9))
	s := &crowd{keys: 1 + rng.Int64N(2), budget: budget, most: 20 * time.Microsecond}
	return s.start(env, 3+rng.IntN(2))
}

func again(env *harness.Env) error { return (&crowd{again: true}).start(env, 7) }

// longKey keeps the lock busy in the scenario `again`: hashing a megabyte takes long enough for a joiner to come back
// before the leader gets the lock, if it can be let go before that.
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
			w.work()
		}()
	}
	return nil
}

// work makes calls until there are enough. A Goexit ends this goroutine; the process goes on in another one.
func (w *worker) work() {
	exited := true
	defer func() {
		if exited {
			go w.work()
		}
	}()
	for w.more() {
		w.turn()
	}
	exited = false
}

func (w *worker) more() bool {
	if w.budget != nil {
		return w.budget.Add(-1) >= 0
	}
	return !w.env.Enough() && w.log.Room() > 128
}

func (w *worker) turn() {
	if w.again && w.log.Lane() == 0 {
		w.do(false, longKey, plain())
		return
	}
	ex := w.rng.IntN(2) == 0
	if w.again {
		w.do(ex, 0, doing(func(*caller) { runtime.Gosched() }))
		return
	}
	key := w.rng.Int64N(w.keys)
	w.do(ex, key, w.function(key))
	harness.Linger(w.rng, w.most/16)
}

// function draws what a function does: it lingers, so that others join, and now and then it calls another key.
func (w *worker) function(key int64) *fn {
	rng := rand.New(rand.NewPCG(w.rng.Uint64(), 1))
	f := &fn{value: true, fail: rng.IntN(8) == 0}
	if rng.IntN(12) == 0 {
		f.value = false
	}
	if w.wild {
		switch roll := rng.IntN(40); {
		case roll < 4:
			f.end = panics
		case roll < 6:
			f.end = exits
		case roll < 7:
			f.end = panicsNil
		case roll < 8:
			return none()
		}
	}
	inner := w.budget == nil && rng.IntN(20) == 0 && key+1 < w.keys // only ever a larger key: no circle
	most := w.most
	f.body = func(in *caller) {
		harness.Linger(rng, most)
		if inner {
			in.do(rng.IntN(2) == 0, key+1, &fn{value: true, fail: rng.IntN(4) == 0})
		}
		harness.Linger(rng, most)
	}
	return f
}

package oncerec

import (
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"gosync/recorders/go/internal/harness"
)

func randomScenarios(funcs bool, variants []variant, clauses ...string) []harness.Scenario {
	return []harness.Scenario{
		{Name: "random", Kind: harness.Random, Clauses: clauses,
			About: "4 to 8 goroutines on one object after the other; functions panic, exit, are nil and use others",
			Run: func(env *harness.Env) error {
				n := 4 + env.Rand(-1).IntN(5)
				if funcs { // each object is made by an operation that overlaps nothing
					n = 6 + n%3
				}
				return (&crowd{funcs: funcs, most: 100 * time.Microsecond}).start(env, variants, n)
			}},
		{Name: "small", Kind: harness.Small, Clauses: clauses, About: "3 or 4 goroutines, 6 to 14 operations",
			Run: func(env *harness.Env) error { return small(env, funcs, variants) }},
	}
}

// crowd is what the goroutines of a random scenario share. They all use the newest object; whoever has done that makes the
// next one.
type crowd struct {
	*world
	funcs  bool
	line   *harness.StartLine
	budget *atomic.Int32 // small only: operations that may still start
	most   time.Duration // how long a function takes

	mu     sync.Mutex
	newest *object
}

// worker is one process of a random scenario.
type worker struct {
	*caller
	*crowd
	rng  *rand.Rand
	last *object // what it used last
}

func small(env *harness.Env, funcs bool, variants []variant) error {
	rng := env.Rand(-1)
	budget := &atomic.Int32{}
	budget.Store(6 + rng.Int32N(9))
	return (&crowd{funcs: funcs, budget: budget, most: 20 * time.Microsecond}).start(env, variants, 3+rng.IntN(2))
}

func (s *crowd) start(env *harness.Env, variants []variant, n int) (err error) {
	if s.world, err = newWorld(env, variants); err != nil {
		return err
	}
	s.line = harness.NewStartLine(n)
	for i := 0; i < n; i++ {
		w := &worker{caller: s.world.caller(i), crowd: s, rng: env.Rand(i)}
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
		harness.Linger(w.rng, w.most/16)
	}
	exited = false
}

func (w *worker) more() bool {
	if w.budget != nil {
		return w.budget.Load() > 0
	}
	return !w.caller.env.Enough() && w.log.Room() > 128
}

// spend asks whether one more operation may start in a small scenario.
func (s *crowd) spend() bool { return s.budget == nil || s.budget.Add(-1) >= 0 }

func (w *worker) turn() {
	o := w.front()
	switch {
	case o == nil || !w.spend():
	case !w.funcs:
		w.caller.do(o, w.function())
	case w.rng.IntN(400) == 0:
		w.released(o)
	default:
		w.caller.call(o)
	}
}

// front is the newest object, or the next one if this worker has used that. Now and then it is used again.
func (w *worker) front() *object {
	w.mu.Lock()
	o := w.newest
	if o != nil && (o != w.last || w.rng.IntN(12) == 0) {
		w.mu.Unlock()
		w.last = o
		return o
	}
	if !w.funcs {
		w.newest = w.caller.newOnce()
		o = w.newest
	}
	w.mu.Unlock()
	if !w.funcs {
		w.last = o
		return o
	}
	if !w.spend() {
		return nil
	}
	next := w.caller.make(opOnceFunc+uint8(w.rng.IntN(3)), w.function())
	w.mu.Lock()
	w.newest = next
	w.mu.Unlock()
	w.last = next
	return next
}

// function draws what a function does: it lingers, so that others wait, and now and then uses an object of its own.
func (w *worker) function() *fn {
	rng := rand.New(rand.NewPCG(w.rng.Uint64(), 1))
	f := &fn{}
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
	inner, most := w.budget == nil && rng.IntN(20) == 0, w.most
	f.body = func(in *caller) {
		harness.Linger(rng, most)
		if inner && w.funcs {
			in.call(in.make(opOnceValue, plain()))
		} else if inner {
			in.do(in.newOnce(), plain())
		}
		harness.Linger(rng, most)
	}
	return f
}

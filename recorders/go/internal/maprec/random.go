package maprec

import (
	"math/rand/v2"
	"runtime"
	"sync/atomic"

	"gosync/recorders/go/internal/harness"
)

func randomScenarios() []harness.Scenario {
	all := []string{"MP1", "MP2", "MP3", "MP5", "MP6", "MP10", "MP13", "MP15"}
	return []harness.Scenario{
		{Name: "random", Kind: harness.Random, Clauses: all,
			About: "4 to 8 goroutines on 1 to 3 keys that take long to hash; every operation but Clear",
			Run: func(env *harness.Env) error {
				rng := env.Rand(-1)
				return (&crowd{keys: 1 + rng.Int64N(3)}).start(env, 4+rng.IntN(5), 1<<20)
			}},
		{Name: "random-clear", Kind: harness.Random, Clauses: all,
			About: "6 goroutines on 3 such keys, with Clear; judged as one piece",
			Run: func(env *harness.Env) error {
				return (&crowd{keys: 3, clears: 6}).start(env, 6, 1<<20)
			}},
		{Name: "small", Kind: harness.Small, Clauses: all,
			About: "3 or 4 goroutines, 6 to 14 operations", Run: small},
	}
}

// crowd is what the goroutines of a random scenario share.
type crowd struct {
	line   *harness.StartLine
	inside *harness.StartLine
	keys   int64
	clears int           // per cent of the operations
	budget *atomic.Int32 // small only: operations that may still start
	called atomic.Int32  // small only: how many were called
}

// worker is one process of a random scenario.
type worker struct {
	*caller
	*crowd
	rng  *rand.Rand
	seen token // a value that it met, to compare with
}

func small(env *harness.Env) error {
	rng := env.Rand(-1)
	s := &crowd{keys: 1 + rng.Int64N(2), clears: rng.IntN(2) * 10, budget: &atomic.Int32{}}
	s.budget.Store(6 + rng.Int32N(9))
	return s.start(env, 3+rng.IntN(2), 1<<18)
}

func (s *crowd) start(env *harness.Env, n, length int) error {
	o, err := newObject(env, int(s.keys), length)
	if err != nil {
		return err
	}
	// A thread for each worker: the system stops it in the middle of an operation, which Go's scheduler hardly ever does, and
	// all that others do meanwhile overlaps with that.
	runtime.GOMAXPROCS(n)
	s.line, s.inside = harness.NewStartLine(n), harness.NewStartLine(n)
	var workers []*worker
	for i := 0; i < n; i++ {
		workers = append(workers, &worker{caller: o.caller(i), crowd: s, rng: env.Rand(i)})
	}
	if s.budget == nil {
		workers[0].call(opStore, kindKey, workers[0].fresh(kindValue))
	}
	for _, w := range workers {
		go func() {
			w.line.Wait()
			if w.budget == nil {
				w.meet()
			}
			for w.more() {
				w.turn()
			}
		}()
	}
	return nil
}

// meet has all workers inside a Range at the same moment: f holds no lock.
func (w *worker) meet() {
	w.ranges(func(token, token) ending {
		w.inside.Wait()
		return more
	})
}

func (w *worker) more() bool {
	if w.budget != nil {
		return w.budget.Add(-1) >= 0
	}
	return !w.env.Enough() && w.log.Room() > 128
}

func (w *worker) turn() {
	key := kindKey | w.rng.Int64N(w.keys)
	fresh := w.fresh(kindValue)
	if w.rng.IntN(3) == 0 {
		w.seen = fresh
	}
	if w.rng.IntN(100) < w.clears {
		w.call(opClear)
		return
	}
	switch roll := w.rng.IntN(20); {
	case roll < 4:
		w.call(opLoad, key)
	case roll < 6:
		w.call(opStore, key, fresh)
	case roll < 9:
		w.call(opLoadOrStore, key, fresh)
	case roll < 11:
		w.call(opLoadAndDelete, key)
	case roll < 12:
		w.call(opDelete, key)
	case roll < 15:
		w.call(opSwap, key, fresh)
	case roll < 17:
		w.call(opCompareAndSwap, key, w.old(), fresh)
	case roll < 19:
		w.call(opCompareAndDelete, key, w.old())
	default:
		if w.budget != nil && w.called.Add(1) > 2 {
			return
		}
		w.look()
	}
}

// look is one Range; what it shows is compared with later.
func (w *worker) look() {
	w.ranges(func(_, value token) ending {
		w.seen = value
		if w.rng.IntN(10) == 0 {
			return enough
		}
		return more
	})
}

// old is what to compare with: the last value that this process has met, one that somebody stored lately, or nil.
func (w *worker) old() token {
	switch w.rng.IntN(6) {
	case 0:
		return 0
	case 1, 2, 3:
		return kindValue | max(1, w.next.Load()-1-w.rng.Int64N(8))
	}
	return w.seen
}

package condrec

import (
	"math"
	"math/rand/v2"
	"runtime"
	"sync/atomic"
	"time"

	"gosync/recorders/go/internal/harness"
)

func randomScenarios() []harness.Scenario {
	all := []string{"CO1", "CO2", "CO3", "CO4", "CO8"}
	return []harness.Scenario{
		{Name: "random", Kind: harness.Random, Clauses: all,
			About: "5 to 7 goroutines and three Conds, one on a reader side: waits, Signals, Broadcasts, with L and without",
			Run: func(env *harness.Env) error {
				return start(env, 5+env.Rand(-1).IntN(3), math.MaxInt, 60*time.Microsecond)
			}},
		{Name: "small", Kind: harness.Small, Clauses: all, About: "3 goroutines, two turns each, and whoever is left waiting",
			Run: func(env *harness.Env) error { return start(env, 3, 2, 20*time.Microsecond) }},
	}
}

// place is a Cond with what has to be held around Wait.
type place struct {
	*cond
	inside side // the L of the Cond
}

// crowd is what the goroutines of a random scenario share.
type crowd struct {
	*world
	line   *harness.StartLine
	turns  int
	most   time.Duration
	places []place
	left   atomic.Int64 // goroutines that have not finished, but the first
}

// worker is one process of a random scenario.
type worker struct {
	*caller
	*crowd
	rng *rand.Rand
}

func start(env *harness.Env, n, turns int, most time.Duration) error {
	w, err := newWorld(env)
	if err != nil {
		return err
	}
	s := &crowd{world: w, line: harness.NewStartLine(n), turns: turns, most: most}
	s.left.Store(int64(n - 1))
	m, rw := side{lock: w.newMutex()}, side{w.newRW(), true}
	workers := make([]*worker, n)
	for i := range workers {
		workers[i] = &worker{caller: w.caller(i), crowd: s, rng: env.Rand(i)}
	}
	for _, l := range []side{m, m, rw} {
		s.places = append(s.places, place{workers[0].newCond(l), l})
	}
	for i, worker := range workers {
		go func() {
			s.line.Wait()
			if i == 0 && turns == math.MaxInt {
				worker.feed()
				return
			}
			worker.work()
			s.left.Add(-1)
		}()
	}
	return nil
}

func (w *worker) over() bool { return w.caller.env.Enough() || w.log.Room() < 64 }

// feed wakes others as long as there are any, so that the recording does not end with all of them waiting.
func (w *worker) feed() {
	for w.left.Load() > 0 && w.log.Room() >= 64 {
		p := w.places[w.rng.IntN(len(w.places))]
		if w.over() || w.rng.IntN(3) == 0 {
			w.broadcast(p.cond)
		} else {
			w.notify(p)
		}
		time.Sleep(w.most)
	}
}

func (w *worker) work() {
	for turn := 0; turn < w.turns && !w.over(); turn++ {
		p := w.places[w.rng.IntN(len(w.places))]
		harness.Linger(w.rng, w.most)
		if w.rng.IntN(3) == 0 {
			w.notify(p)
			continue
		}
		w.enter(p.inside)
		harness.Linger(w.rng, w.most)
		w.wait(p.cond)
		if w.rng.IntN(4) == 0 {
			w.signal(p.cond)
		}
		harness.Linger(w.rng, w.most)
		w.leave(p.inside)
	}
}

// notify wakes one or all, with the lock or without.
func (w *worker) notify(p place) {
	l := side{lock: p.inside.lock}
	locked := w.rng.IntN(2) == 0
	if locked {
		w.enter(l)
		harness.Linger(w.rng, w.most)
	}
	if w.rng.IntN(4) == 0 {
		w.broadcast(p.cond)
	} else {
		w.signal(p.cond)
	}
	runtime.Gosched()
	if locked {
		w.leave(l)
	}
}

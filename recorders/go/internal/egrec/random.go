package egrec

import (
	"math/rand/v2"
	"runtime"
	"sync/atomic"
	"time"

	"gosync/recorders/go/internal/harness"
)

func randomScenarios() []harness.Scenario {
	all := []string{"EG1", "EG2", "EG3", "EG4", "EG5", "EG6", "EG7", "EG8"}
	return []harness.Scenario{
		{Name: "random", Kind: harness.Random, Clauses: all,
			About: "4 to 6 goroutines on one group after the other: all hand in functions, then all wait",
			Run: func(env *harness.Env) error {
				return start(env, 4+env.Rand(-1).IntN(3), 3, 0, 60*time.Microsecond)
			}},
		{Name: "small", Kind: harness.Small, Clauses: all, About: "3 goroutines, 6 to 12 operations",
			Run: func(env *harness.Env) error { return start(env, 3, 2, 1, 20*time.Microsecond) }},
	}
}

// crowd is what the goroutines of a random scenario share: a group for each round. Nobody hands in a function while
// somebody waits, but functions do: the other case is EG11.
type crowd struct {
	*world
	n      int
	most   time.Duration // how long a function takes
	calls  int           // of each goroutine and round, at the most
	rounds int           // 0: until there is enough
	newest *object
	lines  [3]barrier
}

// barrier makes n goroutines wait for each other, again and again.
type barrier struct {
	n       int32
	arrived atomic.Int32
	round   atomic.Int32
}

// arrive lets the others go on; it returns the round that it arrived in.
func (b *barrier) arrive() int32 {
	round := b.round.Load()
	if b.arrived.Add(1) == b.n {
		b.arrived.Store(0)
		b.round.Add(1)
	}
	return round
}

func (b *barrier) wait() {
	for round := b.arrive(); b.round.Load() == round; {
		runtime.Gosched()
	}
}

// worker is one process of a random scenario.
type worker struct {
	*caller
	*crowd
	rng *rand.Rand
	own bool // it makes the groups
}

func start(env *harness.Env, n, calls, rounds int, most time.Duration) error {
	w, err := newWorld(env)
	if err != nil {
		return err
	}
	s := &crowd{world: w, n: n, most: most, calls: calls, rounds: rounds}
	for i := range s.lines {
		s.lines[i].n = int32(n)
	}
	for i := 0; i < n; i++ {
		w := &worker{caller: w.caller(i), crowd: s, rng: env.Rand(i), own: i == 0}
		go w.work()
	}
	return nil
}

func (w *worker) work() {
	for round := 0; ; round++ {
		if w.own {
			w.newest = nil
			if w.more(round) {
				w.newest = w.makeGroup()
			}
		}
		w.lines[0].wait()
		o := w.newest
		if o == nil {
			return
		}
		for calls := 1 + w.rng.IntN(w.calls); calls > 0; calls-- {
			w.hand(o)
			w.ask(o)
			harness.Linger(w.rng, w.most/8)
		}
		w.finish(o)
		w.lines[2].wait()
	}
}

func (w *worker) more(round int) bool {
	if w.rounds > 0 {
		return round < w.rounds
	}
	return !w.caller.env.Enough() && w.log.Room() > 256
}

func (w *worker) makeGroup() *object {
	var o *object
	if w.rng.IntN(6) == 0 {
		o = w.caller.newGroup()
	} else {
		o = w.caller.withContext()
	}
	o.quiet = w.rng.IntN(4) > 0
	if w.rng.IntN(4) > 0 {
		w.setLimit(o, 1+w.rng.IntN(2))
	}
	return o
}

func (w *worker) hand(o *object) {
	if w.rng.IntN(4) == 0 {
		w.tryGo(o, w.function(o))
	} else {
		w.goes(o, w.function(o))
	}
}

// ask looks at the context now and then.
func (w *worker) ask(o *object) {
	if o.ctx == nil {
		return
	}
	switch w.rng.IntN(12) {
	case 0, 1:
		w.caller.err(o)
	case 2:
		w.cause(o)
	case 3:
		w.cancelParent(o, w.rng.IntN(2) == 0)
	}
}

func (w *worker) finish(o *object) {
	if o.ctx != nil && !w.own && w.rng.IntN(4) > 0 {
		w.lines[1].arrive() // it hands in no more
		w.done(o)
		w.cause(o)
		return
	}
	w.lines[1].wait()
	w.wait(o)
	w.ask(o)
}

// function draws what a function does: it lingers, so that others wait; now and then it looks at the context, or hands in
// another function, if there is room.
func (w *worker) function(o *object) *fn {
	rng := rand.New(rand.NewPCG(w.rng.Uint64(), 1))
	f := &fn{room: 8}
	switch roll := rng.IntN(40); {
	case roll < 8 && !o.quiet:
		f.end = fails
	case roll < 10:
		f.end = exits
	}
	nests, most := rng.IntN(12) == 0, w.most
	f.body = func(in *caller) {
		harness.Linger(rng, most)
		if o.ctx != nil && rng.IntN(8) == 0 {
			in.err(o)
		}
		if nests {
			in.tryGo(o, ends(succeeds))
		}
		harness.Linger(rng, most)
	}
	return f
}

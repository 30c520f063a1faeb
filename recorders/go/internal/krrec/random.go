package krrec

import (
	"math/rand/v2"
	"runtime"
	"sync/atomic"
	"time"

	"gosync/recorders/go/internal/harness"
)

func randomScenarios() []harness.Scenario {
	all := []string{"KR1", "KR2", "KR3", "KR4", "KR5", "KR8"}
	return []harness.Scenario{
		{Name: "random", Kind: harness.Random, Clauses: all,
			About: "4 to 6 goroutines on one group after the other, with a pool or without",
			Run: func(env *harness.Env) error {
				return start(env, 4+env.Rand(-1).IntN(3), 3, 0, 60*time.Microsecond)
			}},
		{Name: "small", Kind: harness.Small, Clauses: all, About: "3 goroutines, 6 to 12 operations",
			Run: func(env *harness.Env) error { return start(env, 3, 2, 1, 20*time.Microsecond) }},
	}
}

// crowd is what the goroutines of a random scenario share: a group for each round. What the release breaks is left out,
// because a history in which it shows says nothing of the rest: only one goroutine uses a pool (KR8), and waits for it
// (KR11), once (KR7); its functions do not exit (KR9); a function fails with WithCancel only when all others have begun (KR6).
type crowd struct {
	*world
	n      int
	most   time.Duration // how long a function takes
	calls  int           // of each goroutine and round, at the most
	rounds int           // 0: until there is enough
	newest *round
	lines  [2]barrier
}

// round is a group and what its goroutines have to know of it.
type round struct {
	*object
	maker   uint8 // opWithContext, opWithCancel, or neither
	pool    bool
	fails   bool // with WithCancel: the last function fails
	probe   *fn  // whose context they look at; it ends when all have handed in
	arrived atomic.Int64
	handed  atomic.Int64
	entered atomic.Int64
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
				w.newest = w.makeRound()
			}
		}
		w.lines[0].wait()
		r := w.newest
		if r == nil {
			return
		}
		calls := 1 + w.rng.IntN(w.calls)
		if !w.own && w.rng.IntN(2) == 0 {
			calls = 0 // it waits while others hand in
		}
		if r.pool && w.own {
			calls += w.n // for those who may not
		}
		for ; calls > 0; calls-- {
			if !r.pool || w.own {
				w.goes(r.object, w.function(r))
			}
			w.ask(r)
			harness.Linger(w.rng, w.most/8)
		}
		w.finish(r)
		w.lines[1].wait()
	}
}

func (w *worker) more(round int) bool {
	if w.rounds > 0 {
		return round < w.rounds
	}
	return !w.caller.env.Enough() && w.log.Room() > 512
}

func (w *worker) makeRound() *round {
	makers := []uint8{opGo, opWithContext, opWithCancel, opWithCancel, opWithCancel}
	r := &round{maker: makers[w.rng.IntN(len(makers))], fails: w.rng.IntN(2) == 0}
	if r.maker == opGo {
		r.object = w.caller.newGroup()
	} else {
		r.object = w.caller.derived(r.maker)
	}
	r.pool = r.maker == opWithCancel && w.rng.IntN(2) == 0 || w.rng.IntN(8) == 0
	r.quiet = r.maker == opWithCancel || w.rng.IntN(2) > 0
	r.fails = r.fails && r.maker == opWithCancel && !r.pool // in a pool the last may begin first
	if r.pool {
		w.procs(r.object, 1+w.rng.IntN(2))
		if w.rng.IntN(4) == 0 {
			w.procs(r.object, w.rng.IntN(4)-1)
		}
	}
	r.handed.Add(1)
	r.probe = &fn{body: func(*caller) {
		r.entered.Add(1)
		for r.arrived.Load() < int64(w.n) {
			runtime.Gosched()
		}
	}}
	w.goes(r.object, r.probe)
	return r
}

// ask looks at the context now and then.
func (w *worker) ask(r *round) {
	if r.probe.given.Load() == nil {
		return
	}
	switch w.rng.IntN(10) {
	case 0, 1, 2:
		w.caller.err(r.probe)
	case 3:
		w.cause(r.probe)
	case 4:
		if r.maker != opGo && w.rng.IntN(2) == 0 {
			w.cancelParent(r.object, w.rng.IntN(2) == 0)
		}
	}
}

func (w *worker) finish(r *round) {
	r.arrived.Add(1)
	alone := r.pool || r.fails // only the owner waits
	if r.maker == opWithCancel && !w.own && (alone || w.rng.IntN(4) > 0) {
		for r.probe.given.Load() == nil {
			runtime.Gosched()
		}
		w.done(r.probe)
		w.cause(r.probe)
		return
	}
	if alone && !w.own {
		return
	}
	for alone && r.arrived.Load() < int64(w.n) {
		runtime.Gosched()
	}
	if r.fails {
		w.goes(r.object, w.lastFunction(r))
	}
	w.wait(r.object)
	w.ask(r)
}

// lastFunction fails once all others have begun.
func (w *worker) lastFunction(r *round) *fn {
	f := &fn{end: fails}
	if w.rng.IntN(3) == 0 {
		f.end = panics
	}
	f.body = func(*caller) {
		for r.entered.Load() < r.handed.Load() {
			runtime.Gosched()
		}
	}
	return f
}

// function draws what a function does: it lingers, so that others wait; now and then it looks at its context, or, without a
// pool, hands in another function.
func (w *worker) function(r *round) *fn {
	rng := rand.New(rand.NewPCG(w.rng.Uint64(), 1))
	r.handed.Add(1)
	f := &fn{room: 8}
	switch roll := rng.IntN(40); {
	case roll < 6 && !r.quiet:
		f.end = fails
	case roll < 8 && !r.quiet:
		f.end = panics
	case roll < 10 && !r.pool:
		f.end = exits
	}
	nests, most := !r.pool && !r.fails && rng.IntN(12) == 0, w.most
	f.body = func(in *caller) {
		r.entered.Add(1)
		harness.Linger(rng, most)
		if rng.IntN(8) == 0 {
			in.err(f)
		}
		if nests {
			r.handed.Add(1)
			in.goes(r.object, &fn{body: func(*caller) { r.entered.Add(1) }})
		}
		harness.Linger(rng, most)
	}
	return f
}

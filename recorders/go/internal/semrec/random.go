package semrec

import (
	"math/rand/v2"
	"runtime"
	"sync/atomic"
	"time"

	"gosync/recorders/go/internal/harness"
)

func randomScenarios() []harness.Scenario {
	all := []string{"SE1", "SE2", "SE3", "SE4", "SE5", "SE6", "SE8", "SE16"}
	return []harness.Scenario{
		{Name: "random", Kind: harness.Random, Clauses: append(all, "SE10", "SE11"),
			About: "4 to 8 goroutines, all legal use with cancellation and deadlines, and negative weights and nil contexts",
			Run:   func(env *harness.Env) error { return random(env, true) }},
		{Name: "random-plain", Kind: harness.Random, Clauses: all,
			About: "the same without negative weights and nil contexts, which upset old releases",
			Run:   func(env *harness.Env) error { return random(env, false) }},
		{Name: "small", Kind: harness.Small, Clauses: all,
			About: "3 goroutines and a canceller, 6 to 14 operations, some left blocked", Run: small},
	}
}

// crowd is what the goroutines of a random scenario share.
type crowd struct {
	line    *harness.StartLine
	cancels chan *ctxRef  // contexts that the canceller shall end
	working atomic.Int32  // workers that have not finished
	budget  *atomic.Int32 // small only: operations that may still start
	misuse  bool          // negative weights and nil contexts too
	keep    int           // one in so many workers ends with tokens in hand; 0: none
	most    time.Duration // how long tokens are held
}

// worker is one goroutine of a random scenario.
type worker struct {
	*caller
	*crowd
	rng  *rand.Rand
	done *ctxRef // a context that has ended, for another use
}

func random(env *harness.Env, misuse bool) error {
	rng := env.Rand(-1)
	return (&crowd{misuse: misuse, most: 100 * time.Microsecond}).start(env, 4+rng.IntN(5), 1+rng.Int64N(5))
}

func small(env *harness.Env) error {
	rng := env.Rand(-1)
	budget := &atomic.Int32{}
	budget.Store(7 + rng.Int32N(4)) // what is held at the end is released on top of it
	return (&crowd{budget: budget, keep: 8, most: 60 * time.Microsecond}).start(env, 3, 1+rng.Int64N(3))
}

// start lets n workers and one canceller run.
func (s *crowd) start(env *harness.Env, n int, size int64) error {
	o, err := newObject(env, size)
	if err != nil {
		return err
	}
	s.line, s.cancels = harness.NewStartLine(n), make(chan *ctxRef, 1<<14)
	s.working.Store(int32(n))
	for i := 0; i < n; i++ {
		w := &worker{caller: o.caller(i), crowd: s, rng: env.Rand(i)}
		go w.run()
	}
	canceller, rng := o.caller(n), env.Rand(n)
	go func() {
		for ctx := range s.cancels {
			harness.Linger(rng, s.most)
			if canceller.log.Room() > 2 && s.spend() {
				canceller.cancel(ctx)
			}
		}
	}()
	return nil
}

// spend asks whether one more operation may start in a small scenario.
func (s *crowd) spend() bool { return s.budget == nil || s.budget.Add(-1) >= 0 }

func (w *worker) run() {
	w.line.Wait()
	for w.more() {
		w.turn()
		harness.Linger(w.rng, w.most/16)
	}
	if w.keep == 0 || w.rng.IntN(w.keep) > 0 {
		w.giveBack()
	}
	if w.working.Add(-1) == 0 {
		close(w.cancels)
	}
}

func (w *worker) more() bool {
	if w.budget != nil {
		return w.budget.Load() > 0
	}
	return !w.env.Enough() && w.log.Room() > 64
}

// turn gets hold of some tokens, keeps them for a while and gives them back.
func (w *worker) turn() {
	w.request()
	if w.held == 0 {
		return
	}
	w.hold()
	if w.rng.IntN(6) == 0 {
		w.requestMore()
	}
	for w.held > 0 && w.spend() {
		part := 1 + w.rng.Int64N(w.held)
		if w.rng.IntN(2) == 0 {
			part = w.held
		}
		w.release(part)
		harness.Linger(w.rng, w.most/16)
	}
}

// hold keeps tokens for a while. In a small scenario every operation counts, so there the others always get their chance.
func (w *worker) hold() {
	if w.budget != nil {
		harness.Spin(w.most / 2)
		runtime.Gosched()
	}
	harness.Linger(w.rng, w.most)
}

func (w *worker) giveBack() {
	if w.held > 0 {
		w.release(w.held)
	}
}

// request makes one call with nothing in hand.
func (w *worker) request() {
	if !w.spend() {
		return
	}
	n := 1 + w.rng.Int64N(max(w.size, 1))
	switch roll := w.rng.IntN(100); {
	case roll < 58:
		w.acquire(background, n)
	case roll < 70:
		w.acquire(w.doomed(), n)
	case roll < 74:
		w.acquire(w.timed(), n)
	case roll < 77:
		w.acquire(w.ended(), n-w.rng.Int64N(2))
	case roll < 80:
		w.acquire(w.doomed(), w.size+1+w.rng.Int64N(2))
	case roll < 83:
		w.acquire(background, 0)
	case roll < 84:
		w.release(0)
	case roll < 86 && w.misuse:
		w.misused(n)
	default:
		w.try(w.rng.Int64N(w.size + 2))
	}
}

// requestMore asks for more with tokens in hand: never in a way that could wait for ever, since two that do so would.
func (w *worker) requestMore() {
	if !w.spend() {
		return
	}
	n := w.rng.Int64N(w.size + 1)
	switch w.rng.IntN(4) {
	case 0:
		w.acquire(w.doomed(), n)
	case 1:
		w.acquire(w.timed(), n)
	default:
		w.try(n)
	}
}

// doomed is a context that the canceller will cancel, before, during or after the call that uses it.
func (w *worker) doomed() *ctxRef {
	ctx := w.cancellable()
	w.done = ctx // by the time it is used again it has most likely ended
	w.cancels <- ctx
	if w.rng.IntN(4) == 0 {
		harness.Linger(w.rng, w.most)
	}
	return ctx
}

// timed is a context with a short deadline.
func (w *worker) timed() *ctxRef {
	ctx := w.deadline(time.Duration(10+w.rng.IntN(400)) * time.Microsecond)
	if w.rng.IntN(30) == 0 { // seldom: a deadline that never passes stays open, and takes a process for good
		w.cancels <- ctx
	}
	return ctx
}

// ended is a context that has been cancelled before.
func (w *worker) ended() *ctxRef {
	if w.done == nil || w.rng.IntN(2) == 0 {
		w.done = w.cancellable()
		w.cancel(w.done)
	}
	return w.done
}

// misused makes a call that panics and changes nothing.
func (w *worker) misused(n int64) {
	switch w.rng.IntN(4) {
	case 0:
		w.acquire(background, -n)
	case 1:
		w.try(-n)
	case 2:
		w.release(-n)
	default:
		w.acquire(nilCtx, n)
	}
}

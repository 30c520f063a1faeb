// Package kratos holds a group of ours with the methods of kratos' errgroup, and what is wrong on purpose with its variants.
package kratos

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
)

// Decisions are what a wrong variant decides differently.
type Decisions struct {
	AlwaysCancel bool // KR1: an error cancels the context of WithContext, too
	PanicDropped bool // KR2: a panic is stopped, and is no error
	LastError    bool // KR3: the last error wins
	AnyNumber    bool // KR4: GOMAXPROCS takes any number
	Grows        bool // KR4: GOMAXPROCS counts every time
	OneTooMany   bool // KR5: one worker more than asked for
	GoWaits      bool // KR5: Go waits for a worker
	RunsAll      bool // KR6: a failed group goes on
	OnceOnly     bool // KR7: a second Wait panics
	Snapshot     bool // KR8: Wait does not see functions that are added while it waits
	ExitHangs    bool // KR9: a function that exits its goroutine is never done
	WakesOne     bool // KR11: the end wakes only one Wait
}

// Func is what is handed in.
type Func = func(ctx context.Context) error

// Group runs functions, each on a goroutine of its own; those of a pool wait in a queue for their turn.
type Group struct {
	decisions Decisions
	ctx       context.Context
	cancel    context.CancelFunc
	fails     bool // an error ends the group

	mu     sync.Mutex
	idle   sync.Cond
	n      int // of the pool; 0: none
	busy   int // workers
	left   int // functions that have not ended
	ended  int
	queue  []Func
	err    error
	waited bool
}

// New makes a group without a context.
func New(decisions Decisions) *Group {
	g := &Group{decisions: decisions, ctx: context.Background()}
	g.idle.L = &g.mu
	return g
}

// WithContext makes a group whose functions are given ctx.
func WithContext(decisions Decisions, ctx context.Context) *Group {
	g := New(decisions)
	g.ctx = ctx
	if decisions.AlwaysCancel {
		g.ctx, g.cancel = context.WithCancel(ctx)
	}
	return g
}

// WithCancel makes a group whose functions are given a context that the first error cancels.
func WithCancel(decisions Decisions, ctx context.Context) *Group {
	g := New(decisions)
	g.ctx, g.cancel = context.WithCancel(ctx)
	g.fails = !decisions.RunsAll
	return g
}

// GOMAXPROCS makes a pool.
func (g *Group) GOMAXPROCS(n int) {
	if n <= 0 && !g.decisions.AnyNumber {
		panic("errgroup: GOMAXPROCS must great than 0")
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.n == 0 || g.decisions.Grows {
		g.n = n
	}
}

// Go runs f, in a pool once a worker is free.
func (g *Group) Go(f Func) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.failed() {
		return
	}
	g.left++
	if g.n == 0 {
		go g.run(f, false)
		return
	}
	g.queue = append(g.queue, f)
	g.dispatch()
	for g.decisions.GoWaits && len(g.queue) > 0 {
		g.idle.Wait()
	}
}

func (g *Group) failed() bool { return g.fails && g.err != nil }

// dispatch gives the queue to free workers. A worker is a goroutine for one function.
func (g *Group) dispatch() {
	most := g.n
	if g.decisions.OneTooMany {
		most++
	}
	if g.failed() {
		g.left -= len(g.queue)
		g.queue = nil
	}
	for g.busy < most && len(g.queue) > 0 {
		f := g.queue[0]
		g.queue = g.queue[1:]
		g.busy++
		go g.run(f, true)
	}
}

func (g *Group) run(f Func, pooled bool) {
	var err error
	over := false
	defer func() {
		if r := recover(); r != nil {
			over = true
			err = fmt.Errorf("errgroup: panic recovered: %s\n%s", r, debug.Stack())
			if g.decisions.PanicDropped {
				err = nil
			}
		}
		if over || !g.decisions.ExitHangs {
			g.done(err, pooled)
		}
	}()
	err = f(g.ctx)
	over = true
}

func (g *Group) done(err error, pooled bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if err != nil && (g.err == nil || g.decisions.LastError) {
		g.err = err
		if g.cancel != nil {
			g.cancel()
		}
	}
	if pooled {
		g.busy--
	}
	g.left--
	g.ended++
	g.dispatch()
	if g.decisions.WakesOne {
		if g.left == 0 {
			g.idle.Signal()
		}
		return
	}
	g.idle.Broadcast()
}

// Wait waits until nothing is left, and returns the first error.
func (g *Group) Wait() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.decisions.OnceOnly && g.waited {
		panic("errgroup: Wait is called again")
	}
	seen := g.left + g.ended
	for g.left > 0 && !(g.decisions.Snapshot && g.ended >= seen) {
		g.idle.Wait()
	}
	g.waited = true
	if g.cancel != nil && (g.fails || g.decisions.RunsAll) {
		g.cancel()
	}
	return g.err
}

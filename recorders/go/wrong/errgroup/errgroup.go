// Package errgroup holds a group of ours, and what is wrong on purpose with its variants.
package errgroup

import (
	"context"
	"errors"
	"sync"
)

// Decisions are what a wrong variant decides differently.
type Decisions struct {
	RunTwice    bool // EG1: a function runs twice
	Snapshot    bool // EG2: Wait does not see functions that are added while it waits
	LastError   bool // EG2: the last error wins
	Skip        bool // EG3: after an error functions do not run any more
	Forgets     bool // EG3: Wait takes the error away
	NeverCancel bool // EG4: Wait does not cancel
	ParentFails bool // EG5: Wait fails if the context was cancelled
	OneTooMany  bool // EG6: one function more than the limit
	TryWaits    bool // EG7: TryGo waits for a slot
	KeepSlots   bool // EG8: a slot is never given back
	AnyLimit    bool // EG9: SetLimit never panics, and forgets who is active
	Uncounted   bool // EG11: Wait does not count who waits for a slot
	ExitHangs   bool // EG12: a function that exits its goroutine is never done
	LateCancel  bool // EG17: only Wait cancels
}

// Group collects functions. A function that ends hands its slot to a Go that waits for one.
type Group struct {
	decisions Decisions
	ctx       context.Context
	cancel    context.CancelCauseFunc

	mu      sync.Mutex
	idle    sync.Cond
	limited bool
	limit   int
	active  int
	kept    int // slots that were never given back
	waiters []chan struct{}
	err     error
	ended   int // functions that have ended, for Snapshot
}

// New makes a group without a context.
func New(decisions Decisions) *Group {
	g := &Group{decisions: decisions}
	g.idle.L = &g.mu
	return g
}

// WithContext makes a group and its context.
func WithContext(decisions Decisions, parent context.Context) (*Group, context.Context) {
	g := New(decisions)
	g.ctx, g.cancel = context.WithCancelCause(parent)
	return g, g.ctx
}

func (g *Group) full() bool {
	limit := g.limit
	if g.decisions.OneTooMany {
		limit++
	}
	return g.limited && g.active+g.kept >= limit
}

// Go runs f once there is a slot.
func (g *Group) Go(f func() error) {
	g.mu.Lock()
	if g.full() {
		slot := make(chan struct{})
		g.waiters = append(g.waiters, slot)
		g.mu.Unlock()
		<-slot
		if g.decisions.Uncounted {
			g.mu.Lock()
			g.active++
			g.mu.Unlock()
		}
	} else {
		g.active++
		g.mu.Unlock()
	}
	g.start(f)
}

// TryGo runs f if there is a slot.
func (g *Group) TryGo(f func() error) bool {
	g.mu.Lock()
	if g.full() {
		g.mu.Unlock()
		if g.decisions.TryWaits {
			g.Go(f)
			return true
		}
		return false
	}
	g.active++
	g.mu.Unlock()
	g.start(f)
	return true
}

func (g *Group) start(f func() error) {
	g.mu.Lock()
	skip := g.decisions.Skip && g.err != nil
	g.mu.Unlock()
	if skip {
		g.done()
		return
	}
	go func() {
		returned := false
		defer func() {
			if returned || !g.decisions.ExitHangs {
				g.done()
			}
		}()
		if g.decisions.RunTwice {
			_ = f()
		}
		err := f()
		returned = true
		g.tell(err)
	}()
}

func (g *Group) tell(err error) {
	g.mu.Lock()
	first := err != nil && (g.err == nil || g.decisions.LastError)
	if first {
		g.err = err
	}
	g.mu.Unlock()
	if first && g.cancel != nil && !g.decisions.LateCancel {
		g.cancel(err)
	}
}

func (g *Group) done() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.active--
	if g.decisions.KeepSlots {
		g.kept++
	}
	g.admit()
	g.ended++
	if g.active == 0 || g.decisions.Snapshot {
		g.idle.Broadcast()
	}
}

func (g *Group) admit() {
	for len(g.waiters) > 0 && !g.full() {
		if !g.decisions.Uncounted {
			g.active++
		}
		close(g.waiters[0])
		g.waiters = g.waiters[1:]
		if g.decisions.Uncounted {
			return
		}
	}
}

// Wait waits until nothing is active and returns the first error.
func (g *Group) Wait() error {
	g.mu.Lock()
	seen := g.active + g.ended
	for g.active > 0 && !(g.decisions.Snapshot && g.ended >= seen) {
		g.idle.Wait()
		if g.decisions.Uncounted {
			break
		}
	}
	err := g.err
	if g.decisions.Forgets {
		g.err = nil
	}
	g.mu.Unlock()
	if g.cancel == nil || g.decisions.NeverCancel {
		return err
	}
	if cause := g.ctx.Err(); cause != nil && err == nil && g.decisions.ParentFails {
		err = cause
	}
	g.cancel(err)
	return err
}

// SetLimit sets the limit; a negative one is none.
func (g *Group) SetLimit(n int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.active > 0 && g.limited && n >= 0 && !g.decisions.AnyLimit {
		panic(errors.New("errgroup: modify limit while functions are active"))
	}
	g.limited, g.limit = n >= 0, n
	g.admit()
}

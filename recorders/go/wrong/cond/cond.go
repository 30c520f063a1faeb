// Package cond is a plain Cond of our own that can be built wrong on purpose: each field of Decisions changes one
// decision, and with none of them set it keeps the contract. It is a subject for the checker and nothing else.
package cond

import (
	"sync"
	"time"
)

// Decisions says what is done wrong. The clauses are those of docs/cond.md.
type Decisions struct {
	TicketAfterUnlock bool // CO1: who comes to wait is known only a while after L is unlocked
	WithoutL          bool // CO1: Wait returns without L
	KeepsL            bool // CO1: Wait does not unlock L
	LastFirst         bool // CO2: Signal wakes the one that came last
	WakesTwo          bool // CO2: Signal wakes two
	WakesNobody       bool // CO2: Signal wakes nobody
	Remembers         bool // CO2: a Signal without a waiter is for the next one
	WakesOne          bool // CO3: Broadcast wakes one
	Stolen            bool // CO3: Broadcast posts a number of wake-ups, and who comes later takes one of them
	BySelf            bool // CO4: Wait returns after a while
	NeverCopied       bool // CO5: a copy is as good as the original
	NilIsFine         bool // CO5: Wait does without L if it is nil
	OldL              bool // CO7: Wait locks the L that it has unlocked
	NeedsL            bool // CO8: Signal and Broadcast lock L themselves
}

// while is how long the slow ones take: long enough for everybody else to come to rest.
const while = 60 * time.Millisecond

// Cond lets goroutines wait.
type Cond struct {
	L     sync.Locker
	wrong Decisions
	home  *Cond
	inner *inner
}

// inner is what a copy shares with its original.
type inner struct {
	mu      sync.Mutex
	waiters []chan struct{}
	posts   int // wake-ups that nobody has taken
}

// New makes a Cond.
func New(wrong Decisions, l sync.Locker) *Cond { return &Cond{L: l, wrong: wrong, inner: &inner{}} }

// Copy is what an assignment in Go makes.
func (c *Cond) Copy() *Cond {
	c.inner.mu.Lock()
	defer c.inner.mu.Unlock()
	return &Cond{L: c.L, wrong: c.wrong, home: c.home, inner: &inner{}}
}

func (c *Cond) check() {
	c.inner.mu.Lock()
	defer c.inner.mu.Unlock()
	if c.home == nil {
		c.home = c
	}
	if c.home != c && !c.wrong.NeverCopied {
		panic("sync.Cond is copied")
	}
}

// enlist makes what the caller will wait for.
func (c *Cond) enlist() chan struct{} {
	c.inner.mu.Lock()
	defer c.inner.mu.Unlock()
	woken := make(chan struct{})
	if c.inner.posts > 0 {
		c.inner.posts--
		close(woken)
		return woken
	}
	c.inner.waiters = append(c.inner.waiters, woken)
	return woken
}

// Wait unlocks L, waits, and locks L.
func (c *Cond) Wait() {
	c.check()
	var woken chan struct{}
	if !c.wrong.TicketAfterUnlock {
		woken = c.enlist()
	}
	l := c.L
	if l == nil && c.wrong.NilIsFine {
		<-woken
		return
	}
	if !c.wrong.KeepsL {
		l.Unlock()
	}
	if c.wrong.TicketAfterUnlock {
		time.Sleep(while)
		woken = c.enlist()
	}
	c.sleep(woken)
	if !c.wrong.OldL {
		l = c.L
	}
	if !c.wrong.WithoutL && !c.wrong.KeepsL {
		l.Lock()
	}
}

func (c *Cond) sleep(woken chan struct{}) {
	for end := time.Now().Add(while); c.wrong.BySelf && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
		select {
		case <-woken:
			return
		default:
		}
	}
	if !c.wrong.BySelf {
		<-woken
	}
}

// Signal wakes one.
func (c *Cond) Signal() {
	c.check()
	if c.wrong.NeedsL {
		c.L.Lock()
		defer c.L.Unlock()
	}
	if c.wrong.WakesNobody {
		return
	}
	c.inner.mu.Lock()
	defer c.inner.mu.Unlock()
	if len(c.inner.waiters) == 0 && c.wrong.Remembers {
		c.inner.posts++
	}
	c.inner.wake(c.wrong.LastFirst)
	if c.wrong.WakesTwo {
		c.inner.wake(false)
	}
}

// Broadcast wakes all.
func (c *Cond) Broadcast() {
	c.check()
	if c.wrong.NeedsL {
		c.L.Lock()
		defer c.L.Unlock()
	}
	c.inner.mu.Lock()
	defer c.inner.mu.Unlock()
	if c.wrong.Stolen && len(c.inner.waiters) > 0 {
		// The last one has not gone to sleep yet, so it takes what is left, and somebody else was faster.
		c.inner.posts++
		for len(c.inner.waiters) > 1 {
			c.inner.wake(false)
		}
		return
	}
	c.inner.wake(false)
	for len(c.inner.waiters) > 0 && !c.wrong.WakesOne {
		c.inner.wake(false)
	}
}

func (in *inner) wake(last bool) {
	if len(in.waiters) == 0 {
		return
	}
	i := 0
	if last {
		i = len(in.waiters) - 1
	}
	close(in.waiters[i])
	in.waiters = append(in.waiters[:i:i], in.waiters[i+1:]...)
}

// Package waitgroup is a plain WaitGroup of our own that can be built wrong on purpose: each field of Decisions changes
// one decision, and with none of them set it keeps the contract. It is a subject for the checker and nothing else.
package waitgroup

import (
	"sync"
	"time"
)

// Decisions says what is done wrong. The clauses are those of docs/waitgroup.md.
type Decisions struct {
	WakesOne        bool // WG1: at zero one waiter is let go, the others are not
	AnyChange       bool // WG1: a waiter is let go by any Done
	DoneOnly        bool // WG1: an Add that comes to zero wakes nobody
	NeverNegative   bool // WG2: the counter stops at zero
	ForgetsNegative bool // WG2: the call panics, but the counter is zero afterwards
	Wide            bool // WG2: the counter has 64 bits
	CriesMisuse     bool // WG3: every Add beside a waiter panics
	OneRound        bool // WG4: a group that was used cannot be waited for again
	SleepsAtZero    bool // WG4: Wait always waits for somebody
	DoneNotDeferred bool // WG5: a function that exits its goroutine does not count down
	DoneBeforeCrash bool // WG5: a function that panics counts down
	RunsInline      bool // WG5: Go runs the function itself
	CountsLate      bool // WG5: the new goroutine counts up
}

// WaitGroup counts tasks.
type WaitGroup struct {
	wrong   Decisions
	mu      sync.Mutex
	counter int64
	used    bool
	waiters []chan struct{}
}

// New makes a WaitGroup.
func New(wrong Decisions) *WaitGroup { return &WaitGroup{wrong: wrong} }

// Add counts.
func (wg *WaitGroup) Add(delta int) { wg.add(int64(delta), false) }

// Done counts one down.
func (wg *WaitGroup) Done() { wg.add(-1, true) }

func (wg *WaitGroup) add(delta int64, done bool) {
	wg.mu.Lock()
	defer wg.mu.Unlock()
	if wg.wrong.CriesMisuse && delta > 0 && len(wg.waiters) > 0 {
		panic("sync: WaitGroup misuse: Add called concurrently with Wait")
	}
	wg.counter += delta
	if !wg.wrong.Wide {
		wg.counter = int64(int32(wg.counter))
	}
	if wg.counter < 0 {
		if wg.wrong.NeverNegative || wg.wrong.ForgetsNegative {
			wg.counter = 0
		}
		if !wg.wrong.NeverNegative {
			panic("sync: negative WaitGroup counter")
		}
	}
	if wg.counter == 0 && (done || !wg.wrong.DoneOnly) || wg.wrong.AnyChange && delta < 0 {
		wg.wake()
	}
}

func (wg *WaitGroup) wake() {
	wg.used = true
	for len(wg.waiters) > 0 {
		close(wg.waiters[0])
		wg.waiters = wg.waiters[1:]
		if wg.wrong.WakesOne {
			return
		}
	}
}

// Wait waits for zero.
func (wg *WaitGroup) Wait() {
	wg.mu.Lock()
	if wg.counter == 0 && !wg.wrong.SleepsAtZero && !(wg.wrong.OneRound && wg.used) {
		wg.mu.Unlock()
		return
	}
	zero := make(chan struct{})
	wg.waiters = append(wg.waiters, zero)
	wg.mu.Unlock()
	<-zero
}

// Go runs f as a task.
func (wg *WaitGroup) Go(f func()) {
	if wg.wrong.CountsLate {
		go func() {
			time.Sleep(20 * time.Millisecond)
			wg.Add(1)
			wg.run(f)
		}()
		return
	}
	wg.Add(1)
	if wg.wrong.RunsInline {
		wg.run(f)
		return
	}
	go wg.run(f)
}

func (wg *WaitGroup) run(f func()) {
	returned := false
	defer func() {
		if cause := recover(); cause != nil {
			if wg.wrong.DoneBeforeCrash {
				wg.Done()
				time.Sleep(20 * time.Millisecond)
			}
			panic(cause)
		}
		if returned || !wg.wrong.DoneNotDeferred {
			wg.Done()
		}
	}()
	f()
	returned = true
}

// Package once is a plain Once, and functions made of it, of our own that can be built wrong on purpose: each field of
// Decisions changes one decision, and with none of them set it keeps the contract. It is a subject for the checker and
// nothing else.
package once

import (
	"sync"
	"sync/atomic"
)

// Decisions says what is done wrong. The clauses are those of docs/once.md.
type Decisions struct {
	CasThenCall bool // ON1, ON3: the flag is set before the function runs, and nobody waits
	EarlyFlag   bool // ON1: the same inside the lock, with the fast path outside
	NoRecheck   bool // ON1: who waited for the lock does not look at the flag again
	AgainIfBad  bool // ON2: the flag is set only if the function returned
	KeepsLock   bool // ON2: the lock is not given back if it did not
	HidesPanic  bool // ON2: the caller of the function does not see its panic
	SharesPanic bool // ON2: later calls panic as well
}

// Once runs one function once.
type Once struct {
	wrong Decisions
	done  atomic.Bool
	mu    sync.Mutex
	cause any
}

// New makes a Once.
func New(wrong Decisions) *Once { return &Once{wrong: wrong} }

// Do runs f unless something has run before.
func (o *Once) Do(f func()) {
	if o.wrong.CasThenCall {
		if o.done.CompareAndSwap(false, true) {
			f()
		}
		return
	}
	if !o.done.Load() {
		o.first(f)
	} else if o.cause != nil {
		panic(o.cause)
	}
}

func (o *Once) first(f func()) {
	o.mu.Lock()
	returned := false
	defer func() {
		if o.wrong.HidesPanic || o.wrong.SharesPanic && !returned {
			if cause := recover(); o.wrong.SharesPanic && cause != nil {
				o.cause = cause
				defer panic(cause)
			}
		}
		if returned || !o.wrong.AgainIfBad {
			o.done.Store(true)
		}
		if returned || !o.wrong.KeepsLock {
			o.mu.Unlock()
		}
	}()
	if !o.done.Load() || o.wrong.NoRecheck {
		if o.wrong.EarlyFlag {
			o.done.Store(true)
		}
		f()
	}
	returned = true
}

package once

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// FuncDecisions says what is done wrong by what OnceFunc, OnceValue and OnceValues return. The clauses are those of
// docs/oncefunc.md.
type FuncDecisions struct {
	EarlyFlag   bool // ON4, ON3: nobody waits for the function
	NoRecheck   bool // ON4: who waited runs it again
	QuietPanic  bool // ON4: calls after a panic return nothing
	OtherPanic  bool // ON4: calls after a panic panic with a value of their own
	AgainIfExit bool // ON5: a function that exited its goroutine runs again
	StuckIfExit bool // ON5: ... or nobody else ever comes back
	KeepsIfBad  bool // ON6: the function is let go only if it returned
	Keeps       bool // ON6: it is never let go
	Eager       bool // ON7: it runs at once
	Elsewhere   bool // ON7: it runs in a goroutine of its own
}

// maker is one function that runs once.
type maker struct {
	wrong  FuncDecisions
	done   atomic.Bool
	mu     sync.Mutex
	f      func() (any, any)
	ran    bool // f returned
	exited bool
	v1, v2 any
	cause  any
}

// OnceValues makes a function that runs f once and gives its results again and again.
func OnceValues(wrong FuncDecisions, f func() (any, any)) func() (any, any) {
	m := &maker{wrong: wrong, f: f}
	if wrong.Eager {
		m.first()
	}
	return m.call
}

// OnceValue is OnceValues for one result.
func OnceValue(wrong FuncDecisions, f func() any) func() any {
	var both func() (any, any)
	if f != nil {
		both = func() (any, any) { return f(), nil }
	}
	call := OnceValues(wrong, both)
	return func() any { v, _ := call(); return v }
}

// OnceFunc is OnceValues for none.
func OnceFunc(wrong FuncDecisions, f func()) func() {
	var both func() (any, any)
	if f != nil {
		both = func() (any, any) { f(); return nil, nil }
	}
	call := OnceValues(wrong, both)
	return func() { call() }
}

func (m *maker) call() (any, any) {
	if !m.done.Load() {
		m.first()
	}
	if m.ran || m.wrong.EarlyFlag {
		return m.v1, m.v2
	}
	switch {
	case m.wrong.QuietPanic:
		return nil, nil
	case m.wrong.OtherPanic:
		panic(&runtime.PanicNilError{})
	}
	panic(m.cause)
}

func (m *maker) first() {
	if m.wrong.EarlyFlag {
		if m.done.Swap(true) {
			return
		}
	} else {
		m.mu.Lock()
	}
	ended := false
	defer func() {
		if !ended {
			m.cause = recover()
			m.exited = m.cause == nil
			if m.exited {
				m.cause = &runtime.PanicNilError{}
			} else {
				defer panic(m.cause)
			}
		}
		if (ended || !m.wrong.KeepsIfBad) && !m.wrong.Keeps && !m.wrong.NoRecheck &&
			!(m.exited && m.wrong.AgainIfExit) {
			m.f = nil
		}
		m.done.Store(!(m.exited && m.wrong.AgainIfExit))
		if !m.wrong.EarlyFlag && !(m.exited && m.wrong.StuckIfExit) {
			m.mu.Unlock()
		}
		if m.exited && m.wrong.StuckIfExit {
			m.done.Store(false)
		}
	}()
	if !m.done.Load() || m.wrong.NoRecheck || m.wrong.EarlyFlag {
		m.run()
	}
	ended = true
}

func (m *maker) run() {
	if !m.wrong.Elsewhere {
		m.v1, m.v2 = m.f()
		m.ran = true
		return
	}
	over := make(chan struct{})
	go func() {
		defer close(over)
		m.v1, m.v2 = m.f()
		m.ran = true
	}()
	<-over
}

// Package gozero_singleflight is a plain duplicate suppressor of our own with the face of go-zero's SingleFlight. It can be
// built wrong on purpose: each field of Decisions changes one decision, and with none of them set it keeps the contract. It
// is a subject for the checker and nothing else.
package gozero_singleflight

import (
	"fmt"
	"runtime"
	"sync"
)

// Decisions says what is done wrong. The clauses are those of docs/gozero_singleflight.md.
type Decisions struct {
	JoinerRuns    bool // GZ1: a call that finds a flight runs its own function as well
	EarlyDone     bool // GZ2: joiners are let go before the flight is taken out of the map
	NoDefer       bool // GZ3: a panic or an exit skips the end of the flight
	Silent        bool // GZ3: joiners of a panic or an exit get nil and nil
	Wraps         bool // GZ3: joiners get a panic value of their own around the original
	JoinerNoError bool // GZ5: joiners get the value but never the error
	AllFresh      bool // GZ6: joiners say fresh, too
	NeverFresh    bool // GZ6: nobody says fresh
}

// SingleFlight suppresses duplicates.
type SingleFlight struct {
	wrong   Decisions
	mu      sync.Mutex
	flights map[string]*flight
}

// New makes a SingleFlight.
func New(wrong Decisions) *SingleFlight {
	return &SingleFlight{wrong: wrong, flights: map[string]*flight{}}
}

// ending is how a flight's function ended.
type ending int

const (
	exited ending = iota // until something else is known
	returned
	panicked
)

// flight is one run of a function, settled when over is closed.
type flight struct {
	over  chan struct{}
	end   ending
	val   any
	err   error
	cause any
}

type wrapper struct{ value any }

func (w *wrapper) Error() string { return fmt.Sprintf("the function panicked: %v", w.value) }

// Do runs fn, or waits for the flight of the key that is on its way.
func (s *SingleFlight) Do(key string, fn func() (any, error)) (any, error) {
	v, _, err := s.DoEx(key, fn)
	return v, err
}

// DoEx is Do, and says whether fn ran.
func (s *SingleFlight) DoEx(key string, fn func() (any, error)) (any, bool, error) {
	s.mu.Lock()
	if f, ok := s.flights[key]; ok {
		s.mu.Unlock()
		return s.join(f, fn)
	}
	f := &flight{over: make(chan struct{})}
	s.flights[key] = f
	s.mu.Unlock()
	s.fly(key, f, fn)
	return f.val, !s.wrong.NeverFresh, f.err
}

// join is for those who came too late to lead.
func (s *SingleFlight) join(f *flight, fn func() (any, error)) (any, bool, error) {
	if s.wrong.JoinerRuns {
		v, err := fn()
		return v, s.wrong.AllFresh, err
	}
	<-f.over
	switch {
	case f.end == returned || s.wrong.Silent:
	case f.end == panicked && s.wrong.Wraps:
		panic(&wrapper{f.cause})
	case f.end == panicked:
		panic(f.cause)
	default:
		runtime.Goexit()
	}
	if s.wrong.JoinerNoError {
		return f.val, s.wrong.AllFresh, nil
	}
	return f.val, s.wrong.AllFresh, f.err
}

// fly runs fn and ends the flight, however fn ends.
func (s *SingleFlight) fly(key string, f *flight, fn func() (any, error)) {
	if s.wrong.NoDefer {
		f.val, f.err = fn()
		f.end = returned
		s.land(key, f)
		return
	}
	defer func() {
		if f.end == exited {
			if value := recover(); value != nil {
				f.end, f.cause = panicked, value
			}
		}
		s.land(key, f)
		if f.end == panicked {
			panic(f.cause)
		}
	}()
	f.val, f.err = fn()
	f.end = returned
}

// land ends the flight: from here on nobody joins it, and everybody gets the outcome.
func (s *SingleFlight) land(key string, f *flight) {
	if s.wrong.EarlyDone {
		close(f.over)
		runtime.Gosched()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.flights, key)
	if !s.wrong.EarlyDone {
		close(f.over)
	}
}

// Package singleflight is a plain duplicate suppressor of our own that can be built wrong on purpose: each field of
// Decisions changes one decision, and with none of them set it keeps the contract. It is a subject for the checker and
// nothing else. Only the type of the channel's element is x/sync's.
package singleflight

import (
	"fmt"
	"runtime"
	"sync"

	xsync "golang.org/x/sync/singleflight"
)

// Decisions says what is done wrong. The clauses are those of docs/singleflight.md.
type Decisions struct {
	JoinerRuns       bool // SF1: a Do that finds a flight runs its own function as well
	JoinerNoError    bool // SF2: joiners get the value but never the error
	LoneShared       bool // SF3: a leader that nobody joined says shared
	ChanUncounted    bool // SF3: a DoChan that joins does not make the flight shared
	EarlyDone        bool // SF4: joiners are let go before the flight is taken out of the map
	DeleteAny        bool // SF5: the end of a flight removes whatever flight has the key
	IgnoreForget     bool // SF5: Forget does nothing
	ChanNever        bool // SF8: the channel of a DoChan that joins is not filled
	ChanTwice        bool // SF8: every channel is filled twice
	NoDefer          bool // SF9: a panic skips the end of the flight
	QuietJoinerPanic bool // SF9: joiners of a panicking flight get nil and nil
	SoftPanic        bool // SF10: a panic with channels attached is an ordinary panic of the leader
	GoexitReturns    bool // SF11: joiners and channels of an exiting flight get nil and nil
}

// Group suppresses duplicates.
type Group struct {
	wrong   Decisions
	mu      sync.Mutex
	flights map[string]*flight
}

// New makes a group.
func New(wrong Decisions) *Group { return &Group{wrong: wrong, flights: map[string]*flight{}} }

// ending is how a flight's function ended.
type ending int

const (
	exited ending = iota // until something else is known
	returned
	panicked
)

// flight is one run of a function. All but joined and chans is settled when over is closed.
type flight struct {
	over   chan struct{}
	end    ending
	val    any
	err    error
	cause  *panicError
	shared bool
	joined int
	chans  []chan xsync.Result
}

// panicError carries what a function panicked with to all callers of its flight.
type panicError struct{ value any }

func (p *panicError) Error() string { return fmt.Sprintf("the function panicked: %v", p.value) }

// Unwrap gives the panic value if it was an error.
func (p *panicError) Unwrap() error {
	err, _ := p.value.(error)
	return err
}

// Do runs fn, or waits for the flight of the key that is on its way.
func (g *Group) Do(key string, fn func() (any, error)) (v any, err error, shared bool) {
	g.mu.Lock()
	if f, ok := g.flights[key]; ok {
		f.joined++
		g.mu.Unlock()
		return g.join(f, fn)
	}
	f := &flight{over: make(chan struct{})}
	g.flights[key] = f
	g.mu.Unlock()
	g.fly(key, f, fn)
	if f.end == panicked {
		panic(f.cause)
	}
	return f.val, f.err, f.shared
}

// join is Do for those who came too late to lead.
func (g *Group) join(f *flight, fn func() (any, error)) (any, error, bool) {
	if g.wrong.JoinerRuns {
		v, err := fn()
		return v, err, true
	}
	<-f.over
	switch {
	case f.end == panicked && !g.wrong.QuietJoinerPanic:
		panic(f.cause)
	case f.end == exited && !g.wrong.GoexitReturns:
		runtime.Goexit()
	case g.wrong.JoinerNoError:
		return f.val, nil, true
	}
	return f.val, f.err, true
}

// DoChan is Do with the result on a channel.
func (g *Group) DoChan(key string, fn func() (any, error)) <-chan xsync.Result {
	room := 1
	if g.wrong.ChanTwice {
		room = 2
	}
	ch := make(chan xsync.Result, room)
	g.mu.Lock()
	defer g.mu.Unlock()
	if f, ok := g.flights[key]; ok {
		if !g.wrong.ChanUncounted {
			f.joined++
		}
		if !g.wrong.ChanNever {
			f.chans = append(f.chans, ch)
		}
		return ch
	}
	f := &flight{over: make(chan struct{}), chans: []chan xsync.Result{ch}}
	g.flights[key] = f
	go g.fly(key, f, fn)
	return ch
}

// Forget lets the next call of the key start a flight of its own.
func (g *Group) Forget(key string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.wrong.IgnoreForget {
		delete(g.flights, key)
	}
}

// fly runs fn and ends the flight, however fn ends.
func (g *Group) fly(key string, f *flight, fn func() (any, error)) {
	if g.wrong.NoDefer {
		f.val, f.err = fn()
		f.end = returned
		g.land(key, f)
		return
	}
	defer func() {
		if f.end == exited {
			if value := recover(); value != nil {
				f.end, f.cause = panicked, &panicError{value}
			}
		}
		g.land(key, f)
	}()
	f.val, f.err = fn()
	f.end = returned
	if again, ok := f.err.(*panicError); ok { // a function that hands on a panic of another flight
		f.end, f.cause = panicked, again
	}
}

// land ends the flight: from here on nobody joins it, and everybody gets the outcome.
func (g *Group) land(key string, f *flight) {
	if g.wrong.EarlyDone {
		close(f.over)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	f.shared = f.joined > 0 || g.wrong.LoneShared
	if !g.wrong.EarlyDone {
		close(f.over)
	}
	if g.wrong.DeleteAny || g.flights[key] == f {
		delete(g.flights, key)
	}
	if f.end == panicked && len(f.chans) > 0 && !g.wrong.SoftPanic {
		// Nobody who waits for a channel could recover: the panic must not be caught by the leader's caller either.
		go func() { panic(f.cause) }()
		select {}
	}
	if f.end == returned || f.end == exited && g.wrong.GoexitReturns {
		g.fill(f)
	}
}

func (g *Group) fill(f *flight) {
	for _, ch := range f.chans {
		result := xsync.Result{Val: f.val, Err: f.err, Shared: f.shared}
		ch <- result
		if g.wrong.ChanTwice {
			ch <- result
		}
	}
}

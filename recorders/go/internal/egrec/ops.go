// Package egrec records errgroup.Group.
package egrec

import (
	"bytes"
	"context"
	"runtime"
	"sync/atomic"

	"gosync/recorders/go/internal/events"
	"gosync/recorders/go/internal/harness"
	"gosync/recorders/go/internal/quiet"
)

// The operations and the callback.
const (
	opGo uint8 = iota
	opTryGo
	opWait
	opSetLimit
	opWithContext
	opErr
	opCause
	opDone
	opCancel
	opSeen
	opFn
)

// ending is how a function of ours ends.
type ending int

const (
	succeeds ending = iota
	fails           // with an error of its own
	failsNil        // with a typed nil
	panics          // with a value of its own
	exits           // its goroutine
)

// fn describes one function that is handed in.
type fn struct {
	id     int64
	end    ending
	room   int              // for events of its body
	body   func(in *caller) // what it does before it ends, with the calls of its own process
	opened chan struct{}    // if set, it waits for this before its body
	at     atomic.Value     // the goroutine that hands it in
}

// object is a group.
type object struct {
	id     int64
	group  group
	ctx    context.Context
	cancel context.CancelCauseFunc // of the parent
	quiet  bool                    // random only: its functions do not fail
}

// world is what all callers share.
type world struct {
	env    *harness.Env
	ids    identities
	fns    atomic.Int64
	groups atomic.Int64
}

// caller is one process: it makes the calls and writes their events.
type caller struct {
	*world
	log *events.Log
}

func (w *world) caller(lane int) *caller { return &caller{world: w, log: w.env.Map.MainLog(lane)} }

// newGroup makes a zero group; nobody calls that an operation.
func (w *world) newGroup() *object {
	o := &object{id: w.groups.Add(1)}
	made, _, _ := makeGroup(w.env.Subject, nil)
	o.group = made.(group)
	return o
}

func (c *caller) withContext() *object {
	o := &object{id: c.groups.Add(1)}
	parent, cancel := context.WithCancelCause(context.Background())
	o.cancel = cancel
	c.log.Invoke(opWithContext, o.id)
	made, ctx, _ := makeGroup(c.env.Subject, parent)
	c.log.OK(c.log.Stamp(), opWithContext, 0)
	o.group, o.ctx = made.(group), ctx
	return o
}

// prepare gives a function its token, and a process of its own.
func (c *caller) prepare(f *fn) func() error {
	f.id = c.fns.Add(1)
	f.at.Store(goroutine())
	first := &caller{world: c.world, log: c.log.Side(2 + f.room)}
	again := &caller{world: c.world, log: c.log.Side(2 + f.room)} // wrong ones run it twice
	var runs atomic.Int32
	return func() error {
		if runs.Add(1) == 1 {
			return first.run(f)
		}
		return again.run(f)
	}
}

func (c *caller) goes(o *object, f *fn) {
	run := c.prepare(f)
	c.log.Guard(opGo, tokenOf, func() uint64 {
		c.log.Invoke(opGo, o.id, f.id)
		o.group.Go(run)
		stamp := c.log.Stamp()
		c.log.OK(stamp, opGo, 0)
		return stamp
	})
}

func (c *caller) tryGo(o *object, f *fn) bool {
	run := c.prepare(f)
	c.log.Invoke(opTryGo, o.id, f.id)
	ok := o.group.TryGo(run)
	stamp := c.log.Stamp()
	var flag uint8
	if ok {
		flag = events.FlagTrue
	}
	c.log.OK(stamp, opTryGo, flag)
	return ok
}

func (c *caller) wait(o *object) {
	c.log.Guard(opWait, tokenOf, func() uint64 {
		c.log.Invoke(opWait, o.id)
		err := o.group.Wait()
		stamp := c.log.Stamp()
		c.log.OK(stamp, opWait, 0, tokenOf(err))
		return stamp
	})
}

func (c *caller) setLimit(o *object, n int) {
	c.log.Guard(opSetLimit, tokenOf, func() uint64 {
		c.log.Invoke(opSetLimit, o.id, int64(n))
		o.group.SetLimit(n)
		stamp := c.log.Stamp()
		c.log.OK(stamp, opSetLimit, 0)
		return stamp
	})
}

func (c *caller) err(o *object) {
	c.log.Invoke(opErr, o.id)
	err := o.ctx.Err()
	stamp := c.log.Stamp()
	c.log.OK(stamp, opErr, 0, tokenOf(err))
}

func (c *caller) cause(o *object) {
	c.log.Invoke(opCause, o.id)
	err := context.Cause(o.ctx)
	stamp := c.log.Stamp()
	c.log.OK(stamp, opCause, 0, tokenOf(err))
}

func (c *caller) done(o *object) {
	c.log.Invoke(opDone, o.id)
	<-o.ctx.Done()
	c.log.OK(c.log.Stamp(), opDone, 0)
}

func (c *caller) cancelParent(o *object, withCause bool) {
	var cause error
	var id token
	if withCause {
		f := &failure{c.ids.fresh(kindError)}
		cause, id = f, f.id
	}
	c.log.Invoke(opCancel, o.id, id)
	o.cancel(cause)
	c.log.OK(c.log.Stamp(), opCancel, 0)
}

// seen looks until the goroutine that hands in a function is parked; that it is in its Go, and nothing else, is up to the
// scenario.
func (c *caller) seen(f *fn) {
	c.log.Invoke(opSeen, f.id)
	for !parked(f.at.Load().(string)) {
		runtime.Gosched()
	}
	c.log.OK(c.log.Stamp(), opSeen, 0)
}

func parked(id string) bool {
	for _, g := range quiet.Others() {
		if g.ID == id {
			return g.Blocked()
		}
	}
	return false
}

// goroutine is the number of the current goroutine, as a dump has it.
func goroutine() string {
	var buffer [40]byte
	head := bytes.Fields(buffer[:runtime.Stack(buffer[:], false)])
	return string(head[1])
}

// run is the function. Its begin and end are events of its process; the end is written before the function is left.
func (c *caller) run(f *fn) error {
	c.log.Invoke(opFn, f.id)
	if f.opened != nil {
		<-f.opened
	}
	if f.body != nil {
		f.body(c)
	}
	switch f.end {
	case exits:
		c.log.OK(c.log.Stamp(), opFn, events.FlagGoexit)
		runtime.Goexit()
	case panics:
		a := &alarm{c.ids.fresh(kindPanic)}
		c.log.OK(c.log.Stamp(), opFn, events.FlagPanic, a.id)
		panic(a)
	case fails:
		e := &failure{c.ids.fresh(kindError)}
		c.log.OK(c.log.Stamp(), opFn, 0, e.id)
		return e
	case failsNil:
		var none *failure
		c.log.OK(c.log.Stamp(), opFn, 0, kindTypedNil)
		return none
	}
	c.log.OK(c.log.Stamp(), opFn, 0)
	return nil
}

// Package krrec records kratos' errgroup.Group. The package itself is there only in a program that was built with the tag
// kratos and its go.mod, because its module asks for many others.
package krrec

import (
	"context"
	"runtime"
	"sync/atomic"

	"gosync/recorders/go/internal/events"
	"gosync/recorders/go/internal/harness"
)

// The operations and the callback.
const (
	opGo uint8 = iota
	opWait
	opProcs
	opWithContext
	opWithCancel
	opErr
	opCause
	opDone
	opCancel
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
	given  atomic.Value     // the context, once it has begun
}

// object is a group.
type object struct {
	id     int64
	group  group
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
	made, _ := makeGroup(w.env.Subject, opGo, nil)
	return &object{id: w.groups.Add(1), group: made}
}

// derived makes a group by WithContext or WithCancel.
func (c *caller) derived(op uint8) *object {
	o := &object{id: c.groups.Add(1)}
	parent, cancel := context.WithCancelCause(context.Background())
	o.cancel = cancel
	c.log.Invoke(op, o.id)
	made, _ := makeGroup(c.env.Subject, op, parent)
	c.log.OK(c.log.Stamp(), op, 0)
	o.group = made
	return o
}

// prepare gives a function its token, and a process of its own.
func (c *caller) prepare(f *fn) func(context.Context) error {
	f.id = c.fns.Add(1)
	first := &caller{world: c.world, log: c.log.Side(2 + f.room)}
	again := &caller{world: c.world, log: c.log.Side(2 + f.room)} // wrong ones run it twice
	var runs atomic.Int32
	return func(ctx context.Context) error {
		switch runs.Add(1) {
		case 1:
			return first.run(ctx, f)
		case 2:
			return again.run(ctx, f)
		}
		return nil
	}
}

func (c *caller) goes(o *object, f *fn) {
	run := c.prepare(f)
	c.log.Call(opGo, tokenOf, func() { o.group.Go(run) }, o.id, f.id)
}

func (c *caller) procs(o *object, n int) {
	c.log.Call(opProcs, tokenOf, func() { o.group.GOMAXPROCS(n) }, o.id, int64(n))
}

func (c *caller) wait(o *object) {
	c.log.Guard(opWait, tokenOf, func() uint64 {
		c.log.Invoke(opWait, o.id)
		err := o.group.Wait()
		stamp := c.log.Stamp()
		if of, made := ofPanic(err); made {
			c.log.OK(stamp, opWait, events.FlagTrue, of)
		} else {
			c.log.OK(stamp, opWait, 0, tokenOf(err))
		}
		return stamp
	})
}

// context is what a function was given; nobody asks before it has begun.
func (f *fn) context() context.Context { return f.given.Load().(given).Context }

// given is a context, of whatever type.
type given struct{ context.Context }

func (c *caller) err(f *fn) {
	ctx := f.context()
	c.log.Invoke(opErr, f.id)
	err := ctx.Err()
	stamp := c.log.Stamp()
	c.log.OK(stamp, opErr, 0, tokenOf(err))
}

func (c *caller) cause(f *fn) {
	ctx := f.context()
	c.log.Invoke(opCause, f.id)
	err := context.Cause(ctx)
	stamp := c.log.Stamp()
	c.log.OK(stamp, opCause, 0, tokenOf(err))
}

func (c *caller) done(f *fn) {
	ctx := f.context()
	c.log.Invoke(opDone, f.id)
	<-ctx.Done()
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

// run is the function. Its begin and end are events of its process; the end is written before the function is left.
func (c *caller) run(ctx context.Context, f *fn) error {
	c.log.Invoke(opFn, f.id)
	f.given.Store(given{ctx}) // now others may ask: what they do is written after the beginning
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

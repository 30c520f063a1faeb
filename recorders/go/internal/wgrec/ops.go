// Package wgrec records sync.WaitGroup.
package wgrec

import (
	"runtime"
	"sync/atomic"

	"gosync/recorders/go/internal/events"
	"gosync/recorders/go/internal/harness"
)

// The operations and the callback.
const (
	opAdd uint8 = iota
	opDone
	opWait
	opGo
	opFn
)

// ending is how a function of ours ends.
type ending int

const (
	returns ending = iota
	panics         // with a value of its own
	exits          // its goroutine
)

// fn describes one function that is handed to Go.
type fn struct {
	id     int64
	end    ending
	body   func(in *caller) // what it does before it ends
	opened chan struct{}    // if set, it waits for this before its body
}

// group is what is recorded, with its number.
type group struct {
	id int64
	groupLike
}

// world is what all callers share.
type world struct {
	env    *harness.Env
	make   func() groupLike
	fns    atomic.Int64
	groups atomic.Int64
	alarms atomic.Int64
}

func newWorld(env *harness.Env) (*world, error) {
	made, err := makeSubject(env.Subject)
	return &world{env: env, make: made}, err
}

// caller is one process: it makes the calls and writes their events.
type caller struct {
	*world
	log *events.Log
}

func (w *world) caller(lane int) *caller { return &caller{world: w, log: w.env.Map.MainLog(lane)} }

// newGroup makes a group; nobody calls that an operation.
func (w *world) newGroup() *group { return &group{w.groups.Add(1), w.make()} }

// call makes a call that may panic, and reports whether it did.
func (c *caller) call(op uint8, call func(), args ...int64) bool {
	return c.log.Call(op, tokenOf, call, args...)
}

func (c *caller) add(g *group, delta int) bool {
	return c.call(opAdd, func() { g.Add(delta) }, g.id, int64(delta))
}

func (c *caller) done(g *group) bool { return c.call(opDone, g.Done, g.id) }

func (c *caller) wait(g *group) bool { return c.call(opWait, g.Wait, g.id) }

func (c *caller) goes(g *group, f *fn) bool {
	f.id = c.fns.Add(1)
	room := 4
	if f.body != nil {
		room = 32
	}
	in := &caller{c.world, c.log.Side(room)}
	return c.call(opGo, func() { g.Go(func() { in.run(f) }) }, g.id, f.id)
}

// run is the function. Its end is written before the function is left, also when it is left by a panic.
func (c *caller) run(f *fn) {
	var thrown *alarm
	returned := false
	defer func() {
		switch {
		case returned:
			c.log.OK(c.log.Stamp(), opFn, 0)
		case thrown != nil:
			c.log.OK(c.log.Stamp(), opFn, events.FlagPanic, tokenOf(thrown))
		default:
			c.log.OK(c.log.Stamp(), opFn, events.FlagGoexit)
		}
	}()
	c.log.Invoke(opFn, f.id)
	if f.opened != nil {
		<-f.opened
	}
	if f.body != nil {
		f.body(c)
	}
	switch f.end {
	case exits:
		runtime.Goexit()
	case panics:
		thrown = &alarm{c.alarms.Add(1)}
		panic(thrown)
	}
	returned = true
}

// Package oncerec records sync.Once and what sync.OnceFunc, OnceValue and OnceValues make.
package oncerec

import (
	"bytes"
	"runtime"
	"sync"
	"sync/atomic"
	"weak"

	"gosync/recorders/go/internal/events"
	"gosync/recorders/go/internal/harness"
)

// The operations and the callback.
const (
	opDo uint8 = iota
	opOnceFunc
	opOnceValue
	opOnceValues
	opCall
	opReleased
	opFn
)

// ending is how a function of ours ends.
type ending int

const (
	returns   ending = iota
	panics           // with a value of its own
	panicsNil        // with nil
	exits            // its goroutine
)

// fn describes one function that is handed in. It serves for one call of Do, or for one object.
type fn struct {
	id     int64
	none   bool // it is nil
	end    ending
	values int64            // how many it returns
	body   func(in *caller) // what it does before it ends, with the calls of the process that runs it
	later  func(in *caller) // what it does in a deferred call
	opened chan struct{}    // if set, it waits for this before its body
}

// object is a Once, or a function that one call of OnceFunc and so on made.
type object struct {
	id     int64
	once   onceLike
	call   func() (any, any)
	values int64
	held   weak.Pointer[guard] // nil once nobody holds the function any more
}

// guard is what only the function of an object refers to. It has a size and a pointer, so that it has an address of its own.
type guard struct{ self *guard }

// world is what all callers share.
type world struct {
	env     *harness.Env
	subject subject
	ids     identities
	fns     atomic.Int64
	objects atomic.Int64
	here    sync.Map // goroutine -> *caller
}

func newWorld(env *harness.Env, variants []variant) (*world, error) {
	s, err := makeSubject(env.Subject, variants)
	return &world{env: env, subject: s}, err
}

// caller is one process: it makes the calls and writes their events.
type caller struct {
	*world
	log *events.Log
}

func (w *world) caller(lane int) *caller { return &caller{world: w, log: w.env.Map.MainLog(lane)} }

// newOnce makes an object; nobody calls that an operation.
func (w *world) newOnce() *object {
	return &object{id: w.objects.Add(1), once: w.subject.once()}
}

func (c *caller) do(o *object, f *fn) {
	run := c.prepare(f)
	var body func()
	if run != nil {
		body = func() { run(c) }
	}
	c.log.Guard(opDo, tokenOf, func() uint64 {
		c.log.Invoke(opDo, o.id, f.id)
		o.once.Do(body)
		stamp := c.log.Stamp()
		c.log.OK(stamp, opDo, 0)
		return stamp
	})
}

// make makes an object of the kind op of a function.
func (c *caller) make(op uint8, f *fn) *object {
	o := &object{id: c.objects.Add(1), values: int64(op - opOnceFunc)}
	f.values = o.values
	run := c.prepare(f)
	elsewhere := &caller{world: c.world, log: c.log.Side(4)} // for functions that run in no call
	g := &guard{}
	g.self = g
	if !f.none {
		o.held = weak.Make(g)
	}
	in := func() *caller {
		runtime.KeepAlive(g)
		if found, ok := c.here.Load(goroutine()); ok {
			return found.(*caller)
		}
		return elsewhere
	}
	if f.none {
		in, run = nil, nil
	}
	defer c.at()()
	c.log.Invoke(op, o.id, f.id)
	o.call = c.subject.maker(op, in, run)
	c.log.OK(c.log.Stamp(), op, 0)
	return o
}

// at notes that this process runs on this goroutine, until what it returns is called.
func (c *caller) at() func() {
	id := goroutine()
	before, nested := c.here.Swap(id, c)
	return func() {
		if nested {
			c.here.Store(id, before)
		} else {
			c.here.Delete(id)
		}
	}
}

// goroutine is the number of the current goroutine, as a dump has it.
func goroutine() string {
	var buffer [40]byte
	head := bytes.Fields(buffer[:runtime.Stack(buffer[:], false)])
	return string(head[1])
}

func (c *caller) call(o *object) {
	defer c.at()()
	c.log.Guard(opCall, tokenOf, func() uint64 {
		c.log.Invoke(opCall, o.id)
		v1, v2 := o.call()
		stamp := c.log.Stamp()
		c.log.OK(stamp, opCall, 0, tokenOf(v1), tokenOf(v2), o.values)
		return stamp
	})
}

// released asks whether the function of an object is still held.
func (c *caller) released(o *object) {
	c.log.Invoke(opReleased, o.id)
	runtime.GC()
	gone := o.held.Value() == nil
	stamp := c.log.Stamp()
	var flag uint8
	if gone {
		flag = events.FlagTrue
	}
	c.log.OK(stamp, opReleased, flag)
}

// prepare gives a function its token and returns what it does, nil for a nil function.
func (c *caller) prepare(f *fn) func(in *caller) (any, any) {
	if f.none {
		return nil
	}
	f.id = c.fns.Add(1)
	return func(in *caller) (any, any) { return in.run(f) }
}

// run is the function. Its begin and end are events of the process that runs it; the end is written before the function is
// left, also when it is left by a panic.
func (c *caller) run(f *fn) (v1, v2 any) {
	var thrown token // what it is about to panic with
	returned := false
	defer func() {
		switch {
		case returned:
			c.log.OK(c.log.Stamp(), opFn, 0, tokenOf(v1), tokenOf(v2), f.values)
		case thrown != 0:
			c.log.OK(c.log.Stamp(), opFn, events.FlagPanic, thrown)
		default:
			c.log.OK(c.log.Stamp(), opFn, events.FlagGoexit)
		}
	}()
	c.log.Invoke(opFn, f.id)
	if f.later != nil {
		defer f.later(c)
	}
	if f.opened != nil {
		<-f.opened
	}
	if f.body != nil {
		f.body(c)
	}
	if f.end != returns {
		c.leave(f.end, &thrown)
	}
	if f.values > 0 {
		v1 = &value{c.ids.fresh(kindValue)}
	}
	if f.values > 1 {
		v2 = &value{c.ids.fresh(kindValue)}
	}
	returned = true
	return v1, v2
}

// leave ends a function without returning.
func (c *caller) leave(end ending, thrown *token) {
	var what any
	switch end {
	case exits:
		runtime.Goexit()
	case panics:
		a := &alarm{c.ids.fresh(kindPanic)}
		what, *thrown = a, a.id
	case panicsNil:
		*thrown = kindNil
	}
	panic(what)
}

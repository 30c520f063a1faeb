// Package gzrec records go-zero's SingleFlight.
package gzrec

import (
	"runtime"
	"sync/atomic"

	"gosync/recorders/go/internal/events"
	"gosync/recorders/go/internal/harness"
)

// SingleFlight is what is recorded.
type SingleFlight interface {
	Do(key string, fn func() (any, error)) (any, error)
	DoEx(key string, fn func() (any, error)) (any, bool, error)
}

// The operations and the callback.
const (
	opDo uint8 = iota
	opDoEx
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

// fn describes one function that is handed in. It serves for one call.
type fn struct {
	id     int64
	none   bool // it is nil
	end    ending
	value  bool             // it returns a value of its own
	fail   bool             // it returns an error of its own
	body   func(in *caller) // what it does before it ends, with the calls of the process that runs it
	opened chan struct{}    // if set, it waits for this before its body
}

// object is the recorded SingleFlight and what its callers share.
type object struct {
	env  *harness.Env
	sf   SingleFlight
	ids  identities
	fns  atomic.Int64
	keys [4]string // the strings behind the key tokens k0 ... k3
}

func newObject(env *harness.Env) (*object, error) {
	sf, err := makeSubject(env.Subject)
	return &object{env: env, sf: sf, keys: [...]string{"k0", "k1", "k2", "k3"}}, err
}

// caller is one process: it makes the calls and writes their events.
type caller struct {
	*object
	log *events.Log
}

func (o *object) caller(lane int) *caller { return &caller{object: o, log: o.env.Map.MainLog(lane)} }

// do calls Do, or with ex DoEx. If the goroutine exits, do does not return.
func (c *caller) do(ex bool, key int64, f *fn) {
	op, run := opDo, c.prepare(f)
	if ex {
		op = opDoEx
	}
	c.log.Guard(op, tokenOf, func() uint64 {
		c.log.Invoke(op, key, f.id)
		var v any
		var err error
		var fresh bool
		if ex {
			v, fresh, err = c.sf.DoEx(c.keys[key], run)
		} else {
			v, err = c.sf.Do(c.keys[key], run)
		}
		stamp := c.log.Stamp()
		var flag uint8
		if fresh {
			flag = events.FlagTrue
		}
		c.log.OK(stamp, op, flag, tokenOf(v), tokenOf(err))
		return stamp
	})
}

// prepare gives a function its token and returns what is handed in, nil for a nil function.
func (c *caller) prepare(f *fn) func() (any, error) {
	if f.none {
		return nil
	}
	f.id = c.fns.Add(1)
	return func() (any, error) { return c.run(f) }
}

// run is the function. Its begin and end are events of the process that runs it; the end is written before the function is
// left, also when it is left by a panic.
func (c *caller) run(f *fn) (v any, err error) {
	var thrown token // what it is about to panic with
	returned := false
	defer func() {
		switch {
		case returned:
			c.log.OK(c.log.Stamp(), opFn, 0, tokenOf(v), tokenOf(err))
		case thrown != 0:
			c.log.OK(c.log.Stamp(), opFn, events.FlagPanic, thrown)
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
	if f.end != returns {
		c.leave(f.end, &thrown)
	}
	if f.value {
		v = &value{c.ids.fresh(kindValue)}
	}
	if f.fail {
		err = &failure{c.ids.fresh(kindError)}
	}
	returned = true
	return v, err
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

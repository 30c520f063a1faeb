// Package sfrec records singleflight groups.
package sfrec

import (
	"errors"
	"runtime"
	"sync/atomic"

	"golang.org/x/sync/singleflight"

	"gosync/recorders/go/internal/events"
	"gosync/recorders/go/internal/harness"
)

// Group is what is recorded.
type Group interface {
	Do(key string, fn func() (any, error)) (v any, err error, shared bool)
	DoChan(key string, fn func() (any, error)) <-chan singleflight.Result
	Forget(key string)
}

// The operations and the callback.
const (
	opDo uint8 = iota
	opDoChan
	opReceive
	opForget
	opFn
)

// ending is how a function of ours ends.
type ending int

const (
	returns     ending = iota
	panics             // with an error
	panicsOther        // with a value that is no error
	panicsNil          // with nil
	exits              // its goroutine
)

// fn describes one function that is handed in. It serves for one call.
type fn struct {
	id     int64
	end    ending
	value  bool             // it returns a value of its own
	fail   bool             // it returns an error of its own
	given  error            // if set, the error that it returns instead
	body   func(in *caller) // what it does before it ends, with the calls of the process that runs it
	room   int              // how many events the body may write
	opened chan struct{}    // if set, it waits for this before its body
}

// object is the recorded group and what its callers share.
type object struct {
	env   *harness.Env
	group Group
	ids   identities
	fns   atomic.Int64
	chans atomic.Int64
	keys  [4]string // the strings behind the key tokens k0 ... k3
}

func newObject(env *harness.Env) (*object, error) {
	group, err := makeSubject(env.Subject)
	return &object{env: env, group: group, keys: [...]string{"k0", "k1", "k2", "k3"}}, err
}

// caller is one process: it makes the calls and writes their events.
type caller struct {
	*object
	log *events.Log
}

func (o *object) caller(lane int) *caller { return &caller{object: o, log: o.env.Map.MainLog(lane)} }

// channel is what a DoChan gave.
type channel struct {
	id int64
	c  <-chan singleflight.Result
}

// do calls Do. It returns what it recovered, if Do panicked. If the goroutine exits, do does not return.
func (c *caller) do(key int64, f *fn) (recovered any) {
	var stamp uint64
	f.id = c.fns.Add(1)
	run := func() (any, error) { return c.run(f) }
	defer func() {
		if stamp == 0 {
			stamp = c.log.Stamp()
			recovered = recover()
			c.abnormal(stamp, opDo, recovered)
		}
	}()
	c.log.Invoke(opDo, key, f.id)
	v, err, shared := c.group.Do(c.keys[key], run)
	stamp = c.log.Stamp()
	c.log.OK(stamp, opDo, sharedFlag(shared), c.ids.of(v), c.ids.of(err))
	return nil
}

// abnormal writes the end of a call that did not return.
func (c *caller) abnormal(stamp uint64, op uint8, recovered any) {
	if recovered == nil {
		c.log.OK(stamp, op, events.FlagGoexit)
		return
	}
	var unwraps token
	if err, ok := recovered.(error); ok {
		unwraps = c.ids.of(errors.Unwrap(err))
	}
	c.log.OK(stamp, op, events.FlagPanic, c.ids.recovered(recovered), unwraps)
}

// doChan calls DoChan. The function may run in a goroutine of its own, so it gets a log of its own.
func (c *caller) doChan(key int64, f *fn) *channel {
	var stamp uint64
	f.id = c.fns.Add(1)
	ch := &channel{id: c.chans.Add(1)}
	in := &caller{object: c.object, log: c.log.Side(2 + f.room)}
	run := func() (any, error) { return in.run(f) }
	defer func() {
		if stamp == 0 {
			stamp = c.log.Stamp()
			c.abnormal(stamp, opDoChan, recover())
		}
	}()
	c.log.Invoke(opDoChan, key, f.id, ch.id)
	ch.c = c.group.DoChan(c.keys[key], run)
	stamp = c.log.Stamp()
	c.log.OK(stamp, opDoChan, 0)
	return ch
}

func (c *caller) receive(ch *channel) {
	c.log.Invoke(opReceive, ch.id)
	r := <-ch.c
	stamp := c.log.Stamp()
	c.log.OK(stamp, opReceive, sharedFlag(r.Shared), c.ids.of(r.Val), c.ids.of(r.Err))
}

func (c *caller) forget(key int64) {
	c.log.Invoke(opForget, key)
	c.group.Forget(c.keys[key])
	c.log.OK(c.log.Stamp(), opForget, 0)
}

func sharedFlag(shared bool) uint8 {
	if shared {
		return events.FlagTrue
	}
	return 0
}

// run is the function that the group calls. Its begin and end are events of the process that runs it; the end is written
// before the function is left, also when it is left by a panic.
func (c *caller) run(f *fn) (v any, err error) {
	var thrown token // what it is about to panic with
	returned := false
	defer func() {
		switch {
		case returned:
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
	v, err, flag := c.results(f)
	vt, et := c.ids.of(v), c.ids.of(err)
	returned = true
	c.log.OK(c.log.Stamp(), opFn, flag, vt, et)
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
	case panicsOther:
		s := &shout{c.ids.fresh(kindPanic)}
		what, *thrown = s, s.id
	case panicsNil:
		*thrown = kindNil
	}
	panic(what)
}

// results makes what the function returns.
func (c *caller) results(f *fn) (v any, err error, flag uint8) {
	if f.value {
		v = &value{c.ids.fresh(kindValue)}
	}
	if f.fail {
		err = &failure{c.ids.fresh(kindError)}
	}
	if f.given != nil {
		err = f.given
		if c.ids.of(err)&kindMask == kindWrapper {
			flag = events.FlagPanicError
		}
	}
	return v, err, flag
}

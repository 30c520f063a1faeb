package maprec

import (
	"runtime"
	"strings"
	"sync/atomic"

	"gosync/recorders/go/internal/events"
	"gosync/recorders/go/internal/harness"
)

// Map is what is recorded.
type Map interface {
	Load(key any) (value any, ok bool)
	Store(key, value any)
	LoadOrStore(key, value any) (actual any, loaded bool)
	LoadAndDelete(key any) (value any, loaded bool)
	Delete(key any)
	Swap(key, value any) (previous any, loaded bool)
	CompareAndSwap(key, old, new any) (swapped bool)
	CompareAndDelete(key, old any) (deleted bool)
	Clear()
	Range(f func(key, value any) bool)
}

// The operations and the callback.
const (
	opLoad uint8 = iota
	opStore
	opLoadOrStore
	opLoadAndDelete
	opDelete
	opSwap
	opCompareAndSwap
	opCompareAndDelete
	opClear
	opRange
	opF
)

// object is the recorded map and what its callers share.
type object struct {
	env  *harness.Env
	m    Map
	long []any // keys that stand for the first of kindKey
	next atomic.Int64
}

// newObject makes an object of which some keys are long, so that it takes a while to hash them: the operations of a map
// are so short that on two cores they would hardly ever meet.
func newObject(env *harness.Env, long, length int) (*object, error) {
	m, err := makeSubject(env.Subject)
	o := &object{env: env, m: m}
	for i := 0; i < long; i++ {
		o.long = append(o.long, thing(kindKey|token(i)).(string)+" "+strings.Repeat("k", length))
	}
	return o, err
}

func (o *object) thing(t token) any {
	if t&kindMask == kindKey && t&^kindMask < int64(len(o.long)) {
		return o.long[t&^kindMask]
	}
	return thing(t)
}

// fresh is a new token of a kind.
func (o *object) fresh(kind token) token { return kind | o.next.Add(1) }

// caller is one process: it makes the calls and writes their events.
type caller struct {
	*object
	log *events.Log
}

func (o *object) caller(lane int) *caller { return &caller{object: o, log: o.env.Map.MainLog(lane)} }

// call makes one call of any operation but Range. What it is given is made before the first stamp.
func (c *caller) call(op uint8, args ...token) {
	var things [3]any
	for i, t := range args {
		things[i] = c.thing(t)
	}
	var stamp uint64
	defer func() {
		if stamp == 0 {
			stamp = c.log.Stamp()
			c.log.OK(stamp, op, events.FlagPanic, recovered(recover()))
		}
	}()
	c.log.Invoke(op, args...)
	result, flag := c.on(op, things)
	stamp = c.log.Stamp()
	c.log.OK(stamp, op, truth(flag), of(result))
}

func (c *caller) on(op uint8, a [3]any) (result any, flag bool) {
	switch op {
	case opLoad:
		return c.m.Load(a[0])
	case opStore:
		c.m.Store(a[0], a[1])
	case opLoadOrStore:
		return c.m.LoadOrStore(a[0], a[1])
	case opLoadAndDelete:
		return c.m.LoadAndDelete(a[0])
	case opDelete:
		c.m.Delete(a[0])
	case opSwap:
		return c.m.Swap(a[0], a[1])
	case opCompareAndSwap:
		return nil, c.m.CompareAndSwap(a[0], a[1], a[2])
	case opCompareAndDelete:
		return nil, c.m.CompareAndDelete(a[0], a[1])
	case opClear:
		c.m.Clear()
	}
	return nil, false
}

func truth(flag bool) uint8 {
	if flag {
		return events.FlagTrue
	}
	return 0
}

// ending is how an f of ours ends.
type ending int

const (
	more ending = iota
	enough
	panics
	exits
)

// ranges calls Range with an f that does something for each pair and then ends in some way. If f exits, ranges does not
// return.
func (c *caller) ranges(body func(key, value token) ending) {
	var stamp uint64
	defer func() {
		if stamp != 0 {
			return
		}
		stamp = c.log.Stamp()
		if x := recover(); x != nil {
			c.log.OK(stamp, opRange, events.FlagPanic, recovered(x))
		} else {
			c.log.OK(stamp, opRange, events.FlagGoexit)
		}
	}()
	c.log.Invoke(opRange)
	c.m.Range(func(key, value any) bool { return c.f(of(key), of(value), body) })
	stamp = c.log.Stamp()
	c.log.OK(stamp, opRange, 0)
}

// f is what Range calls. Its begin is stamped after the tokens are known: a little late, which only widens what is
// allowed, by the time that reading a key takes.
func (c *caller) f(key, value token, body func(key, value token) ending) bool {
	c.log.Invoke(opF, key, value)
	end := body(key, value)
	switch end {
	case panics:
		a := &alarm{c.fresh(kindPanic)}
		c.log.OK(c.log.Stamp(), opF, events.FlagPanic, a.id)
		panic(a)
	case exits:
		c.log.OK(c.log.Stamp(), opF, events.FlagGoexit)
		runtime.Goexit()
	}
	c.log.OK(c.log.Stamp(), opF, truth(end == more))
	return end == more
}

// Package condrec records sync.Cond, with the locks that its callers hold.
package condrec

import (
	"sync"
	"sync/atomic"

	"gosync/recorders/go/internal/events"
	"gosync/recorders/go/internal/harness"
)

// The operations.
const (
	opNewCond uint8 = iota
	opSetL
	opCopy
	opWait
	opSignal
	opBroadcast
	opLock
	opUnlock
	opRLock
	opRUnlock
)

// lockLike is a lock that may have a reader side.
type lockLike interface {
	sync.Locker
	RLock()
	RUnlock()
	RLocker() sync.Locker
}

// mutex is a lock without one.
type mutex struct{ sync.Mutex }

func (*mutex) RLock()                 { panic("a mutex has no readers") }
func (*mutex) RUnlock()               { panic("a mutex has no readers") }
func (m *mutex) RLocker() sync.Locker { return m }

// lock is a lock with its number.
type lock struct {
	id int64
	lockLike
}

// cond is what is recorded, with its number.
type cond struct {
	id int64
	condLike
}

// side is a lock or its reader side; without a lock it is nil.
type side struct {
	lock   *lock
	shared bool
}

func (s side) locker() sync.Locker {
	switch {
	case s.lock == nil:
		return nil
	case s.shared:
		return s.lock.RLocker()
	}
	return s.lock.lockLike
}

func (s side) arguments() (id, shared int64) {
	if s.lock != nil {
		id = s.lock.id
	}
	if s.shared {
		shared = 1
	}
	return id, shared
}

// world is what all callers share.
type world struct {
	env   *harness.Env
	make  func(sync.Locker) condLike
	conds atomic.Int64
	locks atomic.Int64
}

func newWorld(env *harness.Env) (*world, error) {
	made, err := makeSubject(env.Subject)
	return &world{env: env, make: made}, err
}

func (w *world) newMutex() *lock { return &lock{w.locks.Add(1), &mutex{}} }
func (w *world) newRW() *lock    { return &lock{w.locks.Add(1), &sync.RWMutex{}} }

// caller is one process: it makes the calls and writes their events.
type caller struct {
	*world
	log *events.Log
}

func (w *world) caller(lane int) *caller { return &caller{world: w, log: w.env.Map.MainLog(lane)} }

// call makes a call that may panic.
func (c *caller) call(op uint8, call func(), args ...int64) {
	c.log.Call(op, tokenOf, call, args...)
}

func (c *caller) newCond(s side) *cond {
	made := &cond{id: c.conds.Add(1)}
	l, shared := s.arguments()
	c.call(opNewCond, func() { made.condLike = c.make(s.locker()) }, made.id, l, shared)
	return made
}

func (c *caller) setL(o *cond, s side) {
	l, shared := s.arguments()
	c.call(opSetL, func() { o.SetL(s.locker()) }, o.id, l, shared)
}

func (c *caller) copy(o *cond) *cond {
	made := &cond{id: c.conds.Add(1)}
	c.call(opCopy, func() { made.condLike = o.CopyOf() }, o.id, made.id)
	return made
}

func (c *caller) wait(o *cond)      { c.call(opWait, o.Wait, o.id) }
func (c *caller) signal(o *cond)    { c.call(opSignal, o.Signal, o.id) }
func (c *caller) broadcast(o *cond) { c.call(opBroadcast, o.Broadcast, o.id) }

// enter locks one side of a lock, leave unlocks it.
func (c *caller) enter(s side) {
	if s.shared {
		c.call(opRLock, s.lock.RLock, s.lock.id)
		return
	}
	c.call(opLock, s.lock.Lock, s.lock.id)
}

func (c *caller) leave(s side) {
	if s.shared {
		c.call(opRUnlock, s.lock.RUnlock, s.lock.id)
		return
	}
	c.call(opUnlock, s.lock.Unlock, s.lock.id)
}

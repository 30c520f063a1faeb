// Package semrec records semaphores.
package semrec

import (
	"context"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"gosync/recorders/go/internal/events"
	"gosync/recorders/go/internal/harness"
)

// Semaphore is what is recorded.
type Semaphore interface {
	Acquire(ctx context.Context, n int64) error
	TryAcquire(n int64) bool
	Release(n int64)
}

// The operations.
const (
	opAcquire uint8 = iota
	opTryAcquire
	opRelease
	opNewWeighted
	opCancel
	opDeadline
)

// Numbers of contexts; those that can be done count from 1.
const (
	idBackground int64 = 0
	idNil        int64 = -1
)

// Numbers of the errors that Acquire returns.
const (
	errNone int64 = iota
	errCanceled
	errDeadline
	errOther
)

// Numbers of panics.
const (
	panicReleased int64 = iota + 1
	panicNegative
	panicSize
	panicNil
	panicBad // what releasing too much said before 2019-04-22
	panicOther
)

var panicTexts = map[int64]string{
	panicReleased: "semaphore: released more than held",
	panicNegative: "semaphore: n < 0",
	panicSize:     "semaphore: size < 0",
	panicNil:      "nil dereference",
	panicBad:      "semaphore: bad release",
	panicOther:    "another panic",
}

func panicNumber(value any) int64 {
	switch v := value.(type) {
	case string:
		for number, text := range panicTexts {
			if text == v {
				return number
			}
		}
	case runtime.Error:
		if strings.Contains(v.Error(), "nil pointer dereference") {
			return panicNil
		}
	}
	return panicOther
}

// context with its token.
type ctxRef struct {
	ctx    context.Context
	id     int64
	cancel context.CancelFunc
}

var (
	background = &ctxRef{ctx: context.Background(), id: idBackground}
	nilCtx     = &ctxRef{id: idNil}
)

// object is the recorded semaphore and what its callers share.
type object struct {
	env  *harness.Env
	sem  Semaphore
	size int64
	ctxs atomic.Int64
}

func newObject(env *harness.Env, size int64) (*object, error) {
	sem, err := makeSubject(env.Subject, size)
	if err != nil {
		return nil, err
	}
	env.Map.SetParam(0, size)
	return &object{env: env, sem: sem, size: size}, nil
}

// caller is one process: it makes the calls and writes their events.
type caller struct {
	*object
	log  *events.Log
	held int64 // what this process has got and not given back
}

func (o *object) caller(lane int) *caller { return &caller{object: o, log: o.env.Map.MainLog(lane)} }

func (c *caller) acquire(ctx *ctxRef, n int64) (got bool) {
	var stamp uint64
	defer func() {
		if stamp == 0 {
			stamp = c.log.Stamp()
			c.log.OK(stamp, opAcquire, events.FlagPanic, panicNumber(recover()))
		}
	}()
	c.log.Invoke(opAcquire, n, ctx.id)
	err := c.sem.Acquire(ctx.ctx, n)
	stamp = c.log.Stamp()
	c.log.OK(stamp, opAcquire, 0, errNumber(err))
	return c.gained(err == nil, n)
}

// gained keeps the account. What a negative weight was granted is nothing that could be given back.
func (c *caller) gained(got bool, n int64) bool {
	if got && n > 0 {
		c.held += n
	}
	return got
}

func errNumber(err error) int64 {
	switch err {
	case nil:
		return errNone
	case context.Canceled:
		return errCanceled
	case context.DeadlineExceeded:
		return errDeadline
	}
	return errOther
}

func (c *caller) try(n int64) (got bool) {
	var stamp uint64
	defer func() {
		if stamp == 0 {
			stamp = c.log.Stamp()
			c.log.OK(stamp, opTryAcquire, events.FlagPanic, panicNumber(recover()))
		}
	}()
	c.log.Invoke(opTryAcquire, n)
	got = c.sem.TryAcquire(n)
	stamp = c.log.Stamp()
	var flag uint8
	if got {
		flag = events.FlagTrue
	}
	c.log.OK(stamp, opTryAcquire, flag)
	return c.gained(got, n)
}

// release gives back n; it is legal use only if the process holds them.
func (c *caller) release(n int64) {
	if n > 0 {
		c.held = max(c.held-n, 0)
	}
	var stamp uint64
	defer func() {
		if stamp == 0 {
			stamp = c.log.Stamp()
			c.log.OK(stamp, opRelease, events.FlagPanic, panicNumber(recover()))
		}
	}()
	c.log.Invoke(opRelease, n)
	c.sem.Release(n)
	stamp = c.log.Stamp()
	c.log.OK(stamp, opRelease, 0)
}

// newWeighted makes another semaphore, which is not used.
func (c *caller) newWeighted(n int64) {
	var stamp uint64
	defer func() {
		if stamp == 0 {
			stamp = c.log.Stamp()
			c.log.OK(stamp, opNewWeighted, events.FlagPanic, panicNumber(recover()))
		}
	}()
	c.log.Invoke(opNewWeighted, n)
	makeSubject(c.env.Subject, n)
	stamp = c.log.Stamp()
	c.log.OK(stamp, opNewWeighted, 0)
}

// cancellable makes a live context. That is no event: nobody can see it.
func (o *object) cancellable() *ctxRef {
	ctx, cancel := context.WithCancel(context.Background())
	return &ctxRef{ctx: ctx, id: o.ctxs.Add(1), cancel: cancel}
}

func (c *caller) cancel(ctx *ctxRef) {
	c.log.Invoke(opCancel, ctx.id)
	ctx.cancel()
	c.log.OK(c.log.Stamp(), opCancel, 0)
}

// deadline makes a context that ends by itself after d. The deadline is a process of its own, stamped before the context
// is made and again by the context when it has ended. If a Cancel came first, the deadline stays open: it never took
// effect.
func (c *caller) deadline(d time.Duration) *ctxRef {
	ref := &ctxRef{id: c.ctxs.Add(1)}
	side := c.log.Side(2)
	c.env.Timers.Add(1)
	side.Invoke(opDeadline, ref.id)
	ref.ctx, ref.cancel = context.WithTimeout(context.Background(), d)
	context.AfterFunc(ref.ctx, func() {
		stamp := side.Stamp()
		if ref.ctx.Err() == context.DeadlineExceeded {
			side.OK(stamp, opDeadline, 0)
		}
		c.env.Timers.Add(-1)
	})
	return ref
}

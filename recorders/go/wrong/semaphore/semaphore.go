// Package semaphore is a plain weighted semaphore of our own that can be built wrong on purpose: each field of Decisions
// changes one decision, and with none of them set it keeps the contract. It is a subject for the checker and nothing else.
package semaphore

import (
	"context"
	"sync"
)

// Decisions says what is done wrong. The clauses are those of docs/semaphore.md.
type Decisions struct {
	OffByOne          bool // SE1: the capacity is one too large
	SkipAhead         bool // SE2: a waiter that does not fit lets those behind it pass
	WakeOne           bool // SE3: a Release wakes one waiter at most
	DoneSucceeds      bool // SE4: a context that was done before the call is not looked at while there is room
	KeepLateGrant     bool // SE5: tokens that were granted to a cancelled waiter are not given back
	LeaveCancelled    bool // SE5: a cancelled waiter stays in the queue
	SilentFrontCancel bool // SE6: a cancelled front waiter wakes nobody
	QueueOversize     bool // SE8: a request that can never fit waits in the queue
	ClampRelease      bool // SE9: releasing more than is held is ignored
	AllowNegative     bool // SE10: n < 0 is not refused
	ZeroNeedsRoom     bool // SE16: a full semaphore refuses n == 0
}

// Weighted is the semaphore.
type Weighted struct {
	wrong Decisions
	size  int64

	mu    sync.Mutex
	used  int64
	queue []*request
}

// request is a queued Acquire; granted is closed once its tokens are charged.
type request struct {
	n       int64
	granted chan struct{}
}

// New makes a semaphore with `size` tokens.
func New(size int64, wrong Decisions) *Weighted {
	if size < 0 && !wrong.AllowNegative {
		panic("semaphore: size < 0")
	}
	return &Weighted{size: size, wrong: wrong}
}

// Acquire waits for n tokens or for the end of ctx.
func (s *Weighted) Acquire(ctx context.Context, n int64) error {
	s.refuseNegative(n)
	done := ctx.Done()
	s.mu.Lock()
	if !s.wrong.DoneSucceeds && closed(done) {
		s.mu.Unlock()
		return ctx.Err()
	}
	if len(s.queue) == 0 && s.fits(n) {
		s.used += n
		s.mu.Unlock()
		return nil
	}
	if n > s.size && !s.wrong.QueueOversize {
		s.mu.Unlock()
		<-done
		return ctx.Err()
	}
	r := &request{n: n, granted: make(chan struct{})}
	s.queue = append(s.queue, r)
	s.mu.Unlock()

	select {
	case <-r.granted:
		if !closed(done) {
			return nil
		}
	case <-done:
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.withdraw(r)
	return ctx.Err()
}

// TryAcquire takes n tokens if that is possible at once.
func (s *Weighted) TryAcquire(n int64) bool {
	s.refuseNegative(n)
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.queue) > 0 || !s.fits(n) {
		return false
	}
	s.used += n
	return true
}

// Release gives n tokens back. If it panics, it has changed nothing.
func (s *Weighted) Release(n int64) {
	s.refuseNegative(n)
	s.mu.Lock()
	defer s.mu.Unlock()
	if n > s.used {
		if !s.wrong.ClampRelease {
			panic("semaphore: released more than held")
		}
		n = s.used
	}
	s.used -= n
	s.serve()
}

func (s *Weighted) refuseNegative(n int64) {
	if n < 0 && !s.wrong.AllowNegative {
		panic("semaphore: n < 0")
	}
}

func (s *Weighted) fits(n int64) bool {
	limit := s.size
	if s.wrong.OffByOne {
		limit++
	}
	if s.wrong.ZeroNeedsRoom && n == 0 {
		return s.used < limit
	}
	return s.used+n <= limit
}

// withdraw makes it as if r had never asked.
func (s *Weighted) withdraw(r *request) {
	if closed(r.granted) {
		if !s.wrong.KeepLateGrant {
			s.used -= r.n
			s.serve()
		}
		return
	}
	if s.wrong.LeaveCancelled {
		return
	}
	front := s.queue[0] == r
	for i := range s.queue {
		if s.queue[i] == r {
			s.queue = append(s.queue[:i], s.queue[i+1:]...)
			break
		}
	}
	if front && !s.wrong.SilentFrontCancel {
		s.serve()
	}
}

// serve grants what fits, from the front of the queue on.
func (s *Weighted) serve() {
	var left []*request
	stop := false
	for _, r := range s.queue {
		if stop || !s.fits(r.n) {
			stop = !s.wrong.SkipAhead
			left = append(left, r)
			continue
		}
		s.used += r.n
		close(r.granted)
		stop = s.wrong.WakeOne
	}
	s.queue = left
}

func closed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

package semaphore

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestSoundKeepsItsSize(t *testing.T) {
	const size = 3
	s := New(size, Decisions{})
	var used, most atomic.Int64
	var all sync.WaitGroup
	for p := int64(0); p < 6; p++ {
		all.Add(1)
		go func() {
			defer all.Done()
			for i := int64(0); i < 300; i++ {
				n := (p+i)%size + 1
				ctx, cancel := context.WithTimeout(context.Background(), time.Duration(i%7)*10*time.Microsecond)
				if s.Acquire(ctx, n) == nil {
					if now := used.Add(n); now > most.Load() {
						most.Store(now)
					}
					used.Add(-n)
					s.Release(n)
				}
				cancel()
			}
		}()
	}
	all.Wait()
	if most.Load() > size || !s.TryAcquire(size) || s.TryAcquire(1) {
		t.Errorf("most %d, used %d, queue %d", most.Load(), s.used, len(s.queue))
	}
}

func panics(f func()) (value any) {
	defer func() { value = recover() }()
	f()
	return nil
}

func TestSoundRefusesNegatives(t *testing.T) {
	s := New(2, Decisions{})
	for i, f := range []func(){func() { s.Acquire(context.Background(), -1) }, func() { s.TryAcquire(-1) },
		func() { s.Release(-1) }, func() { New(-1, Decisions{}) }, func() { s.Release(1) }} {
		if panics(f) == nil {
			t.Errorf("call %d does not panic", i)
		}
	}
}

func TestEveryDecisionMatters(t *testing.T) {
	background := context.Background()
	done, cancel := context.WithCancel(background)
	cancel()
	for name, differs := range map[string]bool{
		"off by one":     New(1, Decisions{OffByOne: true}).TryAcquire(2),
		"done succeeds":  New(1, Decisions{DoneSucceeds: true}).Acquire(done, 1) == nil,
		"clamp":          panics(func() { New(1, Decisions{ClampRelease: true}).Release(1) }) == nil,
		"allow negative": New(1, Decisions{AllowNegative: true}).TryAcquire(-1),
		"zero needs room": func() bool {
			s := New(0, Decisions{ZeroNeedsRoom: true})
			return !s.TryAcquire(0)
		}(),
	} {
		if !differs {
			t.Errorf("%s is as sound as the sound one", name)
		}
	}
}

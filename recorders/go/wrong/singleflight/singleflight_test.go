package singleflight

import (
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
)

func TestSoundRunsOneAtATime(t *testing.T) {
	g := New(Decisions{})
	var running, most, last atomic.Int64
	var all sync.WaitGroup
	for p := 0; p < 6; p++ {
		all.Add(1)
		go func() {
			defer all.Done()
			for i := 0; i < 300; i++ {
				before := last.Load()
				fn := func() (any, error) {
					if now := running.Add(1); now > most.Load() {
						most.Store(now)
					}
					runtime.Gosched()
					running.Add(-1)
					return last.Add(1), nil
				}
				var v any
				if p%2 == 0 {
					v, _, _ = g.Do("k", fn)
				} else {
					v = (<-g.DoChan("k", fn)).Val
				}
				if v.(int64) < before {
					t.Errorf("a stale result: %v after %d", v, before)
				}
			}
		}()
	}
	all.Wait()
	if most.Load() != 1 || len(g.flights) != 0 {
		t.Errorf("%d at once, %d flights left", most.Load(), len(g.flights))
	}
}

func TestSoundPanicAndGoexit(t *testing.T) {
	g := New(Decisions{})
	cause := errors.New("cause")
	func() {
		defer func() {
			err, ok := recover().(error)
			if !ok || !errors.Is(err, cause) {
				t.Errorf("recovered %v", err)
			}
		}()
		g.Do("k", func() (any, error) { panic(cause) })
	}()
	ended := make(chan bool)
	go func() {
		returned := false
		defer func() { ended <- returned }()
		g.Do("k", func() (any, error) { runtime.Goexit(); return nil, nil })
		returned = true
	}()
	if <-ended {
		t.Error("Do returned from a Goexit")
	}
	if v, err, shared := g.Do("k", func() (any, error) { return 1, cause }); v != 1 || err != cause || shared {
		t.Errorf("%v %v %v", v, err, shared)
	}
}

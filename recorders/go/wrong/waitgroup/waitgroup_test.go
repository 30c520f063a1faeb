package waitgroup

import (
	"runtime"
	"sync/atomic"
	"testing"
)

func TestSoundWaitsForAll(t *testing.T) {
	wg := New(Decisions{})
	for round := 0; round < 300; round++ {
		var done atomic.Int32
		wg.Add(2)
		for i := 0; i < 4; i++ {
			if i < 2 {
				go func() {
					runtime.Gosched()
					done.Add(1)
					wg.Done()
				}()
				continue
			}
			wg.Go(func() {
				defer done.Add(1)
				runtime.Goexit()
			})
		}
		wg.Wait()
		if done.Load() != 4 {
			t.Fatalf("round %d: %d done", round, done.Load())
		}
	}
}

func TestSoundPanicsBelowZero(t *testing.T) {
	wg := New(Decisions{})
	for _, delta := range []int{-1, 0, 1 << 31} {
		func() {
			defer func() {
				if cause := recover(); cause != "sync: negative WaitGroup counter" && delta != 1<<31 {
					t.Errorf("Add(%d): %v", delta, cause)
				}
			}()
			wg.Add(delta)
		}()
	}
	if wg.counter != 1<<31-1 {
		t.Errorf("%d", wg.counter)
	}
}

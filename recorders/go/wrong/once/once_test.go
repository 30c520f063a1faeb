package once

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
)

func TestSoundRunsOnce(t *testing.T) {
	for i := 0; i < 300; i++ {
		o := New(Decisions{})
		var runs, ended atomic.Int32
		call := OnceValues(FuncDecisions{}, func() (any, any) { return runs.Add(1), i })
		var all sync.WaitGroup
		for p := 0; p < 6; p++ {
			all.Add(1)
			go func() {
				defer all.Done()
				o.Do(func() {
					runtime.Gosched()
					ended.Add(1)
				})
				if ended.Load() != 1 {
					t.Errorf("%d runs have ended", ended.Load())
				}
				if a, b := call(); a != int32(1) || b != i {
					t.Errorf("%v %v", a, b)
				}
			}()
		}
		all.Wait()
	}
}

// caught is what f panics with, and whether it returns.
func caught(f func()) (cause any, returned bool) {
	defer func() { cause = recover() }()
	f()
	return nil, true
}

func TestSoundPanics(t *testing.T) {
	o, cause := New(Decisions{}), new(int)
	if got, _ := caught(func() { o.Do(func() { panic(cause) }) }); got != cause {
		t.Errorf("%v", got)
	}
	if got, returned := caught(func() { o.Do(func() { t.Error("a second run") }) }); got != nil || !returned {
		t.Errorf("%v %v", got, returned)
	}
	call := OnceFunc(FuncDecisions{}, func() { panic(cause) })
	for i := 0; i < 2; i++ {
		if got, _ := caught(call); got != cause {
			t.Errorf("%v", got)
		}
	}
	none := OnceValue(FuncDecisions{}, nil)
	for i := 0; i < 2; i++ {
		if got, _ := caught(func() { none() }); got == nil {
			t.Error("a nil function is no fault")
		}
	}
}

func TestSoundGoexit(t *testing.T) {
	call := OnceFunc(FuncDecisions{}, func() { runtime.Goexit() })
	ended := make(chan bool)
	go func() {
		returned := false
		defer func() { ended <- returned }()
		call()
		returned = true
	}()
	if <-ended {
		t.Error("the call returned from a Goexit")
	}
	if got, _ := caught(call); got == nil {
		t.Error("the second call returned")
	}
}

package quiet

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	dump := `goroutine 1 [running]:
main.main()
	/x.go:1 +0x1

goroutine 12 [chan receive (nil chan), 2 minutes]:
main.f()
created by main.main in goroutine 1

goroutine 13 gp=0x1 m=nil [select, locked to thread]:
goroutine 14 [sync.Mutex.Lock (scan)]:
goroutine 15 [sleep]:
`
	got := Parse(dump)
	want := []Goroutine{{"1", "running"}, {"12", "chan receive (nil chan)"}, {"13 gp=0x1 m=nil", "select"},
		{"14", "sync.Mutex.Lock"}, {"15", "sleep"}}
	if len(got) != len(want) {
		t.Fatalf("got %v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("entry %d is %v, want %v", i, got[i], want[i])
		}
	}
	for i, blocked := range []bool{false, true, true, true, false} {
		if got[i].Blocked() != blocked {
			t.Errorf("entry %v: blocked should be %v", got[i], blocked)
		}
	}
}

// state runs f in a goroutine and reads in which state it blocks.
func state(t *testing.T, f func()) string {
	t.Helper()
	before := map[string]bool{}
	for _, g := range Others() {
		before[g.ID] = true
	}
	go f()
	for end := time.Now().Add(5 * time.Second); time.Now().Before(end); time.Sleep(time.Millisecond) {
		for _, g := range Others() {
			if g.Blocked() && !before[g.ID] {
				return g.State
			}
		}
	}
	return "none"
}

func TestStatesOfThisRelease(t *testing.T) {
	var mu sync.Mutex
	mu.Lock()
	var wg sync.WaitGroup
	wg.Add(1)
	stop := make(chan int)
	for want, f := range map[string]func(){
		"sync.Mutex.Lock":     func() { mu.Lock() },
		"sync.WaitGroup.Wait": func() { wg.Wait() },
		"chan receive":        func() { <-stop },
		"select": func() {
			select {
			case <-stop:
			case <-context.Background().Done():
			}
		},
	} {
		if got := state(t, f); got != want {
			t.Errorf("%s shows as %q: the list of wait states does not fit this Go release", want, got)
		}
	}
	mu.Unlock()
	wg.Done()
	close(stop)
}

func watcher() (*Watcher, *atomic.Uint64, *atomic.Int64) {
	counter, timers := &atomic.Uint64{}, &atomic.Int64{}
	return &Watcher{Counter: counter.Load, Timers: timers}, counter, timers
}

func TestWaitSeesBlocked(t *testing.T) {
	w, _, _ := watcher()
	stop := make(chan int)
	defer close(stop)
	go func() { <-stop }()
	result, how, waited := w.Wait(5 * time.Second)
	if result != Blocked || waited < confirmAfter || !strings.Contains(how, "chan receive") {
		t.Errorf("%v %q %v", result, how, waited)
	}
}

func TestNothingIsQuietWhileSomethingRuns(t *testing.T) {
	w, _, _ := watcher()
	var stop atomic.Bool
	ended := make(chan int)
	go func() {
		for !stop.Load() {
		}
		close(ended)
	}()
	if result, _, _ := w.Wait(100 * time.Millisecond); result != Moving {
		t.Errorf("running: %v", result)
	}
	if w.Settle(20 * time.Millisecond) {
		t.Error("running: settled")
	}
	stop.Store(true)
	<-ended
}

func TestNothingIsQuietWhileSomethingSleeps(t *testing.T) {
	w, _, _ := watcher()
	go time.Sleep(150 * time.Millisecond)
	if result, _, _ := w.Wait(100 * time.Millisecond); result != Moving {
		t.Errorf("sleeping: %v", result)
	}
	time.Sleep(60 * time.Millisecond)
}

func TestNothingIsQuietWhileATimerIsArmed(t *testing.T) {
	w, _, timers := watcher()
	timers.Store(1)
	if result, _, _ := w.Wait(60 * time.Millisecond); result != Moving {
		t.Errorf("armed: %v", result)
	}
	timers.Store(0)
	if !w.Settle(5 * time.Second) {
		t.Error("fired: not settled")
	}
}

func TestNothingIsQuietWhileTheCounterMoves(t *testing.T) {
	w, counter, _ := watcher()
	w.Counter = func() uint64 { return counter.Add(1) }
	if result, _, _ := w.Wait(100 * time.Millisecond); result != Moving {
		t.Errorf("counting: %v", result)
	}
}

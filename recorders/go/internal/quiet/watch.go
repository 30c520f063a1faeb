package quiet

import (
	"fmt"
	"runtime"
	"sort"
	"strings"
	"sync/atomic"
	"time"
)

// Watcher decides whether anything can still move. It must be called from one goroutine, which is itself left out.
type Watcher struct {
	Counter func() uint64 // the event counter
	Timers  *atomic.Int64 // timers that are armed and have not fired yet
}

// The result of a wait.
type Result int

// The possible results.
const (
	Moving   Result = iota // the time ran out
	Returned               // no other goroutine is left
	Blocked                // every goroutine that is left is blocked for ever
)

// confirmAfter is how long nothing may move between the two dumps that Wait wants to agree.
const confirmAfter = 20 * time.Millisecond

// Settle waits until nothing but the caller can move. One dump proves it: the world stood still, no goroutine could run
// and no timer was pending. It returns false if that did not happen within the limit.
func (w *Watcher) Settle(limit time.Duration) bool {
	end := time.Now().Add(limit)
	for i := 0; ; i++ {
		result, _ := w.look()
		if result != Moving {
			return true
		}
		if time.Now().After(end) {
			return false
		}
		if i < 10 {
			runtime.Gosched() // most steps take a few microseconds
		} else {
			time.Sleep(50 * time.Microsecond)
		}
	}
}

// Wait waits for the end of a recording: everything returned, or two dumps that are confirmAfter apart both show
// everything blocked and the counter did not move between them. how puts it into words.
func (w *Watcher) Wait(limit time.Duration) (result Result, how string, waited time.Duration) {
	end := time.Now().Add(limit)
	for time.Now().Before(end) {
		count := w.Counter()
		time.Sleep(2 * time.Millisecond)
		if runtime.NumGoroutine() > 1 && count != w.Counter() {
			continue // a dump stops the world: do not disturb what still runs
		}
		since := time.Now()
		first, _ := w.look()
		if first == Returned {
			return Returned, "all goroutines returned", 0
		}
		if first == Moving {
			continue
		}
		count = w.Counter()
		time.Sleep(confirmAfter)
		second, states := w.look()
		if second == Blocked && count == w.Counter() {
			return Blocked, fmt.Sprintf("two stack dumps show every goroutine blocked (%s), counter unchanged, no timer pending",
				states), time.Since(since)
		}
	}
	return Moving, "", 0
}

// look classifies one moment. Timers and counter are read on both sides of the dump: whoever arms a timer, and a timer that
// fires, stamps an event, so an unchanged counter says that neither happened in between.
func (w *Watcher) look() (Result, string) {
	before := w.Counter()
	armed := w.pending()
	others := Others()
	if armed || w.pending() || before != w.Counter() {
		return Moving, ""
	}
	if len(others) == 0 {
		return Returned, ""
	}
	count := map[string]int{}
	for _, g := range others {
		if !g.Blocked() {
			return Moving, ""
		}
		count[g.State]++
	}
	var states []string
	for s, n := range count {
		states = append(states, fmt.Sprintf("%d in %s", n, s))
	}
	sort.Strings(states)
	return Blocked, strings.Join(states, ", ")
}

func (w *Watcher) pending() bool { return w.Timers != nil && w.Timers.Load() != 0 }

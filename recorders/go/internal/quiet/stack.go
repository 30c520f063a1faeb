// Package quiet finds out when nothing in this process can move any more, by looking at the state of every goroutine.
package quiet

import (
	"runtime"
	"strings"
)

// immovable lists the wait states that only another goroutine (or a timer: the caller must know of none) can end.
// What is not in the list counts as able to move: running, runnable, sleep, IO wait, syscall, GC assist wait and so on.
var immovable = map[string]bool{
	"chan receive":            true,
	"chan receive (nil chan)": true,
	"chan send":               true,
	"chan send (nil chan)":    true,
	"select":                  true,
	"select (no cases)":       true,
	"semacquire":              true,
	"sync.Mutex.Lock":         true,
	"sync.RWMutex.Lock":       true,
	"sync.RWMutex.RLock":      true,
	"sync.WaitGroup.Wait":     true,
	"sync.Cond.Wait":          true,
}

// Goroutine is one entry of a stack dump.
type Goroutine struct {
	ID    string
	State string
}

// Blocked reports whether only others can make it move.
func (g Goroutine) Blocked() bool { return immovable[g.State] }

// Parse reads the heads of a dump as runtime.Stack(all) writes it. The first entry is the caller of runtime.Stack.
func Parse(dump string) []Goroutine {
	var all []Goroutine
	for _, line := range strings.Split(dump, "\n") {
		rest, ok := strings.CutPrefix(line, "goroutine ")
		if !ok {
			continue
		}
		id, state, ok := strings.Cut(rest, " [")
		if !ok {
			continue
		}
		state, ok = strings.CutSuffix(state, "]:")
		if !ok {
			continue
		}
		all = append(all, Goroutine{ID: id, State: plainState(state)})
	}
	return all
}

// plainState drops what the runtime appends to a wait state: ", 2 minutes", ", locked to thread", " (scan)", " (leaked)".
func plainState(s string) string {
	s, _, _ = strings.Cut(s, ",")
	for _, extra := range []string{" (scan)", " (leaked)", " (durable)"} {
		s = strings.ReplaceAll(s, extra, "")
	}
	return s
}

// Others dumps all goroutines and returns all but the caller. The dump stops the world, so it is one consistent moment.
func Others() []Goroutine {
	for size := 1 << 16; ; size *= 2 {
		buffer := make([]byte, size)
		if n := runtime.Stack(buffer, true); n < size {
			if all := Parse(string(buffer[:n])); len(all) > 0 {
				return all[1:]
			}
			return nil
		}
	}
}

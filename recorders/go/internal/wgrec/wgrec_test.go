package wgrec

import (
	"fmt"
	"testing"

	"gosync/recorders/go/internal/events"
)

func event(index uint64, process int, kind events.Kind, op, flag uint8, args ...int64) events.Event {
	e := events.Event{Process: process, Rec: events.Rec{Index: index, Kind: kind, Op: op, Flag: flag}}
	copy(e.Arg[:], args)
	return e
}

func TestTokens(t *testing.T) {
	for want, cause := range map[string]any{
		"p2": &alarm{2}, "something else": 7, "sync: negative WaitGroup counter": texts[1],
	} {
		if got := tokenText(tokenOf(cause)); got != want {
			t.Errorf("%v is %q, want %q", cause, got, want)
		}
	}
}

func TestValues(t *testing.T) {
	for want, e := range map[string]events.Event{
		`{"wg":"g1","delta":-2}`: event(1, 0, events.Invoke, opAdd, 0, 1, -2),
		`{"wg":"g3"}`:            event(1, 0, events.Invoke, opWait, 0, 3),
		`{"wg":"g1","fn":"f9"}`:  event(1, 0, events.Invoke, opGo, 0, 1, 9),
		`{"fn":"f9"}`:            event(1, 0, events.Invoke, opFn, 0, 9),
		``:                       event(1, 0, events.OK, opDone, 0),
		`{"outcome":"goexit"}`:   event(1, 0, events.OK, opFn, events.FlagGoexit),
		`{"outcome":"panic","panic":"sync: negative WaitGroup counter"}`: event(1, 0, events.OK, opDone, events.FlagPanic, 1),
	} {
		if got := string(codec{}.AppendValue(nil, &e)); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestMeasure(t *testing.T) {
	all := []events.Event{
		event(1, 0, events.Invoke, opAdd, 0, 1, 1),
		event(2, 1, events.Invoke, opWait, 0, 1), // may come before the Add
		event(3, 0, events.OK, opAdd, 0),
		event(4, 2, events.Invoke, opWait, 0, 1), // waits
		event(5, 0, events.Invoke, opDone, 0, 1),
		event(6, 3, events.Invoke, opWait, 0, 1), // may be late
		event(7, 4, events.Invoke, opWait, 0, 2), // another group
		event(8, 0, events.OK, opDone, 0),
		event(9, 4, events.OK, opWait, 0),
	}
	want := "[{operations 6} {overlapping 5} {waits_that_had_to_wait 1}]"
	if got := fmt.Sprint(measure(nil, all)); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

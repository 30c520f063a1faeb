package condrec

import (
	"errors"
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
	var nobody *cond
	nilCause := func() (cause any) {
		defer func() { cause = recover() }()
		return nobody.id
	}()
	for want, cause := range map[string]any{
		"something else": errors.New("?"), "sync.Cond is copied": "sync.Cond is copied", "nil dereference": nilCause,
	} {
		if got := texts[tokenOf(cause)]; got != want {
			t.Errorf("%v is %q, want %q", cause, got, want)
		}
	}
}

func TestValues(t *testing.T) {
	for want, e := range map[string]events.Event{
		`{"cond":"c1","l":"m2","shared":true}`:  event(1, 0, events.Invoke, opNewCond, 0, 1, 2, 1),
		`{"cond":"c1","l":null,"shared":false}`: event(1, 0, events.Invoke, opSetL, 0, 1, 0, 0),
		`{"cond":"c1","to":"c2"}`:               event(1, 0, events.Invoke, opCopy, 0, 1, 2),
		`{"cond":"c3"}`:                         event(1, 0, events.Invoke, opWait, 0, 3),
		`{"l":"m3"}`:                            event(1, 0, events.Invoke, opRUnlock, 0, 3),
		``:                                      event(1, 0, events.OK, opSignal, 0),
		`{"outcome":"panic","panic":"sync.Cond is copied"}`: event(1, 0, events.OK, opWait, events.FlagPanic, 1),
	} {
		if got := string(codec{}.AppendValue(nil, &e)); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestMeasure(t *testing.T) {
	all := []events.Event{
		event(1, 0, events.Invoke, opNewCond, 0, 1, 1, 0),
		event(2, 0, events.OK, opNewCond, 0),
		event(3, 0, events.Invoke, opLock, 0, 1),
		event(4, 0, events.OK, opLock, 0),
		event(5, 0, events.Invoke, opWait, 0, 1),
		event(6, 1, events.Invoke, opSignal, 0, 1),
		event(7, 2, events.Invoke, opLock, 0, 2), // another lock
		event(8, 1, events.OK, opSignal, 0),
		event(9, 0, events.OK, opWait, 0),
	}
	want := "[{operations 5} {overlapping 2} {waits_that_returned 1}]"
	if got := fmt.Sprint(measure(nil, all)); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

package oncerec

import (
	"fmt"
	"testing"

	"gosync/recorders/go/internal/events"
)

func caught(f func()) (value any) {
	defer func() { value = recover() }()
	f()
	return nil
}

func TestTokens(t *testing.T) {
	var ids identities
	v, a := &value{ids.fresh(kindValue)}, &alarm{ids.fresh(kindPanic)}
	var none func()
	for want, x := range map[string]any{
		"": nil, "v1": v, "p2": a, "something else": "text",
		"nil dereference": caught(func() { none() }), "nil panic": caught(func() { panic(nil) }),
	} {
		if got := tokenText(tokenOf(x)); got != want {
			t.Errorf("%v is %q, want %q", x, got, want)
		}
	}
}

func event(index uint64, process int, kind events.Kind, op, flag uint8, args ...int64) events.Event {
	e := events.Event{Process: process, Rec: events.Rec{Index: index, Kind: kind, Op: op, Flag: flag}}
	copy(e.Arg[:], args)
	return e
}

func TestValues(t *testing.T) {
	for want, e := range map[string]events.Event{
		`{"once":"o1","fn":"f2"}`: event(1, 0, events.Invoke, opDo, 0, 1, 2),
		`{"once":"o1","fn":null}`: event(1, 0, events.Invoke, opOnceValues, 0, 1, 0),
		`{"once":"o3"}`:           event(1, 0, events.Invoke, opReleased, 0, 3),
		`{"fn":"f9"}`:             event(1, 0, events.Invoke, opFn, 0, 9),
		``:                        event(1, 0, events.OK, opDo, 0),
		`{"v1":"v1"}`:             event(1, 0, events.OK, opCall, 0, kindValue|1, 0, 1),
		`{"v1":"v1","v2":null}`:   event(1, 0, events.OK, opFn, 0, kindValue|1, 0, 2),
		`{"released":true}`:       event(1, 0, events.OK, opReleased, events.FlagTrue),
		`{"outcome":"panic","panic":"nil panic"}`: event(1, 0, events.OK, opCall, events.FlagPanic, kindNil),
		`{"outcome":"goexit"}`:                    event(1, 0, events.OK, opDo, events.FlagGoexit),
	} {
		if got := string(codec{}.AppendValue(nil, &e)); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestMeasure(t *testing.T) {
	all := []events.Event{
		event(1, 0, events.Invoke, opDo, 0, 1, 1),
		event(2, 0, events.Invoke, opFn, 0, 1),
		event(3, 1, events.Invoke, opDo, 0, 1, 2), // waits
		event(4, 2, events.Invoke, opDo, 0, 2, 3), // another Once: alone
		event(5, 2, events.Invoke, opFn, 0, 3),
		event(6, 2, events.OK, opFn, 0),
		event(7, 2, events.OK, opDo, 0),
		event(8, 0, events.OK, opFn, 0),
		event(9, 2, events.Invoke, opDo, 0, 1, 4), // too late to wait
		event(10, 0, events.OK, opDo, 0),
		event(11, 1, events.OK, opDo, 0),
		event(12, 2, events.OK, opDo, 0),
	}
	want := "[{operations 4} {overlapping 3} {calls_that_waited 1}]"
	if got := fmt.Sprint(measure(nil, all)); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestGoroutinesHaveNumbers(t *testing.T) {
	mine, others := goroutine(), make(chan string)
	go func() { others <- goroutine() }()
	if other := <-others; mine == "" || mine == other || mine != goroutine() {
		t.Errorf("%q and %q", mine, other)
	}
}

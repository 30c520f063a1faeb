package sfrec

import (
	"errors"
	"fmt"
	"testing"

	"gosync/recorders/go/internal/events"
)

func TestIdentities(t *testing.T) {
	var ids identities
	v, f := &value{ids.fresh(kindValue)}, &failure{ids.fresh(kindError)}
	a, s := &alarm{ids.fresh(kindPanic)}, &shout{ids.fresh(kindPanic)}
	for want, x := range map[string]any{"": nil, "v1": v, "e2": f, "p3": a, "p4": s} {
		if got := tokenText(ids.of(x)); got != want {
			t.Errorf("%v is %q, want %q", x, got, want)
		}
	}
	wrap, same := fmt.Errorf("same %w", a), fmt.Errorf("same %w", a)
	w := ids.recovered(wrap)
	if tokenText(w) != "w5" || ids.recovered(wrap) != w || ids.of(wrap) != w {
		t.Errorf("a wrapper is %q, then %q", tokenText(w), tokenText(ids.of(wrap)))
	}
	if ids.of(same) == w {
		t.Error("two errors with one text are one")
	}
	if got := tokenText(ids.of(errors.Unwrap(wrap))); got != "p3" {
		t.Errorf("it unwraps to %q", got)
	}
	func() {
		defer func() {
			if got := tokenText(ids.recovered(recover())); got != "nil panic" {
				t.Errorf("panic(nil) is %q", got)
			}
		}()
		var none any
		panic(none)
	}()
	if ids.of(3) != kindStrange || ids.of([]int{1}) != kindStrange {
		t.Error("what has no identity got one")
	}
}

func event(index uint64, process int, kind events.Kind, op, flag uint8, args ...int64) events.Event {
	e := events.Event{Process: process, Rec: events.Rec{Index: index, Kind: kind, Op: op, Flag: flag}}
	copy(e.Arg[:], args)
	return e
}

func TestValues(t *testing.T) {
	for want, e := range map[string]events.Event{
		`{"key":"k1","fn":"f2"}`:               event(1, 0, events.Invoke, opDo, 0, 1, 2),
		`{"key":"k1","fn":"f2","chan":"h3"}`:   event(1, 0, events.Invoke, opDoChan, 0, 1, 2, 3),
		`{"chan":"h3"}`:                        event(1, 0, events.Invoke, opReceive, 0, 3),
		`{"key":"k0"}`:                         event(1, 0, events.Invoke, opForget, 0, 0),
		`{"fn":"f9"}`:                          event(1, 0, events.Invoke, opFn, 0, 9),
		``:                                     event(1, 0, events.OK, opForget, 0),
		`{"v":"v1","err":null,"shared":true}`:  event(1, 0, events.OK, opDo, events.FlagTrue, kindValue|1),
		`{"v":null,"err":"e2","shared":false}`: event(1, 0, events.OK, opReceive, 0, 0, kindError|2),
		`{"outcome":"panic","panic":"w3","unwraps":null}`: event(1, 0, events.OK, opDo, events.FlagPanic, kindWrapper|3),
		`{"outcome":"panic","panic":"p3"}`:                event(1, 0, events.OK, opFn, events.FlagPanic, kindPanic|3),
		`{"outcome":"goexit"}`:                            event(1, 0, events.OK, opDo, events.FlagGoexit),
		`{"v":null,"err":"w3","panic_error":true}`:        event(1, 0, events.OK, opFn, events.FlagPanicError, 0, kindWrapper|3),
	} {
		if got := string(codec{}.AppendValue(nil, &e)); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestMeasure(t *testing.T) {
	v := kindValue | 1
	all := []events.Event{
		event(1, 0, events.Invoke, opDo, 0, 0, 1),
		event(2, 0, events.Invoke, opFn, 0, 1),
		event(3, 1, events.Invoke, opDo, 0, 0, 2), // joins while fn runs
		event(4, 2, events.Invoke, opDoChan, 0, 0, 3, 1),
		event(5, 2, events.OK, opDoChan, 0),
		event(6, 2, events.Invoke, opReceive, 0, 1), // waits
		event(7, 0, events.OK, opFn, 0, v),
		event(8, 0, events.OK, opDo, 0, v),
		event(9, 1, events.OK, opDo, 0, v),
		event(10, 2, events.OK, opReceive, 0, v),
		event(11, 3, events.Invoke, opForget, 0, 1), // another key: alone
		event(12, 3, events.OK, opForget, 0),
	}
	want := "[{operations 5} {overlapping 4} {joining_dos_that_waited 1} {receives_that_waited 1}]"
	if got := fmt.Sprint(measure(nil, all)); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

package gzrec

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

func TestValues(t *testing.T) {
	for want, e := range map[string]events.Event{
		`{"key":"k1","fn":"f2"}`:                  event(1, 0, events.Invoke, opDo, 0, 1, 2),
		`{"key":"k1","fn":null}`:                  event(1, 0, events.Invoke, opDoEx, 0, 1, 0),
		`{"fn":"f9"}`:                             event(1, 0, events.Invoke, opFn, 0, 9),
		`{"v":"v1","err":null}`:                   event(1, 0, events.OK, opDo, 0, kindValue|1),
		`{"v":null,"fresh":true,"err":"e2"}`:      event(1, 0, events.OK, opDoEx, events.FlagTrue, 0, kindError|2),
		`{"v":null,"fresh":false,"err":null}`:     event(1, 0, events.OK, opDoEx, 0),
		`{"v":"v1","err":"e2"}`:                   event(1, 0, events.OK, opFn, 0, kindValue|1, kindError|2),
		`{"outcome":"panic","panic":"p3"}`:        event(1, 0, events.OK, opDo, events.FlagPanic, kindPanic|3),
		`{"outcome":"panic","panic":"nil panic"}`: event(1, 0, events.OK, opFn, events.FlagPanic, kindNil),
		`{"outcome":"goexit"}`:                    event(1, 0, events.OK, opDoEx, events.FlagGoexit),
	} {
		if got := string(codec{}.AppendValue(nil, &e)); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestTokens(t *testing.T) {
	caught := func(f func()) (got string) {
		defer func() { got = tokenText(tokenOf(recover())) }()
		f()
		return ""
	}
	var none func()
	if got := caught(none); got != "nil dereference" {
		t.Errorf("a nil function panics with %q", got)
	}
	if got := caught(func() { panic(nil) }); got != "nil panic" {
		t.Errorf("panic(nil) is %q", got)
	}
	if got := caught(func() { panic("who") }); got != "something else" {
		t.Errorf("a strange panic is %q", got)
	}
}

func TestMeasure(t *testing.T) {
	v := kindValue | 1
	all := []events.Event{
		event(1, 0, events.Invoke, opDo, 0, 0, 1),
		event(2, 0, events.Invoke, opFn, 0, 1),
		event(3, 1, events.Invoke, opDoEx, 0, 0, 2), // joins while fn runs
		event(4, 0, events.OK, opFn, 0, v),
		event(5, 2, events.Invoke, opDo, 0, 0, 3), // joins after fn has ended
		event(6, 2, events.OK, opDo, 0, v),
		event(7, 0, events.OK, opDo, 0, v),
		event(8, 1, events.OK, opDoEx, 0, v),
		event(9, 3, events.Invoke, opDo, 0, 1, 4), // another key, and its goroutine exits
		event(10, 3, events.Invoke, opFn, 0, 4),
		event(11, 3, events.OK, opFn, events.FlagGoexit),
		event(12, 3, events.OK, opDo, events.FlagGoexit),
	}
	want := "[{operations 4} {overlapping 3} {joiners_that_waited 1}]"
	if got := fmt.Sprint(measure(nil, all)); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

package egrec

import (
	"context"
	"errors"
	"testing"

	"gosync/recorders/go/internal/events"
)

type wrapped struct{ Recovered any } // as in v0.15

func TestTokens(t *testing.T) {
	var ids identities
	f, a := &failure{ids.fresh(kindError)}, &alarm{ids.fresh(kindPanic)}
	var none *failure
	for want, x := range map[string]any{
		"": nil, "e1": f, "p2": a, "something else": "text", "context canceled": context.Canceled, reused: reused,
		"typed nil": none, "errgroup: modify limit": errors.New("errgroup: modify limit while 1 goroutines"),
	} {
		if got := tokenText(tokenOf(x)); got != want {
			t.Errorf("%v is %q, want %q", x, got, want)
		}
	}
	if got := tokenText(tokenOf(wrapped{a})); got != "p2" {
		t.Errorf("a wrapped panic is %q", got)
	}
}

func event(index uint64, process int, kind events.Kind, op, flag uint8, args ...int64) events.Event {
	e := events.Event{Process: process, Rec: events.Rec{Index: index, Kind: kind, Op: op, Flag: flag}}
	copy(e.Arg[:], args)
	return e
}

func TestValues(t *testing.T) {
	for want, e := range map[string]events.Event{
		`{"group":"g1","fn":"f2"}`:         event(1, 0, events.Invoke, opGo, 0, 1, 2),
		`{"group":"g1"}`:                   event(1, 0, events.Invoke, opWait, 0, 1),
		`{"group":"g1","n":-1}`:            event(1, 0, events.Invoke, opSetLimit, 0, 1, -1),
		`{"group":"g1","cause":null}`:      event(1, 0, events.Invoke, opCancel, 0, 1, 0),
		`{"fn":"f9"}`:                      event(1, 0, events.Invoke, opSeen, 0, 9),
		`{"ok":true}`:                      event(1, 0, events.OK, opTryGo, events.FlagTrue),
		`{"err":null}`:                     event(1, 0, events.OK, opWait, 0),
		`{"cause":"e3"}`:                   event(1, 0, events.OK, opCause, 0, kindError|3),
		`{"outcome":"goexit"}`:             event(1, 0, events.OK, opFn, events.FlagGoexit),
		`{"outcome":"panic","panic":"p4"}`: event(1, 0, events.OK, opFn, events.FlagPanic, kindPanic|4),
		``:                                 event(1, 0, events.OK, opGo, 0),
	} {
		if got := string(codec{}.AppendValue(nil, &e)); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

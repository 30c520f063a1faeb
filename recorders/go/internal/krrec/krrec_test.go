package krrec

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"gosync/recorders/go/internal/events"
	"gosync/recorders/go/internal/harness"
)

func TestTokens(t *testing.T) {
	var ids identities
	f, a := &failure{ids.fresh(kindError)}, &alarm{ids.fresh(kindPanic)}
	var none *failure
	for want, x := range map[string]any{
		"": nil, "e1": f, "p2": a, "something else": "text", "context canceled": context.Canceled, "typed nil": none,
		closedSend: errors.New(closedSend), closedClose: errors.New(closedClose), number: number,
	} {
		if got := tokenText(tokenOf(x)); got != want {
			t.Errorf("%v is %q, want %q", x, got, want)
		}
	}
}

func TestPanicsInErrors(t *testing.T) {
	a := &alarm{kindPanic | 7}
	made := fmt.Errorf("%s%s\ngoroutine 1:\n krrec.(*caller).run(...)", recovered, a)
	if got, ok := ofPanic(made); !ok || tokenText(got) != "p7" {
		t.Errorf("got %q, %v", tokenText(got), ok)
	}
	for _, err := range []error{nil, a, errors.New("other"), fmt.Errorf("%s%s\n", recovered, a), fmt.Errorf("%sboom", recovered)} {
		if _, ok := ofPanic(err); ok {
			t.Errorf("%v passes for a recovered panic", err)
		}
	}
}

func event(kind events.Kind, op, flag uint8, args ...int64) events.Event {
	e := events.Event{Rec: events.Rec{Index: 1, Kind: kind, Op: op, Flag: flag}}
	copy(e.Arg[:], args)
	return e
}

func TestValues(t *testing.T) {
	for want, e := range map[string]events.Event{
		`{"group":"g1","fn":"f2"}`:         event(events.Invoke, opGo, 0, 1, 2),
		`{"group":"g1"}`:                   event(events.Invoke, opWait, 0, 1),
		`{"group":"g1","n":-1}`:            event(events.Invoke, opProcs, 0, 1, -1),
		`{"group":"g1","cause":null}`:      event(events.Invoke, opCancel, 0, 1, 0),
		`{"fn":"f9"}`:                      event(events.Invoke, opDone, 0, 9),
		`{"err":"p3","recovered":true}`:    event(events.OK, opWait, events.FlagTrue, kindPanic|3),
		`{"err":null,"recovered":false}`:   event(events.OK, opWait, 0),
		`{"err":null}`:                     event(events.OK, opErr, 0),
		`{"cause":"e3"}`:                   event(events.OK, opCause, 0, kindError|3),
		`{"outcome":"goexit"}`:             event(events.OK, opFn, events.FlagGoexit),
		`{"outcome":"panic","panic":"p4"}`: event(events.OK, opFn, events.FlagPanic, kindPanic|4),
		``:                                 event(events.OK, opGo, 0),
	} {
		if got := string(codec{}.AppendValue(nil, &e)); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// Who sees what a function was given may write events about it: its beginning is written by then.
func TestNobodyAsksBeforeAFunctionHasBegun(t *testing.T) {
	const rounds = 20000
	m, err := events.Create(2, 4*rounds)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	w := &world{env: harness.NewEnv(m, "", 1, 0, time.Minute)}
	runs, asks := w.caller(0), w.caller(1)
	fns := make([]fn, rounds)
	asked := make(chan struct{})
	go func() {
		defer close(asked)
		for i := range fns {
			for fns[i].given.Load() == nil {
			}
			asks.err(&fns[i])
		}
	}()
	for i := range fns {
		fns[i].id = int64(i + 1)
		runs.run(context.Background(), &fns[i])
	}
	<-asked
	all, err := m.Merge()
	if err != nil {
		t.Fatal(err)
	}
	begun := map[int64]bool{}
	for _, e := range all {
		if e.Kind == events.Invoke && e.Op == opFn {
			begun[e.Arg[0]] = true
		} else if e.Kind == events.Invoke && !begun[e.Arg[0]] {
			t.Fatalf("f%d is asked before it has begun", e.Arg[0])
		}
	}
}

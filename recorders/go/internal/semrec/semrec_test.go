package semrec

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"gosync/recorders/go/internal/events"
)

func TestNumbersHaveTexts(t *testing.T) {
	for number, text := range panicTexts {
		if text == "" {
			t.Errorf("panic %d has no text", number)
		}
	}
	for value, want := range map[any]int64{
		"semaphore: released more than held": panicReleased, "semaphore: n < 0": panicNegative,
		"semaphore: size < 0": panicSize, "semaphore: bad release": panicBad, "what": panicOther, 7: panicOther,
	} {
		if got := panicNumber(value); got != want {
			t.Errorf("%v is panic %d, want %d", value, got, want)
		}
	}
	func() {
		defer func() {
			if got := panicNumber(recover()); got != panicNil {
				t.Errorf("a nil context gives panic %d", got)
			}
		}()
		var ctx context.Context
		ctx.Done()
	}()
	for err, want := range map[error]string{nil: "", context.Canceled: "context canceled",
		context.DeadlineExceeded: "context deadline exceeded", errors.New("x"): "another error"} {
		if got := errText(errNumber(err)); got != want {
			t.Errorf("%v is written %q, want %q", err, got, want)
		}
	}
}

func event(process int, kind events.Kind, op, flag uint8, args ...int64) events.Event {
	e := events.Event{Process: process, Rec: events.Rec{Kind: kind, Op: op, Flag: flag}}
	copy(e.Arg[:], args)
	return e
}

func TestValues(t *testing.T) {
	for want, e := range map[string]events.Event{
		`{"n":2,"ctx":"background"}`: event(0, events.Invoke, opAcquire, 0, 2, idBackground),
		`{"n":2,"ctx":null}`:         event(0, events.Invoke, opAcquire, 0, 2, idNil),
		`{"n":-2,"ctx":"c7"}`:        event(0, events.Invoke, opAcquire, 0, -2, 7),
		`{"err":null}`:               event(0, events.OK, opAcquire, 0, errNone),
		`{"ok":true}`:                event(0, events.OK, opTryAcquire, events.FlagTrue),
		`{"n":3}`:                    event(0, events.Invoke, opRelease, 0, 3),
		``:                           event(0, events.OK, opRelease, 0),
		`{"outcome":"panic","panic":"nil dereference"}`: event(0, events.OK, opAcquire, events.FlagPanic, panicNil),
		`{"ctx":"c3"}`: event(0, events.Invoke, opDeadline, 0, 3),
	} {
		if got := string(codec{}.AppendValue(nil, &e)); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestHadToWait(t *testing.T) {
	all := []events.Event{
		event(0, events.Invoke, opAcquire, 0, 2, idBackground),
		event(0, events.OK, opAcquire, 0, errNone),
		event(1, events.Invoke, opAcquire, 0, 1, idBackground), // must wait: all is held
		event(2, events.Invoke, opAcquire, 0, 3, 1),            // too large: waits for its context, not for tokens
		event(0, events.Invoke, opRelease, 0, 2),
		event(3, events.Invoke, opAcquire, 0, 2, idBackground), // may go through
		event(0, events.OK, opRelease, 0),
	}
	for i := range all {
		all[i].Index = uint64(i) + 1
	}
	if got := hadToWait(all, 2); got != 1 {
		t.Errorf("got %d", got)
	}
	if got := fmt.Sprint(measure(measured(t), all)); got != "[{operations 5} {overlapping 4} {acquires_that_had_to_wait 1}]" {
		t.Errorf("got %s", got)
	}
}

func measured(t *testing.T) *events.Mapping {
	m, err := events.Create(1, 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Close() })
	m.SetParam(0, 2)
	return m
}

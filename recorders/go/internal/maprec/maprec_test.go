package maprec

import (
	"fmt"
	"testing"

	"gosync/recorders/go/internal/events"
)

func TestTokens(t *testing.T) {
	for want, token := range map[string]token{
		"": 0, "k3": kindKey | 3, "twin7": kindTwin | 7, "another7": kindOtherTwin | 7, "v1": kindValue | 1,
		"o1": kindOtherType | 1, "nan:5": kindNaN | 5, "uncomparable:list/2": kindList | 2,
		"uncomparable:bag4/6": kindBag | 4006,
	} {
		if got := tokenText(of(thing(token))); got != want {
			t.Errorf("%x comes back as %q, want %q", token, got, want)
		}
	}
}

// What the tokens say of `==` is what Go does.
func TestTokensSayWhatIsEqual(t *testing.T) {
	same := func(x, y token) (equal bool, panicked token) {
		defer func() {
			if r := recover(); r != nil {
				panicked = recovered(r)
			}
		}()
		return thing(x) == thing(y), 0
	}
	for _, c := range []struct {
		x, y  token
		equal bool
		panic token
	}{
		{kindValue | 1, kindValue | 1, true, 0}, {kindValue | 1, kindOtherType | 1, false, 0},
		{kindNaN | 1, kindNaN | 1, false, 0}, {kindList | 1, kindList | 2, false, kindUncomparable},
		{kindBag | 1001, kindBag | 1002, false, kindUncomparable}, {kindBag | 1001, kindBag | 2001, false, 0},
		{kindList | 1, kindBag | 1001, false, 0}, {0, kindList | 1, false, 0},
	} {
		if equal, panic := same(c.x, c.y); equal != c.equal || panic != c.panic {
			t.Errorf("%s == %s: %v %q", tokenText(c.x), tokenText(c.y), equal, tokenText(panic))
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
		`{"key":"k1"}`:                       event(1, 0, events.Invoke, opLoad, 0, a),
		`{"key":"k1","old":null,"new":"v2"}`: event(1, 0, events.Invoke, opCompareAndSwap, 0, a, 0, v2),
		`{"key":"k2","value":"v1"}`:          event(1, 0, events.Invoke, opF, 0, b, v1),
		``:                                   event(1, 0, events.OK, opStore, 0),
		`{"value":null,"ok":false}`:          event(1, 0, events.OK, opLoad, 0),
		`{"actual":"v1","loaded":true}`:      event(1, 0, events.OK, opLoadOrStore, events.FlagTrue, v1),
		`{"deleted":true}`:                   event(1, 0, events.OK, opCompareAndDelete, events.FlagTrue),
		`{"more":false}`:                     event(1, 0, events.OK, opF, 0),
		`{"outcome":"goexit"}`:               event(1, 0, events.OK, opRange, events.FlagGoexit),
		`{"outcome":"panic","panic":"p3"}`:   event(1, 0, events.OK, opRange, events.FlagPanic, kindPanic|3),
		`{"outcome":"panic","panic":"hash of unhashable type"}`: event(1, 0, events.OK, opLoad, events.FlagPanic, kindUnhashable),
	} {
		if got := string(codec{}.AppendValue(nil, &e)); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestMeasure(t *testing.T) {
	recorded := []events.Event{
		event(1, 0, events.Invoke, opStore, 0, a, v1),
		event(2, 1, events.Invoke, opLoad, 0, a), // overlaps
		event(3, 1, events.OK, opLoad, 0),
		event(4, 2, events.Invoke, opLoad, 0, b), // another key
		event(5, 2, events.OK, opLoad, 0),
		event(6, 0, events.OK, opStore, 0),
		event(7, 0, events.Invoke, opRange, 0),
		event(8, 0, events.Invoke, opF, 0, a, v1),
		event(9, 0, events.Invoke, opLoad, 0, a), // alone
		event(10, 0, events.OK, opLoad, 0),
		event(11, 0, events.OK, opF, 0),
		event(12, 0, events.OK, opRange, 0),
	}
	if got := fmt.Sprint(measure(nil, recorded)); got != "[{operations 4} {overlapping 2} {pairs_shown 1}]" {
		t.Error(got)
	}
}

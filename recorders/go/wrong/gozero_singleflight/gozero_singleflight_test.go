package gozero_singleflight

import (
	"errors"
	"runtime"
	"testing"
)

// together makes a call that joins another one, whose function ends by `end`, and says what came of the joiner.
func together(s *SingleFlight, end func() (any, error)) (outcome string, v any, fresh bool, err error) {
	running, open, led, joined := make(chan bool), make(chan bool), make(chan bool), make(chan bool)
	go func() {
		defer close(led)
		defer func() { recover() }()
		s.DoEx("k", func() (any, error) {
			close(running)
			<-open
			return end()
		})
	}()
	<-running
	go func() {
		defer close(joined)
		outcome = "exit"
		defer func() {
			if recover() != nil {
				outcome = "panic"
			}
		}()
		v, fresh, err = s.DoEx("k", func() (any, error) { return "joiner's", nil })
		outcome = "return"
	}()
	for range 100 {
		runtime.Gosched()
	}
	close(open)
	<-led
	<-joined
	return outcome, v, fresh, err
}

func TestSound(t *testing.T) {
	boom := errors.New("boom")
	// The joiner may come after the flight has ended; then it runs its own function.
	for want, end := range map[string]func() (any, error){
		"return": func() (any, error) { return 7, boom },
		"panic":  func() (any, error) { panic(boom) },
		"exit":   func() (any, error) { runtime.Goexit(); return nil, nil },
	} {
		s := New(Decisions{})
		outcome, v, fresh, err := together(s, end)
		late := outcome == "return" && fresh && v == "joiner's"
		if !late && (outcome != want || fresh) {
			t.Errorf("%s, %v, %v, %v, want %s", outcome, v, fresh, err, want)
		}
		if outcome == "return" && !late && (v != 7 || err != boom) {
			t.Errorf("%v, %v", v, err)
		}
		if v, fresh, err := s.DoEx("k", func() (any, error) { return 8, nil }); v != 8 || !fresh || err != nil {
			t.Errorf("after a %s: %v, %v, %v", want, v, fresh, err)
		}
	}
}

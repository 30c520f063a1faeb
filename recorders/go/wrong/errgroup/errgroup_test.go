package errgroup

import (
	"context"
	"errors"
	"testing"
)

var errFirst, errSecond = errors.New("first"), errors.New("second")

func fails(err error) func() error { return func() error { return err } }

func TestSound(t *testing.T) {
	g, ctx := WithContext(Decisions{}, context.Background())
	g.SetLimit(1)
	hold := make(chan struct{})
	g.Go(func() error { <-hold; return errFirst })
	if g.TryGo(fails(nil)) {
		t.Error("TryGo got a slot that is taken")
	}
	close(hold)
	g.Go(fails(errSecond)) // waits for the slot
	if err := g.Wait(); err != errFirst || context.Cause(ctx) != errFirst {
		t.Errorf("Wait gives %v, the cause is %v", err, context.Cause(ctx))
	}
	g.SetLimit(2)
	if !g.TryGo(fails(nil)) || g.Wait() != errFirst {
		t.Error("the group is no good any more")
	}
}

func TestWrong(t *testing.T) {
	twice := func(d Decisions) [2]error {
		g := New(d)
		g.SetLimit(1)
		g.Go(fails(errFirst))
		before := g.Wait()
		if !g.TryGo(fails(errSecond)) {
			return [2]error{before, errors.New("no slot")}
		}
		return [2]error{before, g.Wait()}
	}
	if got := twice(Decisions{}); got != [2]error{errFirst, errFirst} {
		t.Errorf("sound: %v", got)
	}
	if got := twice(Decisions{LastError: true}); got[1] != errSecond {
		t.Errorf("LastError: %v", got)
	}
	if got := twice(Decisions{Forgets: true}); got[1] != errSecond {
		t.Errorf("Forgets: %v", got)
	}
	if got := twice(Decisions{KeepSlots: true}); got[1] == errFirst {
		t.Errorf("KeepSlots: %v", got)
	}
}

func TestWhoWaitsCounts(t *testing.T) {
	g := New(Decisions{})
	g.SetLimit(1)
	hold, in := make(chan struct{}), make(chan struct{})
	g.Go(func() error { <-hold; return nil })
	go func() {
		close(in)
		g.Go(fails(errFirst))
	}()
	<-in
	for waits := false; !waits; {
		g.mu.Lock()
		waits = len(g.waiters) > 0
		g.mu.Unlock()
	}
	close(hold)
	if err := g.Wait(); err != errFirst {
		t.Errorf("Wait gives %v", err)
	}
}

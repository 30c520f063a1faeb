package kratos

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
)

var errFirst, errSecond = errors.New("first"), errors.New("second")

func fails(err error) Func { return func(context.Context) error { return err } }

func TestSound(t *testing.T) {
	g := WithCancel(Decisions{}, context.Background())
	g.GOMAXPROCS(1)
	var given context.Context
	hold := make(chan struct{})
	g.Go(func(ctx context.Context) error { given = ctx; <-hold; return errFirst })
	g.Go(fails(errSecond)) // is never run
	close(hold)
	if err := g.Wait(); err != errFirst || given.Err() == nil {
		t.Errorf("Wait gives %v, the context %v", err, given.Err())
	}
	if err := g.Wait(); err != errFirst {
		t.Errorf("a second Wait gives %v", err)
	}
}

func TestPanicsAndExits(t *testing.T) {
	g := New(Decisions{})
	g.GOMAXPROCS(1)
	g.Go(func(context.Context) error { runtime.Goexit(); return nil })
	g.Go(func(context.Context) error { panic("oops") })
	err := g.Wait()
	if err == nil || !strings.HasPrefix(err.Error(), "errgroup: panic recovered: oops\n") || !strings.Contains(err.Error(), "goroutine") {
		t.Errorf("Wait gives %v", err)
	}
}

func TestWrong(t *testing.T) {
	twice := func(d Decisions) [2]error {
		g := New(d)
		g.Go(fails(errFirst))
		before := g.Wait()
		g.Go(fails(errSecond))
		return [2]error{before, g.Wait()}
	}
	if got := twice(Decisions{}); got != [2]error{errFirst, errFirst} {
		t.Errorf("sound: %v", got)
	}
	if got := twice(Decisions{LastError: true}); got[1] != errSecond {
		t.Errorf("LastError: %v", got)
	}
}

package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

func isDone(ctx context.Context) bool {
	select {
	case <-ctx.Done():
		return true
	default:
		return false
	}
}

// Err, Cause and whether Done is closed, in one line.
func state(ctx context.Context) string {
	return fmt.Sprint(ctx.Err(), " / ", context.Cause(ctx), " / ", isDone(ctx))
}

// The exercises with contexts that need no clock.
var contextExercises = []exercise{
	{"Background", func(out printer) {
		ctx := context.Background()
		_, hasDeadline := ctx.Deadline()
		out(state(ctx), ctx.Done() == nil, hasDeadline, ctx.Value("k"), ctx == context.Background())
	}},
	{"Cancel", func(out printer) {
		ctx, cancel := context.WithCancel(context.Background())
		out(state(ctx))
		cancel()
		out(state(ctx))
		out(ctx.Err() == context.Canceled, ctx.Done() == ctx.Done())
		cancel()
		out(state(ctx))
	}},
	{"CancelReachesChildren", func(out printer) {
		top, cancel := context.WithCancel(context.Background())
		left, cancelLeft := context.WithCancel(top)
		right, cancelRight := context.WithCancel(context.WithValue(top, "k", 1))
		below, cancelBelow := context.WithCancel(left)
		defer func() { cancelLeft(); cancelRight(); cancelBelow() }()
		cancel()
		out(state(left))
		out(state(right))
		out(state(below))
	}},
	{"CancelStaysBelow", func(out printer) {
		top, cancelTop := context.WithCancel(context.Background())
		left, cancelLeft := context.WithCancel(top)
		right, cancelRight := context.WithCancel(top)
		cancelLeft()
		out(state(top), "|", state(left), "|", state(right))
		cancelRight()
		cancelTop()
		out(state(top))
	}},
	{"ChildOfADoneParent", func(out printer) {
		top, cancel := context.WithCancelCause(context.Background())
		cancel(errors.New("why"))
		ctx, cancelChild := context.WithCancel(top)
		out(state(ctx))
		cancelChild()
		out(state(ctx))
	}},
	{"Cause", func(out printer) {
		ctx, cancel := context.WithCancelCause(context.Background())
		out(state(ctx))
		cancel(errors.New("why"))
		cancel(errors.New("too late"))
		out(state(ctx))
	}},
	{"CauseNil", func(out printer) {
		ctx, cancel := context.WithCancelCause(context.Background())
		cancel(nil)
		out(state(ctx), context.Cause(ctx) == context.Canceled)
	}},
	{"CauseIsInherited", func(out printer) {
		top, cancel := context.WithCancelCause(context.Background())
		ctx, cancelChild := context.WithCancel(context.WithValue(top, "k", 1))
		defer cancelChild()
		cancel(errors.New("why"))
		out(state(ctx))
		out(state(context.WithValue(ctx, "k", 2)))
	}},
	{"CauseOfTheChildComesFirst", func(out printer) {
		top, cancelTop := context.WithCancelCause(context.Background())
		ctx, cancel := context.WithCancelCause(top)
		cancel(errors.New("child"))
		cancelTop(errors.New("parent"))
		out(state(top))
		out(state(ctx))
	}},
	{"CauseOfTheParentComesFirst", func(out printer) {
		top, cancelTop := context.WithCancelCause(context.Background())
		ctx, cancel := context.WithCancelCause(top)
		cancelTop(errors.New("parent"))
		cancel(errors.New("child"))
		out(state(top))
		out(state(ctx))
	}},
	{"PlainCancelBelowACause", func(out printer) {
		top, cancelTop := context.WithCancelCause(context.Background())
		ctx, cancel := context.WithCancel(top)
		cancel()
		cancelTop(errors.New("parent"))
		out(state(ctx))
	}},
	{"Values", func(out printer) {
		a := context.WithValue(context.Background(), "k", 1)
		b := context.WithValue(a, "other", "text")
		c, cancel := context.WithCancel(context.WithValue(b, "k", 2))
		defer cancel()
		out(a.Value("k"), b.Value("k"), c.Value("k"), c.Value("other"), c.Value("none"))
		out(a.Value("other"), a.Value(nil), a.Done() == nil, state(b))
	}},
	{"ValueKeysHaveATypeAndAnIdentity", func(out printer) {
		k1, k2 := new(int), new(int)
		ctx := context.WithValue(context.WithValue(context.Background(), k1, "one"), 1, "number")
		out(ctx.Value(k1), ctx.Value(k2), ctx.Value(1), ctx.Value("1"))
	}},
	{"WithoutCancel", func(out printer) {
		top, cancel := context.WithCancel(context.WithValue(context.Background(), "k", 1))
		free := context.WithoutCancel(top)
		below, cancelBelow := context.WithCancel(free)
		cancel()
		out(state(free), free.Done() == nil, free.Value("k"))
		out(state(below))
		cancelBelow()
		out(state(below))
	}},
	{"NilParent", func(out printer) {
		defer func() { out(recover()) }()
		var none context.Context
		_, cancel := context.WithCancel(none)
		cancel()
	}},
	{"NilParentOfAValue", func(out printer) {
		defer func() { out(recover()) }()
		var none context.Context
		out(context.WithValue(none, "k", 1))
	}},
	{"NilContext", func(out printer) {
		defer func() { out(recover()) }()
		var none context.Context
		none.Err()
	}},
	{"NilKey", func(out printer) {
		defer func() { out(recover()) }()
		out(context.WithValue(context.Background(), nil, 1))
	}},
	{"AfterFunc", func(out printer) {
		ctx, cancel := context.WithCancel(context.Background())
		ran := make(chan string)
		stop := context.AfterFunc(ctx, func() { ran <- state(ctx) })
		cancel()
		out(<-ran)
		out(stop(), stop())
	}},
	{"AfterFuncStopped", func(out printer) {
		ctx, cancel := context.WithCancel(context.Background())
		stop := context.AfterFunc(ctx, func() { panic("not reached") })
		out(stop(), stop())
		cancel()
		out(state(ctx), stop())
	}},
	{"AfterFuncOfADoneContext", func(out printer) {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		ran := make(chan string)
		stop := context.AfterFunc(ctx, func() { ran <- "ran" })
		out(<-ran, stop())
	}},
	{"AfterFuncOfBackground", func(out printer) {
		stop := context.AfterFunc(context.Background(), func() { panic("not reached") })
		out(stop(), stop())
	}},
	{"AfterFuncsAreIndependent", func(out printer) {
		ctx, cancel := context.WithCancel(context.Background())
		ran := make(chan int, 3)
		context.AfterFunc(ctx, func() { ran <- 1 })
		stop := context.AfterFunc(ctx, func() { ran <- 2 })
		context.AfterFunc(ctx, func() { ran <- 4 })
		out(stop())
		cancel()
		out(<-ran + <-ran)
	}},
	{"CancelInsideAfterFunc", func(out printer) {
		top, cancelTop := context.WithCancel(context.Background())
		other, cancelOther := context.WithCancelCause(top)
		ctx, cancel := context.WithCancel(context.Background())
		ran := make(chan struct{})
		context.AfterFunc(ctx, func() {
			cancelOther(errors.New("from inside"))
			cancelTop()
			cancel()
			close(ran)
		})
		cancel()
		<-ran
		out(state(top))
		out(state(other))
	}},
	{"DoneWakesAWaiter", func(out printer) {
		ctx, cancel := context.WithCancel(context.Background())
		woken := make(chan string)
		go func() {
			_, ok := <-ctx.Done()
			woken <- fmt.Sprint(ok, " ", ctx.Err())
		}()
		cancel()
		out(<-woken)
	}},
}

// The exercises with deadlines.
var timeExercises = []exercise{
	{"Deadline", func(out printer) {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
		defer cancel()
		at, hasDeadline := ctx.Deadline()
		<-ctx.Done()
		out(state(ctx), hasDeadline, !time.Now().Before(at), ctx.Err() == context.DeadlineExceeded)
		cancel()
		out(state(ctx))
	}},
	{"DeadlineHasPassed", func(out printer) {
		ctx, cancel := context.WithTimeout(context.Background(), -time.Second)
		out(state(ctx))
		cancel()
		out(state(ctx))
	}},
	{"TimeoutOfZero", func(out printer) {
		ctx, cancel := context.WithTimeout(context.Background(), 0)
		defer cancel()
		out(state(ctx))
	}},
	{"CancelBeforeTheDeadline", func(out printer) {
		ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
		out(state(ctx))
		cancel()
		out(state(ctx))
	}},
	{"EarlierDeadlineOfTheParent", func(out printer) {
		top, cancelTop := context.WithTimeout(context.Background(), 20*time.Millisecond)
		ctx, cancel := context.WithTimeout(top, time.Hour)
		defer func() { cancel(); cancelTop() }()
		a, _ := top.Deadline()
		b, _ := ctx.Deadline()
		out(a.Equal(b))
		<-ctx.Done()
		out(state(ctx))
	}},
	{"LaterDeadlineOfTheParent", func(out printer) {
		top, cancelTop := context.WithTimeout(context.Background(), time.Hour)
		ctx, cancel := context.WithTimeout(top, 20*time.Millisecond)
		defer cancel()
		<-ctx.Done()
		out(state(top), "|", state(ctx))
		cancelTop()
		out(state(top), "|", state(ctx))
	}},
	{"DeadlineIsInherited", func(out printer) {
		top, cancelTop := context.WithTimeout(context.Background(), time.Hour)
		defer cancelTop()
		ctx, cancel := context.WithCancel(context.WithValue(top, "k", 1))
		defer cancel()
		a, _ := top.Deadline()
		b, has := ctx.Deadline()
		_, without := context.WithoutCancel(ctx).Deadline()
		out(has, a.Equal(b), without)
	}},
	{"CauseOfADeadline", func(out printer) {
		ctx, cancel := context.WithDeadlineCause(context.Background(),
			time.Now().Add(20*time.Millisecond), errors.New("too slow"))
		defer cancel()
		<-ctx.Done()
		out(state(ctx))
		early, cancelEarly := context.WithDeadlineCause(context.Background(),
			time.Now().Add(time.Hour), errors.New("too slow"))
		cancelEarly()
		out(state(early))
	}},
	{"CancelledParentOfADeadline", func(out printer) {
		top, cancelTop := context.WithCancelCause(context.Background())
		ctx, cancel := context.WithTimeout(top, time.Hour)
		defer cancel()
		cancelTop(errors.New("why"))
		out(state(ctx))
		late, cancelLate := context.WithTimeout(top, -time.Second)
		defer cancelLate()
		out(state(late))
	}},
	{"DeadlineReachesChildren", func(out printer) {
		top, cancelTop := context.WithTimeout(context.Background(), 20*time.Millisecond)
		defer cancelTop()
		ctx, cancel := context.WithCancel(top)
		defer cancel()
		<-ctx.Done()
		out(state(ctx))
	}},
}

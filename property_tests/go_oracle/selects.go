package main

import "context"

// The exercises with select.
var selectExercises = []exercise{
	{"DefaultIfNothingIsReady", func(out printer) {
		a, b := make(chan int), make(chan int)
		select {
		case <-a:
			out("received")
		case b <- 1:
			out("sent")
		default:
			out("default")
		}
	}},
	{"DefaultIfThereAreNoCases", func(out printer) {
		select {
		default:
			out("default")
		}
	}},
	{"OnlyReceiveReady", func(out printer) {
		a, b := make(chan int), make(chan int, 1)
		b <- 7
		select {
		case value := <-a:
			out("a", value)
		case value, ok := <-b:
			out("b", value, ok)
		}
	}},
	{"OnlySendReady", func(out printer) {
		a, b := make(chan int), make(chan int, 1)
		select {
		case <-a:
			out("a")
		case b <- 7:
			out("b", len(b))
		}
	}},
	{"FullBufferIsNotReady", func(out printer) {
		full := make(chan int, 1)
		full <- 1
		select {
		case full <- 2:
			out("sent")
		default:
			out("default", len(full))
		}
	}},
	{"ClosedIsReady", func(out printer) {
		closed := make(chan int)
		close(closed)
		select {
		case value, ok := <-closed:
			out(value, ok)
		default:
			out("default")
		}
	}},
	{"NilIsNeverReady", func(out printer) {
		var none chan int
		some := make(chan int, 1)
		for range 3 {
			select {
			case <-none:
				out("received from nil")
			case none <- 1:
				out("sent to nil")
			case some <- 1:
				out("sent")
			default:
				out("default")
			}
		}
	}},
	{"SendToClosedPanics", func(out printer) {
		closed, idle := make(chan int), make(chan int)
		close(closed)
		select {
		case closed <- 1:
		case <-idle:
		}
	}},
	{"OnlyTheChosenCaseWrites", func(out printer) {
		a, b := make(chan int, 1), make(chan int)
		x, y := -1, -1
		a <- 5
		select {
		case x = <-a:
		case y = <-b:
		}
		out(x, y)
	}},
	{"WokenBySend", func(out printer) {
		a, b := make(chan int), make(chan int)
		go func() { b <- 3 }()
		select {
		case value := <-a:
			out("a", value)
		case value := <-b:
			out("b", value)
		}
	}},
	{"WokenByReceive", func(out printer) {
		a, b, got := make(chan int), make(chan int), make(chan int)
		go func() { got <- <-b }()
		select {
		case a <- 1:
			out("a")
		case b <- 2:
			out("b", <-got)
		}
	}},
	{"WokenByClose", func(out printer) {
		a, b := make(chan int), make(chan int)
		go close(b)
		select {
		case <-a:
			out("a")
		case value, ok := <-b:
			out("b", value, ok)
		}
	}},
	{"SendWokenByClose", func(out printer) {
		a, b := make(chan int), make(chan int)
		go close(b)
		select {
		case <-a:
		case b <- 1:
		}
	}},
	{"NothingStaysBehind", func(out printer) {
		a, b := make(chan int), make(chan int)
		go func() { a <- 1 }()
		select {
		case <-a:
		case <-b:
		}
		select {
		case b <- 2:
			out("somebody still receives from b")
		default:
			out("nobody receives from b")
		}
	}},
	{"SameChannelTwice", func(out printer) {
		ch := make(chan int, 1)
		ch <- 4
		select {
		case value := <-ch:
			out(value)
		case value := <-ch:
			out(value)
		}
		out(len(ch))
	}},
	{"BothDirectionsOfOneChannel", func(out printer) {
		ch, done := make(chan int), make(chan int)
		exchange := func(own int) {
			select {
			case ch <- own:
				done <- 0
			case value := <-ch:
				done <- value
			}
		}
		go exchange(5)
		go exchange(5)
		out(<-done + <-done)
	}},
	{"AnyReadyCaseMayRun", func(out printer) {
		seen := [2]bool{}
		for range 1000 {
			a, b := make(chan int, 1), make(chan int, 1)
			a <- 1
			b <- 1
			select {
			case <-a:
				seen[0] = true
			case <-b:
				seen[1] = true
			}
		}
		out(seen[0], seen[1])
	}},
	{"UntilDone", func(out printer) {
		ctx, cancel := context.WithCancel(context.Background())
		work := make(chan int)
		go func() {
			for i := 1; i <= 10; i++ {
				work <- i
			}
			cancel()
		}()
		sum := 0
		for ctx.Err() == nil {
			select {
			case i := <-work:
				sum += i
			case <-ctx.Done():
			}
		}
		out(sum, ctx.Err())
	}},
	{"SendOrDone", func(out printer) {
		ctx, cancel := context.WithCancel(context.Background())
		nobody := make(chan int)
		cancel()
		select {
		case nobody <- 1:
			out("sent")
		case <-ctx.Done():
			out("done")
		}
	}},
}

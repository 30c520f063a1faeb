package main

import "sync"

// The exercises with channels.
var channelExercises = []exercise{
	{"Unbuffered", func(out printer) {
		ch := make(chan int)
		go func() {
			for i := range 3 {
				ch <- i * i
			}
		}()
		out(<-ch, <-ch, <-ch, len(ch), cap(ch))
	}},
	{"BufferKeepsTheOrder", func(out printer) {
		ch := make(chan string, 3)
		ch <- "a"
		ch <- "b"
		out(len(ch), cap(ch), <-ch)
		ch <- "c"
		ch <- "d"
		out(len(ch), <-ch, <-ch, <-ch, len(ch))
	}},
	{"ClosedChannelIsDrained", func(out printer) {
		ch := make(chan int, 2)
		ch <- 1
		ch <- 2
		close(ch)
		for range 4 {
			value, ok := <-ch
			out(value, ok, len(ch))
		}
	}},
	{"RangeEndsAtClose", func(out printer) {
		ch := make(chan int)
		go func() {
			for i := range 4 {
				ch <- i
			}
			close(ch)
		}()
		for value := range ch {
			out("got", value)
		}
	}},
	{"SendOnClosed", func(out printer) {
		ch := make(chan int, 1)
		close(ch)
		defer func() {
			value := recover()
			_, isError := value.(error)
			out(value, isError, len(ch))
		}()
		ch <- 1
	}},
	{"SendThatWaitsWhenClosed", func(out printer) {
		ch := make(chan int)
		said := make(chan any)
		go func() {
			defer func() { said <- recover() }()
			ch <- 1
		}()
		close(ch)
		out(<-said)
	}},
	{"CloseOfNil", func(out printer) {
		var ch chan int
		close(ch)
	}},
	{"CloseOfClosed", func(out printer) {
		ch := make(chan int)
		close(ch)
		close(ch)
	}},
	{"NegativeCapacity", func(out printer) {
		n := -1
		_ = make(chan int, n)
	}},
	{"LenAndCapOfNil", func(out printer) {
		var ch chan int
		out(len(ch), cap(ch), ch == nil)
	}},
	{"Identity", func(out printer) {
		a, b := make(chan int), make(chan int)
		c := a
		out(a == b, a == c, a == nil)
	}},
	{"CloseWakesAllReceivers", func(out printer) {
		ch := make(chan int)
		results := make(chan bool, 3)
		for range 3 {
			go func() {
				_, ok := <-ch
				results <- ok
			}()
		}
		close(ch)
		out(<-results, <-results, <-results)
	}},
	{"ChannelOfChannels", func(out printer) {
		requests := make(chan chan string)
		go func() { (<-requests) <- "answer" }()
		reply := make(chan string)
		requests <- reply
		out(<-reply)
	}},
	{"EveryValueArrivesOnce", func(out printer) {
		ch := make(chan int, 2)
		var senders sync.WaitGroup
		for i := range 4 {
			senders.Add(1)
			go func() {
				defer senders.Done()
				for n := range 100 {
					ch <- 100*i + n
				}
			}()
		}
		go func() { senders.Wait(); close(ch) }()
		count, sum := 0, 0
		for value := range ch {
			count++
			sum += value
		}
		out(count, sum)
	}},
	{"Sieve", func(out printer) {
		source := make(chan int)
		stop := make(chan struct{})
		defer close(stop)
		go count(source, stop)
		for range 5 {
			prime := <-source
			out(prime)
			next := make(chan int)
			go sift(source, next, prime, stop)
			source = next
		}
	}},
}

func count(out chan<- int, stop <-chan struct{}) {
	for i := 2; ; i++ {
		select {
		case out <- i:
		case <-stop:
			return
		}
	}
}

func sift(in <-chan int, out chan<- int, prime int, stop <-chan struct{}) {
	for {
		select {
		case i := <-in:
			if i%prime == 0 {
				continue
			}
			select {
			case out <- i:
			case <-stop:
				return
			}
		case <-stop:
			return
		}
	}
}

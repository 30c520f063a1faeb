package semrec

import (
	"time"

	"gosync/recorders/go/internal/harness"
)

// A TryAcquire(0) that returns false appears in many scripts: nothing but a queued waiter makes it fail, so it proves, to
// whoever reads the history, that the Acquire which began before it is queued by now.

func gatedScenarios() []harness.Scenario {
	entry := func(name, clause, about string, size int64, n int, script func(*gate)) harness.Scenario {
		return harness.Scenario{Name: name, Kind: harness.Gated, Clauses: []string{clause}, About: about,
			Run: gated(size, n, script)}
	}
	return []harness.Scenario{
		entry("capacity", "SE1", "no more than the size is handed out", 2, 3, capacity),
		entry("fifo", "SE2", "a small request behind a big one waits although it would fit", 3, 3, fifo),
		entry("hand-over", "SE3", "one Release serves two waiters and leaves nothing for a TryAcquire", 3, 3, handOver),
		entry("cancel-before", "SE4", "Acquire with a context that was done before, with tokens free", 2, 2, cancelBefore),
		entry("grant-then-cancel", "SE4", "a waiter is granted and cancelled at once: nil or the error", 1, 2, grantThenCancel),
		entry("give-back", "SE5", "tokens granted to a cancelled waiter come back, to the next waiter too", 1, 3, giveBack),
		entry("cancel-middle", "SE5", "a cancelled waiter in the middle is as if it had never asked", 3, 4, cancelMiddle),
		entry("deadline", "SE5", "a deadline passes while a waiter waits", 1, 3, deadline),
		entry("front-cancel", "SE6", "a cancelled front waiter lets those behind it in", 10, 4, frontCancel),
		entry("zero-stuck", "SE7", "weight 0 behind a cancelled front waiter on a full semaphore is never woken", 2, 3, zeroStuck),
		entry("zero-behind-cancel", "SE7", "the same, and a TryAcquire(0) that finds it waiting", 2, 3, zeroBehindCancel),
		entry("zero-behind-cancel-freed", "SE7", "the same, then a Release(0)", 2, 3, zeroBehindCancelFreed),
		entry("oversize", "SE8", "a request larger than the size blocks nobody", 2, 3, oversize),
		entry("over-release", "SE9", "Release of more than held panics and leaves its mark", 2, 1, overRelease),
		entry("negative", "SE10", "negative weights and sizes panic", 2, 1, negative),
		entry("nil-context", "SE11", "Acquire(nil) panics with tokens free", 2, 2, nilContext),
		entry("nil-context-full", "SE11", "Acquire(nil) panics on a full semaphore and leaves no waiter behind", 1, 3, nilContextFull),
		entry("over-release-queue", "SE15", "a detected over-release wakes nobody", 2, 2, overReleaseQueue),
		entry("zero-full", "SE16", "weight 0 passes on a full semaphore, and waits behind a waiter", 1, 3, zeroFull),
		entry("size-zero", "SE16", "a semaphore of size 0", 0, 2, sizeZero),
		entry("upgrade", "SE17", "a holder asks for the rest and blocks itself and all behind it", 2, 2, upgrade),
	}
}

func capacity(g *gate) {
	g.acquire(0, background, 1)
	g.acquire(1, background, 1)
	g.try(2, 1)
	g.try(2, 2)
	g.release(0, 1)
	g.try(2, 1)
	g.try(0, 1)
	g.giveBack(1)
	g.giveBack(2)
	g.try(0, 3)
	g.try(0, 2)
}

func fifo(g *gate) {
	g.acquire(0, background, 3)
	g.acquire(1, background, 3)
	g.try(0, 0)
	g.acquire(2, background, 1)
	g.release(0, 1)
	g.try(0, 1)
	g.release(0, 2)
	g.giveBack(1)
	g.giveBack(2)
}

func handOver(g *gate) {
	g.acquire(0, background, 3)
	g.acquire(1, background, 1)
	g.try(0, 0)
	g.acquire(2, background, 2)
	g.step(0, func(c *caller) {
		c.release(3)
		c.try(1)
	})
}

func cancelBefore(g *gate) {
	ctx := g.cancellable()
	g.cancel(0, ctx)
	g.acquire(0, ctx, 1)
	g.acquire(1, ctx, 0)
	g.acquire(1, ctx, 3)
	g.acquire(1, g.passed(0), 1)
	g.try(0, 2)
}

func grantThenCancel(g *gate) {
	for i := 0; i < 3; i++ {
		ctx := g.cancellable()
		g.acquire(0, background, 1)
		g.acquire(1, ctx, 1)
		g.step(0, func(c *caller) {
			c.release(1)
			c.cancel(ctx)
		})
		g.giveBack(1)
	}
}

func giveBack(g *gate) {
	for i := 0; i < 4; i++ {
		ctx := g.cancellable()
		g.acquire(0, background, 1)
		g.acquire(1, ctx, 1)
		if i%2 == 1 {
			g.try(0, 0)
			g.acquire(2, background, 1)
		}
		g.step(0, func(c *caller) {
			c.release(1)
			c.cancel(ctx)
		})
		g.giveBack(1)
		g.giveBack(2)
		g.try(0, 1)
		g.giveBack(0)
	}
}

func cancelMiddle(g *gate) {
	ctx := g.cancellable()
	g.acquire(0, background, 3)
	g.acquire(1, background, 2)
	g.try(0, 0)
	g.acquire(2, ctx, 1)
	g.acquire(3, background, 1)
	g.cancel(0, ctx)
	g.release(0, 1)
	g.release(0, 1)
	g.release(0, 1)
	g.try(0, 0)
}

func deadline(g *gate) {
	g.acquire(0, background, 1)
	g.step(1, func(c *caller) { c.acquire(c.deadline(time.Millisecond), 1) })
	g.try(0, 0)
	g.step(1, func(c *caller) { c.acquire(c.deadline(time.Millisecond), 2) })
	g.giveBack(0)
	g.try(2, 1)
}

func frontCancel(g *gate) {
	ctx := g.cancellable()
	g.acquire(0, background, 1)
	g.acquire(1, ctx, 10)
	g.try(0, 0)
	g.acquire(2, background, 1)
	g.acquire(3, background, 2)
	g.cancel(0, ctx)
	g.try(0, 6)
}

func zeroStuck(g *gate) {
	ctx := g.cancellable()
	g.acquire(0, background, 2)
	g.acquire(1, ctx, 1)
	g.try(0, 0)
	g.acquire(2, background, 0)
	g.cancel(0, ctx)
}

func zeroBehindCancel(g *gate) {
	zeroStuck(g)
	g.try(0, 0)
}

func zeroBehindCancelFreed(g *gate) {
	zeroBehindCancel(g)
	g.release(0, 0)
	g.try(0, 0)
}

func oversize(g *gate) {
	ctx := g.cancellable()
	g.acquire(1, ctx, 3)
	g.try(0, 0)
	g.acquire(2, background, 2)
	g.try(0, 3)
	g.giveBack(2)
	g.cancel(0, ctx)
	g.acquire(0, background, 2)
}

func overRelease(g *gate) {
	g.releaseAnyway(0, 3)
	g.try(0, 6)
	g.try(0, 5)
	g.try(0, 1)
	g.try(0, 0)
}

func negative(g *gate) {
	g.try(0, -5)
	g.acquire(0, background, -1)
	g.acquire(0, nilCtx, -1)
	g.releaseAnyway(0, -2)
	g.step(0, func(c *caller) { c.newWeighted(-1) })
	g.step(0, func(c *caller) { c.newWeighted(0) })
	g.try(0, 3)
	g.try(0, 2)
	g.try(0, 1)
}

func nilContext(g *gate) {
	g.acquire(0, nilCtx, 1)
	g.acquire(1, nilCtx, 0)
	g.acquire(1, nilCtx, 3)
	g.try(0, 2)
}

func nilContextFull(g *gate) {
	g.acquire(0, background, 1)
	g.acquire(1, nilCtx, 1)
	g.try(0, 0)
	g.giveBack(0)
	g.acquire(2, background, 1)
}

func overReleaseQueue(g *gate) {
	g.acquire(0, background, 2)
	g.acquire(1, background, 1)
	g.try(0, 0)
	g.releaseAnyway(0, 3)
	g.try(0, 0)
}

func zeroFull(g *gate) {
	g.acquire(0, background, 1)
	g.acquire(1, background, 0)
	g.try(1, 0)
	g.release(1, 0)
	g.acquire(1, background, 1)
	g.try(0, 0)
	g.acquire(2, background, 0)
	g.giveBack(0)
	g.giveBack(1)
}

func sizeZero(g *gate) {
	ctx := g.cancellable()
	g.try(0, 0)
	g.acquire(0, background, 0)
	g.acquire(1, ctx, 1)
	g.try(0, 0)
	g.try(0, 1)
	g.cancel(0, ctx)
	g.releaseAnyway(0, 1)
}

func upgrade(g *gate) {
	g.acquire(0, background, 1)
	g.acquire(0, background, 2)
	g.try(1, 0)
	g.acquire(1, background, 1)
}

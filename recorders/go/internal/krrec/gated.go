package krrec

import (
	"strings"

	"gosync/recorders/go/internal/harness"
)

func gatedScenarios() []harness.Scenario {
	entry := func(name, clause, about string, n int, script func(*gate)) harness.Scenario {
		return harness.Scenario{Name: name, Kind: harness.Gated, Clauses: strings.Fields(clause), About: about,
			Run: gated(n, script)}
	}
	return []harness.Scenario{
		entry("context", "KR1", "zero, WithContext, WithCancel: an error cancels only the last", 2, contexts),
		entry("parent", "KR1", "the parent is cancelled, with a cause and without", 1, parent),
		entry("panic", "KR2", "a function panics, free and pooled", 2, panicking),
		entry("sticky", "KR3", "after an error a free group goes on and fails again", 1, sticky),
		entry("causal", "KR3", "an error after one that it saw cancel", 1, causal),
		entry("procs", "KR4", "GOMAXPROCS of 0, of 1, of 2, of -1", 2, procs),
		entry("pool", "KR5", "a pool of 2, all under Wait", 2, pool),
		entry("full", "KR5", "more than a pool of 1 and its channel hold, and the first function goes on", 1, full),
		entry("idle-overflow", "KR5", "more than the channel holds, and nobody waits", 2, idleOverflow),
		entry("runs-cancelled", "KR6", "a pool of 1 whose first function fails", 2, runsCancelled),
		entry("free-cancelled", "KR6", "functions are handed in after an error", 1, freeCancelled),
		entry("wait-twice", "KR7", "a second Wait of a pool", 1, waitTwice),
		entry("wait-twice-overflow", "KR7", "a second Wait of a pool that had overflowed", 2, waitTwiceOverflow),
		entry("go-after-wait", "KR7", "Go after the Wait of a pool, then Wait", 2, goAfterWait),
		entry("free-again", "KR7", "a group without a pool is used again", 1, freeAgain),
		entry("late-overflow", "KR8", "a pooled function overflows the pool while Wait waits", 2, lateOverflow),
		entry("add-inside", "KR8", "a free function adds another while Wait waits", 2, addInside),
		entry("inside-before", "KR8", "a pooled function overflows the pool before Wait", 2, insideBefore),
		entry("worker-exits", "KR9", "a pool of 1 whose first function exits its goroutine", 2, workerExits),
		entry("free-exits", "KR9", "a free function exits its goroutine", 1, freeExits),
		entry("two-waits", "KR11", "two Waits of a pool that had overflowed", 3, twoWaits),
		entry("two-free-waits", "KR11", "two Waits of a group without a pool", 3, twoFreeWaits),
		entry("typed-nil", "KR12", "an error that is a nil pointer", 1, typedNil),
	}
}

func contexts(g *gate) {
	for _, op := range []uint8{opGo, opWithContext, opWithCancel} {
		o := g.newGroup()
		if op != opGo {
			o = g.derived(0, op)
		}
		f, looks := held(fails), held(succeeds)
		g.goes(0, o, f, looks)
		g.asks(0, looks)
		g.open(f)
		g.asks(0, looks)
		g.open(looks)
		g.wait(0, o)
		g.asks(0, f)
	}
	o, f := g.derived(0, opWithCancel), held(succeeds)
	g.goes(0, o, f)
	g.step(1, func(c *caller) { c.done(f) })
	g.open(f)
	g.wait(0, o)
}

func parent(g *gate) {
	for _, op := range []uint8{opWithContext, opWithCancel} {
		for _, cause := range []bool{true, false} {
			o, f := g.derived(0, op), held(succeeds)
			g.goes(0, o, f)
			g.step(0, func(c *caller) { c.cancelParent(o, cause) })
			g.asks(0, f)
			g.open(f)
			g.wait(0, o)
			g.asks(0, f)
		}
	}
}

func panicking(g *gate) {
	o, p := g.newGroup(), g.derived(0, opWithCancel)
	g.goes(0, o, ends(panics), ends(succeeds))
	g.wait(0, o)
	g.procs(0, p, 1)
	f := held(panics)
	g.goes(0, p, f)
	g.step(1, func(c *caller) { c.done(f) })
	g.open(f)
	g.wait(0, p)
}

func sticky(g *gate) {
	o := g.newGroup()
	g.goes(0, o, ends(fails), ends(succeeds))
	g.wait(0, o)
	g.goes(0, o, ends(fails))
	g.wait(0, o)
}

func causal(g *gate) {
	o := g.derived(0, opWithCancel)
	f := held(succeeds)
	g.goes(0, o, f, doing(fails, func(in *caller) { in.done(f) }), ends(fails))
	g.open(f)
	g.wait(0, o)
}

func procs(g *gate) {
	o, f := g.newGroup(), held(succeeds)
	g.procs(0, o, 0)
	g.procs(0, o, 1)
	g.procs(0, o, 2)
	g.procs(0, o, -1)
	g.goes(0, o, f, ends(succeeds))
	g.wait(1, o)
	g.open(f)
}

func pool(g *gate) {
	o, free := g.newGroup(), held(succeeds)
	g.goes(0, o, free)
	g.procs(0, o, 2)
	a, b := held(succeeds), held(fails)
	g.goes(0, o, a, b, ends(succeeds), ends(succeeds), ends(succeeds))
	g.wait(1, o)
	g.open(a, b, free)
}

func full(g *gate) {
	o := g.pooled(0, 1)
	g.goes(0, o, held(succeeds), ends(succeeds), ends(succeeds), ends(succeeds))
}

func idleOverflow(g *gate) {
	o, a := g.pooled(0, 1), held(succeeds)
	g.goes(0, o, a, ends(succeeds), ends(succeeds), ends(succeeds))
	g.open(a)
}

func runsCancelled(g *gate) {
	o, f, next := g.derived(0, opWithCancel), held(fails), ends(succeeds)
	g.procs(0, o, 1)
	g.goes(0, o, f, next)
	g.open(f)
	g.wait(1, o)
}

func freeCancelled(g *gate) {
	o, f := g.derived(0, opWithCancel), ends(fails)
	g.goes(0, o, f)
	g.step(0, func(c *caller) { c.done(f) })
	g.goes(0, o, ends(succeeds))
	g.wait(0, o)
}

func waitTwice(g *gate) {
	o := g.pooled(0, 1)
	g.goes(0, o, ends(succeeds))
	g.wait(0, o)
	g.wait(0, o)
}

func waitTwiceOverflow(g *gate) {
	o, a := g.pooled(0, 1), held(succeeds)
	g.goes(0, o, a, ends(succeeds), ends(succeeds))
	g.wait(1, o)
	g.open(a)
	g.wait(0, o)
}

func goAfterWait(g *gate) {
	o := g.pooled(0, 1)
	g.wait(0, o)
	g.goes(0, o, ends(succeeds))
	g.wait(1, o)
}

func freeAgain(g *gate) {
	o := g.newGroup()
	for i := 0; i < 2; i++ {
		g.goes(0, o, ends(succeeds), ends(succeeds))
		g.wait(0, o)
	}
}

func lateOverflow(g *gate) {
	o, f := g.pooled(0, 1), held(succeeds)
	f.room, f.body = 20, func(in *caller) {
		for i := 0; i < 3; i++ {
			in.goes(o, ends(succeeds))
		}
	}
	g.goes(0, o, f)
	g.wait(1, o)
	g.open(f)
}

func addInside(g *gate) {
	o, later, first := g.newGroup(), held(fails), held(succeeds)
	first.room, first.body = 20, func(in *caller) { in.goes(o, later) }
	g.goes(0, o, first)
	g.wait(1, o)
	g.open(first, later)
}

func insideBefore(g *gate) {
	o, last := g.pooled(0, 1), held(succeeds)
	first := held(succeeds)
	first.room, first.body = 20, func(in *caller) {
		in.goes(o, ends(succeeds))
		in.goes(o, ends(succeeds))
	}
	g.goes(0, o, first)
	g.goes(0, o, last)
	g.open(first)
	g.wait(1, o)
	g.open(last)
}

func workerExits(g *gate) {
	o, f := g.pooled(0, 1), held(exits)
	g.goes(0, o, f, ends(succeeds))
	g.wait(1, o)
	g.open(f)
}

func freeExits(g *gate) {
	o := g.newGroup()
	g.goes(0, o, ends(exits), ends(succeeds))
	g.wait(0, o)
}

func twoWaits(g *gate) {
	o, a := g.pooled(0, 1), held(succeeds)
	g.goes(0, o, a, ends(succeeds), ends(succeeds), ends(succeeds))
	g.wait(1, o)
	g.wait(2, o)
	g.open(a)
}

func twoFreeWaits(g *gate) {
	o, a := g.newGroup(), held(fails)
	g.goes(0, o, a)
	g.wait(1, o)
	g.wait(2, o)
	g.open(a)
}

func typedNil(g *gate) {
	o := g.newGroup()
	g.goes(0, o, ends(failsNil))
	g.wait(0, o)
}

package wgrec

import (
	"math"

	"gosync/recorders/go/internal/harness"
)

func scenarios() []harness.Scenario {
	entry := func(name, clause, about string, n int, script func(*gate)) harness.Scenario {
		return harness.Scenario{Name: name, Kind: harness.Gated, Clauses: []string{clause}, About: about, Run: gated(n, script)}
	}
	return append(randomScenarios(),
		entry("wait", "WG1", "two waiters, and the second of two Dones", 3, wait),
		entry("by-more", "WG1", "an Add of a negative number lets all waiters go", 3, byMore),
		entry("more", "WG3", "an Add beside a waiter, not from zero", 2, more),
		entry("waits-on", "WG1", "a task that is never done", 2, waitsOn),
		entry("negative", "WG2", "below zero, back to zero, and a waiter meanwhile", 2, negative),
		entry("negative-waiter", "WG2", "below zero beside a waiter, who waits on", 2, negativeWaiter),
		entry("overflow", "WG2", "32 bits", 1, overflow),
		entry("zero", "WG4", "nobody waits for nothing", 2, zero),
		entry("reuse", "WG4", "three rounds of one group", 3, reuse),
		entry("go", "WG5", "Go is back before its function has run, and Wait is not", 2, goes),
		entry("go-nested", "WG5", "a function of Go calls Go", 2, goNested),
		entry("go-exit", "WG5", "a function that exits its goroutine has counted down", 2, goExit),
		entry("go-panic", "WG5", "a function that panics has not, and the program dies", 2, goPanic),
		entry("go-at-once", "WG5", "Wait right behind Go", 1, goAtOnce),
	)
}

func wait(g *gate) {
	o := g.newGroup()
	g.add(0, o, 2)
	g.wait(1, o)
	g.wait(2, o)
	g.done(0, o)
	g.done(0, o)
}

func byMore(g *gate) {
	o := g.newGroup()
	g.add(0, o, 3)
	g.wait(1, o)
	g.wait(2, o)
	g.add(0, o, -3)
}

func more(g *gate) {
	o := g.newGroup()
	g.add(0, o, 1)
	g.wait(1, o)
	g.add(0, o, 1)
	g.add(0, o, -2)
}

func waitsOn(g *gate) {
	o := g.newGroup()
	g.add(0, o, 2)
	g.wait(1, o)
	g.done(0, o)
}

func negative(g *gate) {
	o := g.newGroup()
	g.done(0, o)
	g.wait(1, o)
	g.add(0, o, 1)
	g.wait(0, o)
}

func negativeWaiter(g *gate) {
	o := g.newGroup()
	g.add(0, o, 1)
	g.wait(1, o)
	g.add(0, o, -2)
	g.add(0, o, 0)
	g.add(0, o, 1)
}

func overflow(g *gate) {
	a, b, c := g.newGroup(), g.newGroup(), g.newGroup()
	g.add(0, a, math.MaxInt32)
	g.add(0, a, 1)
	g.add(0, b, 1<<31)
	g.add(0, c, 1<<32)
	g.wait(0, c)
}

func zero(g *gate) {
	o := g.newGroup()
	g.wait(0, o)
	g.add(0, o, 0)
	g.wait(1, o)
}

func reuse(g *gate) {
	o := g.newGroup()
	for round := 0; round < 3; round++ {
		g.add(0, o, 1)
		g.wait(1, o)
		g.wait(2, o)
		g.done(0, o)
		g.wait(0, o)
	}
}

func goes(g *gate) {
	o, f := g.newGroup(), held(returns)
	g.goes(0, o, f)
	g.wait(1, o)
	g.open(0, f)
}

func goNested(g *gate) {
	o, f := g.newGroup(), held(returns)
	inner := held(returns)
	f.body = func(in *caller) { in.goes(o, inner) }
	g.goes(0, o, f)
	g.wait(1, o)
	g.open(0, f)
	g.open(0, inner)
}

func goExit(g *gate) {
	o, f := g.newGroup(), held(exits)
	g.goes(0, o, f)
	g.wait(1, o)
	g.open(0, f)
}

func goPanic(g *gate) {
	o, f := g.newGroup(), held(panics)
	g.goes(0, o, f)
	g.wait(1, o)
	g.open(0, f)
}

func goAtOnce(g *gate) {
	o := g.newGroup()
	g.step(0, func(c *caller) {
		c.goes(o, &fn{})
		c.wait(o)
	})
}

package oncerec

import "gosync/recorders/go/internal/harness"

func onceScenarios() []harness.Scenario {
	all := []string{"ON1", "ON2"}
	entry := func(name, clause, about string, n int, script func(*gate)) harness.Scenario {
		return harness.Scenario{Name: name, Kind: harness.Gated, Clauses: []string{clause}, About: about,
			Run: gated(onceVariants, n, script)}
	}
	return append(randomScenarios(false, onceVariants, all...),
		entry("lone", "ON1", "later calls run nothing, whatever function they bring", 2, lone),
		entry("wait", "ON1", "two calls wait until the function has ended", 3, wait),
		entry("panic", "ON2", "a panic reaches its caller only, and counts as a run", 3, func(g *gate) { bad(g, panics) }),
		entry("panic-nil", "ON2", "the same with panic(nil)", 3, func(g *gate) { bad(g, panicsNil) }),
		entry("goexit", "ON2", "the same with Goexit", 3, func(g *gate) { bad(g, exits) }),
		entry("nil-function", "ON2", "a nil function counts as run", 2, nilFunction),
		entry("reenter", "ON3", "a Do inside the function waits for ever, and so do others", 2, reenter),
		entry("reenter-deferred", "ON3", "the same in a deferred call of the function", 2, reenterDeferred),
		entry("reenter-other", "ON3", "the function waits for somebody else's Do", 2, reenterOther),
		entry("nested", "ON3", "other Onces inside the function", 2, nested),
	)
}

func lone(g *gate) {
	o := g.newOnce()
	g.do(0, o, plain())
	g.do(0, o, plain())
	g.do(1, o, none())
	g.do(1, g.newOnce(), plain())
}

func wait(g *gate) {
	o, f := g.newOnce(), held(plain())
	g.do(0, o, f)
	g.do(1, o, plain())
	g.do(2, o, plain())
	g.open(f)
	g.do(0, o, plain())
}

func bad(g *gate, end ending) {
	o, f := g.newOnce(), held(ends(end))
	g.do(0, o, f)
	g.do(1, o, plain())
	g.open(f)
	g.do(2, o, plain())
	g.do(0, o, plain())
}

func nilFunction(g *gate) {
	o := g.newOnce()
	g.do(0, o, none())
	g.do(1, o, plain())
	g.do(0, o, none())
}

func reenter(g *gate) {
	o := g.newOnce()
	g.do(0, o, doing(func(in *caller) { in.do(o, plain()) }))
	g.do(1, o, plain())
}

func reenterDeferred(g *gate) {
	o := g.newOnce()
	g.do(0, o, &fn{later: func(in *caller) { in.do(o, plain()) }})
	g.do(1, o, plain())
}

func reenterOther(g *gate) {
	o, over := g.newOnce(), make(chan struct{})
	g.do(0, o, doing(func(*caller) { <-over }))
	g.step(1, func(c *caller) {
		c.do(o, plain())
		close(over)
	})
}

func nested(g *gate) {
	a, b := g.newOnce(), g.newOnce()
	g.do(0, a, doing(func(in *caller) {
		in.do(b, ends(panics))
		in.do(b, plain())
	}))
	g.do(1, b, plain())
	g.do(1, a, plain())
}

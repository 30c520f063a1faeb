package gzrec

import "gosync/recorders/go/internal/harness"

func gatedScenarios() []harness.Scenario {
	entry := func(name, clause, about string, n int, script func(*gate)) harness.Scenario {
		return harness.Scenario{Name: name, Kind: harness.Gated, Clauses: []string{clause}, About: about, Run: gated(n, script)}
	}
	return []harness.Scenario{
		entry("lone", "GZ5", "calls that nobody joins get what their function returned", 2, lone),
		entry("join", "GZ5", "two calls join a Do and get its value and its error", 3, join),
		entry("one-flight", "GZ1", "the functions of joiners never run, those of other keys do", 3, oneFlight),
		entry("fresh", "GZ6", "fresh is true for the leader only, for nobody if a Do leads", 3, fresh),
		entry("panic", "GZ3", "a panic with two joiners; the key is free again", 3, panicJoined),
		entry("panic-lone", "GZ3", "a panic that nobody joined; the key is free again", 2, panicLone),
		entry("panic-nil", "GZ3", "panic(nil) that nobody joined", 1, panicNil),
		entry("goexit", "GZ3", "Goexit with a joiner; the key is free again", 3, goexit),
		entry("goexit-lone", "GZ3", "Goexit that nobody joined; the key is free again", 2, goexitLone),
		entry("reenter", "GZ4", "a call of the same key inside fn waits for itself", 2, reenter),
		entry("cross-keys", "GZ4", "two flights that wait for each other", 2, crossKeys),
		entry("nested", "GZ4", "a call of another key inside fn", 1, nested),
		entry("nil-function", "GZ4", "a nil function; the key is free again, and a joiner's is not looked at", 2, nilFunction),
	}
}

func lone(g *gate) {
	g.do(0, 0, plain())
	g.doEx(1, 0, &fn{value: true, fail: true})
	g.do(1, 0, &fn{fail: true})
	g.doEx(0, 0, &fn{})
}

func join(g *gate) {
	f := held(&fn{value: true, fail: true})
	g.do(0, 0, f)
	g.do(1, 0, plain())
	g.doEx(2, 0, plain())
	g.open(f)
	g.do(1, 0, plain())
}

func oneFlight(g *gate) {
	f := held(plain())
	g.doEx(0, 0, f)
	g.do(1, 0, plain())
	g.do(2, 1, plain())
	g.doEx(2, 0, plain())
	g.open(f)
}

func fresh(g *gate) {
	f := held(plain())
	g.doEx(0, 0, f)
	g.doEx(1, 0, plain())
	g.open(f)
	f = held(plain())
	g.do(0, 0, f)
	g.doEx(1, 0, plain())
	g.doEx(2, 0, plain())
	g.open(f)
}

func panicJoined(g *gate) {
	f := held(ends(panics))
	g.do(0, 0, f)
	g.do(1, 0, plain())
	g.doEx(2, 0, plain())
	g.open(f)
	g.do(1, 0, plain())
}

func panicLone(g *gate) {
	g.do(0, 0, ends(panics))
	g.doEx(0, 0, ends(panics))
	g.do(1, 0, plain())
}

func panicNil(g *gate) {
	g.do(0, 0, ends(panicsNil))
	g.do(0, 0, plain())
}

func goexit(g *gate) {
	f := held(ends(exits))
	g.do(0, 0, f)
	g.do(1, 0, plain())
	g.doEx(2, 0, plain())
	g.open(f)
	g.do(0, 0, plain())
}

func goexitLone(g *gate) {
	g.doEx(0, 0, ends(exits))
	g.do(1, 0, plain())
	g.do(0, 0, plain())
}

func reenter(g *gate) {
	g.do(0, 0, doing(func(in *caller) { in.do(true, 0, plain()) }))
	g.do(1, 0, plain())
}

func crossKeys(g *gate) {
	a := held(doing(func(in *caller) { in.do(false, 1, plain()) }))
	b := held(doing(func(in *caller) { in.do(false, 0, plain()) }))
	g.do(0, 0, a)
	g.do(1, 1, b)
	g.open(a)
	g.open(b)
}

func nested(g *gate) {
	g.doEx(0, 0, doing(func(in *caller) {
		in.do(true, 1, plain())
		in.do(false, 2, &fn{fail: true})
	}))
}

func nilFunction(g *gate) {
	g.do(0, 0, none())
	g.doEx(0, 0, none())
	f := held(plain())
	g.do(0, 0, f)
	g.do(1, 0, none())
	g.open(f)
}

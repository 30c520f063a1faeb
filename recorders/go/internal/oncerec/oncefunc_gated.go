package oncerec

import "gosync/recorders/go/internal/harness"

func funcScenarios() []harness.Scenario {
	all := []string{"ON4", "ON5", "ON7"}
	entry := func(name, clause, about string, n int, script func(*gate)) harness.Scenario {
		return harness.Scenario{Name: name, Kind: harness.Gated, Clauses: []string{clause}, About: about,
			Run: gated(funcVariants, n, script)}
	}
	return append(randomScenarios(true, funcVariants, all...),
		entry("values", "ON4", "OnceValues: two calls wait and get what the first one gets", 3,
			func(g *gate) { repeated(g, opOnceValues, plain()) }),
		entry("value", "ON4", "the same with OnceValue", 3, func(g *gate) { repeated(g, opOnceValue, plain()) }),
		entry("func", "ON4", "the same with OnceFunc", 3, func(g *gate) { repeated(g, opOnceFunc, plain()) }),
		entry("panic", "ON4", "every call panics with the same value", 3,
			func(g *gate) { repeated(g, opOnceValue, ends(panics)) }),
		entry("panic-nil", "ON4", "the same with panic(nil)", 3,
			func(g *gate) { repeated(g, opOnceFunc, ends(panicsNil)) }),
		entry("goexit", "ON5", "a function that exits its goroutine", 3,
			func(g *gate) { repeated(g, opOnceFunc, ends(exits)) }),
		entry("release", "ON6", "the function is let go when its call is over", 2,
			func(g *gate) { release(g, returns) }),
		entry("release-panic", "ON6", "the same after a panic", 2, func(g *gate) { release(g, panics) }),
		entry("release-exit", "ON6", "the same after a Goexit", 2, func(g *gate) { release(g, exits) }),
		entry("nil-function", "ON6", "a nil function panics in every call, and not before", 2, nilFunc),
		entry("lazy", "ON7", "the function runs in the first call, in its goroutine", 2, lazy),
		entry("reenter", "ON3", "a call inside the function waits for ever, and so do others", 2, reenterFunc),
		entry("nested", "ON3", "another object is called inside the function", 2, nestedFunc),
	)
}

func repeated(g *gate, op uint8, f *fn) {
	o := g.made(0, op, held(f))
	g.call(1, o)
	g.call(2, o)
	g.call(0, o)
	g.open(f)
	g.call(0, o)
	g.call(1, o)
}

func release(g *gate, end ending) {
	f := held(ends(end))
	o := g.made(0, opOnceValue, f)
	g.released(0, o)
	g.call(1, o)
	g.released(0, o)
	g.open(f)
	g.released(0, o)
	g.call(0, o)
}

func nilFunc(g *gate) {
	for _, op := range []uint8{opOnceFunc, opOnceValue, opOnceValues} {
		o := g.made(0, op, none())
		g.call(1, o)
		g.call(0, o)
	}
}

func lazy(g *gate) {
	o := g.made(0, opOnceValues, plain())
	g.released(0, o)
	g.call(1, o)
	g.call(0, o)
}

func reenterFunc(g *gate) {
	var o *object
	o = g.made(0, opOnceFunc, doing(func(in *caller) { in.call(o) }))
	g.call(0, o)
	g.call(1, o)
}

func nestedFunc(g *gate) {
	inner := g.made(0, opOnceValue, plain())
	outer := g.made(0, opOnceFunc, doing(func(in *caller) { in.call(inner) }))
	g.call(1, outer)
	g.call(0, inner)
}

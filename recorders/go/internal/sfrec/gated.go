package sfrec

import "gosync/recorders/go/internal/harness"

func gatedScenarios() []harness.Scenario {
	entry := func(name, clause, about string, n int, script func(*gate)) harness.Scenario {
		return harness.Scenario{Name: name, Kind: harness.Gated, Clauses: []string{clause}, About: about, Run: gated(n, script)}
	}
	return []harness.Scenario{
		entry("lone", "SF3", "calls that nobody joins are not shared", 2, lone),
		entry("join", "SF2", "two Do join a Do and get its value and its error", 3, join),
		entry("join-chan", "SF3", "a DoChan that joins a Do makes it shared and is served", 3, joinChan),
		entry("chan-lead", "SF8", "a DoChan leads, a Do and a DoChan join", 3, chanLead),
		entry("chan-once", "SF8", "a second receive from a channel waits for ever", 1, chanOnce),
		entry("abandoned", "SF8", "a channel that nobody receives from stops nobody", 2, abandoned),
		entry("forget-unknown", "SF5", "Forget of an unknown key does nothing", 1, forgetUnknown),
		entry("forget-overlap", "SF5", "the end of a forgotten flight leaves the newer one alone", 3, forgetOverlap),
		entry("forget-counts", "SF6", "joiners after a Forget count for the newer flight", 4, forgetCounts),
		entry("forget-inside", "SF6", "Forget and Do of the same key inside fn", 2, forgetInside),
		entry("reenter", "SF7", "Do of the same key inside fn waits for itself", 2, reenter),
		entry("cross-keys", "SF7", "two flights that wait for each other", 2, crossKeys),
		entry("nested", "SF20", "Do and DoChan of other keys inside fn", 2, nested),
		entry("chan-inside", "SF7", "DoChan of the same key inside fn joins", 1, chanInside),
		entry("chan-inside-receive", "SF7", "receiving from it inside fn waits for itself", 1, chanInsideReceive),
		entry("other-key", "SF20", "a held function stops no other key", 2, otherKey),
		entry("panic", "SF9", "a panic reaches the leader and two joiners, the key is free again", 3, panicError),
		entry("panic-value", "SF9", "the same with a panic value that is no error", 3, panicValue),
		entry("panic-chan-joined", "SF10", "a panic with a channel attached to a Do kills the program", 3, panicChanJoined),
		entry("panic-chan-led", "SF10", "a panic under a DoChan kills the program", 2, panicChanLed),
		entry("panic-chan-newer", "SF10", "a channel of the newer flight does not count for the forgotten one", 2, panicChanNewer),
		entry("goexit", "SF11", "Goexit ends the leader's and the joiner's goroutine", 2, goexit),
		entry("goexit-chan", "SF12", "Goexit leaves a receiver waiting for ever", 3, goexitChan),
		entry("goexit-chan-led", "SF12", "the same under a DoChan", 2, goexitChanLed),
		entry("panic-nil", "SF13", "panic(nil)", 2, panicNil),
		entry("returned-panic", "SF14", "fn returns the panic value of another Do as its error", 2, returnedPanic),
		entry("returned-panic-chan", "SF14", "the same with a channel attached kills the program", 2, returnedPanicChan),
		entry("forgotten-panic", "SF21", "the panic of a forgotten flight does not reach the newer one", 4, forgottenPanic),
		entry("forgotten-goexit", "SF21", "nor does its Goexit", 4, forgottenGoexit),
	}
}

func lone(g *gate) {
	g.do(0, 0, plain())
	g.do(1, 0, &fn{value: true, fail: true})
	g.do(1, 0, &fn{fail: true})
	g.receive(0, g.doChan(0, 0, plain()))
	g.do(0, 0, &fn{})
}

func join(g *gate) {
	f := held(&fn{value: true, fail: true})
	g.do(0, 0, f)
	g.do(1, 0, plain())
	g.do(2, 0, plain())
	g.open(f)
	g.do(1, 0, plain())
}

func joinChan(g *gate) {
	f := held(&fn{value: true, fail: true})
	g.do(0, 0, f)
	g.receive(1, g.doChan(1, 0, plain()))
	g.open(f)
	f = held(plain())
	g.do(0, 0, f)
	a := g.doChan(2, 0, plain())
	b := g.doChan(2, 0, plain())
	g.open(f)
	g.receive(2, b)
	g.receive(2, a)
}

func chanLead(g *gate) {
	f := held(plain())
	a := g.doChan(0, 0, f)
	g.do(1, 0, plain())
	b := g.doChan(2, 0, plain())
	g.receive(2, b)
	g.open(f)
	g.receive(0, a)
	g.do(0, 0, plain())
}

func chanOnce(g *gate) {
	ch := g.doChan(0, 0, plain())
	g.receive(0, ch)
	g.receive(0, ch)
}

func abandoned(g *gate) {
	f := held(plain())
	g.doChan(0, 0, f)
	g.doChan(0, 0, plain())
	g.do(1, 0, plain())
	g.open(f)
	g.do(1, 0, plain())
}

func forgetUnknown(g *gate) {
	g.forget(0, 0)
	g.do(0, 0, plain())
	g.forget(0, 1)
	g.do(0, 0, plain())
}

func forgetOverlap(g *gate) {
	older, newer := held(plain()), held(plain())
	g.do(0, 0, older)
	g.forget(1, 0)
	g.do(1, 0, newer)
	g.open(older)
	g.do(2, 0, plain())
	g.open(newer)
}

func forgetCounts(g *gate) {
	older, newer := held(plain()), held(plain())
	g.do(0, 0, older)
	g.forget(1, 0)
	g.do(1, 0, newer)
	g.do(2, 0, plain())
	ch := g.doChan(3, 0, plain())
	g.open(newer)
	g.receive(3, ch)
	g.open(older)
}

func forgetInside(g *gate) {
	f := doing(6, func(in *caller) {
		in.forget(0)
		in.do(0, plain())
	})
	g.do(0, 0, f)
	f = held(doing(6, func(in *caller) {
		in.forget(0)
		in.do(0, plain())
	}))
	g.receive(0, g.doChan(0, 0, f))
	g.do(1, 0, plain())
	g.open(f)
}

func reenter(g *gate) {
	g.do(0, 0, doing(2, func(in *caller) { in.do(0, plain()) }))
	g.do(1, 0, plain())
}

func crossKeys(g *gate) {
	a := held(doing(2, func(in *caller) { in.do(1, plain()) }))
	b := held(doing(2, func(in *caller) { in.do(0, plain()) }))
	g.do(0, 0, a)
	g.do(1, 1, b)
	g.open(a)
	g.open(b)
}

func nested(g *gate) {
	g.do(0, 0, doing(10, func(in *caller) {
		in.do(1, plain())
		in.receive(in.doChan(2, plain()))
	}))
	g.receive(1, g.doChan(1, 0, doing(6, func(in *caller) { in.do(1, &fn{value: true, fail: true}) })))
}

func chanInside(g *gate) {
	var ch *channel
	g.do(0, 0, doing(4, func(in *caller) { ch = in.doChan(0, plain()) }))
	g.receive(0, ch)
}

func chanInsideReceive(g *gate) {
	g.do(0, 0, doing(6, func(in *caller) { in.receive(in.doChan(0, plain())) }))
}

func otherKey(g *gate) {
	f := held(plain())
	g.do(0, 0, f)
	g.do(1, 1, plain())
	g.forget(1, 1)
	g.receive(1, g.doChan(1, 1, plain()))
	g.open(f)
}

package sfrec

// The gated scenarios whose functions do not return.

func panicError(g *gate) { panicWith(g, panics) }
func panicValue(g *gate) { panicWith(g, panicsOther) }

func panicWith(g *gate, end ending) {
	f := held(ends(end))
	g.do(0, 0, f)
	g.do(1, 0, plain())
	g.do(2, 0, plain())
	g.open(f)
	g.do(1, 0, plain())
	g.do(0, 0, plain())
}

func panicChanJoined(g *gate) {
	f := held(ends(panics))
	g.do(0, 0, f)
	g.do(1, 0, plain())
	g.receive(2, g.doChan(2, 0, plain()))
	g.open(f)
	g.do(0, 0, plain())
}

func panicChanLed(g *gate) {
	f := held(ends(panicsOther))
	ch := g.doChan(0, 0, f)
	g.do(1, 0, plain())
	g.receive(0, ch)
	g.open(f)
	g.do(1, 0, plain())
}

func panicChanNewer(g *gate) {
	older, newer := held(ends(panics)), held(plain())
	g.do(0, 0, older)
	g.forget(1, 0)
	ch := g.doChan(1, 0, newer)
	g.open(older)
	g.open(newer)
	g.receive(1, ch)
}

func goexit(g *gate) {
	f := held(ends(exits))
	g.do(0, 0, f)
	g.do(1, 0, plain())
	g.open(f)
	g.do(0, 0, plain())
	g.do(1, 0, ends(exits))
	g.do(1, 0, plain())
}

func goexitChan(g *gate) {
	f := held(ends(exits))
	g.do(0, 0, f)
	g.receive(1, g.doChan(1, 0, plain()))
	g.open(f)
	g.do(2, 0, plain())
}

func goexitChanLed(g *gate) {
	f := held(ends(exits))
	ch := g.doChan(0, 0, f)
	g.do(1, 0, plain())
	g.receive(0, ch)
	g.open(f)
	g.do(1, 0, plain())
}

func panicNil(g *gate) {
	f := held(ends(panicsNil))
	g.do(0, 0, f)
	g.do(1, 0, plain())
	g.open(f)
	g.do(0, 0, plain())
}

// catching is a function that recovers the panic of another key's Do and returns it as its error.
func catching() *fn {
	f := &fn{value: true, room: 6}
	f.body = func(in *caller) {
		if err, ok := in.do(1, ends(panics)).(error); ok {
			f.given = err
		}
	}
	return f
}

func returnedPanic(g *gate) {
	f := held(catching())
	g.do(0, 0, f)
	g.do(1, 0, plain())
	g.open(f)
	g.do(0, 0, plain())
}

func returnedPanicChan(g *gate) {
	f := held(catching())
	g.do(0, 0, f)
	g.receive(1, g.doChan(1, 0, plain()))
	g.open(f)
}

func forgottenPanic(g *gate)  { forgotten(g, panics) }
func forgottenGoexit(g *gate) { forgotten(g, exits) }

func forgotten(g *gate, end ending) {
	older, newer := held(ends(end)), held(plain())
	g.do(0, 0, older)
	g.do(1, 0, plain())
	g.forget(2, 0)
	g.do(2, 0, newer)
	g.do(3, 0, plain())
	g.open(older)
	g.do(0, 0, plain())
	g.open(newer)
	g.do(1, 0, plain())
}

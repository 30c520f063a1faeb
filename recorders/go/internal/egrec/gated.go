package egrec

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
		entry("wait", "EG1", "the zero group: Wait waits for two functions", 2, wait),
		entry("add-inside", "EG2", "a function adds another while Wait waits", 2, addInside),
		entry("causal", "EG2", "an error after one that it saw cancel", 1, causal),
		entry("sticky", "EG3", "after an error functions run and Wait fails again", 1, sticky),
		entry("context", "EG4", "an error cancels, with itself as the cause; so does Wait", 2, contexts),
		entry("parent", "EG5", "the parent is cancelled", 1, parent),
		entry("limit", "EG6", "Go waits for a slot", 2, limit),
		entry("limit-zero", "EG6", "Go waits for ever, and counts nowhere", 3, limitZero),
		entry("try-full", "EG7", "TryGo while the slots are taken, and without a limit", 1, tryFull),
		entry("free-after-wait", "EG8", "TryGo and SetLimit after Wait", 1, freeAfterWait),
		entry("limit-active", "EG9", "a limit is replaced while a function is active", 1, limitActive),
		entry("limit-hang", "EG9", "a limit is set while a function without a limit is active", 2, limitHang),
		entry("limit-lifted", "EG9", "a limit is taken away and set while a function is active", 2, limitLifted),
		entry("limit-zero-active", "EG9", "limit 0 is set while a function without a limit is active", 2, limitZeroActive),
		entry("nested", "EG10", "a Go inside the only function that the limit admits", 2, nested),
		entry("wait-uncounted", "EG11", "a Wait while a Go waits for a slot", 4, waitUncounted),
		entry("panic", "EG12 EG13", "a function panics", 2, func(g *gate) { bad(g, panics) }),
		entry("goexit", "EG12 EG13", "a function exits its goroutine, another fails", 2, func(g *gate) { bad(g, exits) }),
		entry("typed-nil", "EG14", "an error that is a nil pointer", 1, typedNil),
		entry("cancel-before-slot", "EG17", "the function that gets the slot of one that failed", 2, cancelBeforeSlot),
	}
}

func wait(g *gate) {
	o, a, b := g.newGroup(), held(succeeds), held(fails)
	g.goes(0, o, a)
	g.goes(0, o, b)
	g.wait(1, o)
	g.open(b)
	g.open(a)
	g.wait(0, o)
}

func addInside(g *gate) {
	o, later := g.newGroup(), held(fails)
	first := held(succeeds)
	first.room, first.body = 20, func(in *caller) { in.goes(o, later) }
	g.goes(0, o, first)
	g.wait(1, o)
	g.open(first)
	g.open(later)
}

func causal(g *gate) {
	o := g.derived(0)
	g.goes(0, o, doing(fails, func(in *caller) { in.done(o) }))
	g.goes(0, o, ends(fails))
	g.wait(0, o)
	g.asks(0, o)
}

func sticky(g *gate) {
	o := g.derived(0)
	g.goes(0, o, ends(fails))
	g.goes(0, o, ends(succeeds))
	g.wait(0, o)
	g.goes(0, o, ends(fails))
	g.wait(0, o)
	g.asks(0, o)
}

func contexts(g *gate) {
	o, p := g.derived(0), g.derived(0)
	f := held(fails)
	g.asks(0, o)
	g.goes(0, o, f)
	g.step(1, func(c *caller) { c.done(o) })
	g.open(f)
	g.asks(0, o)
	g.wait(0, p)
	g.asks(0, p)
	g.goes(0, p, ends(fails))
	g.wait(0, p)
	g.asks(0, p)
	g.wait(0, o)
}

func parent(g *gate) {
	o, f := g.derived(0), held(succeeds)
	g.goes(0, o, f)
	g.step(0, func(c *caller) { c.cancelParent(o, true) })
	g.asks(0, o)
	g.open(f)
	g.wait(0, o)
	p := g.derived(0)
	g.step(0, func(c *caller) { c.cancelParent(p, false) })
	g.goes(0, p, ends(fails))
	g.wait(0, p)
	g.asks(0, p)
}

func limit(g *gate) {
	o, a := g.newGroup(), held(succeeds)
	g.setLimit(0, o, 1)
	g.goes(0, o, a)
	g.goes(1, o, ends(succeeds))
	g.open(a)
	g.wait(0, o)
}

func limitZero(g *gate) {
	o, f := g.newGroup(), ends(succeeds)
	g.setLimit(0, o, 0)
	g.tryGo(0, o, ends(succeeds))
	g.goes(1, o, f)
	g.seen(2, f)
	g.wait(0, o)
	g.setLimit(0, o, 1)
}

func tryFull(g *gate) {
	o, a := g.newGroup(), held(succeeds)
	g.tryGo(0, o, ends(succeeds))
	g.wait(0, o)
	g.setLimit(0, o, 1)
	g.tryGo(0, o, a)
	g.tryGo(0, o, ends(succeeds))
	g.open(a)
	g.wait(0, o)
}

func freeAfterWait(g *gate) {
	o := g.newGroup()
	g.setLimit(0, o, 1)
	g.goes(0, o, ends(fails))
	g.wait(0, o)
	g.tryGo(0, o, ends(succeeds))
	g.wait(0, o)
	g.setLimit(0, o, 2)
}

func limitActive(g *gate) {
	o, f := g.newGroup(), held(succeeds)
	g.setLimit(0, o, 1)
	g.goes(0, o, f)
	g.setLimit(0, o, 2)
	g.open(f)
	g.wait(0, o)
}

func limitHang(g *gate) {
	o, f := g.newGroup(), held(succeeds)
	g.goes(0, o, f)
	g.setLimit(0, o, 1)
	g.open(f)
	g.wait(1, o)
}

func limitLifted(g *gate) {
	o, f := g.newGroup(), held(succeeds)
	g.setLimit(0, o, 1)
	g.goes(0, o, f)
	g.setLimit(0, o, -1)
	g.setLimit(0, o, 1)
	g.open(f)
	g.wait(1, o)
}

func limitZeroActive(g *gate) {
	o, f := g.newGroup(), held(succeeds)
	g.goes(0, o, f)
	g.setLimit(0, o, 0)
	g.open(f)
	g.tryGo(0, o, ends(succeeds))
	g.wait(1, o)
}

func nested(g *gate) {
	o := g.newGroup()
	g.setLimit(0, o, 1)
	g.goes(0, o, doing(succeeds, func(in *caller) {
		in.tryGo(o, ends(succeeds))
		in.goes(o, ends(succeeds))
	}))
	g.wait(1, o)
}

func waitUncounted(g *gate) {
	o, a, b := g.newGroup(), held(succeeds), held(fails)
	g.setLimit(0, o, 1)
	g.goes(0, o, a)
	g.goes(1, o, b)
	g.seen(3, b)
	g.wait(2, o)
	g.open(a)
	g.open(b)
}

func bad(g *gate, end ending) {
	o, f := g.derived(0), held(end)
	g.goes(0, o, f)
	g.goes(0, o, ends(fails))
	g.wait(1, o)
	g.open(f)
	g.wait(1, o)
	g.asks(0, o)
}

func typedNil(g *gate) {
	o := g.derived(0)
	g.goes(0, o, ends(failsNil))
	g.wait(0, o)
	g.asks(0, o)
}

func cancelBeforeSlot(g *gate) {
	o, f := g.derived(0), held(fails)
	g.setLimit(0, o, 1)
	g.goes(0, o, f)
	g.goes(1, o, doing(succeeds, func(in *caller) {
		in.err(o)
		in.cause(o)
	}))
	g.open(f)
	g.wait(0, o)
}

package condrec

import "gosync/recorders/go/internal/harness"

func scenarios() []harness.Scenario {
	entry := func(name, clause, about string, n int, script func(*gate)) harness.Scenario {
		return harness.Scenario{Name: name, Kind: harness.Gated, Clauses: []string{clause}, About: about, Run: gated(n, script)}
	}
	return append(randomScenarios(),
		entry("relock", "CO1", "Wait lets go of L, and is back when it has it again", 3, relock),
		entry("window", "CO1", "a Signal as soon as L is free", 2, window),
		entry("readers", "CO1", "two readers wait at the same time", 3, readers),
		entry("fifo", "CO2", "three waiters, one Signal after the other", 4, fifo),
		entry("forgotten", "CO2", "a Signal when nobody waits", 2, forgotten),
		entry("broadcast", "CO3", "all who wait are back", 4, broadcast),
		entry("no-steal", "CO3", "who waits right behind a Broadcast is not woken by it", 2, noSteal),
		entry("alone", "CO4", "nobody wakes by himself, or by another Cond of the same L", 2, alone),
		entry("unlocked", "CO5", "Wait while L is not locked", 1, unlocked),
		entry("unlocked-reader", "CO5", "the same with a reader side", 1, unlockedReader),
		entry("others-lock", "CO5", "Wait while somebody else holds L", 3, othersLock),
		entry("nil-l", "CO5", "a nil L, whose ticket takes the next Signal", 2, nilL),
		entry("copied", "CO5", "copies, before and after the first use", 2, copied),
		entry("replaced-l", "CO7", "L is replaced while somebody waits", 2, replacedL),
		entry("with-l", "CO8", "Signal and Broadcast with L and without", 3, withL),
	)
}

func relock(g *gate) {
	m := side{lock: g.newMutex()}
	o := g.newCond(m)
	g.waits(1, o, m)
	g.enter(0, m)
	g.signal(0, o)
	g.leave(0, m)
	g.enter(2, m)
	g.leave(1, m)
	g.leave(2, m)
}

func window(g *gate) {
	m := side{lock: g.newMutex()}
	o := g.newCond(m)
	locked := make(chan struct{})
	g.post(1, func(c *caller) {
		c.enter(m)
		close(locked)
		c.wait(o)
	})
	g.step(0, func(c *caller) {
		<-locked
		c.enter(m)
		c.signal(o)
		c.leave(m)
	})
}

func readers(g *gate) {
	rw := g.newRW()
	r, all := side{rw, true}, side{lock: rw}
	o := g.newCond(r)
	g.enter(1, r)
	g.enter(2, r)
	g.wait(2, o)
	g.wait(1, o)
	g.through(0, all)
	g.signal(0, o)
	g.broadcast(0, o)
	g.leave(2, r)
	g.leave(1, r)
}

func fifo(g *gate) {
	m := side{lock: g.newMutex()}
	o := g.newCond(m)
	for p := 1; p <= 3; p++ {
		g.waits(p, o, m)
	}
	for p := 1; p <= 2; p++ {
		g.signal(0, o)
		g.leave(p, m)
	}
	g.through(0, m)
}

func forgotten(g *gate) {
	m := side{lock: g.newMutex()}
	o := g.newCond(m)
	g.signal(0, o)
	g.waits(1, o, m)
	g.through(0, m)
}

func broadcast(g *gate) {
	m := side{lock: g.newMutex()}
	o := g.newCond(m)
	for p := 1; p <= 3; p++ {
		g.post(p, func(c *caller) {
			c.enter(m)
			c.wait(o)
			c.leave(m)
		})
		g.driver.Settle()
	}
	g.broadcast(0, o)
	g.through(0, m)
}

func noSteal(g *gate) {
	m := side{lock: g.newMutex()}
	o := g.newCond(m)
	g.waits(1, o, m)
	g.step(0, func(c *caller) {
		c.enter(m)
		c.broadcast(o)
		c.wait(o)
	})
	g.leave(1, m)
}

func alone(g *gate) {
	m := side{lock: g.newMutex()}
	o, other := g.newCond(m), g.newCond(m)
	g.waits(1, o, m)
	g.signal(0, other)
	g.broadcast(0, other)
	g.through(0, m)
}

func unlocked(g *gate) {
	o := g.newCond(side{lock: g.newMutex()})
	g.wait(0, o)
}

func unlockedReader(g *gate) {
	o := g.newCond(side{g.newRW(), true})
	g.wait(0, o)
}

func othersLock(g *gate) {
	m := side{lock: g.newMutex()}
	o := g.newCond(m)
	g.enter(1, m)
	g.wait(0, o)
	g.enter(2, m)
	g.signal(2, o)
	g.leave(1, m)
	g.leave(0, m)
}

func nilL(g *gate) {
	m := side{lock: g.newMutex()}
	o := g.newCond(side{})
	g.signal(0, o)
	g.wait(0, o)
	g.setL(0, o, m)
	g.waits(1, o, m)
	g.signal(0, o)
	g.through(0, m)
	g.signal(0, o)
	g.leave(1, m)
}

func copied(g *gate) {
	m := side{lock: g.newMutex()}
	o := g.newCond(m)
	unused := g.copy(o)
	g.signal(0, unused)
	g.signal(0, o)
	used := g.copy(o)
	g.enter(1, m)
	g.wait(1, used)
	g.leave(1, m)
	g.signal(0, used)
	g.broadcast(0, used)
	g.waits(1, o, m)
	g.signal(0, o)
	g.leave(1, m)
}

func replacedL(g *gate) {
	m, n := side{lock: g.newMutex()}, side{lock: g.newMutex()}
	o := g.newCond(m)
	g.waits(1, o, m)
	g.through(0, m)
	g.setL(0, o, n)
	g.enter(0, n)
	g.signal(0, o)
	g.leave(0, n)
	g.through(0, m)
	g.leave(1, n)
}

func withL(g *gate) {
	m := side{lock: g.newMutex()}
	o := g.newCond(m)
	g.waits(1, o, m)
	g.enter(0, m)
	g.signal(2, o)
	g.broadcast(0, o)
	g.leave(0, m)
	g.leave(1, m)
}

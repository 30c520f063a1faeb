package condrec

import "gosync/recorders/go/internal/harness"

// gate lets a gated scenario be written as a list of steps. After each step everything has come to rest: what the step
// called has returned, or it waits.
type gate struct {
	*world
	driver *harness.Driver
	procs  []*caller
}

// gated makes a scenario of a script for n processes.
func gated(n int, script func(*gate)) func(*harness.Env) error {
	return func(env *harness.Env) error {
		w, err := newWorld(env)
		if err != nil {
			return err
		}
		g := &gate{world: w, driver: harness.NewDriver(env, n)}
		for i := 0; i < n; i++ {
			g.procs = append(g.procs, w.caller(i))
		}
		script(g)
		g.driver.Close()
		return nil
	}
}

// step lets process p do several things without a rest in between.
func (g *gate) step(p int, do func(c *caller)) { g.driver.Step(p, func() { do(g.procs[p]) }) }

// post does not wait for it.
func (g *gate) post(p int, do func(c *caller)) { g.driver.Post(p, func() { do(g.procs[p]) }) }

func (g *gate) enter(p int, s side)         { g.step(p, func(c *caller) { c.enter(s) }) }
func (g *gate) leave(p int, s side)         { g.step(p, func(c *caller) { c.leave(s) }) }
func (g *gate) wait(p int, o *cond)         { g.step(p, func(c *caller) { c.wait(o) }) }
func (g *gate) signal(p int, o *cond)       { g.step(p, func(c *caller) { c.signal(o) }) }
func (g *gate) setL(p int, o *cond, s side) { g.step(p, func(c *caller) { c.setL(o, s) }) }
func (g *gate) broadcast(p int, o *cond) {
	g.step(p, func(c *caller) { c.broadcast(o) })
}

func (g *gate) newCond(s side) (o *cond) {
	g.step(0, func(c *caller) { o = c.newCond(s) })
	return o
}

func (g *gate) copy(o *cond) (made *cond) {
	g.step(0, func(c *caller) { made = c.copy(o) })
	return made
}

// waits lets process p lock and wait.
func (g *gate) waits(p int, o *cond, s side) {
	g.enter(p, s)
	g.wait(p, o)
}

// through lets process p lock and unlock, so that who holds the lock shows.
func (g *gate) through(p int, s side) {
	g.enter(p, s)
	g.leave(p, s)
}

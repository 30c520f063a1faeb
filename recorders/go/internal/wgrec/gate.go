package wgrec

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

func (g *gate) add(p int, o *group, delta int) { g.step(p, func(c *caller) { c.add(o, delta) }) }
func (g *gate) done(p int, o *group)           { g.step(p, func(c *caller) { c.done(o) }) }
func (g *gate) wait(p int, o *group)           { g.step(p, func(c *caller) { c.wait(o) }) }
func (g *gate) goes(p int, o *group, f *fn)    { g.step(p, func(c *caller) { c.goes(o, f) }) }

// open lets process p let a held function go on.
func (g *gate) open(p int, f *fn) { g.step(p, func(*caller) { close(f.opened) }) }

// held is a function that waits until the script opens it.
func held(end ending) *fn { return &fn{end: end, opened: make(chan struct{})} }

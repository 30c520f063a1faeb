package maprec

import "gosync/recorders/go/internal/harness"

// gate lets a gated scenario be written as a list of steps. After each step everything has come to rest: what the step
// called has returned, or it waits.
type gate struct {
	*object
	driver *harness.Driver
	procs  []*caller
}

// gated makes a scenario of a script for n processes.
func gated(n int, script func(*gate)) func(*harness.Env) error {
	return func(env *harness.Env) error {
		o, err := newObject(env, 0, 0)
		if err != nil {
			return err
		}
		g := &gate{object: o, driver: harness.NewDriver(env, n)}
		for i := 0; i < n; i++ {
			g.procs = append(g.procs, o.caller(i))
		}
		script(g)
		g.driver.Close()
		return nil
	}
}

// call lets process p make a call.
func (g *gate) call(p int, op uint8, args ...token) {
	g.driver.Step(p, func() { g.procs[p].call(op, args...) })
}

// together lets process p make several calls without a rest in between.
func (g *gate) together(p int, do func(c *caller)) { g.driver.Step(p, func() { do(g.procs[p]) }) }

// ranges lets process p call Range; f does something with the calls of its process.
func (g *gate) ranges(p int, f func(c *caller, key, value token) ending) {
	g.driver.Step(p, func() {
		c := g.procs[p]
		c.ranges(func(key, value token) ending { return f(c, key, value) })
	})
}

func show(*caller, token, token) ending { return more }

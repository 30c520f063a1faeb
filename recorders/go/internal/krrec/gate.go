package krrec

import "gosync/recorders/go/internal/harness"

// gate lets a gated scenario be written as a list of steps. After each step everything has come to rest: what the step
// called has returned, or it waits.
type gate struct {
	*world
	driver *harness.Driver
	lanes  []*caller
}

func newWorld(env *harness.Env) (*world, error) {
	_, err := makeGroup(env.Subject, opGo, nil)
	return &world{env: env}, err
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
			g.lanes = append(g.lanes, w.caller(i))
		}
		script(g)
		g.driver.Close()
		return nil
	}
}

// step lets process p do something.
func (g *gate) step(p int, do func(c *caller)) { g.driver.Step(p, func() { do(g.lanes[p]) }) }

func (g *gate) goes(p int, o *object, fs ...*fn) {
	for _, f := range fs {
		g.step(p, func(c *caller) { c.goes(o, f) })
	}
}
func (g *gate) wait(p int, o *object)         { g.step(p, func(c *caller) { c.wait(o) }) }
func (g *gate) procs(p int, o *object, n int) { g.step(p, func(c *caller) { c.procs(o, n) }) }
func (g *gate) asks(p int, f *fn) {
	g.step(p, func(c *caller) {
		c.err(f)
		c.cause(f)
	})
}

// derived returns a group with a context at once; it is filled in by the step.
func (g *gate) derived(p int, op uint8) *object {
	o := &object{}
	g.step(p, func(c *caller) { *o = *c.derived(op) })
	return o
}

// pooled makes a zero group with a pool.
func (g *gate) pooled(p, n int) *object {
	o := g.newGroup()
	g.procs(p, o, n)
	return o
}

// open lets held functions go on, one after the other.
func (g *gate) open(fs ...*fn) {
	for _, f := range fs {
		close(f.opened)
		g.driver.Settle()
	}
}

// ends is a function that ends in a certain way at once.
func ends(end ending) *fn { return &fn{end: end} }

// held makes a function wait until the script opens it.
func held(end ending) *fn { return &fn{end: end, opened: make(chan struct{})} }

// doing is a function with a body, with room for its events.
func doing(end ending, body func(in *caller)) *fn { return &fn{end: end, room: 20, body: body} }

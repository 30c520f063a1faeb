package oncerec

import "gosync/recorders/go/internal/harness"

// gate lets a gated scenario be written as a list of steps. After each step everything has come to rest: what the step
// called has returned, or it waits.
type gate struct {
	*world
	driver *harness.Driver
	procs  []*caller
}

// gated makes a scenario of a script for n processes.
func gated(variants []variant, n int, script func(*gate)) func(*harness.Env) error {
	return func(env *harness.Env) error {
		w, err := newWorld(env, variants)
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

func (g *gate) do(p int, o *object, f *fn) { g.step(p, func(c *caller) { c.do(o, f) }) }

// made returns the object at once; it is filled in by the step.
func (g *gate) made(p int, op uint8, f *fn) *object {
	o := &object{}
	g.step(p, func(c *caller) { *o = *c.make(op, f) })
	return o
}

func (g *gate) call(p int, o *object) { g.step(p, func(c *caller) { c.call(o) }) }

func (g *gate) released(p int, o *object) { g.step(p, func(c *caller) { c.released(o) }) }

// open lets a held function go on.
func (g *gate) open(f *fn) {
	close(f.opened)
	g.driver.Settle()
}

// plain is a function that returns at once.
func plain() *fn { return &fn{} }

// ends is a function that ends in a certain way at once.
func ends(end ending) *fn { return &fn{end: end} }

// none is a nil function.
func none() *fn { return &fn{none: true} }

// held makes a function wait until the script opens it.
func held(f *fn) *fn {
	f.opened = make(chan struct{})
	return f
}

// doing is a function with a body.
func doing(body func(in *caller)) *fn { return &fn{body: body} }

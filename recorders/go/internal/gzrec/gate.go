package gzrec

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
		o, err := newObject(env)
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

func (g *gate) step(p int, do func(c *caller)) { g.driver.Step(p, func() { do(g.procs[p]) }) }

func (g *gate) do(p int, key int64, f *fn)   { g.step(p, func(c *caller) { c.do(false, key, f) }) }
func (g *gate) doEx(p int, key int64, f *fn) { g.step(p, func(c *caller) { c.do(true, key, f) }) }

// open lets a held function go on.
func (g *gate) open(f *fn) {
	close(f.opened)
	g.driver.Settle()
}

// plain is a function that returns a value at once.
func plain() *fn { return &fn{value: true} }

// ends is a function that ends in a certain way at once.
func ends(end ending) *fn { return &fn{end: end} }

// none is a nil function.
func none() *fn { return &fn{none: true} }

// held makes a function wait until the script opens it.
func held(f *fn) *fn {
	f.opened = make(chan struct{})
	return f
}

// doing is a function with a body that returns a value.
func doing(body func(in *caller)) *fn { return &fn{value: true, body: body} }

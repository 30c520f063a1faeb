package semrec

import (
	"time"

	"gosync/recorders/go/internal/harness"
)

// gate lets a gated scenario be written as a list of steps. After each step everything has come to rest: what the step
// called has returned, or it waits.
type gate struct {
	*object
	driver *harness.Driver
	procs  []*caller
}

// gated makes a scenario of a script for n processes on a semaphore of a given size.
func gated(size int64, n int, script func(*gate)) func(*harness.Env) error {
	return func(env *harness.Env) error {
		o, err := newObject(env, size)
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

// step lets process p do several things without a rest in between.
func (g *gate) step(p int, do func(c *caller)) { g.driver.Step(p, func() { do(g.procs[p]) }) }

func (g *gate) acquire(p int, ctx *ctxRef, n int64) {
	g.step(p, func(c *caller) { c.acquire(ctx, n) })
}

func (g *gate) try(p int, n int64) { g.step(p, func(c *caller) { c.try(n) }) }

// release gives back n, unless the process does not hold them (because the subject is a wrong one): that would be a
// misuse which the scenario does not mean.
func (g *gate) release(p int, n int64) {
	g.step(p, func(c *caller) {
		if c.held >= n {
			c.release(n)
		}
	})
}

// giveBack releases whatever process p holds.
func (g *gate) giveBack(p int) {
	g.step(p, func(c *caller) {
		if c.held > 0 {
			c.release(c.held)
		}
	})
}

// releaseAnyway is the misuse.
func (g *gate) releaseAnyway(p int, n int64) { g.step(p, func(c *caller) { c.release(n) }) }

func (g *gate) cancel(p int, ctx *ctxRef) { g.step(p, func(c *caller) { c.cancel(ctx) }) }

// passed makes a context whose deadline is over, and is known to be over, when the step ends.
func (g *gate) passed(p int) *ctxRef {
	var ctx *ctxRef
	g.step(p, func(c *caller) { ctx = c.deadline(200 * time.Microsecond) })
	return ctx
}

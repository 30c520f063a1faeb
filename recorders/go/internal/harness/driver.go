package harness

import "sync/atomic"

// Driver runs a gated scenario: it owns one goroutine for each process and gives them one thing to do at a time.
type Driver struct {
	env      *Env
	tasks    []chan func()
	finished atomic.Int64 // orders what a task wrote before what the driver does next
}

// NewDriver starts the goroutines of n processes. The tasks of a process wait in a queue while it is blocked, so a subject
// that blocks where it should not never blocks the driver.
func NewDriver(env *Env, n int) *Driver {
	d := &Driver{env: env}
	for i := 0; i < n; i++ {
		tasks := make(chan func(), 256)
		d.tasks = append(d.tasks, tasks)
		go d.work(tasks)
	}
	return d
}

// work runs tasks one after the other. A task that exits its goroutine is followed by a fresh goroutine.
func (d *Driver) work(tasks chan func()) {
	exited := true
	defer func() {
		if exited {
			d.finished.Add(1)
			go d.work(tasks)
		}
	}()
	for task := range tasks {
		task()
		d.finished.Add(1)
	}
	exited = false
}

// Step gives process p something to do and waits until everything is at rest: the task has ended, or it is blocked.
func (d *Driver) Step(p int, task func()) {
	d.Post(p, task)
	d.Settle()
}

// Post gives process p something to do and goes on at once.
func (d *Driver) Post(p int, task func()) {
	if !d.env.stuck {
		d.tasks[p] <- task
	}
}

// Settle waits until everything is at rest.
func (d *Driver) Settle() {
	d.env.Settle()
	d.finished.Load()
}

// Close lets the goroutines end that are idle.
func (d *Driver) Close() {
	for _, tasks := range d.tasks {
		close(tasks)
	}
}

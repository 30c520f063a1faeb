package sfrec

import (
	"math"

	"gosync/recorders/go/internal/events"
	"gosync/recorders/go/internal/harness"
)

// call is a Do, a DoChan or a Receive of a history.
type call struct {
	op         uint8
	key, fn    int64
	begin, end uint64
	result     token // what identifies the run that it got its result from, 0 if nothing does
}

// measure says how much really happened at once.
func measure(_ *events.Mapping, all []events.Event) []harness.Figure {
	calls, runs := read(all)
	var spans []events.Span
	waited := map[uint8]int{}
	for _, c := range calls {
		spans = append(spans, events.Span{Object: c.key, Begin: c.begin, End: c.end})
		run, ok := runs[c.result]
		follows := c.op == opReceive || c.op == opDo && run.fn != c.fn
		if ok && follows && c.begin < run.end && c.end > run.end {
			waited[c.op]++
		}
	}
	return []harness.Figure{
		{Name: "operations", Value: len(spans)},
		{Name: "overlapping", Value: events.Overlapping(spans)},
		{Name: "joining_dos_that_waited", Value: waited[opDo]},
		{Name: "receives_that_waited", Value: waited[opReceive]},
	}
}

// run is one run of a function.
type run struct {
	fn  int64
	end uint64
}

// reader follows a history; a process is a stack of open calls.
type reader struct {
	calls []call
	runs  map[token]run
	open  map[int][]int // process -> open calls, -1 for the callback
	fns   map[int][]int64
	keys  map[int64]int64 // channel -> key
}

// read finds the calls, and for every token that a function gave which run it was.
func read(all []events.Event) ([]call, map[token]run) {
	r := &reader{runs: map[token]run{}, open: map[int][]int{}, fns: map[int][]int64{}, keys: map[int64]int64{}}
	for i := range all {
		if all[i].Kind == events.Invoke {
			r.begin(&all[i])
		} else {
			r.end(&all[i])
		}
	}
	return r.calls, r.runs
}

func (r *reader) begin(e *events.Event) {
	if e.Op == opFn {
		r.fns[e.Process] = append(r.fns[e.Process], e.Arg[0])
		return
	}
	c := call{op: e.Op, key: e.Arg[0], fn: e.Arg[1], begin: e.Index, end: math.MaxUint64}
	switch e.Op {
	case opDoChan:
		r.keys[e.Arg[2]] = e.Arg[0]
	case opReceive:
		c.key = r.keys[e.Arg[0]]
	}
	r.open[e.Process] = append(r.open[e.Process], len(r.calls))
	r.calls = append(r.calls, c)
}

func (r *reader) end(e *events.Event) {
	if e.Op == opFn {
		stack := r.fns[e.Process]
		last := len(stack) - 1
		r.fns[e.Process] = stack[:last]
		for _, t := range e.Arg[:2] {
			if t != 0 {
				r.runs[t] = run{fn: stack[last], end: e.Index}
			}
		}
		return
	}
	stack := r.open[e.Process]
	last := len(stack) - 1
	c := &r.calls[stack[last]]
	r.open[e.Process] = stack[:last]
	c.end = e.Index
	switch {
	case e.Flag&events.FlagPanic != 0 && e.Arg[1] != 0:
		c.result = e.Arg[1] // what the wrapper wraps
	case e.Arg[0] != 0:
		c.result = e.Arg[0]
	default:
		c.result = e.Arg[1]
	}
}

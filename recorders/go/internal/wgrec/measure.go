package wgrec

import (
	"math"

	"gosync/recorders/go/internal/events"
	"gosync/recorders/go/internal/harness"
)

// measure says how much really happened at once.
func measure(_ *events.Mapping, all []events.Event) []harness.Figure {
	var spans []events.Span
	open := map[int][]*events.Event{} // process -> its open calls and callbacks
	at := map[int]int{}               // process -> its open span
	owner := map[int64]int64{}        // function -> group
	surely := map[int64]int64{}       // group -> the least that its counter can be
	waited := 0
	for i := range all {
		e := &all[i]
		if e.Kind == events.Invoke {
			open[e.Process] = append(open[e.Process], e)
			if e.Op == opFn {
				continue
			}
			at[e.Process] = len(spans)
			spans = append(spans, events.Span{Object: e.Arg[0], Begin: e.Index, End: math.MaxUint64})
			switch e.Op {
			case opDone:
				surely[e.Arg[0]]--
			case opAdd:
				surely[e.Arg[0]] += min(e.Arg[1], 0)
			case opGo:
				owner[e.Arg[1]] = e.Arg[0]
			case opWait:
				if surely[e.Arg[0]] > 0 {
					waited++
				}
			}
			continue
		}
		stack := open[e.Process]
		began := stack[len(stack)-1]
		open[e.Process] = stack[:len(stack)-1]
		switch e.Op {
		case opFn:
			surely[owner[began.Arg[0]]]--
			continue
		case opAdd:
			surely[began.Arg[0]] += max(began.Arg[1], 0)
		case opGo:
			surely[began.Arg[0]]++
		}
		spans[at[e.Process]].End = e.Index
	}
	return []harness.Figure{
		{Name: "operations", Value: len(spans)},
		{Name: "overlapping", Value: events.Overlapping(spans)},
		{Name: "waits_that_had_to_wait", Value: waited},
	}
}

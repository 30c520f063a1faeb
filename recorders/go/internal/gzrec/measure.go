package gzrec

import (
	"math"

	"gosync/recorders/go/internal/events"
	"gosync/recorders/go/internal/harness"
)

// measure says how much really happened at once. A call without a function of its own that was there before the one whose
// result it got had ended has waited.
func measure(_ *events.Mapping, all []events.Event) []harness.Figure {
	var spans []events.Span
	var joins []bool
	open := map[int][]int{}        // process -> its open spans, -1 for the callback
	ended := map[token]uint64{}    // what a function returned -> when
	waited, result := 0, token(-1) // of the call that ends
	for _, e := range all {
		stack := open[e.Process]
		last := len(stack) - 1
		if e.Kind == events.Invoke {
			if e.Op == opFn {
				joins[stack[last]] = false
				open[e.Process] = append(stack, -1)
				continue
			}
			open[e.Process] = append(stack, len(spans))
			spans = append(spans, events.Span{Object: e.Arg[0], Begin: e.Index, End: math.MaxUint64})
			joins = append(joins, true)
			continue
		}
		open[e.Process] = stack[:last]
		if result = e.Arg[0]; result == 0 {
			result = e.Arg[1]
		}
		at := stack[last]
		if at < 0 {
			ended[result] = e.Index
			continue
		}
		spans[at].End = e.Index
		if when, ok := ended[result]; ok && result != 0 && joins[at] && spans[at].Begin < when {
			waited++
		}
	}
	return []harness.Figure{
		{Name: "operations", Value: len(spans)},
		{Name: "overlapping", Value: events.Overlapping(spans)},
		{Name: "joiners_that_waited", Value: waited},
	}
}

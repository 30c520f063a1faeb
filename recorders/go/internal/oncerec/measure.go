package oncerec

import (
	"math"

	"gosync/recorders/go/internal/events"
	"gosync/recorders/go/internal/harness"
)

// measure says how much really happened at once.
func measure(_ *events.Mapping, all []events.Event) []harness.Figure {
	var spans []events.Span
	open := map[int][]int{}   // process -> its open spans, -1 for the callback
	over := map[int64]int64{} // object -> the end of its run
	waits := map[int]bool{}   // calls that began before that end and run nothing
	for _, e := range all {
		stack := open[e.Process]
		switch {
		case e.Kind == events.Invoke && e.Op == opFn:
			if len(stack) > 0 {
				delete(waits, stack[len(stack)-1])
			}
			open[e.Process] = append(stack, -1)
		case e.Kind == events.Invoke:
			if over[e.Arg[0]] == 0 && (e.Op == opDo || e.Op == opCall) {
				waits[len(spans)] = true
			}
			open[e.Process] = append(stack, len(spans))
			spans = append(spans, events.Span{Object: e.Arg[0], Begin: e.Index, End: math.MaxUint64})
		default:
			last := len(stack) - 1
			open[e.Process] = stack[:last]
			if at := stack[last]; at >= 0 {
				spans[at].End = e.Index
			} else if last > 0 {
				over[spans[stack[last-1]].Object] = int64(e.Index)
			}
		}
	}
	waited := 0
	for at := range waits {
		if end := over[spans[at].Object]; end != 0 && spans[at].End > uint64(end) {
			waited++
		}
	}
	return []harness.Figure{
		{Name: "operations", Value: len(spans)},
		{Name: "overlapping", Value: events.Overlapping(spans)},
		{Name: "calls_that_waited", Value: waited},
	}
}

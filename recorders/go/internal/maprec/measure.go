package maprec

import (
	"math"

	"gosync/recorders/go/internal/events"
	"gosync/recorders/go/internal/harness"
)

// measure says how much really happened at once, on one key.
func measure(_ *events.Mapping, recorded []events.Event) []harness.Figure {
	var spans []events.Span
	shown := 0
	open := map[int][]int{} // process -> spans, -1 for an f or a Range
	for i := range recorded {
		e := &recorded[i]
		stack := open[e.Process]
		if e.Kind == events.Invoke {
			at := -1
			if e.Op == opF {
				shown++
			} else if e.Op != opRange && e.Op != opClear {
				at = len(spans)
				spans = append(spans, events.Span{Object: e.Arg[0], Begin: e.Index, End: math.MaxUint64})
			}
			open[e.Process] = append(stack, at)
			continue
		}
		if at := stack[len(stack)-1]; at >= 0 {
			spans[at].End = e.Index
		}
		open[e.Process] = stack[:len(stack)-1]
	}
	return []harness.Figure{
		{Name: "operations", Value: len(spans)},
		{Name: "overlapping", Value: events.Overlapping(spans)},
		{Name: "pairs_shown", Value: shown},
	}
}

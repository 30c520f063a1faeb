package krrec

import (
	"math"

	"gosync/recorders/go/internal/events"
	"gosync/recorders/go/internal/harness"
)

func measure(_ *events.Mapping, all []events.Event) []harness.Figure {
	var spans []events.Span
	open := map[int][]int{} // process -> its open spans, -1 for a function
	for _, e := range all {
		stack := open[e.Process]
		switch {
		case e.Kind == events.Invoke && e.Op == opFn:
			open[e.Process] = append(stack, -1)
		case e.Kind == events.Invoke:
			open[e.Process] = append(stack, len(spans))
			spans = append(spans, events.Span{Object: e.Arg[0], Begin: e.Index, End: math.MaxUint64})
		default:
			last := len(stack) - 1
			open[e.Process] = stack[:last]
			if at := stack[last]; at >= 0 {
				spans[at].End = e.Index
			}
		}
	}
	return []harness.Figure{
		{Name: "operations", Value: len(spans)},
		{Name: "overlapping", Value: events.Overlapping(spans)},
	}
}

package semrec

import (
	"math"

	"gosync/recorders/go/internal/events"
	"gosync/recorders/go/internal/harness"
)

// measure says how much really happened at once.
func measure(m *events.Mapping, all []events.Event) []harness.Figure {
	var spans []events.Span
	open := map[int]int{} // process -> its open span
	for _, e := range all {
		if e.Op == opCancel || e.Op == opDeadline {
			continue
		}
		if e.Kind == events.Invoke {
			open[e.Process] = len(spans)
			spans = append(spans, events.Span{Begin: e.Index, End: math.MaxUint64})
		} else {
			spans[open[e.Process]].End = e.Index
		}
	}
	return []harness.Figure{
		{Name: "operations", Value: len(spans)},
		{Name: "overlapping", Value: events.Overlapping(spans)},
		{Name: "acquires_that_had_to_wait", Value: hadToWait(all, m.Param(0))},
	}
}

// hadToWait counts the Acquires that cannot have gone through at once: when they began, tokens that had certainly been
// handed out and whose Release had certainly not begun left no room.
func hadToWait(all []events.Event, size int64) int {
	asked := map[int]int64{}
	held, count := int64(0), 0
	for _, e := range all {
		begins := e.Kind == events.Invoke
		switch {
		case begins && e.Op == opRelease:
			held -= max(e.Arg[0], 0)
		case begins && e.Op == opAcquire:
			asked[e.Process] = e.Arg[0]
			if e.Arg[1] != idNil && e.Arg[0] > 0 && e.Arg[0] <= size && held+e.Arg[0] > size {
				count++
			}
		case begins && e.Op == opTryAcquire:
			asked[e.Process] = e.Arg[0]
		case e.Flag&events.FlagPanic != 0:
		case e.Op == opAcquire && e.Arg[0] == errNone, e.Op == opTryAcquire && e.Flag&events.FlagTrue != 0:
			held += asked[e.Process]
		}
	}
	return count
}

package condrec

import (
	"math"

	"gosync/recorders/go/internal/events"
	"gosync/recorders/go/internal/harness"
)

// measure says how much really happened at once. Conds and the locks that they use are one object.
func measure(_ *events.Mapping, all []events.Event) []harness.Figure {
	var spans []events.Span
	at := map[int]int{}        // process -> its open span
	locks := map[int64]int64{} // Cond -> lock
	waited := 0
	for i := range all {
		e := &all[i]
		if e.Kind != events.Invoke {
			spans[at[e.Process]].End = e.Index
			if e.Op == opWait && e.Flag&events.FlagPanic == 0 {
				waited++
			}
			continue
		}
		object := e.Arg[0]
		switch {
		case e.Op == opNewCond:
			locks[e.Arg[0]] = e.Arg[1]
			object = e.Arg[1]
		case e.Op < opLock:
			object = locks[e.Arg[0]]
		}
		at[e.Process] = len(spans)
		spans = append(spans, events.Span{Object: object, Begin: e.Index, End: math.MaxUint64})
	}
	return []harness.Figure{
		{Name: "operations", Value: len(spans)},
		{Name: "overlapping", Value: events.Overlapping(spans)},
		{Name: "waits_that_returned", Value: waited},
	}
}

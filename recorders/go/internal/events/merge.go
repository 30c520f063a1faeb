package events

import (
	"fmt"
	"sort"
	"sync/atomic"
)

// Event is a record with the process number that it has in the history.
type Event struct {
	Rec
	Process int
}

// Merge reads all whole records, orders them by the counter and gives every lane its process number. Main lanes keep
// their numbers. Side lanes are packed into as few further processes as their lifetimes allow, so that ten thousand
// callbacks do not make ten thousand processes.
func (m *Mapping) Merge() ([]Event, error) {
	if m.Overflowed() {
		return nil, fmt.Errorf("an event buffer ran over")
	}
	var all []Event
	for i := range m.recs {
		if index := atomic.LoadUint64(&m.recs[i].Index); index != 0 {
			all = append(all, Event{Rec: m.recs[i]})
		}
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Index < all[j].Index })
	for i := 1; i < len(all); i++ {
		if all[i].Index == all[i-1].Index {
			return nil, fmt.Errorf("two events have the index %d", all[i].Index-1)
		}
	}
	assignProcesses(all, m.Lanes())
	return all, checkStacks(all)
}

// assignProcesses walks over the events in order: a side lane takes the lowest free number at its first event and gives
// it back after its last, unless something of it is still open then.
func assignProcesses(all []Event, lanes int) {
	last := map[int32]int{}
	next := 0 // the first number that no main lane uses
	for i, e := range all {
		last[e.Lane] = i
		if int(e.Lane) < lanes {
			next = max(next, int(e.Lane)+1)
		}
	}
	number := map[int32]int{}
	depth := map[int32]int{}
	var free []int
	for i := range all {
		lane := all[i].Lane
		if int(lane) < lanes {
			all[i].Process = int(lane)
			continue
		}
		p, ok := number[lane]
		if !ok {
			if len(free) > 0 {
				p, free = free[0], free[1:]
			} else {
				p, next = next, next+1
			}
			number[lane] = p
		}
		all[i].Process = p
		depth[lane] += step(all[i].Kind)
		if last[lane] == i && depth[lane] == 0 {
			at := sort.SearchInts(free, p)
			free = append(free[:at], append([]int{p}, free[at:]...)...)
		}
	}
}

func step(k Kind) int {
	if k == Invoke {
		return 1
	}
	return -1
}

// checkStacks makes sure that every process is a stack: an end names what was begun last. Anything else is a defect of the
// recorder, which must not be passed on as if the recorded object had done it.
func checkStacks(all []Event) error {
	open := map[int][]uint8{}
	for _, e := range all {
		stack := open[e.Process]
		switch {
		case e.Kind == Invoke:
			open[e.Process] = append(stack, e.Op)
		case len(stack) == 0:
			return fmt.Errorf("index %d: process %d ends operation %d, but nothing is open", e.Index-1, e.Process, e.Op)
		case stack[len(stack)-1] != e.Op:
			return fmt.Errorf("index %d: process %d ends operation %d while %d is the innermost", e.Index-1, e.Process, e.Op,
				stack[len(stack)-1])
		default:
			open[e.Process] = stack[:len(stack)-1]
		}
	}
	return nil
}

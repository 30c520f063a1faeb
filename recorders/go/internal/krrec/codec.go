package krrec

import (
	"strconv"

	"gosync/recorders/go/internal/events"
	"gosync/recorders/go/internal/history"
)

// codec writes events as docs/history-format.md section 16 says.
type codec struct{}

var names = []string{"Go", "Wait", "GOMAXPROCS", "WithContext", "WithCancel", "Err", "Cause", "Done", "Cancel", "fn"}

// Name is the f of an operation or of the callback.
func (codec) Name(op uint8) string { return names[op] }

// AppendValue writes arguments and outcomes.
func (codec) AppendValue(b []byte, e *events.Event) []byte {
	switch {
	case e.Kind == events.Invoke:
		return appendArguments(b, e)
	case e.Flag&events.FlagGoexit != 0:
		return append(b, `{"outcome":"goexit"}`...)
	case e.Flag&events.FlagPanic != 0:
		b = append(b, `{"outcome":"panic","panic":`...)
		return append(history.AppendToken(b, tokenText(e.Arg[0])), '}')
	}
	switch e.Op {
	case opWait, opErr, opFn:
		b = append(b, `{"err":`...)
	case opCause:
		b = append(b, `{"cause":`...)
	default:
		return b
	}
	b = history.AppendToken(b, tokenText(e.Arg[0]))
	if e.Op == opWait {
		b = append(b, `,"recovered":`...)
		b = strconv.AppendBool(b, e.Flag&events.FlagTrue != 0)
	}
	return append(b, '}')
}

func appendArguments(b []byte, e *events.Event) []byte {
	switch e.Op {
	case opFn, opErr, opCause, opDone:
		b = append(b, `{"fn":"f`...)
		return append(strconv.AppendInt(b, e.Arg[0], 10), `"}`...)
	}
	b = append(b, `{"group":"g`...)
	b = append(strconv.AppendInt(b, e.Arg[0], 10), '"')
	switch e.Op {
	case opGo:
		b = append(b, `,"fn":"f`...)
		b = append(strconv.AppendInt(b, e.Arg[1], 10), '"')
	case opProcs:
		b = append(b, `,"n":`...)
		b = strconv.AppendInt(b, e.Arg[1], 10)
	case opCancel:
		b = append(b, `,"cause":`...)
		b = history.AppendToken(b, tokenText(e.Arg[1]))
	}
	return append(b, '}')
}

package egrec

import (
	"strconv"

	"gosync/recorders/go/internal/events"
	"gosync/recorders/go/internal/history"
)

// codec writes events as docs/history-format.md section 13 says.
type codec struct{}

var names = []string{"Go", "TryGo", "Wait", "SetLimit", "WithContext", "Err", "Cause", "Done", "Cancel", "SeenWaiting", "fn"}

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
	case opTryGo:
		b = append(b, `{"ok":`...)
		return append(strconv.AppendBool(b, e.Flag&events.FlagTrue != 0), '}')
	case opWait, opErr, opFn:
		b = append(b, `{"err":`...)
	case opCause:
		b = append(b, `{"cause":`...)
	default:
		return b
	}
	return append(history.AppendToken(b, tokenText(e.Arg[0])), '}')
}

func appendArguments(b []byte, e *events.Event) []byte {
	if e.Op == opFn || e.Op == opSeen {
		b = append(b, `{"fn":"f`...)
		return append(strconv.AppendInt(b, e.Arg[0], 10), `"}`...)
	}
	b = append(b, `{"group":"g`...)
	b = append(strconv.AppendInt(b, e.Arg[0], 10), '"')
	switch e.Op {
	case opGo, opTryGo:
		b = append(b, `,"fn":"f`...)
		b = append(strconv.AppendInt(b, e.Arg[1], 10), '"')
	case opSetLimit:
		b = append(b, `,"n":`...)
		b = strconv.AppendInt(b, e.Arg[1], 10)
	case opCancel:
		b = append(b, `,"cause":`...)
		b = history.AppendToken(b, tokenText(e.Arg[1]))
	}
	return append(b, '}')
}

package oncerec

import (
	"strconv"

	"gosync/recorders/go/internal/events"
	"gosync/recorders/go/internal/history"
)

// codec writes events as docs/history-format.md sections 7 and 8 say.
type codec struct{}

var names = []string{"Do", "OnceFunc", "OnceValue", "OnceValues", "Call", "Released", "fn"}

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
		b = history.AppendToken(b, tokenText(e.Arg[0]))
		return append(b, '}')
	case e.Op == opReleased:
		b = append(b, `{"released":`...)
		b = strconv.AppendBool(b, e.Flag&events.FlagTrue != 0)
		return append(b, '}')
	case e.Arg[2] == 0: // no results
		return b
	}
	b = append(b, `{"v1":`...)
	b = history.AppendToken(b, tokenText(e.Arg[0]))
	if e.Arg[2] > 1 {
		b = append(b, `,"v2":`...)
		b = history.AppendToken(b, tokenText(e.Arg[1]))
	}
	return append(b, '}')
}

func appendArguments(b []byte, e *events.Event) []byte {
	if e.Op == opFn {
		b = append(b, `{"fn":`...)
		return append(appendNumber(b, 'f', e.Arg[0]), '}')
	}
	b = append(b, `{"once":`...)
	b = appendNumber(b, 'o', e.Arg[0])
	if e.Op != opCall && e.Op != opReleased {
		b = append(b, `,"fn":`...)
		b = appendNumber(b, 'f', e.Arg[1])
	}
	return append(b, '}')
}

// appendNumber writes a token; function 0 is nil.
func appendNumber(b []byte, letter byte, number int64) []byte {
	if letter == 'f' && number == 0 {
		return append(b, "null"...)
	}
	b = append(b, '"', letter)
	b = strconv.AppendInt(b, number, 10)
	return append(b, '"')
}

package gzrec

import (
	"strconv"

	"gosync/recorders/go/internal/events"
	"gosync/recorders/go/internal/history"
)

// codec writes events as the section on gozero_singleflight in docs/history-format.md says.
type codec struct{}

var names = []string{"Do", "DoEx", "fn"}

// Name is the f of an operation or of the callback.
func (codec) Name(op uint8) string { return names[op] }

// AppendValue writes arguments and outcomes.
func (codec) AppendValue(b []byte, e *events.Event) []byte {
	switch {
	case e.Kind == events.Invoke && e.Op == opFn:
		return append(appendFn(append(b, '{'), e.Arg[0]), '}')
	case e.Kind == events.Invoke:
		b = append(b, `{"key":"k`...)
		b = strconv.AppendInt(b, e.Arg[0], 10)
		return append(appendFn(append(b, `",`...), e.Arg[1]), '}')
	case e.Flag&events.FlagGoexit != 0:
		return append(b, `{"outcome":"goexit"}`...)
	case e.Flag&events.FlagPanic != 0:
		b = append(b, `{"outcome":"panic","panic":`...)
		b = history.AppendToken(b, tokenText(e.Arg[0]))
		return append(b, '}')
	}
	b = append(b, `{"v":`...)
	b = history.AppendToken(b, tokenText(e.Arg[0]))
	if e.Op == opDoEx {
		b = append(b, `,"fresh":`...)
		b = strconv.AppendBool(b, e.Flag&events.FlagTrue != 0)
	}
	b = append(b, `,"err":`...)
	b = history.AppendToken(b, tokenText(e.Arg[1]))
	return append(b, '}')
}

// appendFn writes the name of a function; 0 is nil.
func appendFn(b []byte, number int64) []byte {
	if number == 0 {
		return append(b, `"fn":null`...)
	}
	b = append(b, `"fn":"f`...)
	b = strconv.AppendInt(b, number, 10)
	return append(b, '"')
}

package sfrec

import (
	"strconv"

	"gosync/recorders/go/internal/events"
	"gosync/recorders/go/internal/history"
)

// codec writes singleflight events as docs/history-format.md section 6 says.
type codec struct{}

var names = []string{"Do", "DoChan", "Receive", "Forget", "fn"}

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
		return appendPanic(b, e)
	case e.Op == opDoChan || e.Op == opForget:
		return b
	}
	b = append(b, `{"v":`...)
	b = history.AppendToken(b, tokenText(e.Arg[0]))
	b = append(b, `,"err":`...)
	b = history.AppendToken(b, tokenText(e.Arg[1]))
	switch {
	case e.Op != opFn:
		b = append(b, `,"shared":`...)
		b = strconv.AppendBool(b, e.Flag&events.FlagTrue != 0)
	case e.Flag&events.FlagPanicError != 0:
		b = append(b, `,"panic_error":true`...)
	}
	return append(b, '}')
}

func appendPanic(b []byte, e *events.Event) []byte {
	b = append(b, `{"outcome":"panic","panic":`...)
	b = history.AppendToken(b, tokenText(e.Arg[0]))
	if e.Op != opFn {
		b = append(b, `,"unwraps":`...)
		b = history.AppendToken(b, tokenText(e.Arg[1]))
	}
	return append(b, '}')
}

func appendArguments(b []byte, e *events.Event) []byte {
	switch e.Op {
	case opFn:
		b = appendField(b, '{', "fn", "f", e.Arg[0])
	case opReceive:
		b = appendField(b, '{', "chan", "h", e.Arg[0])
	default:
		b = appendField(b, '{', "key", "k", e.Arg[0])
	}
	if e.Op == opDo || e.Op == opDoChan {
		b = appendField(b, ',', "fn", "f", e.Arg[1])
	}
	if e.Op == opDoChan {
		b = appendField(b, ',', "chan", "h", e.Arg[2])
	}
	return append(b, '}')
}

func appendField(b []byte, before byte, key, letter string, number int64) []byte {
	b = append(b, before, '"')
	b = append(b, key...)
	b = append(b, '"', ':', '"')
	b = append(b, letter...)
	b = strconv.AppendInt(b, number, 10)
	return append(b, '"')
}

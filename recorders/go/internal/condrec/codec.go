package condrec

import (
	"strconv"

	"gosync/recorders/go/internal/events"
	"gosync/recorders/go/internal/history"
)

// codec writes events as docs/history-format.md says of the model cond.
type codec struct{}

var names = []string{"NewCond", "SetL", "Copy", "Wait", "Signal", "Broadcast", "Lock", "Unlock", "RLock", "RUnlock"}

// Name is the f of an operation.
func (codec) Name(op uint8) string { return names[op] }

// AppendValue writes arguments and outcomes.
func (codec) AppendValue(b []byte, e *events.Event) []byte {
	switch {
	case e.Kind == events.Invoke:
		return appendArguments(b, e)
	case e.Flag&events.FlagPanic != 0:
		b = append(b, `{"outcome":"panic","panic":`...)
		b = history.AppendToken(b, texts[e.Arg[0]])
		return append(b, '}')
	}
	return b
}

func appendArguments(b []byte, e *events.Event) []byte {
	if e.Op >= opLock {
		return appendToken(append(b, `{"l":`...), 'm', e.Arg[0], "}")
	}
	b = appendToken(append(b, `{"cond":`...), 'c', e.Arg[0], "")
	switch e.Op {
	case opNewCond, opSetL:
		b = appendToken(append(b, `,"l":`...), 'm', e.Arg[1], `,"shared":`)
		b = strconv.AppendBool(b, e.Arg[2] != 0)
	case opCopy:
		b = appendToken(append(b, `,"to":`...), 'c', e.Arg[1], "")
	}
	return append(b, '}')
}

// appendToken writes a thing by its number; 0 is nil.
func appendToken(b []byte, kind byte, number int64, after string) []byte {
	if number == 0 {
		return append(append(b, "null"...), after...)
	}
	b = strconv.AppendInt(append(b, '"', kind), number, 10)
	return append(append(b, '"'), after...)
}

// What a Cond panics with.
var texts = []string{"something else", "sync.Cond is copied", "nil dereference"}

func tokenOf(cause any) int64 {
	if cause == texts[1] {
		return 1
	}
	if err, ok := cause.(error); ok && err.Error() == "runtime error: invalid memory address or nil pointer dereference" {
		return 2
	}
	return 0
}

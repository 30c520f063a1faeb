package wgrec

import (
	"strconv"

	"gosync/recorders/go/internal/events"
	"gosync/recorders/go/internal/harness"
	"gosync/recorders/go/internal/history"
)

// codec writes events as docs/history-format.md says of the model waitgroup.
type codec struct{}

var names = []string{"Add", "Done", "Wait", "Go", "fn"}

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
	}
	return b
}

func appendArguments(b []byte, e *events.Event) []byte {
	if e.Op == opFn {
		return appendNumber(append(b, `{"fn":"f`...), e.Arg[0], `"}`)
	}
	b = appendNumber(append(b, `{"wg":"g`...), e.Arg[0], `"`)
	switch e.Op {
	case opAdd:
		b = appendNumber(append(b, `,"delta":`...), e.Arg[1], "")
	case opGo:
		b = appendNumber(append(b, `,"fn":"f`...), e.Arg[1], `"`)
	}
	return append(b, '}')
}

func appendNumber(b []byte, number int64, after string) []byte {
	return append(strconv.AppendInt(b, number, 10), after...)
}

// alarm is what a function of ours panics with.
type alarm struct{ id int64 }

func (a *alarm) Error() string { return harness.PanicText(tokenText(tokenOf(a))) }

// What a group panics with; token 0 is anything else, and a greater one is an alarm.
var texts = []string{
	"something else",
	"sync: negative WaitGroup counter",
	"sync: WaitGroup misuse: Add called concurrently with Wait",
	"sync: WaitGroup is reused before previous Wait has returned",
}

func tokenOf(cause any) int64 {
	if a, ok := cause.(*alarm); ok {
		return a.id + int64(len(texts)) - 1
	}
	for i, text := range texts {
		if cause == text {
			return int64(i)
		}
	}
	return 0
}

func tokenText(token int64) string {
	if token < int64(len(texts)) {
		return texts[token]
	}
	return "p" + strconv.FormatInt(token-int64(len(texts))+1, 10)
}

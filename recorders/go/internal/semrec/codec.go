package semrec

import (
	"strconv"

	"gosync/recorders/go/internal/events"
	"gosync/recorders/go/internal/history"
)

// codec writes semaphore events as docs/history-format.md section 5 says.
type codec struct{}

var names = []string{"Acquire", "TryAcquire", "Release", "NewWeighted", "Cancel", "Deadline"}

// Name is the f of an operation.
func (codec) Name(op uint8) string { return names[op] }

// AppendValue writes arguments and outcomes.
func (codec) AppendValue(b []byte, e *events.Event) []byte {
	if e.Kind == events.Invoke {
		return appendArguments(b, e)
	}
	if e.Flag&events.FlagPanic != 0 {
		b = append(b, `{"outcome":"panic","panic":`...)
		b = history.AppendToken(b, panicTexts[e.Arg[0]])
		return append(b, '}')
	}
	switch e.Op {
	case opAcquire:
		b = append(b, `{"err":`...)
		b = history.AppendToken(b, errText(e.Arg[0]))
		b = append(b, '}')
	case opTryAcquire:
		b = append(b, `{"ok":`...)
		b = strconv.AppendBool(b, e.Flag&events.FlagTrue != 0)
		b = append(b, '}')
	}
	return b
}

func appendArguments(b []byte, e *events.Event) []byte {
	switch e.Op {
	case opCancel, opDeadline:
		b = append(b, `{"ctx":`...)
		b = history.AppendToken(b, ctxText(e.Arg[0]))
		return append(b, '}')
	case opAcquire:
		b = append(b, `{"n":`...)
		b = strconv.AppendInt(b, e.Arg[0], 10)
		b = append(b, `,"ctx":`...)
		b = history.AppendToken(b, ctxText(e.Arg[1]))
		return append(b, '}')
	}
	b = append(b, `{"n":`...)
	b = strconv.AppendInt(b, e.Arg[0], 10)
	return append(b, '}')
}

func ctxText(id int64) string {
	switch id {
	case idBackground:
		return "background"
	case idNil:
		return ""
	}
	return "c" + strconv.FormatInt(id, 10)
}

func errText(number int64) string {
	switch number {
	case errNone:
		return ""
	case errCanceled:
		return "context canceled"
	case errDeadline:
		return "context deadline exceeded"
	}
	return "another error"
}

func params(m *events.Mapping) map[string]any { return map[string]any{"size": m.Param(0)} }

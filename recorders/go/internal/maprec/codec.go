package maprec

import (
	"strconv"

	"gosync/recorders/go/internal/events"
	"gosync/recorders/go/internal/history"
)

// codec writes map events as docs/history-format.md says.
type codec struct{}

// shape is what the values of an operation are called.
type shape struct {
	name      string
	arguments []string
	result    string // of the value that it gives
	flag      string // of the boolean
}

var shapes = [...]shape{
	opLoad:             {"Load", []string{"key"}, "value", "ok"},
	opStore:            {"Store", []string{"key", "value"}, "", ""},
	opLoadOrStore:      {"LoadOrStore", []string{"key", "value"}, "actual", "loaded"},
	opLoadAndDelete:    {"LoadAndDelete", []string{"key"}, "value", "loaded"},
	opDelete:           {"Delete", []string{"key"}, "", ""},
	opSwap:             {"Swap", []string{"key", "value"}, "previous", "loaded"},
	opCompareAndSwap:   {"CompareAndSwap", []string{"key", "old", "new"}, "", "swapped"},
	opCompareAndDelete: {"CompareAndDelete", []string{"key", "old"}, "", "deleted"},
	opClear:            {"Clear", nil, "", ""},
	opRange:            {"Range", nil, "", ""},
	opF:                {"f", []string{"key", "value"}, "", "more"},
}

// Name is the f of an operation or of the callback.
func (codec) Name(op uint8) string { return shapes[op].name }

// AppendValue writes arguments and outcomes.
func (codec) AppendValue(b []byte, e *events.Event) []byte {
	s := &shapes[e.Op]
	before := byte('{')
	field := func(key string) {
		b = append(b, before)
		b = append(strconv.AppendQuote(b, key), ':')
		before = ','
	}
	switch {
	case e.Kind == events.Invoke:
		for i, key := range s.arguments {
			field(key)
			b = history.AppendToken(b, tokenText(e.Arg[i]))
		}
	case e.Flag&events.FlagGoexit != 0:
		return append(b, `{"outcome":"goexit"}`...)
	case e.Flag&events.FlagPanic != 0:
		b = append(b, `{"outcome":"panic","panic":`...)
		b = history.AppendToken(b, tokenText(e.Arg[0]))
		before = ','
	default:
		if s.result != "" {
			field(s.result)
			b = history.AppendToken(b, tokenText(e.Arg[0]))
		}
		if s.flag != "" {
			field(s.flag)
			b = strconv.AppendBool(b, e.Flag&events.FlagTrue != 0)
		}
	}
	if before == '{' {
		return b
	}
	return append(b, '}')
}

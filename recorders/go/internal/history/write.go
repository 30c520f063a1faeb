// Package history writes (and, for tests, validates) histories in the format of docs/history-format.md.
package history

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"gosync/recorders/go/internal/events"
)

// Header is line 1. Keys stand in the order in which they are written.
type Header struct {
	Schema  int            `json:"schema"`
	Model   string         `json:"model"`
	Params  map[string]any `json:"params,omitempty"`
	Impl    string         `json:"impl"`
	Version string         `json:"version"`
	Index   string         `json:"index"`
	Meta    map[string]any `json:"meta,omitempty"`
}

// End is the last line.
type End struct {
	Quiescent bool
	How       string
	WaitedMs  int64
	Crashed   bool
	Crash     string // the token of the panic, empty if not known; only if Crashed
}

// Codec turns the records of one primitive into the `f` and `value` of the format.
type Codec interface {
	// Name is the `f` of an operation.
	Name(op uint8) string
	// AppendValue appends the JSON object of the event's value, or nothing if it has none.
	AppendValue(b []byte, e *events.Event) []byte
}

// Write writes a whole history.
func Write(w io.Writer, h Header, all []events.Event, codec Codec, end End) error {
	h.Schema, h.Index = 1, "counter"
	out := bufio.NewWriterSize(w, 1<<16)
	head, err := json.Marshal(h)
	if err != nil {
		return err
	}
	out.Write(head)
	out.WriteByte('\n')
	var line []byte
	for i := range all {
		line = appendEvent(line[:0], &all[i], codec)
		out.Write(line) // bufio keeps the first error for Flush
	}
	out.Write(appendEnd(line[:0], end))
	return out.Flush()
}

func appendEvent(b []byte, e *events.Event, codec Codec) []byte {
	b = append(b, `{"index":`...)
	b = strconv.AppendUint(b, e.Index-1, 10)
	b = append(b, `,"process":`...)
	b = strconv.AppendInt(b, int64(e.Process), 10)
	if e.Kind == events.Invoke {
		b = append(b, `,"type":"invoke","f":"`...)
	} else {
		b = append(b, `,"type":"ok","f":"`...)
	}
	b = append(b, codec.Name(e.Op)...)
	b = append(b, '"')
	mark := len(b)
	b = append(b, `,"value":`...)
	if with := codec.AppendValue(b, e); len(with) > len(b) {
		b = with
	} else {
		b = b[:mark]
	}
	b = append(b, `,"time":`...)
	b = strconv.AppendInt(b, e.Time, 10)
	return append(b, '}', '\n')
}

func appendEnd(b []byte, end End) []byte {
	how, _ := json.Marshal(end.How) // a string cannot fail
	b = append(b, `{"type":"end","quiescent":`...)
	b = strconv.AppendBool(b, end.Quiescent)
	b = append(b, `,"how":`...)
	b = append(b, how...)
	b = append(b, `,"waited_ms":`...)
	b = strconv.AppendInt(b, end.WaitedMs, 10)
	if end.Crashed {
		b = append(b, `,"crash":`...)
		b = AppendToken(b, end.Crash)
	}
	return append(b, '}', '\n')
}

// AppendToken appends a token of ours, which never needs escapes, or null for the empty one.
func AppendToken(b []byte, token string) []byte {
	if token == "" {
		return append(b, "null"...)
	}
	return strconv.AppendQuoteToASCII(b, token)
}

// WriteFile lets `write` fill a temporary file beside path and renames it, so that path holds a whole history or what it
// held before. What is no regular file (/dev/stdout, a pipe) is written to as it is.
func WriteFile(path string, write func(io.Writer) error) (err error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return writeThrough(path, write)
	}
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".tmp*")
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			os.Remove(file.Name())
			err = fmt.Errorf("cannot write %s: %w", path, err)
		}
	}()
	if err = write(file); err != nil {
		file.Close()
		return err
	}
	if err = file.Chmod(0o644); err != nil {
		file.Close()
		return err
	}
	if err = file.Close(); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}

func writeThrough(path string, write func(io.Writer) error) error {
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", path, err)
	}
	err = write(file)
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", path, err)
	}
	return nil
}

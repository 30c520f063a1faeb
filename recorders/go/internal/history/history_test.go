package history

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"gosync/recorders/go/internal/events"
)

// tiny writes two operations.
type tiny struct{}

func (tiny) Name(op uint8) string { return []string{"TryAcquire", "Release"}[op] }

func (tiny) AppendValue(b []byte, e *events.Event) []byte {
	switch {
	case e.Kind == events.Invoke:
		return append(strconv.AppendInt(append(b, `{"n":`...), e.Arg[0], 10), '}')
	case e.Op == 0:
		return append(b, `{"ok":true}`...)
	}
	return b
}

func event(index uint64, process int, kind events.Kind, op uint8) events.Event {
	return events.Event{Rec: events.Rec{Index: index + 1, Time: int64(index) * 10, Kind: kind, Op: op}, Process: process}
}

func header() Header {
	return Header{Model: "semaphore", Params: map[string]any{"size": 2}, Impl: "here", Version: "v1"}
}

func TestWriteAsTheFormatSays(t *testing.T) {
	var out bytes.Buffer
	all := []events.Event{event(0, 0, events.Invoke, 0), event(2, 1, events.Invoke, 1), event(5, 1, events.OK, 1),
		event(6, 0, events.OK, 0)}
	if err := Write(&out, header(), all, tiny{}, End{Quiescent: true, How: `all "done"`, WaitedMs: 3}); err != nil {
		t.Fatal(err)
	}
	want := `{"schema":1,"model":"semaphore","params":{"size":2},"impl":"here","version":"v1","index":"counter"}
{"index":0,"process":0,"type":"invoke","f":"TryAcquire","value":{"n":0},"time":0}
{"index":2,"process":1,"type":"invoke","f":"Release","value":{"n":0},"time":20}
{"index":5,"process":1,"type":"ok","f":"Release","time":50}
{"index":6,"process":0,"type":"ok","f":"TryAcquire","value":{"ok":true},"time":60}
{"type":"end","quiescent":true,"how":"all \"done\"","waited_ms":3}
`
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
	report, err := Validate(&out)
	if err != nil || report.Events != 4 || report.Open != 0 || report.Processes != 2 || !report.Quiescent {
		t.Errorf("%+v %v", report, err)
	}
}

func TestCrashEnd(t *testing.T) {
	for token, want := range map[string]string{"p7": `"crash":"p7"}`, "": `"crash":null}`} {
		line := string(appendEnd(nil, End{How: "died", Crashed: true, Crash: token}))
		if !strings.HasSuffix(line, want+"\n") {
			t.Errorf("%q gives %s", token, line)
		}
	}
}

const head = `{"schema":1,"model":"singleflight","impl":"a","version":"b","index":"counter"}` + "\n"

func TestValidateRefuses(t *testing.T) {
	do := `{"index":1,"process":0,"type":"invoke","f":"Do","value":{"key":"k","fn":"f1"}}` + "\n"
	for name, text := range map[string]string{
		"empty":              "",
		"truncated":          head + do[:20],
		"unknown key":        head + `{"index":1,"process":0,"type":"invoke","f":"Do","valeu":{}}` + "\n",
		"key twice":          head + `{"index":1,"index":1,"process":0,"type":"invoke","f":"Forget","value":{"key":"k"}}` + "\n",
		"unknown model":      strings.Replace(head, "singleflight", "doubleflight", 1),
		"params":             strings.Replace(head, `"impl"`, `"params":{"size":1},"impl"`, 1),
		"index repeated":     head + do + `{"index":1,"process":1,"type":"invoke","f":"Forget","value":{"key":"k"}}` + "\n",
		"two open":           head + do + `{"index":2,"process":0,"type":"invoke","f":"Forget","value":{"key":"k"}}` + "\n",
		"end of another":     head + do + `{"index":2,"process":0,"type":"ok","f":"Forget"}` + "\n",
		"nothing open":       head + `{"index":2,"process":0,"type":"ok","f":"Forget"}` + "\n",
		"callback in Forget": head + `{"index":1,"process":0,"type":"invoke","f":"Forget","value":{"key":"k"}}` + "\n" + `{"index":2,"process":0,"type":"invoke","f":"fn","value":{"fn":"f1"}}` + "\n",
		"missing result":     head + do + `{"index":2,"process":0,"type":"ok","f":"Do","value":{"v":null,"err":null}}` + "\n",
		"wrong type":         head + do + `{"index":2,"process":0,"type":"ok","f":"Do","value":{"v":null,"err":null,"shared":1}}` + "\n",
		"after the end":      head + `{"type":"end","quiescent":true,"how":"","waited_ms":0}` + "\n" + do,
		"quiescent crash":    head + `{"type":"end","quiescent":true,"how":"","waited_ms":0,"crash":null}` + "\n",
		"rest of line":       head + strings.TrimSpace(do) + "{}\n",
	} {
		if _, err := Validate(strings.NewReader(text)); err == nil {
			t.Errorf("%s passes", name)
		}
	}
	if report, err := Validate(strings.NewReader(head + do)); err != nil || report.Open != 1 {
		t.Errorf("%+v %v", report, err)
	}
}

func TestWriteFileReplacesAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "h.jsonl")
	write := func(text string) func(io.Writer) error {
		return func(w io.Writer) error { _, err := io.WriteString(w, text); return err }
	}
	if err := WriteFile(path, write("one")); err != nil {
		t.Fatal(err)
	}
	failing := func(w io.Writer) error { io.WriteString(w, "half"); return errors.New("no more") }
	if err := WriteFile(path, failing); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v", err)
	}
	if text, _ := os.ReadFile(path); string(text) != "one" {
		t.Errorf("the old file now holds %q", text)
	}
	if left, _ := filepath.Glob(path + ".*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestWriteFileWithoutRoom(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip(err)
	}
	err := WriteFile("/dev/full", func(w io.Writer) error { _, err := w.Write(make([]byte, 100)); return err })
	if err == nil || !strings.Contains(err.Error(), "no space left") {
		t.Errorf("got %v", err)
	}
	if err := WriteFile("/nowhere/h.jsonl", func(io.Writer) error { return nil }); err == nil {
		t.Error("a path that does not exist passes")
	}
}

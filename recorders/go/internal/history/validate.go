package history

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
)

// shape lists the keys that a value may have; true means that the key must be there.
type shape map[string]bool

// operation says how the values of one f look.
type operation struct {
	invoke shape
	ok     shape // of outcome return
	ends   bool  // it may end by goexit
}

var one = shape{"n": true}

// models holds the vocabulary of sections 5 to 17 of docs/history-format.md.
var models = map[string]map[string]operation{
	"semaphore": {
		"Acquire":     {invoke: shape{"n": true, "ctx": true}, ok: shape{"err": true}},
		"TryAcquire":  {invoke: one, ok: shape{"ok": true}},
		"Release":     {invoke: one},
		"NewWeighted": {invoke: one},
		"Cancel":      {invoke: shape{"ctx": true}},
		"Deadline":    {invoke: shape{"ctx": true}},
	},
	"singleflight": {
		"Do":      {invoke: shape{"key": true, "fn": true}, ok: shape{"v": true, "err": true, "shared": true}, ends: true},
		"DoChan":  {invoke: shape{"key": true, "fn": true, "chan": true}},
		"Receive": {invoke: shape{"chan": true}, ok: shape{"v": true, "err": true, "shared": true}},
		"Forget":  {invoke: shape{"key": true}},
		"fn":      {invoke: shape{"fn": true}, ok: shape{"v": true, "err": true, "panic_error": false}, ends: true},
	},
}

var (
	onceAndFn = shape{"once": true, "fn": true}
	justOnce  = shape{"once": true}
	upToTwo   = shape{"v1": false, "v2": false}
)

func init() {
	models["once"] = map[string]operation{
		"Do": {invoke: onceAndFn, ends: true},
		"fn": {invoke: shape{"fn": true}, ends: true},
	}
	models["waitgroup"] = map[string]operation{
		"Add":  {invoke: shape{"wg": true, "delta": true}, ends: true},
		"Done": {invoke: shape{"wg": true}, ends: true},
		"Wait": {invoke: shape{"wg": true}, ends: true},
		"Go":   {invoke: shape{"wg": true, "fn": true}, ends: true},
		"fn":   {invoke: shape{"fn": true}, ends: true},
	}
	aCond, aLock := shape{"cond": true}, shape{"l": true}
	models["cond"] = map[string]operation{
		"NewCond": {invoke: shape{"cond": true, "l": true, "shared": true}}, "SetL": {invoke: shape{"cond": true, "l": true, "shared": true}},
		"Copy": {invoke: shape{"cond": true, "to": true}},
		"Wait": {invoke: aCond, ends: true}, "Signal": {invoke: aCond, ends: true}, "Broadcast": {invoke: aCond, ends: true},
		"Lock": {invoke: aLock}, "Unlock": {invoke: aLock}, "RLock": {invoke: aLock}, "RUnlock": {invoke: aLock},
	}
	models["oncefunc"] = map[string]operation{
		"OnceFunc":   {invoke: onceAndFn},
		"OnceValue":  {invoke: onceAndFn},
		"OnceValues": {invoke: onceAndFn},
		"Call":       {invoke: justOnce, ok: upToTwo, ends: true},
		"Released":   {invoke: justOnce, ok: shape{"released": true}},
		"fn":         {invoke: shape{"fn": true}, ok: upToTwo, ends: true},
	}
}

var (
	justGroup  = shape{"group": true}
	groupAndFn = shape{"group": true, "fn": true}
	justErr    = shape{"err": true}
)

func init() {
	models["errgroup"] = map[string]operation{
		"Go":          {invoke: groupAndFn},
		"TryGo":       {invoke: groupAndFn, ok: shape{"ok": true}},
		"Wait":        {invoke: justGroup, ok: justErr, ends: true},
		"SetLimit":    {invoke: shape{"group": true, "n": true}},
		"WithContext": {invoke: justGroup},
		"Err":         {invoke: justGroup, ok: justErr},
		"Cause":       {invoke: justGroup, ok: shape{"cause": true}},
		"Done":        {invoke: justGroup},
		"Cancel":      {invoke: shape{"group": true, "cause": true}},
		"SeenWaiting": {invoke: shape{"fn": true}},
		"fn":          {invoke: shape{"fn": true}, ok: justErr, ends: true},
	}
}

// nilFn stands in the shapes whose fn may be nil, and in no history.
const nilFn = "(nil fn)"

func init() {
	keyAndFn := shape{"key": true, "fn": true, nilFn: false}
	models["gozero_singleflight"] = map[string]operation{
		"Do":   {invoke: keyAndFn, ok: shape{"v": true, "err": true}, ends: true},
		"DoEx": {invoke: keyAndFn, ok: shape{"v": true, "fresh": true, "err": true}, ends: true},
		"fn":   {invoke: shape{"fn": true}, ok: shape{"v": true, "err": true}, ends: true},
	}
}

func init() {
	ofFn := shape{"fn": true}
	models["kratos_errgroup"] = map[string]operation{
		"Go":          {invoke: groupAndFn},
		"Wait":        {invoke: justGroup, ok: shape{"err": true, "recovered": false}},
		"GOMAXPROCS":  {invoke: shape{"group": true, "n": true}},
		"WithContext": {invoke: justGroup},
		"WithCancel":  {invoke: justGroup},
		"Err":         {invoke: ofFn, ok: justErr},
		"Cause":       {invoke: ofFn, ok: shape{"cause": true}},
		"Done":        {invoke: ofFn},
		"Cancel":      {invoke: shape{"group": true, "cause": true}},
		"fn":          {invoke: ofFn, ok: justErr, ends: true},
	}
}

// callback is the only f that may have something inside it besides a callback.
const callback = "fn"

// runsCallbacks says around what a callback may stand.
var runsCallbacks = map[string]bool{"Do": true, "DoEx": true, "OnceFunc": true, "OnceValue": true, "OnceValues": true, "Call": true}

// Report is what Validate found out about a well-formed history.
type Report struct {
	Model     string
	Events    int
	Open      int // operations and callbacks that never ended
	Processes int
	Quiescent bool
	Crashed   bool
	Crash     string // the token, or empty for null
}

// validator reads a history line by line.
type validator struct {
	report Report
	last   int64
	open   map[int64][]string
	ended  bool
}

// Validate checks the structure of a history: keys, types, order of the indexes and stack discipline. Whether what it says
// is right is the checker's business.
func Validate(r io.Reader) (Report, error) {
	v := &validator{last: -1, open: map[int64][]string{}}
	in := bufio.NewReader(r)
	for number := 1; ; number++ {
		line, err := in.ReadBytes('\n')
		if err == io.EOF && len(line) == 0 {
			break
		}
		if err == nil {
			err = v.line(number, bytes.TrimSuffix(line, []byte("\n")))
		}
		if err != nil {
			return v.report, fmt.Errorf("line %d: %w", number, err)
		}
	}
	if v.report.Model == "" {
		return v.report, fmt.Errorf("no header")
	}
	for _, stack := range v.open {
		v.report.Open += len(stack)
	}
	v.report.Processes = len(v.open)
	return v.report, nil
}

func (v *validator) line(number int, line []byte) error {
	fields, err := object(line)
	if err != nil {
		return err
	}
	switch {
	case v.ended:
		return fmt.Errorf("something after the end")
	case number == 1:
		return v.header(fields)
	case string(fields["type"]) == `"end"`:
		return v.end(fields)
	}
	return v.event(fields)
}

// object reads an object and refuses keys that come twice.
func object(raw []byte) (map[string]json.RawMessage, error) {
	in := json.NewDecoder(bytes.NewReader(raw))
	if t, err := in.Token(); err != nil || t != json.Delim('{') {
		return nil, fmt.Errorf("no object: %s", raw)
	}
	fields := map[string]json.RawMessage{}
	for in.More() {
		key, err := in.Token()
		if err != nil {
			return nil, err
		}
		var value json.RawMessage
		if err := in.Decode(&value); err != nil {
			return nil, err
		}
		if _, twice := fields[key.(string)]; twice {
			return nil, fmt.Errorf("key %q comes twice", key)
		}
		fields[key.(string)] = value
	}
	if _, err := in.Token(); err != nil {
		return nil, err
	}
	if in.InputOffset() != int64(len(raw)) {
		return nil, fmt.Errorf("something after the object")
	}
	return fields, nil
}

func keys(fields map[string]json.RawMessage, allowed shape) error {
	for key := range fields {
		if _, ok := allowed[key]; !ok {
			return fmt.Errorf("unknown key %q", key)
		}
	}
	for key, must := range allowed {
		if _, ok := fields[key]; must && !ok {
			return fmt.Errorf("key %q is missing", key)
		}
	}
	return nil
}

func (v *validator) header(fields map[string]json.RawMessage) error {
	err := keys(fields, shape{"schema": true, "model": true, "params": false, "impl": true, "version": true, "index": true,
		"meta": false})
	if err != nil {
		return err
	}
	if string(fields["schema"]) != "1" || string(fields["index"]) != `"counter"` {
		return fmt.Errorf("wrong schema or index")
	}
	var model, impl, version string
	for key, to := range map[string]*string{"model": &model, "impl": &impl, "version": &version} {
		if err := json.Unmarshal(fields[key], to); err != nil || *to == "" {
			return fmt.Errorf("%s must be a string that says something", key)
		}
	}
	if models[model] == nil {
		return fmt.Errorf("unknown model %q", model)
	}
	v.report.Model = model
	params, err := object(append([]byte(nil), orEmpty(fields["params"])...))
	if err != nil {
		return err
	}
	if model == "semaphore" {
		if err := keys(params, shape{"size": true}); err != nil {
			return err
		}
		return integer(params["size"], 0)
	}
	return keys(params, shape{})
}

func orEmpty(raw json.RawMessage) json.RawMessage {
	if raw == nil {
		return json.RawMessage("{}")
	}
	return raw
}

func integer(raw json.RawMessage, least int64) error {
	n, err := strconv.ParseInt(string(raw), 10, 64)
	if err != nil || n < least {
		return fmt.Errorf("no integer of at least %d: %s", least, raw)
	}
	return nil
}

func (v *validator) end(fields map[string]json.RawMessage) error {
	v.ended = true
	err := keys(fields, shape{"type": true, "quiescent": true, "how": true, "waited_ms": false, "crash": false})
	if err != nil {
		return err
	}
	if err := json.Unmarshal(fields["quiescent"], &v.report.Quiescent); err != nil {
		return err
	}
	if err := integer(fields["waited_ms"], 0); err != nil {
		return err
	}
	if crash, ok := fields["crash"]; ok {
		v.report.Crashed = true
		if v.report.Quiescent {
			return fmt.Errorf("quiescent and crashed")
		}
		return json.Unmarshal(crash, &v.report.Crash)
	}
	return nil
}

package history

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
)

// event checks one event and keeps the stack of its process.
func (v *validator) event(fields map[string]json.RawMessage) error {
	v.report.Events++
	err := keys(fields, shape{"index": true, "process": true, "type": true, "f": true, "value": false, "time": false})
	if err != nil {
		return err
	}
	index, err := strconv.ParseInt(string(fields["index"]), 10, 64)
	if err != nil || index <= v.last {
		return fmt.Errorf("index %s does not follow %d", fields["index"], v.last)
	}
	v.last = index
	process, err := strconv.ParseInt(string(fields["process"]), 10, 64)
	if err != nil || process < 0 || process > math.MaxInt32 {
		return fmt.Errorf("bad process %s", fields["process"])
	}
	if time, ok := fields["time"]; ok {
		if err := integer(time, 0); err != nil {
			return err
		}
	}
	var f, kind string
	if json.Unmarshal(fields["f"], &f) != nil || json.Unmarshal(fields["type"], &kind) != nil {
		return fmt.Errorf("f and type must be strings")
	}
	op, ok := models[v.report.Model][f]
	if !ok {
		return fmt.Errorf("unknown f %q", f)
	}
	switch kind {
	case "invoke":
		return v.invoke(process, f, op, fields["value"])
	case "ok":
		return v.finish(process, f, op, fields["value"])
	}
	return fmt.Errorf("unknown type %q", kind)
}

func (v *validator) invoke(process int64, f string, op operation, value json.RawMessage) error {
	stack := v.open[process]
	if len(stack) > 0 && !isCallback(f) && !isCallback(stack[len(stack)-1]) {
		return fmt.Errorf("process %d begins %s inside %s", process, f, stack[len(stack)-1])
	}
	if len(stack) > 0 && f == "f" && stack[len(stack)-1] != "Range" {
		return fmt.Errorf("process %d runs f inside %s", process, stack[len(stack)-1])
	}
	if len(stack) > 0 && f == callback && !runsCallbacks[stack[len(stack)-1]] {
		return fmt.Errorf("process %d runs a callback inside %s", process, stack[len(stack)-1])
	}
	v.open[process] = append(stack, f)
	return checkValue(value, op.invoke)
}

func (v *validator) finish(process int64, f string, op operation, value json.RawMessage) error {
	stack := v.open[process]
	if len(stack) == 0 || stack[len(stack)-1] != f {
		return fmt.Errorf("process %d ends %s, but open is %v", process, f, stack)
	}
	v.open[process] = stack[:len(stack)-1]
	if value == nil {
		return checkValue(value, op.ok)
	}
	fields, err := object(value)
	if err != nil {
		return err
	}
	switch outcome := string(fields["outcome"]); {
	case outcome == "":
		return checkValue(value, op.ok)
	case outcome == `"panic"` && isCallback(f):
		return checkValue(value, shape{"outcome": true, "panic": true})
	case outcome == `"panic"`:
		return checkValue(value, shape{"outcome": true, "panic": true, "unwraps": false})
	case outcome == `"goexit"` && op.ends:
		return checkValue(value, shape{"outcome": true})
	}
	return fmt.Errorf("outcome %s of %s", fields["outcome"], f)
}

// checkValue checks keys and types: numbers are integers, flags booleans, and everything else is a token.
func checkValue(value json.RawMessage, want shape) error {
	if value == nil {
		return keys(nil, want)
	}
	if len(want) == 0 {
		return fmt.Errorf("a value where there is nothing to say: %s", value)
	}
	fields, err := object(value)
	if err != nil {
		return err
	}
	if err := keys(fields, want); err != nil {
		return err
	}
	for key, raw := range fields {
		var v any
		if err := json.Unmarshal(raw, &v); err != nil {
			return err
		}
		good := false
		if isFlag(key) {
			_, good = v.(bool)
		}
		switch key {
		case "n", "delta":
			good = integer(raw, math.MinInt64) == nil
		case "ok", "fresh", "shared", "panic_error", "released", "recovered":
			_, good = v.(bool)
		case "fn", "key", "chan", "once", "wg":
			_, good = v.(string)
			_, nilFns := want[nilFn]
			good = good || v == nil && key == "fn" && (want["once"] || nilFns)
			_, nilKeys := want[nilKey]
			good = good || v == nil && key == "key" && nilKeys
		default:
			_, text := v.(string)
			good = good || v == nil || text
		}
		if !good {
			return fmt.Errorf("%s cannot be %s", key, raw)
		}
	}
	return nil
}

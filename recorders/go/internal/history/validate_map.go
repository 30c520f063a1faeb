package history

// nilKey stands in the shapes whose key may be nil, and in no history.
const nilKey = "(nil key)"

func init() {
	key := shape{"key": true, nilKey: false}
	pair := shape{"key": true, "value": true, nilKey: false}
	loaded := func(value string) shape { return shape{value: true, "loaded": true} }
	models["syncmap"] = map[string]operation{
		"Load":             {invoke: key, ok: shape{"value": true, "ok": true}},
		"Store":            {invoke: pair},
		"LoadOrStore":      {invoke: pair, ok: loaded("actual")},
		"LoadAndDelete":    {invoke: key, ok: loaded("value")},
		"Delete":           {invoke: key},
		"Swap":             {invoke: pair, ok: loaded("previous")},
		"CompareAndSwap":   {invoke: shape{"key": true, "old": true, "new": true, nilKey: false}, ok: shape{"swapped": true}},
		"CompareAndDelete": {invoke: shape{"key": true, "old": true, nilKey: false}, ok: shape{"deleted": true}},
		"Clear":            {},
		"Range":            {ends: true},
		"f":                {invoke: pair, ok: shape{"more": true}, ends: true},
	}
}

// isCallback says of an f that it is a function of the caller.
func isCallback(f string) bool { return f == callback || f == "f" }

// isFlag says of a key of a map's outcome that it is a boolean.
func isFlag(key string) bool {
	return key == "loaded" || key == "swapped" || key == "deleted" || key == "more"
}

// Package maprec records maps for concurrent use.
package maprec

import (
	"math"
	"strconv"
	"strings"

	"gosync/recorders/go/internal/harness"
)

// A token is a kind in the upper byte and a number below it; 0 is nil.
type token = int64

// The kinds of token: what a key or a value is.
const (
	kindKey          token = (iota + 1) << 56 // a string with a number; it may be long
	kindTwin                                  // a key with the hash of the other twin of its number
	kindOtherTwin                             //
	kindValue                                 // a number
	kindOtherType                             // the same number in another type
	kindNaN                                   // with the number in its payload
	kindList                                  // a slice, with the number in it
	kindBag                                   // a struct: a comparable field, then a slice; number = field*1000 + that of the slice
	kindPanic                                 // what an f of ours panicked with
	kindUncomparable                          // the runtime's panics
	kindUnhashable
	kindStrange
	kindMask token = 0x7f << 56
)

type (
	value   int64
	other   int64
	twin    int64
	another int64
	bag     struct {
		field int64
		rest  any
	}
	alarm struct{ id token }
)

func (a *alarm) Error() string { return harness.PanicText(tokenText(a.id)) }

const nanBits = 0x7ff8000000000000

// thing is what stands behind a token.
func thing(t token) any {
	number := t &^ kindMask
	switch t & kindMask {
	case kindKey:
		return "k" + strconv.FormatInt(number, 10)
	case kindTwin:
		return twin(number)
	case kindOtherTwin:
		return another(number)
	case kindValue:
		return value(number)
	case kindOtherType:
		return other(number)
	case kindNaN:
		return math.Float64frombits(nanBits | uint64(number))
	case kindList:
		return []int64{number}
	case kindBag:
		return bag{number / 1000, []int64{number % 1000}}
	}
	return nil
}

// of is the token of what a map gave.
func of(x any) token {
	switch x := x.(type) {
	case nil:
		return 0
	case string:
		number, _, _ := strings.Cut(strings.TrimPrefix(x, "k"), " ")
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return kindStrange
		}
		return kindKey | n
	case twin:
		return kindTwin | token(x)
	case another:
		return kindOtherTwin | token(x)
	case value:
		return kindValue | token(x)
	case other:
		return kindOtherType | token(x)
	case float64:
		return kindNaN | token(math.Float64bits(x)&^uint64(nanBits))
	case []int64:
		return kindList | x[0]
	case bag:
		return kindBag | x.field*1000 + x.rest.([]int64)[0]
	}
	return kindStrange
}

// recovered is the token of a panic.
func recovered(x any) token {
	if a, ok := x.(*alarm); ok {
		return a.id
	}
	if err, ok := x.(error); ok {
		// An empty map of Go's says the same without the first words.
		switch text := strings.TrimPrefix(err.Error(), "runtime error: "); {
		case strings.HasPrefix(text, "comparing uncomparable type"):
			return kindUncomparable
		case strings.HasPrefix(text, "hash of unhashable type"):
			return kindUnhashable
		}
	}
	return kindStrange
}

func tokenText(t token) string {
	number := strconv.FormatInt(t&^kindMask, 10)
	switch t & kindMask {
	case 0:
		return ""
	case kindUncomparable:
		return "comparing uncomparable type"
	case kindUnhashable:
		return "hash of unhashable type"
	case kindNaN:
		return "nan:" + number
	case kindList:
		return "uncomparable:list/" + number
	case kindBag:
		n := t &^ kindMask
		return "uncomparable:bag" + strconv.FormatInt(n/1000, 10) + "/" + strconv.FormatInt(n%1000, 10)
	}
	letters := map[token]string{kindKey: "k", kindTwin: "twin", kindOtherTwin: "another", kindValue: "v",
		kindOtherType: "o", kindPanic: "p", kindStrange: "x"}
	return letters[t&kindMask] + number
}

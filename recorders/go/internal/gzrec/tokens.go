package gzrec

import (
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"

	"gosync/recorders/go/internal/harness"
)

// A token is a kind in the upper byte and a number below it; 0 is nil.
type token = int64

// The kinds of token.
const (
	kindValue   token = (iota + 1) << 56 // a value that a function of ours returned
	kindError                            // an error that a function of ours returned
	kindPanic                            // a value that a function of ours panicked with
	kindNilFunc                          // what a call of a nil function panics with
	kindNil                              // the runtime's value for panic(nil); its type has no size, so all are one
	kindStrange                          // any other value
	kindMask    token = 0x7f << 56
)

func tokenText(t token) string {
	number := strconv.FormatInt(t&^kindMask, 10)
	switch t & kindMask {
	case 0:
		return ""
	case kindValue:
		return "v" + number
	case kindError:
		return "e" + number
	case kindPanic:
		return "p" + number
	case kindNilFunc:
		return "nil dereference"
	case kindNil:
		return "nil panic"
	}
	return "something else"
}

// The values that functions of ours return or panic with. Each is allocated once and known by its address.
type (
	value   struct{ id token }
	failure struct{ id token }
	alarm   struct{ id token }
)

func (f *failure) Error() string { return tokenText(f.id) }
func (a *alarm) Error() string   { return harness.PanicText(tokenText(a.id)) }

// identities gives out tokens.
type identities struct{ next atomic.Int64 }

func (t *identities) fresh(kind token) token { return kind | t.next.Add(1) }

// tokenOf is the token of what a call returned or panicked with.
func tokenOf(v any) token {
	switch v := v.(type) {
	case nil:
		return 0
	case *value:
		return v.id
	case *failure:
		return v.id
	case *alarm:
		return v.id
	case *runtime.PanicNilError:
		return kindNil
	case runtime.Error:
		if strings.Contains(v.Error(), "nil pointer dereference") {
			return kindNilFunc
		}
	}
	return kindStrange
}

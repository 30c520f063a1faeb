package egrec

import (
	"context"
	"reflect"
	"strconv"
	"strings"
	"sync/atomic"

	"gosync/recorders/go/internal/harness"
)

// A token is a kind in the upper byte and a number below it; 0 is nil.
type token = int64

// The kinds of token.
const (
	kindError    token = (iota + 1) << 56 // an error that a function of ours returned, or a cause
	kindPanic                             // a value that a function of ours panicked with
	kindCanceled                          // context.Canceled
	kindReused                            // what Go's WaitGroup says of EG11
	kindLimit                             // what SetLimit says
	kindTypedNil                          // an error that is a nil pointer
	kindStrange                           // any other value
	kindMask     token = 0x7f << 56
)

const reused = "sync: WaitGroup is reused before previous Wait has returned"

func tokenText(t token) string {
	number := strconv.FormatInt(t&^kindMask, 10)
	switch t & kindMask {
	case 0:
		return ""
	case kindError:
		return "e" + number
	case kindPanic:
		return "p" + number
	case kindCanceled:
		return "context canceled"
	case kindReused:
		return reused
	case kindLimit:
		return "errgroup: modify limit"
	case kindTypedNil:
		return "typed nil"
	}
	return "something else"
}

// The errors and panics of our functions. Each is allocated once and known by its address.
type (
	failure struct{ id token }
	alarm   struct{ id token }
)

func (f *failure) Error() string { return tokenText(tokenOf(f)) }
func (a *alarm) Error() string   { return harness.PanicText(tokenText(a.id)) }

// identities gives out tokens.
type identities struct{ next atomic.Int64 }

func (t *identities) fresh(kind token) token { return kind | t.next.Add(1) }

// tokenOf is the token of what a call returned or panicked with. v0.14 and v0.15 wrap what a function panicked with in a
// struct with the field Recovered.
func tokenOf(v any) token {
	switch v := v.(type) {
	case nil:
		return 0
	case *failure:
		if v == nil {
			return kindTypedNil
		}
		return v.id
	case *alarm:
		return v.id
	case string:
		if v == reused {
			return kindReused
		}
	}
	if v == any(context.Canceled) {
		return kindCanceled
	}
	if r := reflect.ValueOf(v); r.Kind() == reflect.Struct && r.FieldByName("Recovered").IsValid() {
		return tokenOf(r.FieldByName("Recovered").Interface())
	}
	if err, ok := v.(error); ok && strings.HasPrefix(err.Error(), "errgroup: modify limit") {
		return kindLimit
	}
	return kindStrange
}

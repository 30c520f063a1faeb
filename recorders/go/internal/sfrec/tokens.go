package sfrec

import (
	"reflect"
	"runtime"
	"strconv"
	"sync"
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
	kindWrapper                          // a panic value that a Do made
	kindStrange                          // any other value
	kindNil                              // the runtime's value for panic(nil); its type has no size, so all are one
	kindMask    token = 0x7f << 56
)

// Letters stand before the number.
var letters = map[token]string{kindValue: "v", kindError: "e", kindPanic: "p", kindWrapper: "w", kindStrange: "x"}

func tokenText(t token) string {
	switch t & kindMask {
	case 0:
		return ""
	case kindNil:
		return "nil panic"
	}
	return letters[t&kindMask] + strconv.FormatInt(t&^kindMask, 10)
}

// The values that functions of ours return or panic with. Each is allocated once and known by its address.
type (
	value   struct{ id token }
	failure struct{ id token } // an error
	alarm   struct{ id token } // a panic value that is an error
	shout   struct{ id token } // a panic value that is none
)

func (f *failure) Error() string { return tokenText(f.id) }
func (a *alarm) Error() string   { return harness.PanicText(tokenText(a.id)) }
func (s *shout) String() string  { return harness.PanicText(tokenText(s.id)) }

// identities gives out tokens. Whatever has one is kept alive, so that no address is used twice.
type identities struct {
	next   atomic.Int64 // for values, errors and panics of ours: v12, e12 and p12 never meet
	mu     sync.Mutex
	others map[any]token
}

// fresh is a new token of a kind.
func (t *identities) fresh(kind token) token { return kind | t.next.Add(1) }

// of is the token of what a call returned or what something unwraps to.
func (t *identities) of(v any) token { return t.find(v, kindStrange) }

// recovered is the token of what a Do panicked with.
func (t *identities) recovered(v any) token { return t.find(v, kindWrapper) }

func (t *identities) find(v any, kind token) token {
	switch v := v.(type) {
	case nil:
		return 0
	case *value:
		return v.id
	case *failure:
		return v.id
	case *alarm:
		return v.id
	case *shout:
		return v.id
	case *runtime.PanicNilError:
		return kindNil
	}
	if reflect.TypeOf(v).Kind() != reflect.Pointer {
		return kindStrange // something without an identity: one token for all
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	id, ok := t.others[v]
	if !ok {
		id = t.fresh(kind)
		if t.others == nil {
			t.others = map[any]token{}
		}
		t.others[v] = id
	}
	return id
}

package krrec

import (
	"context"
	"strconv"
	"strings"
	"sync/atomic"

	"gosync/recorders/go/internal/harness"
)

// A token is a kind in the upper byte and a number below it; 0 is nil.
type token = int64

// The kinds of token.
const (
	kindError       token = (iota + 1) << 56 // an error that a function of ours returned, or a cause
	kindPanic                                // a value that a function of ours panicked with
	kindCanceled                             // context.Canceled
	kindClosedSend                           // Go's words for a send on a closed channel
	kindClosedClose                          // ... and for closing one
	kindTypedNil                             // an error that is a nil pointer
	kindNumber                               // what GOMAXPROCS says
	kindStrange                              // any other value
	kindMask        token = 0x7f << 56
)

// Words of Go and of the package.
const (
	closedSend  = "send on closed channel"
	closedClose = "close of closed channel"
	number      = "errgroup: GOMAXPROCS must great than 0"
	recovered   = "errgroup: panic recovered: "
)

func tokenText(t token) string {
	n := strconv.FormatInt(t&^kindMask, 10)
	switch t & kindMask {
	case 0:
		return ""
	case kindError:
		return "e" + n
	case kindPanic:
		return "p" + n
	case kindCanceled:
		return "context canceled"
	case kindClosedSend:
		return closedSend
	case kindClosedClose:
		return closedClose
	case kindTypedNil:
		return "typed nil"
	case kindNumber:
		return number
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

// tokenOf is the token of what a call returned or panicked with.
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
		if v == number {
			return kindNumber
		}
	case error:
		switch {
		case v == context.Canceled:
			return kindCanceled
		case v.Error() == closedSend:
			return kindClosedSend
		case v.Error() == closedClose:
			return kindClosedClose
		}
	}
	return kindStrange
}

// ofPanic is the token of the panic that an error was made of: the error says its text, and then the stack, which leads
// through a function of ours.
func ofPanic(err error) (token, bool) {
	if err == nil || tokenOf(err) != kindStrange {
		return 0, false
	}
	text, made := strings.CutPrefix(err.Error(), recovered)
	text, stack, _ := strings.Cut(text, "\n")
	id, ours := strings.CutPrefix(text, harness.PanicText("p"))
	n, bad := strconv.ParseInt(id, 10, 64)
	if !made || !ours || bad != nil || !strings.Contains(stack, "krrec.(*caller).run") {
		return kindStrange, false
	}
	return kindPanic | n, true
}

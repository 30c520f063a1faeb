package main

import (
	"errors"
	"fmt"
	"runtime"
)

// The exercises with Goexit.
var goexitExercises = []exercise{
	{"GoexitRunsTheDefers", func(out printer) {
		defer out("outer")
		func() {
			defer out("inner")
			runtime.Goexit()
		}()
		out("not reached")
	}},
	{"GoexitCannotBeRecovered", func(out printer) {
		defer out("outer")
		func() {
			defer func() { out("recovered", recover()) }()
			runtime.Goexit()
		}()
		out("not reached")
	}},
	{"GoexitInADeferAfterReturn", func(out printer) {
		defer out("first")
		func() {
			defer runtime.Goexit()
			out("body")
		}()
		out("not reached")
	}},
	{"GoexitInADeferEndsAPanic", func(out printer) {
		defer func() { out("outer", recover()) }()
		func() {
			defer func() { out("inner", recover()) }()
			defer runtime.Goexit()
			panic("boom")
		}()
		out("not reached")
	}},
	{"GoexitAfterRecover", func(out printer) {
		defer out("outer")
		func() {
			defer func() {
				out("recovered", recover())
				runtime.Goexit()
			}()
			panic("boom")
		}()
		out("not reached")
	}},
	{"PanicInADeferOfGoexit", func(out printer) {
		defer out("outer")
		defer func() { panic("late") }()
		runtime.Goexit()
	}},
	{"RecoveredPanicResumesGoexit", func(out printer) {
		defer out("outer")
		func() {
			defer func() { out("recovered", recover()) }()
			defer func() { panic("late") }()
			runtime.Goexit()
		}()
		out("not reached")
	}},
	{"RecoveredTwoCallsUpResumesGoexit", func(out printer) {
		defer out("outer")
		func() {
			defer out("resumed")
			defer func() { out("recovered", recover()) }()
			func() {
				defer func() { panic("late") }()
				runtime.Goexit()
			}()
			out("not reached")
		}()
		out("not reached either")
	}},
	{"ChainRecoveredResumesGoexit", func(out printer) {
		defer out("outer")
		func() {
			defer func() { out("last", recover()) }()
			defer func() {
				out("first", recover())
				panic("two")
			}()
			defer func() { panic("one") }()
			runtime.Goexit()
		}()
		out("not reached")
	}},
	{"PanicAndRecoverInsideADeferOfGoexit", func(out printer) {
		defer out("outer")
		defer func() {
			func() {
				defer func() { out("recovered", recover()) }()
				panic("small")
			}()
			out("deferred goes on")
		}()
		runtime.Goexit()
	}},
	{"GoexitUnderARecoveredPanicOfGoexit", func(out printer) {
		defer out("outer")
		func() {
			defer func() {
				out("recovered", recover())
				runtime.Goexit()
			}()
			defer func() { panic("late") }()
			runtime.Goexit()
		}()
		out("not reached")
	}},
	{"GoexitInADeferOfADeferEndsAPanic", func(out printer) {
		defer func() { out("outer", recover()) }()
		defer func() {
			defer runtime.Goexit()
			panic("second")
		}()
		panic("first")
	}},
}

// An error with a type.
type notFound struct{ key string }

func (e *notFound) Error() string { return e.key + " not found" }

// An error that counts as another.
type alias struct{ of error }

func (e *alias) Error() string        { return "alias" }
func (e *alias) Is(target error) bool { return target == e.of }

// The exercises with error values.
var errorExercises = []exercise{
	{"ErrorsAreEqualByIdentity", func(out printer) {
		a, b := errors.New("same"), errors.New("same")
		out(a == a, a == b, errors.Is(a, a), errors.Is(a, b))
	}},
	{"WrappedError", func(out printer) {
		inner := errors.New("inner")
		outer := fmt.Errorf("load: %w", inner)
		twice := fmt.Errorf("start: %w", outer)
		out(twice)
		out(errors.Is(twice, inner), errors.Is(inner, twice), errors.Unwrap(twice) == outer)
		out(errors.Unwrap(inner) == nil, errors.Is(nil, nil), errors.Is(inner, nil))
	}},
	{"WrappedNil", func(out printer) {
		err := fmt.Errorf("load: %w", error(nil))
		out(err, errors.Unwrap(err) == nil)
	}},
	{"TypedError", func(out printer) {
		inner := &notFound{"k"}
		outer := fmt.Errorf("load: %w", inner)
		var found *notFound
		out(errors.As(outer, &found), found == inner, found.key)
		_, direct := outer.(*notFound)
		out(direct, outer)
		var other *alias
		out(errors.As(outer, &other))
	}},
	{"ErrorThatCountsAsAnother", func(out printer) {
		target := errors.New("target")
		out(errors.Is(fmt.Errorf("x: %w", &alias{target}), target))
	}},
	{"ErrorThroughAPanic", func(out printer) {
		err := errors.New("boom")
		defer func() {
			value := recover()
			out(value == err, value)
			panic(value)
		}()
		panic(err)
	}},
}

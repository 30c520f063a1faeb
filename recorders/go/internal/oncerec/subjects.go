package oncerec

import (
	"fmt"
	"runtime"
	"sync"

	"gosync/recorders/go/internal/harness"
	wrong "gosync/recorders/go/wrong/once"
)

// onceLike is a Once that is recorded.
type onceLike interface{ Do(f func()) }

// subject makes what is recorded.
type subject struct {
	once   func() onceLike
	func0  func(f func()) func()
	value  func(f func() any) func() any
	values func(f func() (any, any)) func() (any, any)
}

// maker calls OnceFunc, OnceValue or OnceValues with a function that finds out who runs it, or with nil.
func (s *subject) maker(op uint8, in func() *caller, run func(*caller) (any, any)) func() (any, any) {
	switch op {
	case opOnceFunc:
		var f func()
		if run != nil {
			f = func() { run(in()) }
		}
		call := s.func0(f)
		return func() (any, any) { call(); return nil, nil }
	case opOnceValue:
		var f func() any
		if run != nil {
			f = func() any { v, _ := run(in()); return v }
		}
		call := s.value(f)
		return func() (any, any) { return call(), nil }
	}
	var f func() (any, any)
	if run != nil {
		f = func() (any, any) { return run(in()) }
	}
	return s.values(f)
}

func wrongOnce(decisions wrong.Decisions) subject {
	return subject{once: func() onceLike { return wrong.New(decisions) }}
}

func wrongFunc(decisions wrong.FuncDecisions) subject {
	return subject{
		func0:  func(f func()) func() { return wrong.OnceFunc(decisions, f) },
		value:  func(f func() any) func() any { return wrong.OnceValue(decisions, f) },
		values: func(f func() (any, any)) func() (any, any) { return wrong.OnceValues(decisions, f) },
	}
}

// variant is a subject of ours: a wrong one, or the one that they are made from.
type variant struct {
	harness.Subject
	made subject
}

func variantOf(name, breaks, about string, made subject, scenarios ...string) variant {
	return variant{harness.Subject{Name: name, Breaks: breaks, About: about, Scenarios: scenarios}, made}
}

var onceVariants = []variant{
	variantOf("cas-then-call", "ON1", "whoever swaps the flag runs the function, the others return at once",
		wrongOnce(wrong.Decisions{CasThenCall: true}), "wait"),
	variantOf("early-flag", "ON1", "the flag is set inside the lock, but before the function runs",
		wrongOnce(wrong.Decisions{EarlyFlag: true}), "wait"),
	variantOf("no-recheck", "ON1", "who waited runs a function as well",
		wrongOnce(wrong.Decisions{NoRecheck: true}), "wait"),
	variantOf("again-after-panic", "ON2", "a function that panicked did not run",
		wrongOnce(wrong.Decisions{AgainIfBad: true}), "panic"),
	variantOf("again-after-exit", "ON2", "a function that exited its goroutine did not run",
		wrongOnce(wrong.Decisions{AgainIfBad: true}), "goexit"),
	variantOf("keeps-lock", "ON2", "those who wait for a function that panics wait for ever",
		wrongOnce(wrong.Decisions{KeepsLock: true}), "panic"),
	variantOf("hides-panic", "ON2", "nobody sees the panic",
		wrongOnce(wrong.Decisions{HidesPanic: true}), "panic"),
	variantOf("shares-panic", "ON2", "later calls panic as well",
		wrongOnce(wrong.Decisions{SharesPanic: true}), "panic"),
	variantOf("nested-returns", "ON3", "a Do inside the function returns",
		wrongOnce(wrong.Decisions{CasThenCall: true}), "reenter"),
}

var funcVariants = []variant{
	variantOf("early-flag", "ON4", "calls return while the function runs",
		wrongFunc(wrong.FuncDecisions{EarlyFlag: true}), "values"),
	variantOf("no-recheck", "ON4", "who waited runs the function again",
		wrongFunc(wrong.FuncDecisions{NoRecheck: true}), "values"),
	variantOf("quiet-panic", "ON4", "calls after a panic return nothing",
		wrongFunc(wrong.FuncDecisions{QuietPanic: true}), "panic"),
	variantOf("other-panic", "ON4", "calls after a panic panic with another value",
		wrongFunc(wrong.FuncDecisions{OtherPanic: true}), "panic"),
	variantOf("again-after-exit", "ON5", "a function that exited its goroutine runs again",
		wrongFunc(wrong.FuncDecisions{AgainIfExit: true}), "goexit"),
	variantOf("stuck-after-exit", "ON5", "no call comes back after a function that exited its goroutine",
		wrongFunc(wrong.FuncDecisions{StuckIfExit: true}), "goexit"),
	variantOf("keeps", "ON6", "the function is never let go",
		wrongFunc(wrong.FuncDecisions{Keeps: true}), "release"),
	variantOf("keeps-after-panic", "ON6", "the function is let go only if it returned",
		wrongFunc(wrong.FuncDecisions{KeepsIfBad: true}), "release-panic"),
	variantOf("eager", "ON7", "the function runs at once",
		wrongFunc(wrong.FuncDecisions{Eager: true}), "lazy"),
	variantOf("elsewhere", "ON7", "the function runs in a goroutine of its own",
		wrongFunc(wrong.FuncDecisions{Elsewhere: true}), "lazy"),
	variantOf("nested-returns", "ON3", "a call inside the function returns",
		wrongFunc(wrong.FuncDecisions{EarlyFlag: true}), "reenter"),
}

func init() {
	sound := "our own implementation with nothing wrong: what the others change one decision of"
	onceVariants = append([]variant{variantOf("sound", "", sound, wrongOnce(wrong.Decisions{}))}, onceVariants...)
	funcVariants = append([]variant{variantOf("sound", "", sound, wrongFunc(wrong.FuncDecisions{}))}, funcVariants...)
}

// makeSubject finds a subject among those of a primitive.
func makeSubject(name string, variants []variant) (subject, error) {
	if name == harness.Real {
		return subject{func() onceLike { return &sync.Once{} }, sync.OnceFunc, sync.OnceValue[any],
			sync.OnceValues[any, any]}, nil
	}
	for i := range variants {
		if variants[i].Name == name {
			return variants[i].made, nil
		}
	}
	return subject{}, fmt.Errorf("no subject %q", name)
}

func primitive(name, impl string, variants []variant, scenarios []harness.Scenario) *harness.Primitive {
	p := &harness.Primitive{
		Name:      name,
		Impl:      impl,
		Version:   runtime.Version(),
		WrongImpl: "gosync/recorders/go/wrong/once",
		Subjects:  []harness.Subject{{Name: harness.Real, About: "the package itself"}},
		Scenarios: scenarios,
		Codec:     codec{},
		Measure:   measure,
	}
	for i := range variants {
		p.Subjects = append(p.Subjects, variants[i].Subject)
	}
	return p
}

// Once is the catalogue entry of sync.Once.
func Once() *harness.Primitive { return primitive("once", "sync.Once", onceVariants, onceScenarios()) }

// OnceFunc is the catalogue entry of sync.OnceFunc, OnceValue and OnceValues.
func OnceFunc() *harness.Primitive {
	return primitive("oncefunc", "sync.OnceFunc", funcVariants, funcScenarios())
}

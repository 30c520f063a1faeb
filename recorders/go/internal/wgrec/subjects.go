package wgrec

import (
	"runtime"

	"gosync/recorders/go/internal/harness"
	wrong "gosync/recorders/go/wrong/waitgroup"
)

// groupLike is a WaitGroup that is recorded.
type groupLike interface {
	Add(delta int)
	Done()
	Wait()
	Go(f func())
}

var variants = []harness.Variant[wrong.Decisions]{
	harness.MakeVariant("sound", "", "our own implementation with nothing wrong: what the others change one decision of", wrong.Decisions{}),
	harness.MakeVariant("wakes-one", "WG1", "at zero one waiter is let go, the others are not", wrong.Decisions{WakesOne: true}, "wait"),
	harness.MakeVariant("any-change", "WG1", "a waiter is let go by any Done", wrong.Decisions{AnyChange: true}, "wait"),
	harness.MakeVariant("done-only", "WG1", "an Add that comes to zero wakes nobody", wrong.Decisions{DoneOnly: true}, "by-more"),
	harness.MakeVariant("never-negative", "WG2", "the counter stops at zero", wrong.Decisions{NeverNegative: true}, "negative"),
	harness.MakeVariant("forgets-negative", "WG2", "the call panics, but the counter is zero afterwards",
		wrong.Decisions{ForgetsNegative: true}, "negative"),
	harness.MakeVariant("wide", "WG2", "the counter has 64 bits", wrong.Decisions{Wide: true}, "overflow"),
	harness.MakeVariant("cries-misuse", "WG3", "every Add beside a waiter panics", wrong.Decisions{CriesMisuse: true}, "more"),
	harness.MakeVariant("one-round", "WG4", "a group that was used cannot be waited for again", wrong.Decisions{OneRound: true}, "reuse"),
	harness.MakeVariant("sleeps-at-zero", "WG4", "Wait always waits for somebody", wrong.Decisions{SleepsAtZero: true}, "zero"),
	harness.MakeVariant("done-not-deferred", "WG5", "a function that exits its goroutine does not count down",
		wrong.Decisions{DoneNotDeferred: true}, "go-exit"),
	harness.MakeVariant("done-before-crash", "WG5", "a function that panics counts down",
		wrong.Decisions{DoneBeforeCrash: true}, "go-panic"),
	harness.MakeVariant("runs-inline", "WG5", "Go runs the function itself", wrong.Decisions{RunsInline: true}, "go"),
	harness.MakeVariant("counts-late", "WG5", "the new goroutine counts up", wrong.Decisions{CountsLate: true}, "go-at-once"),
}

// makeSubject finds what makes groups of a subject.
func makeSubject(name string) (func() groupLike, error) {
	if name == harness.Real {
		return realGroup, nil
	}
	decisions, err := harness.FindVariant("waitgroup", name, variants)
	if err != nil {
		return nil, err
	}
	return func() groupLike { return wrong.New(decisions) }, nil
}

// Primitive is the catalogue entry.
func Primitive() *harness.Primitive {
	return &harness.Primitive{
		Name:      "waitgroup",
		Impl:      "sync.WaitGroup",
		Version:   runtime.Version(),
		WrongImpl: "gosync/recorders/go/wrong/waitgroup",
		Subjects:  harness.SubjectsOf(variants),
		Scenarios: scenarios(),
		Codec:     codec{},
		Measure:   measure,
	}
}

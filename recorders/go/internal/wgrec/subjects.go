package wgrec

import (
	"fmt"
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

// variant is a subject of ours: a wrong one, or the one that they are made from.
type variant struct {
	harness.Subject
	wrong wrong.Decisions
}

func variantOf(name, breaks, about string, decisions wrong.Decisions, scenarios ...string) variant {
	return variant{harness.Subject{Name: name, Breaks: breaks, About: about, Scenarios: scenarios}, decisions}
}

var variants = []variant{
	variantOf("sound", "", "our own implementation with nothing wrong: what the others change one decision of", wrong.Decisions{}),
	variantOf("wakes-one", "WG1", "at zero one waiter is let go, the others are not", wrong.Decisions{WakesOne: true}, "wait"),
	variantOf("any-change", "WG1", "a waiter is let go by any Done", wrong.Decisions{AnyChange: true}, "wait"),
	variantOf("done-only", "WG1", "an Add that comes to zero wakes nobody", wrong.Decisions{DoneOnly: true}, "by-more"),
	variantOf("never-negative", "WG2", "the counter stops at zero", wrong.Decisions{NeverNegative: true}, "negative"),
	variantOf("forgets-negative", "WG2", "the call panics, but the counter is zero afterwards",
		wrong.Decisions{ForgetsNegative: true}, "negative"),
	variantOf("wide", "WG2", "the counter has 64 bits", wrong.Decisions{Wide: true}, "overflow"),
	variantOf("cries-misuse", "WG3", "every Add beside a waiter panics", wrong.Decisions{CriesMisuse: true}, "more"),
	variantOf("one-round", "WG4", "a group that was used cannot be waited for again", wrong.Decisions{OneRound: true}, "reuse"),
	variantOf("sleeps-at-zero", "WG4", "Wait always waits for somebody", wrong.Decisions{SleepsAtZero: true}, "zero"),
	variantOf("done-not-deferred", "WG5", "a function that exits its goroutine does not count down",
		wrong.Decisions{DoneNotDeferred: true}, "go-exit"),
	variantOf("done-before-crash", "WG5", "a function that panics counts down",
		wrong.Decisions{DoneBeforeCrash: true}, "go-panic"),
	variantOf("runs-inline", "WG5", "Go runs the function itself", wrong.Decisions{RunsInline: true}, "go"),
	variantOf("counts-late", "WG5", "the new goroutine counts up", wrong.Decisions{CountsLate: true}, "go-at-once"),
}

// makeSubject finds what makes groups of a subject.
func makeSubject(name string) (func() groupLike, error) {
	if name == harness.Real {
		return realGroup, nil
	}
	for i := range variants {
		if variants[i].Name == name {
			return func() groupLike { return wrong.New(variants[i].wrong) }, nil
		}
	}
	return nil, fmt.Errorf("no subject %q", name)
}

// Primitive is the catalogue entry.
func Primitive() *harness.Primitive {
	p := &harness.Primitive{
		Name:      "waitgroup",
		Impl:      "sync.WaitGroup",
		Version:   runtime.Version(),
		WrongImpl: "gosync/recorders/go/wrong/waitgroup",
		Subjects:  []harness.Subject{{Name: harness.Real, About: "the package itself"}},
		Scenarios: scenarios(),
		Codec:     codec{},
		Measure:   measure,
	}
	for i := range variants {
		p.Subjects = append(p.Subjects, variants[i].Subject)
	}
	return p
}

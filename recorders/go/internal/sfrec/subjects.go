package sfrec

import (
	"fmt"

	xsync "golang.org/x/sync/singleflight"

	"gosync/recorders/go/internal/harness"
	wrong "gosync/recorders/go/wrong/singleflight"
)

// variant is a subject of ours: a wrong one, or the one that they are made from.
type variant struct {
	harness.Subject
	decisions wrong.Decisions
}

func makeVariant(name, breaks, about string, decisions wrong.Decisions, scenarios ...string) variant {
	return variant{harness.Subject{Name: name, Breaks: breaks, About: about, Scenarios: scenarios}, decisions}
}

var variants = []variant{
	makeVariant("sound", "", "our own implementation with nothing wrong: what the others change one decision of",
		wrong.Decisions{}),
	makeVariant("joiner-runs", "SF1", "a Do that finds a flight runs its own function at once",
		wrong.Decisions{JoinerRuns: true}, "join", "random"),
	makeVariant("joiner-no-error", "SF2", "joiners never get the error",
		wrong.Decisions{JoinerNoError: true}, "join", "random"),
	makeVariant("lone-shared", "SF3", "a leader that nobody joined says shared",
		wrong.Decisions{LoneShared: true}, "lone", "random"),
	makeVariant("chan-uncounted", "SF3", "a DoChan that joins does not make the flight shared",
		wrong.Decisions{ChanUncounted: true}, "join-chan"),
	makeVariant("early-done", "SF4", "joiners are let go before the flight has ended",
		wrong.Decisions{EarlyDone: true}, "stale"),
	makeVariant("delete-any", "SF5", "the end of a forgotten flight removes the newer flight",
		wrong.Decisions{DeleteAny: true}, "forget-overlap"),
	makeVariant("ignore-forget", "SF5", "Forget does nothing",
		wrong.Decisions{IgnoreForget: true}, "forget-counts"),
	makeVariant("chan-never", "SF8", "the channel of a DoChan that joins is never filled",
		wrong.Decisions{ChanNever: true}, "join-chan"),
	makeVariant("chan-twice", "SF8", "every channel is filled twice",
		wrong.Decisions{ChanTwice: true}, "chan-once"),
	makeVariant("no-defer", "SF9", "a panic leaves the key stuck and its joiners waiting",
		wrong.Decisions{NoDefer: true}, "panic"),
	makeVariant("quiet-joiner-panic", "SF9", "joiners of a panicking flight get nil and nil",
		wrong.Decisions{QuietJoinerPanic: true}, "panic"),
	makeVariant("soft-panic", "SF10", "a panic with channels attached can be recovered by the leader's caller",
		wrong.Decisions{SoftPanic: true}, "panic-chan-joined"),
	makeVariant("goexit-returns", "SF11", "joiners and channels of an exiting flight get nil and nil",
		wrong.Decisions{GoexitReturns: true}, "goexit"),
}

func makeSubject(name string) (Group, error) {
	if name == harness.Real {
		return &xsync.Group{}, nil
	}
	for i := range variants {
		if variants[i].Name == name {
			return wrong.New(variants[i].decisions), nil
		}
	}
	return nil, fmt.Errorf("singleflight has no subject %q", name)
}

// Primitive is the catalogue entry of singleflight.
func Primitive() *harness.Primitive {
	p := &harness.Primitive{
		Name:      "singleflight",
		Impl:      "golang.org/x/sync/singleflight",
		WrongImpl: "gosync/recorders/go/wrong/singleflight",
		Subjects:  []harness.Subject{{Name: harness.Real, About: "the package itself"}},
		Scenarios: append(gatedScenarios(), randomScenarios()...),
		Codec:     codec{},
		Measure:   measure,
	}
	for i := range variants {
		p.Subjects = append(p.Subjects, variants[i].Subject)
	}
	return p
}

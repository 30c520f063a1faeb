package sfrec

import (
	xsync "golang.org/x/sync/singleflight"

	"gosync/recorders/go/internal/harness"
	wrong "gosync/recorders/go/wrong/singleflight"
)

var variants = []harness.Variant[wrong.Decisions]{
	harness.MakeVariant("sound", "", "our own implementation with nothing wrong: what the others change one decision of",
		wrong.Decisions{}),
	harness.MakeVariant("joiner-runs", "SF1", "a Do that finds a flight runs its own function at once",
		wrong.Decisions{JoinerRuns: true}, "join", "random"),
	harness.MakeVariant("joiner-no-error", "SF2", "joiners never get the error",
		wrong.Decisions{JoinerNoError: true}, "join", "random"),
	harness.MakeVariant("lone-shared", "SF3", "a leader that nobody joined says shared",
		wrong.Decisions{LoneShared: true}, "lone", "random"),
	harness.MakeVariant("chan-uncounted", "SF3", "a DoChan that joins does not make the flight shared",
		wrong.Decisions{ChanUncounted: true}, "join-chan"),
	harness.MakeVariant("early-done", "SF4", "joiners are let go before the flight has ended",
		wrong.Decisions{EarlyDone: true}, "stale"),
	harness.MakeVariant("delete-any", "SF5", "the end of a forgotten flight removes the newer flight",
		wrong.Decisions{DeleteAny: true}, "forget-overlap"),
	harness.MakeVariant("ignore-forget", "SF5", "Forget does nothing",
		wrong.Decisions{IgnoreForget: true}, "forget-counts"),
	harness.MakeVariant("chan-never", "SF8", "the channel of a DoChan that joins is never filled",
		wrong.Decisions{ChanNever: true}, "join-chan"),
	harness.MakeVariant("chan-twice", "SF8", "every channel is filled twice",
		wrong.Decisions{ChanTwice: true}, "chan-once"),
	harness.MakeVariant("no-defer", "SF9", "a panic leaves the key stuck and its joiners waiting",
		wrong.Decisions{NoDefer: true}, "panic"),
	harness.MakeVariant("quiet-joiner-panic", "SF9", "joiners of a panicking flight get nil and nil",
		wrong.Decisions{QuietJoinerPanic: true}, "panic"),
	harness.MakeVariant("soft-panic", "SF10", "a panic with channels attached can be recovered by the leader's caller",
		wrong.Decisions{SoftPanic: true}, "panic-chan-joined"),
	harness.MakeVariant("goexit-returns", "SF11", "joiners and channels of an exiting flight get nil and nil",
		wrong.Decisions{GoexitReturns: true}, "goexit"),
}

func makeSubject(name string) (Group, error) {
	if name == harness.Real {
		return &xsync.Group{}, nil
	}
	decisions, err := harness.FindVariant("singleflight", name, variants)
	if err != nil {
		return nil, err
	}
	return wrong.New(decisions), nil
}

// Primitive is the catalogue entry of singleflight.
func Primitive() *harness.Primitive {
	return &harness.Primitive{
		Name:      "singleflight",
		Impl:      "golang.org/x/sync/singleflight",
		WrongImpl: "gosync/recorders/go/wrong/singleflight",
		Subjects:  harness.SubjectsOf(variants),
		Scenarios: append(gatedScenarios(), randomScenarios()...),
		Codec:     codec{},
		Measure:   measure,
	}
}

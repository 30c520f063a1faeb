package gzrec

import (
	"gosync/recorders/go/internal/harness"
	wrong "gosync/recorders/go/wrong/gozero_singleflight"
)

var variants = []harness.Variant[wrong.Decisions]{
	harness.MakeVariant("sound", "", "our own implementation with nothing wrong: what the others change one decision of",
		wrong.Decisions{}),
	harness.MakeVariant("joiner-runs", "GZ1", "a call that finds a flight runs its own function at once",
		wrong.Decisions{JoinerRuns: true}, "one-flight", "random"),
	harness.MakeVariant("early-done", "GZ2", "joiners are let go before the flight is taken out of the map",
		wrong.Decisions{EarlyDone: true}, "again"),
	harness.MakeVariant("no-defer", "GZ3", "a panic or an exit leaves the key taken and its joiners waiting",
		wrong.Decisions{NoDefer: true}, "panic"),
	harness.MakeVariant("silent", "GZ3", "joiners of a panic or an exit get nil and nil, as go-zero's do",
		wrong.Decisions{Silent: true}, "goexit"),
	harness.MakeVariant("wraps", "GZ3", "joiners panic with a value of their own",
		wrong.Decisions{Wraps: true}, "panic"),
	harness.MakeVariant("joiner-no-error", "GZ5", "joiners never get the error",
		wrong.Decisions{JoinerNoError: true}, "join", "random"),
	harness.MakeVariant("all-fresh", "GZ6", "joiners say fresh, too",
		wrong.Decisions{AllFresh: true}, "fresh", "random"),
	harness.MakeVariant("never-fresh", "GZ6", "the leader does not say fresh",
		wrong.Decisions{NeverFresh: true}, "fresh", "random"),
}

func makeSubject(name string) (SingleFlight, error) {
	if name == harness.Real {
		return realSubject()
	}
	decisions, err := harness.FindVariant("gozero_singleflight", name, variants)
	if err != nil {
		return nil, err
	}
	return wrong.New(decisions), nil
}

// Primitive is the catalogue entry of go-zero's SingleFlight, of which the program contains this version.
func Primitive(version string) *harness.Primitive {
	return &harness.Primitive{
		Name:      "gozero_singleflight",
		Impl:      "github.com/zeromicro/go-zero/core/syncx",
		Version:   version,
		WrongImpl: "gosync/recorders/go/wrong/gozero_singleflight",
		Subjects:  harness.SubjectsOf(variants),
		Scenarios: append(gatedScenarios(), randomScenarios()...),
		Codec:     codec{},
		Measure:   measure,
	}
}

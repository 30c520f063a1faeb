package maprec

import (
	"runtime"
	"sync"

	"gosync/recorders/go/internal/harness"
	wrong "gosync/recorders/go/wrong/syncmap"
)

var variants = []harness.Variant[wrong.Decisions]{
	harness.MakeVariant("sound", "", "our own implementation with nothing wrong: what the others change one decision of",
		wrong.Decisions{}),
	harness.MakeVariant("swap-unlocked", "MP1", "Swap writes into an entry that somebody may have removed",
		wrong.Decisions{SwapUnlocked: true}, "random"),
	harness.MakeVariant("clear-in-steps", "MP1", "Clear takes one key after the other",
		wrong.Decisions{ClearInSteps: true}, "random-clear"),
	harness.MakeVariant("load-or-given", "MP2", "LoadOrStore gives what it was given for a key that is there",
		wrong.Decisions{LoadOrGiven: true}, "results"),
	harness.MakeVariant("deleted-is-there", "MP2", "LoadAndDelete of an absent key says true",
		wrong.Decisions{DeletedIsThere: true}, "results"),
	harness.MakeVariant("absent-is-nil", "MP3", "CompareAndSwap takes an absent key for nil",
		wrong.Decisions{AbsentIsNil: true}, "compare-absent"),
	harness.MakeVariant("lock-kept", "MP4", "the lock is not given back when a comparison panics",
		wrong.Decisions{LockKept: true}, "uncomparable-delete"),
	harness.MakeVariant("range-forgets", "MP5", "Range does not show the last key",
		wrong.Decisions{RangeForgets: true}, "range"),
	harness.MakeVariant("range-twice", "MP5", "Range begins again when the map has grown",
		wrong.Decisions{RangeTwice: true}, "range-change"),
	harness.MakeVariant("range-locked", "MP18", "Range keeps the lock while f runs",
		wrong.Decisions{RangeLocked: true}, "nested"),
}

func makeSubject(name string) (Map, error) {
	if name == harness.Real {
		return &sync.Map{}, nil
	}
	decisions, err := harness.FindVariant("syncmap", name, variants)
	if err != nil {
		return nil, err
	}
	return wrong.New(decisions), nil
}

// Primitive is the catalogue entry of sync.Map.
func Primitive() *harness.Primitive {
	return &harness.Primitive{
		Name:      "syncmap",
		Impl:      "sync.Map",
		Version:   runtime.Version(),
		WrongImpl: "gosync/recorders/go/wrong/syncmap",
		Subjects:  harness.SubjectsOf(variants),
		Scenarios: append(gatedScenarios(), randomScenarios()...),
		Codec:     codec{},
		Measure:   measure,
	}
}

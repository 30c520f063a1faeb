package maprec

import (
	"fmt"
	"runtime"
	"sync"

	"gosync/recorders/go/internal/harness"
	wrong "gosync/recorders/go/wrong/syncmap"
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
	makeVariant("swap-unlocked", "MP1", "Swap writes into an entry that somebody may have removed",
		wrong.Decisions{SwapUnlocked: true}, "random"),
	makeVariant("clear-in-steps", "MP1", "Clear takes one key after the other",
		wrong.Decisions{ClearInSteps: true}, "random-clear"),
	makeVariant("load-or-given", "MP2", "LoadOrStore gives what it was given for a key that is there",
		wrong.Decisions{LoadOrGiven: true}, "results"),
	makeVariant("deleted-is-there", "MP2", "LoadAndDelete of an absent key says true",
		wrong.Decisions{DeletedIsThere: true}, "results"),
	makeVariant("absent-is-nil", "MP3", "CompareAndSwap takes an absent key for nil",
		wrong.Decisions{AbsentIsNil: true}, "compare-absent"),
	makeVariant("lock-kept", "MP4", "the lock is not given back when a comparison panics",
		wrong.Decisions{LockKept: true}, "uncomparable-delete"),
	makeVariant("range-forgets", "MP5", "Range does not show the last key",
		wrong.Decisions{RangeForgets: true}, "range"),
	makeVariant("range-twice", "MP5", "Range begins again when the map has grown",
		wrong.Decisions{RangeTwice: true}, "range-change"),
	makeVariant("range-locked", "MP18", "Range keeps the lock while f runs",
		wrong.Decisions{RangeLocked: true}, "nested"),
}

func makeSubject(name string) (Map, error) {
	if name == harness.Real {
		return &sync.Map{}, nil
	}
	for i := range variants {
		if variants[i].Name == name {
			return wrong.New(variants[i].decisions), nil
		}
	}
	return nil, fmt.Errorf("syncmap has no subject %q", name)
}

// Primitive is the catalogue entry of sync.Map.
func Primitive() *harness.Primitive {
	p := &harness.Primitive{
		Name:      "syncmap",
		Impl:      "sync.Map",
		Version:   runtime.Version(),
		WrongImpl: "gosync/recorders/go/wrong/syncmap",
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

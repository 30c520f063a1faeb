package krrec

import (
	"context"
	"runtime/debug"

	"gosync/recorders/go/internal/harness"
	wrong "gosync/recorders/go/wrong/kratos"
)

const module = "github.com/go-kratos/kratos"

// group is a Group that is recorded.
type group interface {
	Go(f func(ctx context.Context) error)
	Wait() error
	GOMAXPROCS(n int)
}

var variants = []harness.Variant[wrong.Decisions]{
	harness.MakeVariant("sound", "", "our own implementation with nothing wrong: what the others change one decision of",
		wrong.Decisions{}),
	harness.MakeVariant("always-cancel", "KR1", "an error cancels the context of WithContext, too",
		wrong.Decisions{AlwaysCancel: true}, "context"),
	harness.MakeVariant("panic-dropped", "KR2", "a panic is stopped, and is no error", wrong.Decisions{PanicDropped: true}, "panic"),
	harness.MakeVariant("last-error", "KR3", "the last error wins", wrong.Decisions{LastError: true}, "sticky"),
	harness.MakeVariant("any-number", "KR4", "GOMAXPROCS takes any number", wrong.Decisions{AnyNumber: true}, "procs"),
	harness.MakeVariant("grows", "KR4", "GOMAXPROCS counts every time", wrong.Decisions{Grows: true}, "procs"),
	harness.MakeVariant("one-too-many", "KR5", "one worker more than asked for", wrong.Decisions{OneTooMany: true}, "pool"),
	harness.MakeVariant("go-waits", "KR5", "Go waits for a worker", wrong.Decisions{GoWaits: true}, "full"),
	harness.MakeVariant("runs-all", "KR6", "a failed group goes on", wrong.Decisions{RunsAll: true}, "runs-cancelled"),
	harness.MakeVariant("once-only", "KR7", "a second Wait panics", wrong.Decisions{OnceOnly: true}, "wait-twice"),
	harness.MakeVariant("snapshot", "KR8", "Wait does not see functions that are added while it waits",
		wrong.Decisions{Snapshot: true}, "add-inside"),
	harness.MakeVariant("exit-hangs", "KR9", "a function that exits its goroutine is never done",
		wrong.Decisions{ExitHangs: true}, "worker-exits"),
	harness.MakeVariant("wakes-one", "KR11", "the end wakes only one Wait", wrong.Decisions{WakesOne: true}, "two-waits"),
}

// makeGroup makes a group as an operation does: opWithContext, opWithCancel; a zero group for any other.
func makeGroup(name string, op uint8, parent context.Context) (group, error) {
	if name == harness.Real {
		return makeReal(op, parent)
	}
	decisions, err := harness.FindVariant("kratos_errgroup", name, variants)
	if err != nil {
		return nil, err
	}
	switch op {
	case opWithContext:
		return wrong.WithContext(decisions, parent), nil
	case opWithCancel:
		return wrong.WithCancel(decisions, parent), nil
	}
	return wrong.New(decisions), nil
}

// version is that of the kratos that this program was built with.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, dep := range info.Deps {
			if dep.Path == module {
				return dep.Version
			}
		}
	}
	return "none"
}

// Primitive is the catalogue entry of kratos' errgroup.
func Primitive() *harness.Primitive {
	return &harness.Primitive{
		Name:      "kratos_errgroup",
		Impl:      module + "/pkg/sync/errgroup",
		Version:   version(),
		WrongImpl: "gosync/recorders/go/wrong/kratos",
		Subjects:  harness.SubjectsOf(variants),
		Scenarios: append(gatedScenarios(), randomScenarios()...),
		Codec:     codec{},
		Measure:   measure,
	}
}

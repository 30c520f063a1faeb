package egrec

import (
	"context"

	xsync "golang.org/x/sync/errgroup"

	"gosync/recorders/go/internal/harness"
	wrong "gosync/recorders/go/wrong/errgroup"
)

// group is a Group that is recorded.
type group interface {
	Go(f func() error)
	TryGo(f func() error) bool
	Wait() error
	SetLimit(n int)
}

var variants = []harness.Variant[wrong.Decisions]{
	harness.MakeVariant("sound", "", "our own implementation with nothing wrong: what the others change one decision of",
		wrong.Decisions{}),
	harness.MakeVariant("run-twice", "EG1", "a function runs twice", wrong.Decisions{RunTwice: true}, "wait"),
	harness.MakeVariant("snapshot", "EG2", "Wait does not see functions that are added while it waits",
		wrong.Decisions{Snapshot: true}, "add-inside"),
	harness.MakeVariant("last-error", "EG2", "the last error wins", wrong.Decisions{LastError: true}, "causal"),
	harness.MakeVariant("skip", "EG3", "after an error functions do not run any more", wrong.Decisions{Skip: true}, "sticky"),
	harness.MakeVariant("forgets", "EG3", "Wait takes the error away", wrong.Decisions{Forgets: true}, "sticky"),
	harness.MakeVariant("never-cancel", "EG4", "Wait does not cancel", wrong.Decisions{NeverCancel: true}, "context"),
	harness.MakeVariant("parent-fails", "EG5", "Wait fails if the context was cancelled",
		wrong.Decisions{ParentFails: true}, "parent"),
	harness.MakeVariant("one-too-many", "EG6", "one function more than the limit", wrong.Decisions{OneTooMany: true}, "limit"),
	harness.MakeVariant("try-waits", "EG7", "TryGo waits for a slot", wrong.Decisions{TryWaits: true}, "limit-zero"),
	harness.MakeVariant("keep-slots", "EG8", "a slot is never given back", wrong.Decisions{KeepSlots: true}, "free-after-wait"),
	harness.MakeVariant("any-limit", "EG9", "SetLimit never panics", wrong.Decisions{AnyLimit: true}, "limit-active"),
	harness.MakeVariant("uncounted", "EG11", "Wait does not count who waits for a slot",
		wrong.Decisions{Uncounted: true}, "wait-uncounted"),
	harness.MakeVariant("exit-hangs", "EG12", "a function that exits its goroutine is never done",
		wrong.Decisions{ExitHangs: true}, "goexit"),
	harness.MakeVariant("late-cancel", "EG17", "only Wait cancels", wrong.Decisions{LateCancel: true}, "cancel-before-slot"),
}

// makeGroup makes a group, with a context if there is a parent. Releases without SetLimit cannot be recorded.
func makeGroup(name string, parent context.Context) (made any, ctx context.Context, err error) {
	if name == harness.Real {
		if parent != nil {
			made, ctx = xsync.WithContext(parent)
		} else {
			made = &xsync.Group{}
		}
		return made, ctx, nil
	}
	decisions, err := harness.FindVariant("errgroup", name, variants)
	if err != nil {
		return nil, nil, err
	}
	if parent == nil {
		return wrong.New(decisions), nil, nil
	}
	made, ctx = wrong.WithContext(decisions, parent)
	return made, ctx, nil
}

// Primitive is the catalogue entry of errgroup.
func Primitive() *harness.Primitive {
	return &harness.Primitive{
		Name:      "errgroup",
		Impl:      "golang.org/x/sync/errgroup",
		WrongImpl: "gosync/recorders/go/wrong/errgroup",
		Subjects:  harness.SubjectsOf(variants),
		Scenarios: append(gatedScenarios(), randomScenarios()...),
		Codec:     codec{},
		Measure:   measure,
	}
}

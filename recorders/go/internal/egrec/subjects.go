package egrec

import (
	"context"
	"fmt"

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
	makeVariant("run-twice", "EG1", "a function runs twice", wrong.Decisions{RunTwice: true}, "wait"),
	makeVariant("snapshot", "EG2", "Wait does not see functions that are added while it waits",
		wrong.Decisions{Snapshot: true}, "add-inside"),
	makeVariant("last-error", "EG2", "the last error wins", wrong.Decisions{LastError: true}, "causal"),
	makeVariant("skip", "EG3", "after an error functions do not run any more", wrong.Decisions{Skip: true}, "sticky"),
	makeVariant("forgets", "EG3", "Wait takes the error away", wrong.Decisions{Forgets: true}, "sticky"),
	makeVariant("never-cancel", "EG4", "Wait does not cancel", wrong.Decisions{NeverCancel: true}, "context"),
	makeVariant("parent-fails", "EG5", "Wait fails if the context was cancelled",
		wrong.Decisions{ParentFails: true}, "parent"),
	makeVariant("one-too-many", "EG6", "one function more than the limit", wrong.Decisions{OneTooMany: true}, "limit"),
	makeVariant("try-waits", "EG7", "TryGo waits for a slot", wrong.Decisions{TryWaits: true}, "limit-zero"),
	makeVariant("keep-slots", "EG8", "a slot is never given back", wrong.Decisions{KeepSlots: true}, "free-after-wait"),
	makeVariant("any-limit", "EG9", "SetLimit never panics", wrong.Decisions{AnyLimit: true}, "limit-active"),
	makeVariant("uncounted", "EG11", "Wait does not count who waits for a slot",
		wrong.Decisions{Uncounted: true}, "wait-uncounted"),
	makeVariant("exit-hangs", "EG12", "a function that exits its goroutine is never done",
		wrong.Decisions{ExitHangs: true}, "goexit"),
	makeVariant("late-cancel", "EG17", "only Wait cancels", wrong.Decisions{LateCancel: true}, "cancel-before-slot"),
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
	for i := range variants {
		if variants[i].Name != name {
			continue
		}
		if parent == nil {
			return wrong.New(variants[i].decisions), nil, nil
		}
		made, ctx = wrong.WithContext(variants[i].decisions, parent)
		return made, ctx, nil
	}
	return nil, nil, fmt.Errorf("errgroup has no subject %q", name)
}

// Primitive is the catalogue entry of errgroup.
func Primitive() *harness.Primitive {
	p := &harness.Primitive{
		Name:      "errgroup",
		Impl:      "golang.org/x/sync/errgroup",
		WrongImpl: "gosync/recorders/go/wrong/errgroup",
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

package semrec

import (
	"fmt"

	xsync "golang.org/x/sync/semaphore"

	"gosync/recorders/go/internal/harness"
	wrong "gosync/recorders/go/wrong/semaphore"
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
	makeVariant("off-by-one", "SE1", "one token more than the size is handed out",
		wrong.Decisions{OffByOne: true}, "capacity", "random"),
	makeVariant("skip-ahead", "SE2", "a small waiter passes a big one that waits in front of it",
		wrong.Decisions{SkipAhead: true}, "fifo"),
	makeVariant("wake-one", "SE3", "a Release wakes one waiter at most, whatever it gave back",
		wrong.Decisions{WakeOne: true}, "hand-over"),
	makeVariant("done-succeeds", "SE4", "Acquire succeeds with a context that was done before the call",
		wrong.Decisions{DoneSucceeds: true}, "cancel-before"),
	makeVariant("keep-late-grant", "SE5", "tokens granted to a cancelled waiter are lost",
		wrong.Decisions{KeepLateGrant: true}, "give-back"),
	makeVariant("leave-cancelled", "SE5", "a cancelled waiter stays in the queue and swallows tokens",
		wrong.Decisions{LeaveCancelled: true}, "cancel-middle"),
	makeVariant("silent-front-cancel", "SE6", "a cancelled front waiter does not wake those behind it",
		wrong.Decisions{SilentFrontCancel: true}, "front-cancel"),
	makeVariant("queue-oversize", "SE8", "a request larger than the size blocks everybody behind it",
		wrong.Decisions{QueueOversize: true}, "oversize"),
	makeVariant("clamp-release", "SE9", "releasing more than is held is ignored without a panic",
		wrong.Decisions{ClampRelease: true}, "over-release"),
	makeVariant("allow-negative", "SE10", "negative weights are not refused",
		wrong.Decisions{AllowNegative: true}, "negative", "random"),
	makeVariant("zero-needs-room", "SE16", "a full semaphore refuses weight 0",
		wrong.Decisions{ZeroNeedsRoom: true}, "zero-full"),
}

func makeSubject(name string, size int64) (Semaphore, error) {
	if name == harness.Real {
		return xsync.NewWeighted(size), nil
	}
	for i := range variants {
		if variants[i].Name == name {
			return wrong.New(size, variants[i].decisions), nil
		}
	}
	return nil, fmt.Errorf("semaphore has no subject %q", name)
}

// Primitive is the catalogue entry of the semaphore.
func Primitive() *harness.Primitive {
	p := &harness.Primitive{
		Name:      "semaphore",
		Impl:      "golang.org/x/sync/semaphore",
		WrongImpl: "gosync/recorders/go/wrong/semaphore",
		Subjects:  []harness.Subject{{Name: harness.Real, About: "the package itself"}},
		Scenarios: append(gatedScenarios(), randomScenarios()...),
		Codec:     codec{},
		Params:    params,
		Measure:   measure,
	}
	for i := range variants {
		p.Subjects = append(p.Subjects, variants[i].Subject)
	}
	return p
}

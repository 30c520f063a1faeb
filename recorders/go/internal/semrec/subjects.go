package semrec

import (
	xsync "golang.org/x/sync/semaphore"

	"gosync/recorders/go/internal/harness"
	wrong "gosync/recorders/go/wrong/semaphore"
)

var variants = []harness.Variant[wrong.Decisions]{
	harness.MakeVariant("sound", "", "our own implementation with nothing wrong: what the others change one decision of",
		wrong.Decisions{}),
	harness.MakeVariant("off-by-one", "SE1", "one token more than the size is handed out",
		wrong.Decisions{OffByOne: true}, "capacity", "random"),
	harness.MakeVariant("skip-ahead", "SE2", "a small waiter passes a big one that waits in front of it",
		wrong.Decisions{SkipAhead: true}, "fifo"),
	harness.MakeVariant("wake-one", "SE3", "a Release wakes one waiter at most, whatever it gave back",
		wrong.Decisions{WakeOne: true}, "hand-over"),
	harness.MakeVariant("done-succeeds", "SE4", "Acquire succeeds with a context that was done before the call",
		wrong.Decisions{DoneSucceeds: true}, "cancel-before"),
	harness.MakeVariant("keep-late-grant", "SE5", "tokens granted to a cancelled waiter are lost",
		wrong.Decisions{KeepLateGrant: true}, "give-back"),
	harness.MakeVariant("leave-cancelled", "SE5", "a cancelled waiter stays in the queue and swallows tokens",
		wrong.Decisions{LeaveCancelled: true}, "cancel-middle"),
	harness.MakeVariant("silent-front-cancel", "SE6", "a cancelled front waiter does not wake those behind it",
		wrong.Decisions{SilentFrontCancel: true}, "front-cancel"),
	harness.MakeVariant("queue-oversize", "SE8", "a request larger than the size blocks everybody behind it",
		wrong.Decisions{QueueOversize: true}, "oversize"),
	harness.MakeVariant("clamp-release", "SE9", "releasing more than is held is ignored without a panic",
		wrong.Decisions{ClampRelease: true}, "over-release"),
	harness.MakeVariant("allow-negative", "SE10", "negative weights are not refused",
		wrong.Decisions{AllowNegative: true}, "negative", "random"),
	harness.MakeVariant("zero-needs-room", "SE16", "a full semaphore refuses weight 0",
		wrong.Decisions{ZeroNeedsRoom: true}, "zero-full"),
}

func makeSubject(name string, size int64) (Semaphore, error) {
	if name == harness.Real {
		return xsync.NewWeighted(size), nil
	}
	decisions, err := harness.FindVariant("semaphore", name, variants)
	if err != nil {
		return nil, err
	}
	return wrong.New(size, decisions), nil
}

// Primitive is the catalogue entry of the semaphore.
func Primitive() *harness.Primitive {
	return &harness.Primitive{
		Name:      "semaphore",
		Impl:      "golang.org/x/sync/semaphore",
		WrongImpl: "gosync/recorders/go/wrong/semaphore",
		Subjects:  harness.SubjectsOf(variants),
		Scenarios: append(gatedScenarios(), randomScenarios()...),
		Codec:     codec{},
		Params:    params,
		Measure:   measure,
	}
}

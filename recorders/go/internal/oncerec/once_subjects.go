package oncerec

import (
	"gosync/recorders/go/internal/harness"
	wrong "gosync/recorders/go/wrong/once"
)

var onceVariants = []variant{
	harness.MakeVariant("cas-then-call", "ON1", "whoever swaps the flag runs the function, the others return at once",
		wrongOnce(wrong.Decisions{CasThenCall: true}), "wait"),
	harness.MakeVariant("early-flag", "ON1", "the flag is set inside the lock, but before the function runs",
		wrongOnce(wrong.Decisions{EarlyFlag: true}), "wait"),
	harness.MakeVariant("no-recheck", "ON1", "who waited runs a function as well",
		wrongOnce(wrong.Decisions{NoRecheck: true}), "wait"),
	harness.MakeVariant("again-after-panic", "ON2", "a function that panicked did not run",
		wrongOnce(wrong.Decisions{AgainIfBad: true}), "panic"),
	harness.MakeVariant("again-after-exit", "ON2", "a function that exited its goroutine did not run",
		wrongOnce(wrong.Decisions{AgainIfBad: true}), "goexit"),
	harness.MakeVariant("keeps-lock", "ON2", "those who wait for a function that panics wait for ever",
		wrongOnce(wrong.Decisions{KeepsLock: true}), "panic"),
	harness.MakeVariant("hides-panic", "ON2", "nobody sees the panic",
		wrongOnce(wrong.Decisions{HidesPanic: true}), "panic"),
	harness.MakeVariant("shares-panic", "ON2", "later calls panic as well",
		wrongOnce(wrong.Decisions{SharesPanic: true}), "panic"),
	harness.MakeVariant("nested-returns", "ON3", "a Do inside the function returns",
		wrongOnce(wrong.Decisions{CasThenCall: true}), "reenter"),
}

// Once is the catalogue entry of sync.Once.
func Once() *harness.Primitive {
	return complete(&harness.Primitive{Name: "once", Impl: "sync.Once", Scenarios: onceScenarios()}, onceVariants)
}

package oncerec

import (
	"gosync/recorders/go/internal/harness"
	wrong "gosync/recorders/go/wrong/once"
)

var funcVariants = []variant{
	harness.MakeVariant("early-flag", "ON4", "calls return while the function runs",
		wrongFunc(wrong.FuncDecisions{EarlyFlag: true}), "values"),
	harness.MakeVariant("no-recheck", "ON4", "who waited runs the function again",
		wrongFunc(wrong.FuncDecisions{NoRecheck: true}), "values"),
	harness.MakeVariant("quiet-panic", "ON4", "calls after a panic return nothing",
		wrongFunc(wrong.FuncDecisions{QuietPanic: true}), "panic"),
	harness.MakeVariant("other-panic", "ON4", "calls after a panic panic with another value",
		wrongFunc(wrong.FuncDecisions{OtherPanic: true}), "panic"),
	harness.MakeVariant("again-after-exit", "ON5", "a function that exited its goroutine runs again",
		wrongFunc(wrong.FuncDecisions{AgainIfExit: true}), "goexit"),
	harness.MakeVariant("stuck-after-exit", "ON5", "no call comes back after a function that exited its goroutine",
		wrongFunc(wrong.FuncDecisions{StuckIfExit: true}), "goexit"),
	harness.MakeVariant("keeps", "ON6", "the function is never let go",
		wrongFunc(wrong.FuncDecisions{Keeps: true}), "release"),
	harness.MakeVariant("keeps-after-panic", "ON6", "the function is let go only if it returned",
		wrongFunc(wrong.FuncDecisions{KeepsIfBad: true}), "release-panic"),
	harness.MakeVariant("eager", "ON7", "the function runs at once",
		wrongFunc(wrong.FuncDecisions{Eager: true}), "lazy"),
	harness.MakeVariant("elsewhere", "ON7", "the function runs in a goroutine of its own",
		wrongFunc(wrong.FuncDecisions{Elsewhere: true}), "lazy"),
	harness.MakeVariant("nested-returns", "ON3", "a call inside the function returns",
		wrongFunc(wrong.FuncDecisions{EarlyFlag: true}), "reenter"),
}

// OnceFunc is the catalogue entry of sync.OnceFunc, OnceValue and OnceValues.
func OnceFunc() *harness.Primitive {
	return complete(&harness.Primitive{Name: "oncefunc", Impl: "sync.OnceFunc", Scenarios: funcScenarios()}, funcVariants)
}

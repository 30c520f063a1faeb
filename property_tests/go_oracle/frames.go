package main

import "fmt"

// The exercises with panic, recover and defer.
var frameExercises = []exercise{
	{"DefersRunLastFirst", func(out printer) {
		defer out("first")
		defer out("second")
		defer out("third")
		out("body")
	}},
	{"DefersInALoop", func(out printer) {
		for i := range 3 {
			defer out("defer", i)
		}
	}},
	{"DeferTakesItsArgumentsAtOnce", func(out printer) {
		n := 1
		defer out("by value", n)
		defer func() { out("by reference", n) }()
		n = 2
	}},
	{"DefersOfACallRunBeforeItReturns", func(out printer) {
		func() {
			defer out("inner defer")
			out("inner body")
		}()
		out("after the call")
	}},
	{"DeferWithinADefer", func(out printer) {
		defer out("outer")
		defer func() {
			defer out("inner second")
			defer out("inner first")
			out("deferred body")
		}()
	}},
	{"RecoverGivesTheValue", func(out printer) {
		defer func() { out("recovered", recover()) }()
		panic("boom")
	}},
	{"RecoverWithoutAPanic", func(out printer) {
		defer func() { out("recovered", recover()) }()
	}},
	{"RecoverTwice", func(out printer) {
		defer func() {
			out("first", recover())
			out("second", recover())
		}()
		panic("boom")
	}},
	{"RecoverInALaterDefer", func(out printer) {
		defer func() { out("later", recover()) }()
		defer func() { out("sooner", recover()) }()
		panic("boom")
	}},
	{"RecoverInADeferOfADefer", func(out printer) {
		defer func() { out("outer", recover()) }()
		defer func() {
			defer func() { out("inner", recover()) }()
		}()
		panic("boom")
	}},
	{"RecoverInACallOfADefer", func(out printer) {
		defer func() { out("outer", recover()) }()
		defer func() {
			func() {
				defer func() { out("inner", recover()) }()
				out("inner body")
			}()
		}()
		panic("boom")
	}},
	{"RecoveredCallReturnsZero", func(out printer) {
		out("result", func() int {
			defer func() { recover() }()
			panic("boom")
		}())
	}},
	{"RecoveredCallReturnsItsNamedResult", func(out printer) {
		out("result", func() (result int) {
			defer func() { recover() }()
			result = 5
			panic("boom")
		}())
	}},
	{"DeferSetsTheNamedResult", func(out printer) {
		out("result", func() (result int) {
			defer func() { result *= 2 }()
			return 5
		}())
	}},
	{"RecoveringDeferSetsTheNamedResult", func(out printer) {
		out("result", func() (result string) {
			defer func() {
				if value := recover(); value != nil {
					result = fmt.Sprint("saved from ", value)
				}
			}()
			panic("boom")
		}())
	}},
	{"ResultOutlivesAPanicOfADefer", func(out printer) {
		out("result", func() int {
			defer func() { recover() }()
			defer func() { panic("late") }()
			return 5
		}())
	}},
	{"PanicLeavesEveryCall", func(out printer) {
		defer out("outer")
		func() {
			defer out("middle")
			func() {
				defer out("inner")
				panic("boom")
			}()
		}()
		out("not reached")
	}},
	{"PanicIsRecoveredTwoCallsUp", func(out printer) {
		func() {
			defer func() { out("recovered", recover()) }()
			func() {
				defer out("inner")
				panic("boom")
			}()
			out("not reached")
		}()
		out("goes on")
	}},
	{"PanicInADeferReplaces", func(out printer) {
		defer func() { out("recovered", recover()) }()
		defer func() { panic("second") }()
		panic("first")
	}},
	{"PanicsInThreeDefers", func(out printer) {
		defer func() { panic("fourth") }()
		defer func() { panic("third") }()
		defer func() { panic("second") }()
		panic("first")
	}},
	{"PanicInADeferAfterReturn", func(out printer) {
		defer out("first")
		defer func() { panic("late") }()
		out("body")
	}},
	{"PanicAfterRecoverInOneDefer", func(out printer) {
		defer func() { out("then", recover()) }()
		defer func() {
			out("recovered", recover())
			panic("second")
		}()
		panic("first")
	}},
	{"PanicAfterRecoverInAnotherDefer", func(out printer) {
		defer func() { out("then", recover()) }()
		defer func() { panic("second") }()
		defer func() { out("recovered", recover()) }()
		panic("first")
	}},
	{"RePanic", func(out printer) {
		defer out("outer")
		func() {
			defer func() {
				value := recover()
				out("recovered", value)
				panic(value)
			}()
			panic("boom")
		}()
	}},
	{"PanicRecoveredWithinADefer", func(out printer) {
		defer func() { out("outer", recover()) }()
		defer func() {
			func() {
				defer func() { out("inner", recover()) }()
				panic("second")
			}()
			out("deferred goes on")
		}()
		panic("first")
	}},
	{"PanicOfADeferOfADefer", func(out printer) {
		defer func() { out("outer", recover()) }()
		defer func() {
			defer func() { out("inner", recover()) }()
			panic("second")
		}()
		panic("first")
	}},
	{"PanicAtEveryLevel", func(out printer) {
		var descend func(n int)
		descend = func(n int) {
			defer func() {
				value := recover()
				out("level", n, value)
				panic(n)
			}()
			if n > 0 {
				descend(n - 1)
			}
		}
		descend(3)
	}},
	{"PanicWithANumber", func(out printer) { panic(42) }},
	{"PanicWithNil", func(out printer) {
		defer func() {
			value := recover()
			_, isError := value.(error)
			out("recovered", value, isError)
		}()
		panic(nil)
	}},
	{"CallOfNil", func(out printer) {
		defer func() { out("recovered", recover()) }()
		var f func()
		f()
	}},
	{"DeferOfNil", func(out printer) {
		defer func() { out("recovered", recover()) }()
		var f func()
		defer f()
		defer out("before it")
		out("body")
	}},
	{"NilDereference", func(out printer) {
		var p *exercise
		out(p.name)
	}},
}

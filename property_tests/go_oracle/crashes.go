package main

import (
	"errors"
	"runtime"
)

// The exercises that end the program.
var crashExercises = []exercise{
	{"CrashWithText", func(printer) { panic("first line\nsecond line") }},
	{"CrashWithANumber", func(printer) { panic(-7) }},
	{"CrashWithAnError", func(printer) { panic(errors.New("broken\nbadly")) }},
	{"CrashWithNil", func(printer) { panic(nil) }},
	{"CrashByNilDereference", func(printer) {
		var p *exercise
		println(p.name)
	}},
	{"CrashBySendOnClosed", func(printer) {
		ch := make(chan int)
		close(ch)
		ch <- 1
	}},
	{"CrashAfterThreePanics", func(printer) {
		defer func() { panic("three") }()
		defer func() { panic("two") }()
		panic("one")
	}},
	{"CrashAfterRecoverAndPanic", func(printer) {
		defer func() { panic("three") }()
		defer func() {
			recover()
			panic("two")
		}()
		panic("one")
	}},
	{"CrashAfterRePanic", func(printer) {
		defer func() { panic("other") }()
		defer func() { panic(recover()) }()
		panic("boom")
	}},
	{"CrashAfterTwoRePanics", func(printer) {
		defer func() { panic(recover()) }()
		defer func() { panic(recover()) }()
		panic("boom")
	}},
	{"CrashWithoutWhatWasRecovered", func(printer) {
		defer func() { panic("two") }()
		defer func() { recover() }()
		panic("one")
	}},
	{"CrashWithinADefer", func(printer) {
		defer func() {
			defer func() {
				recover()
				panic("three")
			}()
			panic("two")
		}()
		panic("one")
	}},
	{"CrashDuringGoexit", func(printer) {
		defer func() { panic("late") }()
		runtime.Goexit()
	}},
	{"CrashAfterGoexitEndedAPanic", func(printer) {
		defer func() { panic("two") }()
		defer runtime.Goexit()
		panic("one")
	}},
	{"CrashAfterResumedGoexit", func(printer) {
		defer func() { panic("three") }()
		func() {
			defer func() { recover() }()
			defer func() { panic("two") }()
			defer runtime.Goexit()
			panic("one")
		}()
	}},
}

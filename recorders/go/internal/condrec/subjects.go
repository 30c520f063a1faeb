package condrec

import (
	"reflect"
	"runtime"
	"sync"

	"gosync/recorders/go/internal/harness"
	wrong "gosync/recorders/go/wrong/cond"
)

// condLike is a Cond that is recorded.
type condLike interface {
	Wait()
	Signal()
	Broadcast()
	SetL(l sync.Locker)
	CopyOf() condLike
}

type realCond struct{ *sync.Cond }

func (c realCond) SetL(l sync.Locker) { c.L = l }

// CopyOf is `made := *c`, which go vet rightly refuses.
func (c realCond) CopyOf() condLike {
	made := new(sync.Cond)
	reflect.ValueOf(made).Elem().Set(reflect.ValueOf(c.Cond).Elem())
	return realCond{made}
}

type wrongCond struct{ *wrong.Cond }

func (c wrongCond) SetL(l sync.Locker) { c.L = l }
func (c wrongCond) CopyOf() condLike   { return wrongCond{c.Copy()} }

var variants = []harness.Variant[wrong.Decisions]{
	harness.MakeVariant("sound", "", "our own implementation with nothing wrong: what the others change one decision of", wrong.Decisions{}),
	harness.MakeVariant("ticket-after-unlock", "CO1", "who comes to wait is known only after L is unlocked",
		wrong.Decisions{TicketAfterUnlock: true}, "window"),
	harness.MakeVariant("without-l", "CO1", "Wait returns without L", wrong.Decisions{WithoutL: true}, "relock"),
	harness.MakeVariant("keeps-l", "CO1", "Wait does not unlock L", wrong.Decisions{KeepsL: true}, "relock"),
	harness.MakeVariant("last-first", "CO2", "Signal wakes the one that came last", wrong.Decisions{LastFirst: true}, "fifo"),
	harness.MakeVariant("wakes-two", "CO2", "Signal wakes two", wrong.Decisions{WakesTwo: true}, "fifo"),
	harness.MakeVariant("wakes-nobody", "CO2", "Signal wakes nobody", wrong.Decisions{WakesNobody: true}, "fifo"),
	harness.MakeVariant("remembers", "CO2", "a Signal without a waiter is for the next one", wrong.Decisions{Remembers: true}, "forgotten"),
	harness.MakeVariant("wakes-one", "CO3", "Broadcast wakes one", wrong.Decisions{WakesOne: true}, "broadcast"),
	harness.MakeVariant("stolen", "CO3", "Broadcast posts a number of wake-ups, and who comes later takes one",
		wrong.Decisions{Stolen: true}, "no-steal"),
	harness.MakeVariant("by-self", "CO4", "Wait returns after a while", wrong.Decisions{BySelf: true}, "alone"),
	harness.MakeVariant("never-copied", "CO5", "a copy is as good as the original", wrong.Decisions{NeverCopied: true}, "copied"),
	harness.MakeVariant("nil-is-fine", "CO5", "Wait does without L if it is nil", wrong.Decisions{NilIsFine: true}, "nil-l"),
	harness.MakeVariant("old-l", "CO7", "Wait locks the L that it has unlocked", wrong.Decisions{OldL: true}, "replaced-l"),
	harness.MakeVariant("needs-l", "CO8", "Signal and Broadcast lock L themselves", wrong.Decisions{NeedsL: true}, "with-l"),
}

// makeSubject finds what makes Conds of a subject.
func makeSubject(name string) (func(sync.Locker) condLike, error) {
	if name == harness.Real {
		return func(l sync.Locker) condLike { return realCond{sync.NewCond(l)} }, nil
	}
	decisions, err := harness.FindVariant("cond", name, variants)
	if err != nil {
		return nil, err
	}
	return func(l sync.Locker) condLike { return wrongCond{wrong.New(decisions, l)} }, nil
}

// Primitive is the catalogue entry.
func Primitive() *harness.Primitive {
	return &harness.Primitive{
		Name:      "cond",
		Impl:      "sync.Cond",
		Version:   runtime.Version(),
		WrongImpl: "gosync/recorders/go/wrong/cond",
		Subjects:  harness.SubjectsOf(variants),
		Scenarios: scenarios(),
		Codec:     codec{},
		Measure:   measure,
	}
}

package oncerec

import (
	"runtime"
	"sync"

	"gosync/recorders/go/internal/harness"
	wrong "gosync/recorders/go/wrong/once"
)

// onceLike is a Once that is recorded.
type onceLike interface{ Do(f func()) }

// subject makes what is recorded.
type subject struct {
	once   func() onceLike
	func0  func(f func()) func()
	value  func(f func() any) func() any
	values func(f func() (any, any)) func() (any, any)
}

// maker calls OnceFunc, OnceValue or OnceValues with a function that finds out who runs it, or with nil.
func (s *subject) maker(op uint8, in func() *caller, run func(*caller) (any, any)) func() (any, any) {
	switch op {
	case opOnceFunc:
		var f func()
		if run != nil {
			f = func() { run(in()) }
		}
		call := s.func0(f)
		return func() (any, any) { call(); return nil, nil }
	case opOnceValue:
		var f func() any
		if run != nil {
			f = func() any { v, _ := run(in()); return v }
		}
		call := s.value(f)
		return func() (any, any) { return call(), nil }
	}
	var f func() (any, any)
	if run != nil {
		f = func() (any, any) { return run(in()) }
	}
	return s.values(f)
}

func wrongOnce(decisions wrong.Decisions) subject {
	return subject{once: func() onceLike { return wrong.New(decisions) }}
}

func wrongFunc(decisions wrong.FuncDecisions) subject {
	return subject{
		func0:  func(f func()) func() { return wrong.OnceFunc(decisions, f) },
		value:  func(f func() any) func() any { return wrong.OnceValue(decisions, f) },
		values: func(f func() (any, any)) func() (any, any) { return wrong.OnceValues(decisions, f) },
	}
}

// variant is a subject of ours.
type variant = harness.Variant[subject]

func init() {
	sound := "our own implementation with nothing wrong: what the others change one decision of"
	onceVariants = append([]variant{harness.MakeVariant("sound", "", sound, wrongOnce(wrong.Decisions{}))}, onceVariants...)
	funcVariants = append([]variant{harness.MakeVariant("sound", "", sound, wrongFunc(wrong.FuncDecisions{}))}, funcVariants...)
}

// makeSubject finds a subject among those of a primitive.
func makeSubject(name string, variants []variant) (subject, error) {
	if name == harness.Real {
		return subject{func() onceLike { return &sync.Once{} }, sync.OnceFunc, sync.OnceValue[any],
			sync.OnceValues[any, any]}, nil
	}
	return harness.FindVariant("once", name, variants)
}

// complete fills in what the two primitives have in common.
func complete(p *harness.Primitive, variants []variant) *harness.Primitive {
	p.Version, p.WrongImpl = runtime.Version(), "gosync/recorders/go/wrong/once"
	p.Subjects = harness.SubjectsOf(variants)
	p.Codec, p.Measure = codec{}, measure
	return p
}

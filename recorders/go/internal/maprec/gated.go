package maprec

import "gosync/recorders/go/internal/harness"

// Two keys and three values; nil is 0.
const (
	a  = kindKey | 1
	b  = kindKey | 2
	v1 = kindValue | 1
	v2 = kindValue | 2
	v3 = kindValue | 3
)

func gatedScenarios() []harness.Scenario {
	entry := func(name, clause, about string, n int, script func(*gate)) harness.Scenario {
		return harness.Scenario{Name: name, Kind: harness.Gated, Clauses: []string{clause}, About: about, Run: gated(n, script)}
	}
	return []harness.Scenario{
		entry("sequence", "MP1", "all operations one after the other, in two processes", 2, sequence),
		entry("results", "MP2", "what is reported of keys that are there, are not, or hold nil", 1, results),
		entry("compare-absent", "MP3", "comparing with an absent key", 1, compareAbsent),
		entry("compare-types", "MP3", "comparing looks at type and value, and NaN is unequal to itself", 1, compareTypes),
		entry("uncomparable-swap", "MP4", "CompareAndSwap of uncomparable values panics, and the map goes on", 2, uncomparableSwap),
		entry("uncomparable-delete", "MP4", "CompareAndDelete of uncomparable values panics, and the map goes on", 9, uncomparableDelete),
		entry("uncomparable-clear", "MP4", "the same, with what works all the same, and Clear", 2, uncomparableClear),
		entry("unhashable", "MP4", "a key without a hash panics in every operation", 1, unhashable),
		entry("nan-keys", "MP4", "each store under a NaN makes an entry that only Range sees", 1, nanKeys),
		entry("range", "MP5", "Range shows everything, stops on false, and lets panics and exits through", 2, rangeEnds),
		entry("range-change", "MP6", "stores, deletes and overwriting while f runs", 2, rangeChange),
		entry("range-clear", "MP6", "Clear while f runs", 2, rangeClear),
		entry("twins", "MP10", "two types of key with one hash", 1, twins),
		entry("late-delete", "MP15", "LoadOrStore and Delete in turn", 2, lateDelete),
		entry("order", "MP17", "Range twice over the same keys", 1, order),
		entry("nested", "MP18", "f stores, deletes, and calls Range; others write meanwhile", 2, nested),
	}
}

func sequence(g *gate) {
	for p := 0; p < 2; p++ {
		g.call(p, opStore, a, v1)
		g.call(p, opLoad, a)
		g.call(1-p, opSwap, a, v2)
		g.call(p, opCompareAndSwap, a, v2, v3)
		g.call(p, opLoadOrStore, a, v1)
		g.call(1-p, opLoadAndDelete, a)
		g.call(p, opLoad, a)
		g.call(p, opLoadOrStore, b, v1)
		g.call(p, opCompareAndDelete, b, v1)
		g.call(p, opDelete, b)
		g.call(p, opStore, a, v1)
		g.call(p, opStore, b, v2)
		g.call(1-p, opClear)
		g.call(p, opLoad, a)
		g.ranges(p, show)
	}
}

func results(g *gate) {
	g.call(0, opLoad, a)
	g.call(0, opLoadAndDelete, a)
	g.call(0, opSwap, a, 0)
	g.call(0, opLoad, a)
	g.call(0, opSwap, a, v1)
	g.call(0, opLoadOrStore, a, v2)
	g.call(0, opLoadAndDelete, a)
	g.call(0, opLoadAndDelete, a)
	g.call(0, opLoadOrStore, a, v3)
	g.call(0, opStore, 0, v1)
	g.call(0, opLoad, 0)
}

func compareAbsent(g *gate) {
	g.call(0, opCompareAndSwap, a, 0, v1)
	g.call(0, opCompareAndDelete, a, 0)
	g.call(0, opLoad, a)
	g.call(0, opStore, a, 0)
	g.call(0, opDelete, a)
	g.call(0, opCompareAndSwap, a, 0, v1)
	g.call(0, opStore, a, 0)
	g.call(0, opCompareAndSwap, a, 0, v1)
	g.call(0, opCompareAndSwap, a, v1, v1)
	g.call(0, opCompareAndDelete, a, v1)
}

func compareTypes(g *gate) {
	nan := kindNaN | 1
	g.call(0, opStore, a, kindOtherType|1)
	g.call(0, opCompareAndSwap, a, v1, v2)
	g.call(0, opCompareAndSwap, a, kindOtherType|1, nan)
	g.call(0, opCompareAndSwap, a, nan, v2)
	g.call(0, opCompareAndDelete, a, nan)
	g.call(0, opLoad, a)
	g.call(0, opStore, a, kindBag|1001)
	g.call(0, opCompareAndSwap, a, kindBag|2001, v2)
	g.call(0, opCompareAndSwap, a, v1, v2)
}

func uncomparableSwap(g *gate) {
	g.call(0, opCompareAndSwap, a, kindList|1, v1)
	g.call(0, opStore, a, kindList|1)
	g.call(0, opCompareAndSwap, a, kindList|2, v1)
	g.call(1, opLoad, a)
	g.call(1, opSwap, a, kindBag|1001)
	g.call(1, opCompareAndSwap, a, kindBag|1002, v1)
	g.call(0, opCompareAndDelete, b, kindList|1)
	g.call(0, opStore, a, v1)
	g.call(0, opCompareAndDelete, a, kindList|1)
	g.call(1, opCompareAndSwap, a, v1, v2)
	g.ranges(1, show)
}

// The calls after the panic are those that go through the lock of the node, each in a process of its own.
func uncomparableDelete(g *gate) {
	g.call(0, opStore, a, kindList|1)
	g.call(0, opCompareAndDelete, a, kindList|2)
	g.call(1, opLoad, a)
	g.call(2, opLoadOrStore, a, v1)
	g.call(3, opCompareAndSwap, a, v1, v2)
	g.call(4, opDelete, b)
	g.call(5, opCompareAndDelete, a, kindList|1)
	g.call(6, opStore, a, v2)
	g.call(7, opSwap, a, v3)
	g.call(8, opDelete, a)
}

func uncomparableClear(g *gate) {
	g.call(0, opStore, a, kindList|1)
	g.call(0, opCompareAndDelete, a, kindList|2)
	g.call(1, opLoad, a)
	g.ranges(1, show)
	g.call(1, opClear)
	g.call(1, opStore, a, v1)
	g.call(0, opLoadAndDelete, a)
}

func unhashable(g *gate) {
	bad := kindList | 1
	for i := 0; i < 2; i++ {
		g.call(0, opLoad, bad)
		g.call(0, opStore, bad, v1)
		g.call(0, opLoadOrStore, bad, v1)
		g.call(0, opLoadAndDelete, bad)
		g.call(0, opDelete, bad)
		g.call(0, opSwap, bad, v1)
		g.call(0, opCompareAndSwap, bad, v1, v2)
		g.call(0, opCompareAndDelete, bad, v1)
		g.call(0, opStore, a, v1)
		g.call(0, opLoad, a)
	}
}

func nanKeys(g *gate) {
	nan := kindNaN | 1
	g.call(0, opStore, nan, v1)
	g.call(0, opSwap, nan, v2)
	g.call(0, opLoadOrStore, nan, v3)
	g.call(0, opLoad, nan)
	g.call(0, opDelete, nan)
	g.call(0, opCompareAndSwap, nan, v1, v2)
	g.ranges(0, show)
	g.call(0, opClear)
	g.ranges(0, show)
}

func rangeEnds(g *gate) {
	g.ranges(0, show)
	for i := token(1); i <= 5; i++ {
		g.call(0, opStore, kindKey|i, kindValue|i)
	}
	g.ranges(0, show)
	for _, end := range []ending{enough, panics, exits} {
		left := 2
		g.ranges(1, func(*caller, token, token) ending {
			if left--; left > 0 {
				return more
			}
			return end
		})
	}
	g.call(0, opDelete, a)
	g.ranges(0, show)
}

func rangeChange(g *gate) {
	for i := token(1); i <= 4; i++ {
		g.call(0, opStore, kindKey|i, kindValue|i)
	}
	first := true
	g.ranges(0, func(c *caller, key, value token) ending {
		if first {
			c.call(opStore, kindKey|9, kindValue|9)
			c.call(opDelete, kindKey|3)
			c.call(opStore, kindKey|4, kindValue|14)
			c.call(opDelete, kindKey|2)
			c.call(opStore, kindKey|2, kindValue|12)
		}
		first = false
		return more
	})
	g.ranges(1, show)
}

func rangeClear(g *gate) {
	for i := token(1); i <= 4; i++ {
		g.call(0, opStore, kindKey|i, kindValue|i)
	}
	first := true
	g.ranges(0, func(c *caller, key, value token) ending {
		if first {
			c.call(opClear)
			c.call(opStore, kindKey|2, kindValue|12)
		}
		first = false
		return more
	})
	g.ranges(1, show)
}

func twins(g *gate) {
	one, two := kindTwin|7, kindOtherTwin|7
	g.call(0, opStore, one, v1)
	g.call(0, opLoad, two)
	g.call(0, opStore, two, v2)
	g.ranges(0, show)
	g.call(0, opLoadAndDelete, one)
	g.call(0, opLoad, two)
	g.call(0, opCompareAndSwap, one, v2, v3)
	g.call(0, opCompareAndDelete, two, v2)
	g.call(0, opLoad, two)
}

func lateDelete(g *gate) {
	for i := token(1); i <= 4; i++ {
		g.call(0, opLoadOrStore, a, kindValue|i)
		g.call(1, opLoadOrStore, a, kindValue|10+i)
		g.call(1, opDelete, a)
		g.call(1, opLoadOrStore, a, kindValue|20+i)
		g.call(0, opLoadAndDelete, a)
	}
}

func order(g *gate) {
	for i := token(1); i <= 8; i++ {
		g.call(0, opStore, kindKey|i, kindValue|i)
	}
	g.ranges(0, show)
	g.ranges(0, show)
}

func nested(g *gate) {
	for i := token(1); i <= 3; i++ {
		g.call(0, opStore, kindKey|i, kindValue|i)
	}
	g.ranges(0, func(c *caller, key, value token) ending {
		c.call(opStore, key, value+100)
		c.ranges(func(inner, _ token) ending {
			if inner == key {
				return more
			}
			c.call(opLoad, inner)
			return more
		})
		c.call(opDelete, key)
		return more
	})
	opened := make(chan struct{})
	g.call(0, opStore, a, v1)
	g.ranges(0, func(*caller, token, token) ending {
		<-opened
		return more
	})
	g.call(1, opStore, b, v2)
	g.call(1, opDelete, a)
	g.call(1, opClear)
	close(opened)
	g.driver.Settle()
}

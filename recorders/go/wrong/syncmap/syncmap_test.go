package syncmap

import (
	"math/rand/v2"
	"sync"
	"testing"
)

// The sound map beside sync.Map, call by call.
func TestSoundIsAMap(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	ours := New(Decisions{})
	var real sync.Map
	for i := 0; i < 20000; i++ {
		key, value, old := rng.IntN(3), rng.IntN(4), rng.IntN(4)
		var a, b any
		var x, y bool
		switch rng.IntN(9) {
		case 0:
			a, x = ours.Load(key)
			b, y = real.Load(key)
		case 1:
			ours.Store(key, value)
			real.Store(key, value)
		case 2:
			a, x = ours.LoadOrStore(key, value)
			b, y = real.LoadOrStore(key, value)
		case 3:
			a, x = ours.LoadAndDelete(key)
			b, y = real.LoadAndDelete(key)
		case 4:
			a, x = ours.Swap(key, value)
			b, y = real.Swap(key, value)
		case 5:
			x, y = ours.CompareAndSwap(key, old, value), real.CompareAndSwap(key, old, value)
		case 6:
			x, y = ours.CompareAndDelete(key, old), real.CompareAndDelete(key, old)
		case 7:
			sum := func(total *int) func(k, v any) bool {
				return func(k, v any) bool { *total += 10*k.(int) + v.(int) + 100; return true }
			}
			var m, n int
			ours.Range(sum(&m))
			real.Range(sum(&n))
			a, b = m, n
		default:
			if rng.IntN(10) == 0 {
				ours.Clear()
				real.Clear()
			}
		}
		if a != b || x != y {
			t.Fatalf("call %d: (%v, %v), sync.Map says (%v, %v)", i, a, x, b, y)
		}
	}
}

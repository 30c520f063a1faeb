package events

// Span is an operation on one object (or on one key of it) as the counter saw it. Open ones end at infinity.
type Span struct {
	Object     int64
	Begin, End uint64
}

// Overlapping counts the spans that share a moment with another span of the same object. The spans must be in the order
// of their beginnings.
func Overlapping(spans []Span) int {
	latest := map[int64]int{} // per object the span that ends last so far
	overlaps := make([]bool, len(spans))
	for i, s := range spans {
		if j, ok := latest[s.Object]; ok {
			if spans[j].End > s.Begin {
				overlaps[i], overlaps[j] = true, true
			}
			if spans[j].End > s.End {
				continue
			}
		}
		latest[s.Object] = i
	}
	// The pass above marks only the longest of several earlier spans; the others find their later partner from the back.
	next := map[int64]uint64{}
	for i := len(spans) - 1; i >= 0; i-- {
		s := spans[i]
		if begin, ok := next[s.Object]; ok && begin < s.End {
			overlaps[i] = true
		}
		next[s.Object] = s.Begin
	}
	n := 0
	for _, yes := range overlaps {
		if yes {
			n++
		}
	}
	return n
}

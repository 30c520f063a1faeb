package events

import (
	"math/rand/v2"
	"os"
	"strings"
	"testing"
)

func create(t *testing.T, lanes, capacity int) *Mapping {
	t.Helper()
	m, err := Create(lanes, capacity)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Close() })
	return m
}

func TestMergeOrdersByCounter(t *testing.T) {
	m := create(t, 3, 16)
	a, b := m.MainLog(0), m.MainLog(2)
	a.Invoke(7, 1, 2, 3)
	b.Invoke(8)
	stampB := b.Stamp()
	stampA := a.Stamp()
	a.OK(stampA, 7, FlagTrue, 4)
	b.OK(stampB, 8, 0)
	all, err := m.Merge()
	if err != nil {
		t.Fatal(err)
	}
	var got []int
	for i, e := range all {
		if e.Index != uint64(i)+1 {
			t.Errorf("event %d has index %d", i, e.Index)
		}
		got = append(got, e.Process)
	}
	if len(got) != 4 || got[0] != 0 || got[1] != 2 || got[2] != 2 || got[3] != 0 {
		t.Errorf("processes %v", got)
	}
	if all[0].Arg != [4]int64{1, 2, 3, 0} || all[3].Arg[0] != 4 || all[3].Flag != FlagTrue || all[0].Time > all[3].Time {
		t.Errorf("fields are wrong: %+v %+v", all[0], all[3])
	}
}

func TestMergeSkipsWhatWasNotFinished(t *testing.T) {
	m := create(t, 2, 16)
	a := m.MainLog(0)
	a.Invoke(1)
	a.Stamp() // the child died between the stamp and the record
	m.MainLog(1).Invoke(2)
	all, err := m.Merge()
	if err != nil || len(all) != 2 || all[1].Index != 3 {
		t.Errorf("%v %v", all, err)
	}
}

func TestSideLanesShareProcesses(t *testing.T) {
	m := create(t, 4, 64)
	a := m.MainLog(1)
	first, second, third := a.Side(2), a.Side(2), a.Side(2)
	first.Invoke(1)
	second.Invoke(1)
	first.OK(first.Stamp(), 1, 0)
	third.Invoke(1) // may take the place of the first, not that of the second
	second.OK(second.Stamp(), 1, 0)
	late := a.Side(2)
	late.Invoke(1) // never ends: its place is taken for good
	third.OK(third.Stamp(), 1, 0)
	all, err := m.Merge()
	if err != nil {
		t.Fatal(err)
	}
	want := []int{0, 1, 0, 0, 1, 1, 0}
	for i, e := range all {
		if e.Process != want[i] {
			t.Errorf("event %d is in process %d, want %d", i, e.Process, want[i])
		}
	}
}

func TestOverflowIsAnError(t *testing.T) {
	m := create(t, 1, 2)
	a := m.MainLog(0)
	a.Invoke(1)
	a.OK(a.Stamp(), 1, 0)
	a.Invoke(1)
	if _, err := m.Merge(); err == nil || !strings.Contains(err.Error(), "ran over") {
		t.Errorf("got %v", err)
	}
}

func TestSideOfAFullLogOverflows(t *testing.T) {
	m := create(t, 1, 1)
	m.MainLog(0).Side(2).Invoke(1)
	side := m.MainLog(0).Side(0)
	side.Invoke(1)
	if !m.Overflowed() {
		t.Error("no overflow")
	}
}

func TestStackDiscipline(t *testing.T) {
	m := create(t, 1, 8)
	a := m.MainLog(0)
	a.Invoke(1)
	a.Invoke(2)
	a.OK(a.Stamp(), 1, 0)
	if _, err := m.Merge(); err == nil {
		t.Error("ends in the wrong order pass")
	}
	m = create(t, 1, 8)
	a = m.MainLog(0)
	a.OK(a.Stamp(), 1, 0)
	if _, err := m.Merge(); err == nil {
		t.Error("an end without a beginning passes")
	}
}

func TestOpenSeesWhatWasWritten(t *testing.T) {
	m := create(t, 2, 8)
	m.MainLog(1).Invoke(3, 9)
	m.SetParam(0, 5)
	m.SetState(Blocked, "because", 12)
	other, err := Open(m.File())
	if err != nil {
		t.Fatal(err)
	}
	state, how, waited := other.State()
	if other.Count() != 1 || other.Param(0) != 5 || state != Blocked || how != "because" || waited != 12 {
		t.Errorf("%d %d %v %q %d", other.Count(), other.Param(0), state, how, waited)
	}
}

func TestOpenRefusesOtherFiles(t *testing.T) {
	file, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := Open(file); err == nil {
		t.Error("an empty file passes")
	}
	file.Truncate(8192)
	if _, err := Open(file); err == nil {
		t.Error("zeros pass")
	}
}

func TestOverlapping(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for round := 0; round < 300; round++ {
		var spans []Span
		at := uint64(0)
		for i := 0; i < 2+rng.IntN(8); i++ {
			at += 1 + rng.Uint64N(4)
			spans = append(spans, Span{Object: rng.Int64N(2), Begin: at, End: at + 1 + rng.Uint64N(12)})
		}
		want := 0
		for i, a := range spans {
			for j, b := range spans {
				if i != j && a.Object == b.Object && a.Begin < b.End && b.Begin < a.End {
					want++
					break
				}
			}
		}
		if got := Overlapping(spans); got != want {
			t.Fatalf("%v: got %d, want %d", spans, got, want)
		}
	}
}

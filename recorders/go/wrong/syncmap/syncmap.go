// Package syncmap is a map for concurrent use in the plainest way, with decisions that can be taken wrongly. It is made to
// be recorded, not to be used.
package syncmap

import (
	"runtime"
	"sync"
)

// Decisions are what a wrong subject does differently. The zero value is right.
type Decisions struct {
	SwapUnlocked   bool // Swap writes into the entry that it found after it let the lock go
	AbsentIsNil    bool // CompareAndSwap takes an absent key for nil
	LockKept       bool // the lock is not given back when a comparison panics
	RangeLocked    bool // Range keeps the lock while f runs
	RangeForgets   bool // Range does not show the last key
	RangeTwice     bool // Range begins again when a key has been added
	LoadOrGiven    bool // LoadOrStore says (given, true) of a key that is there
	ClearInSteps   bool // Clear takes one key after the other
	DeletedIsThere bool // LoadAndDelete of an absent key says true
}

type entry struct{ value any }

// Map maps keys to entries under one lock.
type Map struct {
	wrong   Decisions
	mu      sync.Mutex
	entries map[any]*entry
	order   []any // the keys as they came, for Range: a NaN is found by its entry only
	byOrder []*entry
	added   int
}

// New makes an empty map.
func New(wrong Decisions) *Map { return &Map{wrong: wrong, entries: map[any]*entry{}} }

// Load gives the value of a key.
func (m *Map) Load(key any) (any, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if e := m.entries[key]; e != nil {
		return e.value, true
	}
	return nil, false
}

// Store sets the value of a key.
func (m *Map) Store(key, value any) { m.Swap(key, value) }

// Swap sets the value of a key and gives the one before.
func (m *Map) Swap(key, value any) (any, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e := m.entries[key]
	if e == nil {
		m.add(key, value)
		return nil, false
	}
	if m.wrong.SwapUnlocked {
		m.mu.Unlock()
		runtime.Gosched()
		m.mu.Lock()
	}
	previous := e.value
	e.value = value
	return previous, true
}

// LoadOrStore gives the value of a key, or sets it.
func (m *Map) LoadOrStore(key, value any) (any, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if e := m.entries[key]; e != nil {
		if m.wrong.LoadOrGiven {
			return value, true
		}
		return e.value, true
	}
	m.add(key, value)
	return value, false
}

// LoadAndDelete removes a key and gives its value.
func (m *Map) LoadAndDelete(key any) (any, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e := m.entries[key]
	if e == nil {
		return nil, m.wrong.DeletedIsThere
	}
	m.remove(key, e)
	return e.value, true
}

// Delete removes a key.
func (m *Map) Delete(key any) { m.LoadAndDelete(key) }

// CompareAndSwap sets the value of a key that has the value old.
func (m *Map) CompareAndSwap(key, old, value any) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	e := m.entries[key]
	if e == nil {
		if m.wrong.AbsentIsNil && old == nil {
			m.add(key, value)
			return true
		}
		return false
	}
	if e.value != old {
		return false
	}
	e.value = value
	return true
}

// CompareAndDelete removes a key that has the value old.
func (m *Map) CompareAndDelete(key, old any) bool {
	m.mu.Lock()
	if !m.wrong.LockKept {
		defer m.mu.Unlock()
	}
	e := m.entries[key]
	same := e != nil && e.value == old
	if same {
		m.remove(key, e)
	}
	if m.wrong.LockKept {
		m.mu.Unlock()
	}
	return same
}

// Clear removes all keys.
func (m *Map) Clear() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.wrong.ClearInSteps {
		for len(m.order) > 0 {
			m.remove(m.order[0], m.byOrder[0])
			m.mu.Unlock()
			runtime.Gosched()
			m.mu.Lock()
		}
		return
	}
	m.entries = map[any]*entry{}
	m.order, m.byOrder = nil, nil
}

// Range shows all keys with their values to f, until that says false.
func (m *Map) Range(f func(key, value any) bool) {
	keys, values, added := m.snapshot()
	if m.wrong.RangeForgets && len(keys) > 0 {
		keys = keys[:len(keys)-1]
	}
	if m.wrong.RangeLocked {
		m.mu.Lock()
		defer m.mu.Unlock()
	}
	for i, key := range keys {
		if !f(key, values[i]) {
			return
		}
	}
	if !m.wrong.RangeTwice {
		return
	}
	if more, values, now := m.snapshot(); now > added {
		for i, key := range more {
			if !f(key, values[i]) {
				return
			}
		}
	}
}

func (m *Map) snapshot() (keys, values []any, added int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	keys = append(keys, m.order...)
	for _, e := range m.byOrder {
		values = append(values, e.value)
	}
	return keys, values, m.added
}

func (m *Map) add(key, value any) {
	e := &entry{value}
	m.added++
	m.entries[key] = e
	m.order, m.byOrder = append(m.order, key), append(m.byOrder, e)
}

func (m *Map) remove(key any, e *entry) {
	delete(m.entries, key)
	for i := range m.byOrder {
		if m.byOrder[i] == e {
			m.order = append(m.order[:i:i], m.order[i+1:]...)
			m.byOrder = append(m.byOrder[:i:i], m.byOrder[i+1:]...)
			return
		}
	}
}

package events

import (
	"sync/atomic"
	"time"
)

// Log is where one sequential thread of control writes its events. It is not safe for use by two goroutines at a time.
type Log struct {
	m    *Mapping
	recs []Rec
	used int
	lane int32
}

// MainLog is the log of main lane i. Call it once per lane.
func (m *Mapping) MainLog(i int) *Log {
	capacity := int(m.head.capacity)
	return &Log{m: m, recs: m.recs[i*capacity : (i+1)*capacity : (i+1)*capacity], lane: int32(i)}
}

// Side cuts a log of n records out of this one, for a thread of control that starts now and has no lane yet: a callback
// that may get a goroutine of its own, or a deadline. The merge gives side lanes small process numbers. What is cut out
// and never used costs nothing but room.
func (l *Log) Side(n int) *Log {
	if l.Room() < n {
		n = l.Room() // the log that runs over will say so
	}
	end := l.used + n
	side := &Log{m: l.m, recs: l.recs[l.used:end:end], lane: atomic.AddInt32(&l.m.head.sideLane, 1)}
	l.used = end
	return side
}

// Room is how many more events fit.
func (l *Log) Room() int { return len(l.recs) - l.used }

// Events is how many events this log has, side lanes cut out of it included.
func (l *Log) Events() int { return l.used }

// Lane is the number of this log's lane.
func (l *Log) Lane() int { return int(l.lane) }

// Invoke writes the beginning of an operation. The stamp is the very last thing that happens before it returns: the call
// that is recorded must be the caller's next statement.
func (l *Log) Invoke(op uint8, args ...int64) {
	r := l.next()
	if r == nil {
		return
	}
	r.Lane, r.Kind, r.Op, r.Flag = l.lane, Invoke, op, 0
	r.Arg = [4]int64{}
	copy(r.Arg[:], args)
	r.Time = int64(time.Since(l.m.start))
	atomic.StoreUint64(&r.Index, atomic.AddUint64(&l.m.head.counter, 1))
}

// Stamp takes the next value of the counter. Call it as the first thing after the recorded call has returned and hand
// the result to OK.
func (l *Log) Stamp() uint64 { return atomic.AddUint64(&l.m.head.counter, 1) }

// OK writes the end of an operation that was stamped before.
func (l *Log) OK(stamp uint64, op, flag uint8, results ...int64) {
	r := l.next()
	if r == nil {
		return
	}
	r.Lane, r.Kind, r.Op, r.Flag = l.lane, OK, op, flag
	r.Arg = [4]int64{}
	copy(r.Arg[:], results)
	r.Time = int64(time.Since(l.m.start))
	atomic.StoreUint64(&r.Index, stamp)
}

func (l *Log) next() *Rec {
	if l.used == len(l.recs) {
		atomic.StoreUint32(&l.m.head.overflow, 1)
		return nil
	}
	r := &l.recs[l.used]
	l.used++
	return r
}

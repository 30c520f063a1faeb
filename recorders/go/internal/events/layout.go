// Package events holds the recording itself: fixed-size binary records in a file mapping that outlives the recorded program.
//
// The program under observation runs in a child process which writes the records; the parent reads them after the child
// has ended, however it ended. A record becomes visible by the store of its index, the last of its fields to be written,
// so a child that dies at any moment leaves only whole records behind.
package events

import (
	"fmt"
	"os"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"
)

// Kind tells the beginning of an operation or callback from its end.
type Kind uint8

// The kinds of event that this recorder writes.
const (
	Invoke Kind = 1
	OK     Kind = 2
)

// Outcome bits and results that travel in Rec.Flag.
const (
	FlagPanic      uint8 = 1 << iota // the call panicked
	FlagGoexit                       // its goroutine exited
	FlagTrue                         // TryAcquire got it; Do was shared
	FlagPanicError                   // fn returned a panic value of another Do as its error
)

// Rec is one event. It is exactly 64 bytes long, one cache line.
type Rec struct {
	Index uint64 // counter value plus one; zero as long as the record is not complete
	Time  int64  // nanoseconds since the start of the child
	Lane  int32  // the sequential thread of control that it belongs to
	Kind  Kind
	Op    uint8 // which operation: a number of the primitive's own
	Flag  uint8
	_     uint8
	Arg   [4]int64 // arguments or results, as the primitive defines them
	_     int64
}

// State is how the child says that it ended by itself.
type State uint32

// The states of a child; the parent finds Running if the child died.
const (
	Running   State = iota
	Returned        // every goroutine returned
	Blocked         // whatever goroutine is left is blocked for ever
	Unsettled       // the child gave up waiting for either
)

const (
	magic      = 0x676f73796e632e31 // "gosync.1"
	headerSize = 4096
	recSize    = 64
)

// header is the first page of the mapping. The counter has a cache line of its own.
type header struct {
	magic    uint64
	lanes    int32
	capacity int32
	state    uint32
	overflow uint32
	waitedMs int64
	sideLane int32
	_        int32
	params   [4]int64
	_        [128 - 72]byte
	counter  uint64
	_        [128 - 8]byte
	howLen   int32
	how      [1020]byte
}

// Mapping is the shared memory: a header and one arena of records for each main lane.
type Mapping struct {
	file  *os.File
	bytes []byte
	head  *header
	recs  []Rec
	start time.Time
}

// Create makes a mapping in an unlinked temporary file, with room for `capacity` records in each of `lanes` arenas.
// The space is allocated at once: running out of disk is an error here and not a SIGBUS in the middle of a recording.
func Create(lanes, capacity int) (*Mapping, error) {
	file, err := os.CreateTemp("", "gosync-recording-")
	if err != nil {
		return nil, err
	}
	os.Remove(file.Name()) // the open file is all that is needed, and nothing stays behind
	size := int64(headerSize) + int64(lanes)*int64(capacity)*recSize
	err = syscall.Fallocate(int(file.Fd()), 0, 0, size)
	if err == syscall.EOPNOTSUPP {
		err = file.Truncate(size)
	}
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("no room for %d bytes of event buffers in %s: %w", size, os.TempDir(), err)
	}
	m, err := mapFile(file, size)
	if err != nil {
		return nil, err
	}
	m.head.magic, m.head.lanes, m.head.capacity = magic, int32(lanes), int32(capacity)
	m.head.sideLane = int32(lanes)
	return m, nil
}

// Open maps the file that the parent handed to this process.
func Open(file *os.File) (*Mapping, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() < headerSize {
		return nil, fmt.Errorf("the event buffers are too small: %d bytes", info.Size())
	}
	m, err := mapFile(file, info.Size())
	if err == nil && m.head.magic != magic {
		return nil, fmt.Errorf("the event buffers have the wrong magic number %#x", m.head.magic)
	}
	return m, err
}

func mapFile(file *os.File, size int64) (*Mapping, error) {
	bytes, err := syscall.Mmap(int(file.Fd()), 0, int(size), syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED)
	if err != nil {
		return nil, fmt.Errorf("mmap of the event buffers: %w", err)
	}
	m := &Mapping{file: file, bytes: bytes, start: time.Now()}
	m.head = (*header)(unsafe.Pointer(&bytes[0]))
	m.recs = unsafe.Slice((*Rec)(unsafe.Pointer(&bytes[headerSize])), (len(bytes)-headerSize)/recSize)
	return m, nil
}

// File is what the child inherits.
func (m *Mapping) File() *os.File { return m.file }

// Close unmaps the buffers; no Log may be used afterwards.
func (m *Mapping) Close() error {
	if err := syscall.Munmap(m.bytes); err != nil {
		return err
	}
	return m.file.Close()
}

// Count is the value of the one global counter.
func (m *Mapping) Count() uint64 { return atomic.LoadUint64(&m.head.counter) }

// Lanes is the number of main lanes.
func (m *Mapping) Lanes() int { return int(m.head.lanes) }

// SetParam stores a parameter of the recorded object (for example the size of a semaphore) for the parent.
func (m *Mapping) SetParam(i int, v int64) { atomic.StoreInt64(&m.head.params[i], v) }

// Param reads a parameter.
func (m *Mapping) Param(i int) int64 { return atomic.LoadInt64(&m.head.params[i]) }

// SetState says how the recording ended, in words too, and for how long nothing had moved by then.
func (m *Mapping) SetState(s State, how string, waitedMs int64) {
	m.head.howLen = int32(copy(m.head.how[:], how))
	m.head.waitedMs = waitedMs
	atomic.StoreUint32(&m.head.state, uint32(s)) // publishes the rest
}

// State reads how the recording ended.
func (m *Mapping) State() (s State, how string, waitedMs int64) {
	s = State(atomic.LoadUint32(&m.head.state))
	return s, string(m.head.how[:m.head.howLen]), m.head.waitedMs
}

// Overflowed reports whether an event found no room; the recording is worthless then.
func (m *Mapping) Overflowed() bool { return atomic.LoadUint32(&m.head.overflow) != 0 }

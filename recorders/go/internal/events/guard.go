package events

// Protect makes a call that stamps its own return. It returns that stamp, or the stamp of a panic and what was recovered.
func (l *Log) Protect(call func() uint64) (stamp uint64, recovered any) {
	returned := false
	defer func() {
		if !returned {
			stamp = l.Stamp()
			recovered = recover()
		}
	}()
	stamp = call()
	returned = true
	return stamp, nil
}

// Call writes down a call without results that may panic, and reports whether it did; token names what it panicked with.
func (l *Log) Call(op uint8, token func(any) int64, call func(), args ...int64) bool {
	stamp, recovered := l.Protect(func() uint64 {
		l.Invoke(op, args...)
		call()
		return l.Stamp()
	})
	if recovered != nil {
		l.OK(stamp, op, FlagPanic, token(recovered))
		return true
	}
	l.OK(stamp, op, 0)
	return false
}

// Guard makes a call that writes its own events and may panic, or end its goroutine: then Guard does not return either.
// A panic that can be recovered on the way to the end of the goroutine is no outcome.
func (l *Log) Guard(op uint8, token func(any) int64, call func() uint64) {
	settled := false
	defer func() {
		if !settled {
			l.OK(l.Stamp(), op, FlagGoexit)
		}
	}()
	stamp, recovered := l.Protect(call)
	settled = true
	if recovered != nil {
		l.OK(stamp, op, FlagPanic, token(recovered))
	}
}

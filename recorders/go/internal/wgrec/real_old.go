//go:build !go1.25

package wgrec

import "sync"

// oldGroup has what everybody wrote before WaitGroup.Go was there.
type oldGroup struct{ sync.WaitGroup }

func (wg *oldGroup) Go(f func()) {
	wg.Add(1)
	go func() {
		defer wg.Done()
		f()
	}()
}

func realGroup() groupLike { return &oldGroup{} }

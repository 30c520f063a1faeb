package cond

import (
	"sync"
	"testing"
)

func TestSoundBuffer(t *testing.T) {
	var mu sync.Mutex
	full, empty := New(Decisions{}, &mu), New(Decisions{}, &mu)
	item, sum := 0, 0
	var wg sync.WaitGroup
	for i := 0; i < 4; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for n := 1; n <= 500; n++ {
				mu.Lock()
				if i%2 == 0 {
					for item != 0 {
						empty.Wait()
					}
					item = n
					full.Signal()
				} else {
					for item == 0 {
						full.Wait()
					}
					sum += item
					item = 0
					empty.Broadcast()
				}
				mu.Unlock()
			}
		}()
	}
	wg.Wait()
	if sum != 500*501 {
		t.Errorf("%d", sum)
	}
}

func TestSoundNoticesCopies(t *testing.T) {
	c := New(Decisions{}, &sync.Mutex{})
	c.Copy().Signal()
	c.Signal()
	defer func() {
		if cause := recover(); cause != "sync.Cond is copied" {
			t.Error(cause)
		}
	}()
	c.Copy().Broadcast()
}

//go:build go1.25

package wgrec

import "sync"

func realGroup() groupLike { return &sync.WaitGroup{} }

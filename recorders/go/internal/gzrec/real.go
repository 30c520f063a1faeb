//go:build !without_gozero

package gzrec

import "github.com/zeromicro/go-zero/core/syncx"

func realSubject() (SingleFlight, error) { return syncx.NewSingleFlight(), nil }

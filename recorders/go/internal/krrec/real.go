//go:build kratos

package krrec

import (
	"context"

	kratos "github.com/go-kratos/kratos/pkg/sync/errgroup"
)

func makeReal(op uint8, parent context.Context) (group, error) {
	switch op {
	case opWithContext:
		return kratos.WithContext(parent), nil
	case opWithCancel:
		return kratos.WithCancel(parent), nil
	}
	return &kratos.Group{}, nil
}

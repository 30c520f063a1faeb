//go:build !kratos

package krrec

import (
	"context"
	"errors"
)

func makeReal(uint8, context.Context) (group, error) {
	return nil, errors.New("this program was built without kratos: -tags kratos -modfile releases/kratos-v1.0.1.mod")
}

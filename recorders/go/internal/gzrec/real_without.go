//go:build without_gozero

package gzrec

import "errors"

// go-zero requires a newer x/sync than the old releases of that which the recorder is also built with.
func realSubject() (SingleFlight, error) {
	return nil, errors.New("this recorder was built without go-zero")
}

// Command recorder records histories of golang.org/x/sync primitives; see ../../README.md.
package main

import (
	"os"

	"gosync/recorders/go/internal/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:], os.Stdout, os.Stderr)) }

// Package cli is the command line of the recorder.
package cli

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"runtime/debug"
	"strings"
	"time"

	"gosync/recorders/go/internal/condrec"
	"gosync/recorders/go/internal/egrec"
	"gosync/recorders/go/internal/gzrec"
	"gosync/recorders/go/internal/harness"
	"gosync/recorders/go/internal/krrec"
	"gosync/recorders/go/internal/maprec"
	"gosync/recorders/go/internal/oncerec"
	"gosync/recorders/go/internal/semrec"
	"gosync/recorders/go/internal/sfrec"
	"gosync/recorders/go/internal/wgrec"
)

const usage = `usage: recorder list
       recorder run -primitive NAME [-subject NAME] -scenario NAME [-seed N] [-events N] [-limit D] -out FILE
`

const (
	module = "golang.org/x/sync"
	gozero = "github.com/zeromicro/go-zero"
)

// maxEvents keeps the event buffers below a gigabyte.
const maxEvents = 1_000_000

// Main runs the program and returns its exit code.
func Main(args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		fmt.Fprint(stderr, usage)
		return harness.ExitUsage
	}
	switch args[0] {
	case "list":
		return list(args[1:], stdout, stderr)
	case "run":
		return run(args, stdout, stderr)
	case "help", "-h", "-help", "--help":
		fmt.Fprint(stdout, usage)
		return 0
	}
	fmt.Fprintf(stderr, "recorder: no command %q\n%s", args[0], usage)
	return harness.ExitUsage
}

// primitives is the whole catalogue, with versions filled in.
func primitives() []*harness.Primitive {
	all := []*harness.Primitive{semrec.Primitive(), sfrec.Primitive(), oncerec.Once(), oncerec.OnceFunc(),
		maprec.Primitive(), wgrec.Primitive(), egrec.Primitive(), condrec.Primitive(), krrec.Primitive(),
		gzrec.Primitive(release(gozero))}
	version := release(module)
	for _, p := range all {
		for i := range p.Subjects {
			s := &p.Subjects[i]
			if s.Name == harness.Real {
				s.Impl, s.Version = p.Impl, cmp.Or(p.Version, version)
			} else {
				s.Impl, s.Version = p.WrongImpl, s.Name
			}
		}
	}
	return all
}

// release is the version of a module that this program was built with.
func release(module string) string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, dep := range info.Deps {
			if dep.Path == module {
				return dep.Version
			}
		}
	}
	return "unknown"
}

func list(args []string, stdout, stderr io.Writer) int {
	if len(args) != 0 {
		fmt.Fprint(stderr, usage)
		return harness.ExitUsage
	}
	type entry struct {
		Name      string             `json:"name"`
		Subjects  []harness.Subject  `json:"subjects"`
		Scenarios []harness.Scenario `json:"scenarios"`
	}
	var entries []entry
	for _, p := range primitives() {
		entries = append(entries, entry{p.Name, p.Subjects, p.Scenarios})
	}
	out := json.NewEncoder(stdout)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	if err := out.Encode(map[string]any{"module": module, "release": release(module), "primitives": entries}); err != nil {
		fmt.Fprintf(stderr, "recorder: %v\n", err)
		return harness.ExitFailed
	}
	return 0
}

func run(args []string, stdout, stderr io.Writer) int {
	job, path, err := parse(args[1:], stdout)
	if err == flag.ErrHelp {
		return 0
	}
	if err != nil {
		fmt.Fprintf(stderr, "recorder: %v\n%s", err, usage)
		return harness.ExitUsage
	}
	if harness.IsChild() {
		return harness.RunChild(job, stderr)
	}
	sum, err := harness.Record(job, args, path)
	if err != nil {
		fmt.Fprintf(stderr, "recorder: %v\n", err)
		return harness.ExitFailed
	}
	fmt.Fprintln(stdout, describe(job, sum, path))
	return 0
}

// parse reads the arguments of `run`. If they ask for help, it prints that to help.
func parse(args []string, help io.Writer) (harness.Job, string, error) {
	flags := flag.NewFlagSet("recorder run", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	name := flags.String("primitive", "", "what to record; recorder list shows all")
	subject := flags.String("subject", harness.Real, "real, or one of the wrong subjects")
	scenario := flags.String("scenario", "", "how to use it")
	seed := flags.Uint64("seed", 1, "for the random scenarios")
	count := flags.Uint64("events", 2000, "how many events a random or contended scenario records, about")
	limit := flags.Duration("limit", time.Minute, "give up after this time")
	out := flags.String("out", "", "the history, a file that is replaced")
	job := harness.Job{}
	err := flags.Parse(args)
	if err == flag.ErrHelp {
		fmt.Fprint(help, usage)
		flags.SetOutput(help)
		flags.PrintDefaults()
	}
	if err != nil {
		return job, "", err
	}
	if flags.NArg() > 0 {
		return job, "", fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	if *out == "" {
		return job, "", fmt.Errorf("-out is missing")
	}
	if *count < 1 || *count > maxEvents {
		return job, "", fmt.Errorf("-events must be 1 to %d", maxEvents)
	}
	if *limit <= 0 {
		return job, "", fmt.Errorf("-limit must be positive")
	}
	job = harness.Job{Subject: *subject, Scenario: *scenario, Seed: *seed, Events: *count, Limit: *limit}
	for _, p := range primitives() {
		if p.Name == *name {
			job.Primitive = p
		}
	}
	if job.Primitive == nil {
		return job, "", fmt.Errorf("no primitive %q", *name)
	}
	if _, err := job.Primitive.Subject(*subject); err != nil {
		return job, "", err
	}
	_, err = job.Primitive.Scenario(*scenario)
	return job, *out, err
}

func describe(job harness.Job, sum *harness.Summary, path string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %s seed %d: %d events, %d processes", job.Primitive.Name, job.Subject, job.Scenario, job.Seed,
		sum.Events, sum.Processes)
	for _, f := range sum.Figures {
		fmt.Fprintf(&b, ", %s %d", strings.ReplaceAll(f.Name, "_", " "), f.Value)
	}
	switch {
	case sum.End.Crashed:
		b.WriteString(", crashed")
	case sum.End.Quiescent:
		b.WriteString(", quiescent")
	default:
		b.WriteString(", not quiescent")
	}
	fmt.Fprintf(&b, " (%s) -> %s", sum.End.How, path)
	return b.String()
}

package harness

import (
	"fmt"
	"io"
	"os"
	"time"

	"gosync/recorders/go/internal/events"
)

// childMark is the environment variable that makes this binary the child of a recording.
const childMark = "GOSYNC_RECORDER_CHILD"

// mappingFile is the descriptor at which the child finds the event buffers.
const mappingFile = 3

// Job says what is to be recorded.
type Job struct {
	Primitive *Primitive
	Subject   string
	Scenario  string
	Seed      uint64
	Events    uint64
	Limit     time.Duration // how long the recording may take
}

// IsChild reports whether this process was started by Record.
func IsChild() bool { return os.Getenv(childMark) != "" }

// RunChild does the job in this process and returns its exit code.
func RunChild(job Job, stderr io.Writer) int {
	if err := runChild(job); err != nil {
		fmt.Fprintf(stderr, "recorder: %v\n", err)
		return ExitFailed
	}
	return 0
}

func runChild(job Job) error {
	scenario, err := job.Primitive.Scenario(job.Scenario)
	if err != nil {
		return err
	}
	m, err := events.Open(os.NewFile(mappingFile, "event buffers"))
	if err != nil {
		return err
	}
	env := NewEnv(m, job.Subject, job.Seed, job.Events, job.Limit)
	if err := scenario.Run(env); err != nil {
		return err
	}
	env.Finish()
	return nil
}

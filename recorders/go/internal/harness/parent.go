package harness

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"time"

	"gosync/recorders/go/internal/events"
	"gosync/recorders/go/internal/history"
)

// Exit codes of the program.
const (
	ExitUsage  = 64
	ExitFailed = 70
)

// grace is how much longer than the limit the parent waits for the child, which watches the limit itself.
var grace = 5 * time.Second

// PanicText is what a panic value of ours prints, so that the parent finds its token in what a dying child left behind.
func PanicText(token string) string { return "recorder panic token " + token }

var panicText = regexp.MustCompile(`recorder panic token (\w+)`)

// Summary is what one recording came to.
type Summary struct {
	Events    int
	Processes int
	End       history.End
	Figures   []Figure
}

// Record runs the job in a child, which is this program again with the same arguments, and writes the history to path.
func Record(job Job, args []string, path string) (*Summary, error) {
	m, err := events.Create(MaxLanes, int(job.Events/2)+2048)
	if err != nil {
		return nil, err
	}
	defer m.Close()
	end, err := runAndWatch(job, args, m)
	if err != nil {
		return nil, err
	}
	all, err := m.Merge()
	if err != nil {
		return nil, fmt.Errorf("the recording is not well formed: %w", err)
	}
	sum := &Summary{Events: len(all), End: end, Figures: job.Primitive.Measure(m, all)}
	for i := range all {
		sum.Processes = max(sum.Processes, all[i].Process+1)
	}
	head, err := header(job, m, sum)
	if err != nil {
		return nil, err
	}
	return sum, history.WriteFile(path, func(w io.Writer) error {
		return history.Write(w, head, all, job.Primitive.Codec, end)
	})
}

func header(job Job, m *events.Mapping, sum *Summary) (history.Header, error) {
	subject, err := job.Primitive.Subject(job.Subject)
	if err != nil {
		return history.Header{}, err
	}
	meta := map[string]any{"scenario": job.Scenario, "subject": job.Subject, "seed": job.Seed, "go": runtime.Version(),
		"processors": runtime.GOMAXPROCS(0)}
	for _, f := range sum.Figures {
		meta[f.Name] = f.Value
	}
	h := history.Header{Model: job.Primitive.Name, Impl: subject.Impl, Version: subject.Version, Meta: meta}
	if job.Primitive.Params != nil {
		h.Params = job.Primitive.Params(m)
	}
	return h, nil
}

// runAndWatch starts the child, waits for it and says how the recording ended. An error is a failure of the recorder.
func runAndWatch(job Job, args []string, m *events.Mapping) (history.End, error) {
	stderr, err := os.CreateTemp("", "gosync-stderr-")
	if err != nil {
		return history.End{}, err
	}
	os.Remove(stderr.Name())
	defer stderr.Close()
	self, err := os.Executable()
	if err != nil {
		return history.End{}, err
	}
	runtime.LockOSThread() // the child's Pdeathsig is bound to the thread that starts it
	defer runtime.UnlockOSThread()
	child := exec.Command(self, args...)
	child.Env = append(os.Environ(), childMark+"=1", "GOTRACEBACK=single")
	child.Stderr = stderr
	child.ExtraFiles = []*os.File{m.File()}
	child.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := child.Start(); err != nil {
		return history.End{}, fmt.Errorf("cannot start the child: %w", err)
	}
	killed := time.AfterFunc(job.Limit+grace, func() { child.Process.Kill() })
	err = child.Wait()
	if !killed.Stop() {
		return history.End{How: fmt.Sprintf("killed: no end after %v", job.Limit+grace)}, nil
	}
	text, readErr := readBack(stderr)
	if readErr != nil {
		return history.End{}, readErr
	}
	return judge(err, text, m)
}

func readBack(file *os.File) (string, error) {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	text, err := io.ReadAll(io.LimitReader(file, 1<<20))
	return string(text), err
}

// judge reads from the child's exit and stderr how the recording ended.
func judge(exit error, stderr string, m *events.Mapping) (history.End, error) {
	if exit == nil {
		state, how, waited := m.State()
		if state == events.Running {
			return history.End{}, errors.New("the child ended without saying how")
		}
		return history.End{Quiescent: state != events.Unsettled, How: how, WaitedMs: waited}, nil
	}
	line := deathLine(stderr)
	if line == "" {
		return history.End{}, fmt.Errorf("the child failed (%v): %s", exit, strings.TrimSpace(stderr))
	}
	end := history.End{How: "the recorded program died: " + line, Crashed: true}
	if found := panicText.FindStringSubmatch(stderr); found != nil {
		end.Crash = found[1]
	} else if text, fatal := strings.CutPrefix(line, "fatal error: sync: "); fatal {
		end.Crash = "sync: " + text
	}
	return end, nil
}

// deathLine is the line with which the Go runtime says goodbye.
func deathLine(stderr string) string {
	for _, line := range strings.Split(stderr, "\n") {
		if strings.HasPrefix(line, "panic: ") || strings.HasPrefix(line, "fatal error: ") {
			return line
		}
	}
	return ""
}

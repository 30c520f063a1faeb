package wgrec

import (
	"math"
	"math/rand/v2"
	"sync"
	"time"

	"gosync/recorders/go/internal/harness"
)

func randomScenarios() []harness.Scenario {
	clauses := []string{"WG1", "WG2", "WG4", "WG5"}
	return []harness.Scenario{
		{Name: "random", Kind: harness.Random, Clauses: clauses,
			About: "5 to 8 goroutines in rounds on one group after the other: tasks, functions, waiters",
			Run: func(env *harness.Env) error {
				return start(env, 5+env.Rand(-1).IntN(4), math.MaxInt, 60*time.Microsecond)
			}},
		{Name: "small", Kind: harness.Small, Clauses: clauses, About: "3 goroutines, one round, 7 to 13 operations",
			Run: func(env *harness.Env) error { return start(env, 3, 1, 20*time.Microsecond) }},
	}
}

// crowd is what the goroutines of a random scenario share. They meet between the rounds, so that a group is used again
// only after everybody is back from it.
type crowd struct {
	*world
	line   *harness.StartLine
	n      int
	rounds int
	most   time.Duration

	mu      sync.Mutex
	met     *sync.Cond
	arrived int
	round   int
	over    bool // there is no next round
	group   *group
	tasks   []int // of this round, per process; the first is done by process 0 last of all
}

// worker is one process of a random scenario.
type worker struct {
	*caller
	*crowd
	lane int
	rng  *rand.Rand
}

func start(env *harness.Env, n, rounds int, most time.Duration) error {
	w, err := newWorld(env)
	if err != nil {
		return err
	}
	s := &crowd{world: w, line: harness.NewStartLine(n), n: n, rounds: rounds, most: most}
	s.met = sync.NewCond(&s.mu)
	for i := 0; i < n; i++ {
		w := &worker{caller: w.caller(i), crowd: s, lane: i, rng: env.Rand(i)}
		go func() {
			w.line.Wait()
			w.work()
		}()
	}
	return nil
}

// meet waits for everybody. The last to come prepares what follows.
func (s *crowd) meet(prepare func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.arrived++
	if s.arrived < s.n {
		for round := s.round; s.round == round; {
			s.met.Wait()
		}
		return
	}
	s.arrived = 0
	s.round++
	prepare()
	s.met.Broadcast()
}

func (w *worker) work() {
	for round := 0; ; round++ {
		w.meet(func() { w.prepare(round) })
		if w.over {
			return
		}
		w.turn()
	}
}

// prepare counts up for a round, in one or two Adds.
func (w *worker) prepare(round int) {
	w.over = round >= w.rounds || w.caller.env.Enough() || w.log.Room() < 512
	if w.over {
		return
	}
	if w.group == nil || w.rng.IntN(4) == 0 {
		w.group = w.caller.newGroup()
	}
	w.tasks = make([]int, w.n)
	total := 1
	for i := range w.tasks {
		w.tasks[i] = 1
		if w.rounds > 1 {
			w.tasks[i] = w.rng.IntN(3)
		}
		total += w.tasks[i]
	}
	if first := w.rng.IntN(total); first > 0 && w.rounds > 1 {
		w.add(w.group, first)
		total -= first
	}
	w.add(w.group, total)
}

// turn does the tasks of one process, and waits. Process 0 starts functions as long as its own task is not done.
func (w *worker) turn() {
	tasks := w.tasks[w.lane]
	harness.Linger(w.rng, w.most)
	if w.rounds > 1 && w.lane > 0 && w.rng.IntN(16) == 0 {
		w.below()
	}
	for tasks > 0 {
		if tasks > 1 && w.rng.IntN(4) == 0 {
			w.add(w.group, -tasks)
			break
		}
		w.done(w.group)
		tasks--
		harness.Linger(w.rng, w.most)
	}
	if w.lane == 0 {
		for i := w.rng.IntN(3); i > 0; i-- {
			w.goes(w.group, w.function())
			harness.Linger(w.rng, w.most)
		}
		harness.Linger(w.rng, 4*w.most)
		w.done(w.group)
	}
	if w.lane == 0 || w.rng.IntN(5) > 0 {
		w.wait(w.group)
	}
}

// function draws what a function of Go does.
func (w *worker) function() *fn {
	rng := rand.New(rand.NewPCG(w.rng.Uint64(), 1))
	o, most, inner := w.group, w.most, w.rounds > 1 && rng.IntN(4) == 0
	f := &fn{}
	if rng.IntN(6) == 0 {
		f.end = exits
	}
	f.body = func(in *caller) {
		harness.Linger(rng, most)
		if inner {
			in.add(o, 1)
			in.goes(o, &fn{})
			in.done(o)
		}
		harness.Linger(rng, most)
	}
	return f
}

// below takes a group of its own below zero and back.
func (w *worker) below() {
	o := w.caller.newGroup()
	w.done(o)
	w.add(o, 1)
	w.wait(o)
}

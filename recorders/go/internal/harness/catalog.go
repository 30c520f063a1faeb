// Package harness runs one scenario on one subject in a child process and hands the recording to the parent. It knows no
// primitive.
package harness

import (
	"fmt"

	"gosync/recorders/go/internal/events"
	"gosync/recorders/go/internal/history"
)

// Real is the name of the subject that is the package itself.
const Real = "real"

// The kinds of scenario.
const (
	Random    = "random"    // seeded, -events long
	Small     = "small"     // seeded, 6 to 14 operations
	Contended = "contended" // a fixed pattern of calls that is repeated up to -events
	Gated     = "gated"     // deterministic: every step waits until the one before has come to rest
)

// Subject is something that can be recorded.
type Subject struct {
	Name      string   `json:"name"`
	About     string   `json:"about"`
	Impl      string   `json:"impl"`
	Version   string   `json:"version"`
	Breaks    string   `json:"breaks,omitempty"`    // the clause that a wrong subject breaks
	Scenarios []string `json:"scenarios,omitempty"` // where that shows
}

// Scenario is a way to use a primitive.
type Scenario struct {
	Name    string           `json:"name"`
	Kind    string           `json:"kind"`
	Clauses []string         `json:"clauses"`
	About   string           `json:"about"`
	Run     func(*Env) error `json:"-"` // starts the goroutines; a gated scenario also drives them
}

// Primitive is all that the harness needs to know of one.
type Primitive struct {
	Name      string
	Impl      string // import path of the real one
	Version   string // of the real one, where that is not x/sync's
	WrongImpl string // import path of the wrong ones
	Subjects  []Subject
	Scenarios []Scenario
	Codec     history.Codec
	Params    func(*events.Mapping) map[string]any
	Measure   func(*events.Mapping, []events.Event) []Figure
}

// Figure is a measured property of a recording, such as the share of operations that overlapped.
type Figure struct {
	Name  string
	Value int
}

// Subject finds a subject by name.
func (p *Primitive) Subject(name string) (*Subject, error) {
	for i := range p.Subjects {
		if p.Subjects[i].Name == name {
			return &p.Subjects[i], nil
		}
	}
	return nil, fmt.Errorf("%s has no subject %q; `recorder list` shows all", p.Name, name)
}

// Scenario finds a scenario by name.
func (p *Primitive) Scenario(name string) (*Scenario, error) {
	for i := range p.Scenarios {
		if p.Scenarios[i].Name == name {
			return &p.Scenarios[i], nil
		}
	}
	return nil, fmt.Errorf("%s has no scenario %q; `recorder list` shows all", p.Name, name)
}

// Command go_oracle prints what Go does in small exercises with panics, contexts, channels
// and select. ../go_oracle_*_test.cpp do the same with gosync and compare line by line.
//
//	go run .            prints the transcript (expected.txt is a copy of it)
//	go run . NAME       ends by the crash exercise of that name
package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// A printer writes one line of the transcript.
type printer func(parts ...any)

// An exercise is run as the body of a goroutine of its own. Its last line says how it ended.
type exercise struct {
	name string
	run  func(out printer)
}

func main() {
	if len(os.Args) > 1 {
		crash(os.Args[1])
		return
	}
	for _, group := range []struct {
		name      string
		exercises []exercise
	}{
		{"Frames", frameExercises}, {"Goexit", goexitExercises}, {"Errors", errorExercises},
		{"Contexts", contextExercises}, {"Deadlines", timeExercises},
		{"Channels", channelExercises}, {"Selects", selectExercises},
	} {
		fmt.Println("##", group.name)
		for _, e := range group.exercises {
			fmt.Println("#", e.name)
			fmt.Println("=", ending(e.run))
		}
	}
	fmt.Println("## Crashes")
	for _, e := range crashExercises {
		fmt.Println("#", e.name)
		fmt.Print(crashText(e.name))
		fmt.Println("= crash")
	}
}

// Runs f as a goroutine and says how that ended.
func ending(f func(out printer)) string {
	out := func(parts ...any) {
		words := make([]string, len(parts))
		for i, part := range parts {
			words[i] = fmt.Sprint(part)
		}
		fmt.Println(strings.Join(words, " "))
	}
	how := make(chan string)
	go func() {
		text := "goexit"
		defer func() {
			if value := recover(); value != nil {
				text = "panic " + fmt.Sprint(value)
			}
			how <- text
		}()
		f(out)
		text = "return"
	}()
	return <-how
}

func crash(name string) {
	for _, e := range crashExercises {
		if e.name == name {
			go e.run(nil)
			select {}
		}
	}
}

// What a crash exercise writes before the stacks. The address of a nil dereference, which
// gosync does not have, is left out.
func crashText(name string) string {
	output, _ := exec.Command(os.Args[0], name).CombinedOutput()
	var kept strings.Builder
	lines := bufio.NewScanner(strings.NewReader(string(output)))
	for lines.Scan() && lines.Text() != "" {
		if !strings.HasPrefix(lines.Text(), "[signal ") {
			kept.WriteString(strings.ReplaceAll(lines.Text(), "\t", `\t`) + "\n")
		}
	}
	return kept.String()
}

// Command launcher runs members, each of which waits at a named pipe of its own until it is told how to start. Whoever opens a
// pipe for writing sees whether a member waits there (fifo(7)), and writes one line: a command and its arguments, as a JSON
// array. When a member ends, however, it waits again: Kubernetes would wait longer each time before it starts a container anew.
//
//	launcher <pipe>...
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

// What a member that is told to stop may take before it is killed: enough to hand the leadership over. It would take a second more
// to close what nobody uses, and the Pod's successor waits for that.
const patience = 300 * time.Millisecond

// After a member that ended, or an order that made no sense.
const pause = 100 * time.Millisecond

// The members that run, to whom a signal is passed on.
var running = struct {
	sync.Mutex
	processes map[*os.Process]bool
	ending    bool
}{processes: map[*os.Process]bool{}}

func main() {
	pipes := os.Args[1:]
	if len(pipes) == 0 {
		fmt.Fprintln(os.Stderr, "launcher: name the pipe at which a member waits, or several: launcher /launcher/own")
		os.Exit(2)
	}
	for _, pipe := range pipes {
		if err := syscall.Mkfifo(pipe, 0o600); err != nil && !errors.Is(err, fs.ErrExist) {
			fmt.Fprintf(os.Stderr, "launcher: %s can't be made: %v\n", pipe, err)
			os.Exit(1)
		}
	}
	ended := make(chan struct{})
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	go func() {
		<-signals
		stopAll()
		close(ended)
	}()
	for _, pipe := range pipes {
		go keep(pipe)
	}
	<-ended
}

// keep lets one member run again and again.
func keep(pipe string) {
	for {
		command, err := order(pipe)
		if err == nil {
			err = run(command)
		}
		if err != nil {
			fmt.Fprintf(os.Stderr, "launcher: %s: %v\n", pipe, err)
		}
		time.Sleep(pause)
	}
}

// order waits for one line. Nobody who only looked whether a member waits has written one.
func order(pipe string) ([]string, error) {
	for {
		file, err := os.Open(pipe)
		if err != nil {
			return nil, err
		}
		line, err := bufio.NewReader(file).ReadBytes('\n')
		file.Close()
		if err != nil {
			continue
		}
		var command []string
		if err := json.Unmarshal(line, &command); err != nil {
			return nil, fmt.Errorf("the order is no JSON array of texts: %w", err)
		}
		if len(command) == 0 {
			return nil, errors.New("the order names no command")
		}
		return command, nil
	}
}

func run(command []string) error {
	member := exec.Command(command[0], command[1:]...)
	member.Stdout, member.Stderr = os.Stdout, os.Stderr
	running.Lock()
	if running.ending {
		running.Unlock()
		return errors.New("it is to stop: nothing is started any more")
	}
	err := member.Start()
	if err == nil {
		running.processes[member.Process] = true
	}
	running.Unlock()
	if err != nil {
		return err
	}
	err = member.Wait()
	running.Lock()
	delete(running.processes, member.Process)
	running.Unlock()
	return err
}

func stopAll() {
	running.Lock()
	running.ending = true
	for process := range running.processes {
		process.Signal(syscall.SIGTERM)
	}
	running.Unlock()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		running.Lock()
		left := len(running.processes)
		running.Unlock()
		if left == 0 {
			return
		}
	}
	running.Lock()
	defer running.Unlock()
	for process := range running.processes {
		process.Kill()
	}
}

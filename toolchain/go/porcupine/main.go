// Command porcupine asks Porcupine, a linearizability checker that isn't ours, about registers with compare-and-set. It reads
// histories as analysis/export/porcupine.ts writes them (docs/exports.md), one JSON object each, and writes for each
//
//	{"key": "pod-0", "result": "Ok" | "Illegal" | "Unknown"}
//
//	porcupine [-timeout 10s] < porcupine.ndjson
package main

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"time"

	"github.com/anishathalye/porcupine"
)

type history struct {
	Key        string      `json:"key"`
	Initial    *int        `json:"initial"`
	Tolerance  *int64      `json:"tolerance"`
	Missing    []string    `json:"missing"`
	Operations []operation `json:"operations"`
}

type operation struct {
	Client  int    `json:"client"`
	Process int    `json:"process"`
	Kind    string `json:"kind"`
	Value   *int   `json:"value"`
	Call    int64  `json:"call"`
	Return  *int64 `json:"return"`
}

// An operation as the model takes it: with as many answered ones of its client before it.
type step struct {
	client, process, value, before int
	load, answered                 bool
}

// What is in the register, which process put it there, and how many answered operations of each client took effect (four
// bytes each).
type register struct {
	value, writer int
	done          string
}

const (
	nothing  = -1 // no state is stored
	nobody   = -1 // what was stored as the history began
	doneSize = 4
)

func main() {
	timeout := flag.Duration("timeout", 10*time.Second, "for each history; what isn't decided by then is Unknown")
	flag.Parse()
	if flag.NArg() > 0 {
		fail(fmt.Errorf("histories are read from the standard input, and %q is neither a flag nor its value", flag.Arg(0)))
	}
	input := json.NewDecoder(bufio.NewReader(os.Stdin))
	output := bufio.NewWriter(os.Stdout)
	defer output.Flush()
	for number := 1; ; number++ {
		var each history
		err := input.Decode(&each)
		if errors.Is(err, io.EOF) {
			return
		}
		if err == nil {
			err = check(each)
		}
		if err != nil {
			output.Flush()
			fail(fmt.Errorf("history %d: %w", number, err))
		}
		line, _ := json.Marshal(map[string]string{"key": each.Key, "result": judge(each, *timeout)})
		fmt.Fprintf(output, "%s\n", line)
	}
}

func fail(err error) {
	fmt.Fprintf(os.Stderr, "porcupine: %v\n", err)
	os.Exit(1)
}

func check(history history) error {
	for i, each := range history.Operations {
		switch {
		case each.Client < 0 || each.Process < 0:
			return fmt.Errorf("operation %d has a client or a process below 0", i)
		case each.Kind == "persist" && each.Value == nil:
			return fmt.Errorf("operation %d persists no value", i)
		case each.Kind == "load" && each.Return == nil:
			return fmt.Errorf("operation %d is a load without an answer", i)
		case each.Kind != "load" && each.Kind != "persist":
			return fmt.Errorf("operation %d is of kind %q, neither load nor persist", i, each.Kind)
		}
	}
	return nil
}

func judge(history history, timeout time.Duration) string {
	// What is missing may have written anything.
	if len(history.Missing) > 0 {
		return string(porcupine.Unknown)
	}
	operations, clients := prepare(history)
	model := porcupine.Model{
		Init: func() any {
			done := string(make([]byte, clients*doneSize))
			return register{valueOf(history.Initial), nobody, done}
		},
		Step: take,
	}
	return string(porcupine.CheckOperationsTimeout(model, operations, timeout))
}

// take says whether an operation may take effect now, and what it leaves.
func take(state, input, _ any) (bool, any) {
	now, each := state.(register), input.(step)
	done := now.doneBy(each.client)
	if done < each.before || each.answered && done > each.before {
		return false, now
	}
	next := now
	if each.answered {
		next.done = now.withOneMore(each.client)
	}
	switch {
	case each.load:
		return now.value == each.value, next
	case now.value == each.value-1:
		next.value, next.writer = each.value, each.process
		return true, next
	case each.answered:
		// Its own earlier attempt, whose answer was lost, had been applied.
		return now.value == each.value && now.writer == each.process, next
	default:
		// An attempt that comes too late is never applied.
		return now.value >= each.value, next
	}
}

// prepare puts operations into Porcupine's terms. An attempt without an answer may be applied at any time from its call on, or never.
// Porcupine takes exponentially long with many that stay open, so two things are told to it that follow from the register's never going
// back:
//   - of a process's attempts at one update the first says all, since it may be applied whenever another may;
//   - what is applied is so before the first answer that tells of that update, or of a later one, is given. If nothing tells of them, it
//     need not have been applied.
func prepare(history history) (operations []porcupine.Operation, clients int) {
	type attempt struct{ process, value int }
	attempted := map[attempt]bool{}
	answered := map[int]int{}
	latest := map[int]int64{}
	for _, each := range history.Operations {
		clients = max(clients, each.Client+1)
		call := int64(math.MinInt64)
		if history.Tolerance != nil {
			call = each.Call - *history.Tolerance
		}
		input := step{
			client: each.Client, process: each.Process, value: valueOf(each.Value), before: answered[each.Client],
			load: each.Kind == "load", answered: each.Return != nil,
		}
		var returned int64
		if input.answered {
			answered[each.Client]++
			returned = *each.Return
			latest[each.Client] = max(latest[each.Client], returned)
		} else {
			same := attempt{each.Process, input.value}
			end, told := firstTold(history.Operations, input.value)
			if attempted[same] || !told || end < call {
				continue
			}
			attempted[same] = true
			// Whatever its client did before may have taken effect as late as this.
			returned = max(end, latest[each.Client])
		}
		operations = append(operations, porcupine.Operation{ClientId: each.Client, Input: input, Call: call, Return: returned})
	}
	return operations, clients
}

// firstTold says when the first answer was given that tells of an update or of a later one.
func firstTold(operations []operation, value int) (first int64, told bool) {
	for _, each := range operations {
		if each.Return != nil && valueOf(each.Value) >= value && (!told || *each.Return < first) {
			first, told = *each.Return, true
		}
	}
	return first, told
}

func valueOf(value *int) int {
	if value == nil {
		return nothing
	}
	return *value
}

func (r register) doneBy(client int) int {
	return int(binary.LittleEndian.Uint32([]byte(r.done[client*doneSize:])))
}

func (r register) withOneMore(client int) string {
	done := []byte(r.done)
	binary.LittleEndian.PutUint32(done[client*doneSize:], uint32(r.doneBy(client)+1))
	return string(done)
}

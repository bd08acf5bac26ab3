import { stripVTControlCharacters, styleText } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runStart } from "../collect/exampleLab.fixture.ts";
import { frame } from "./frame.ts";
import { eventLine, summaryLine } from "./lines.ts";
import { madeUpLab, madeUpRun, newsBetween, stateAfter } from "./run.fixture.ts";
import { newState } from "./state.ts";

const usual = { columns: 80, rows: 24 };

function frameAfter(seconds: number, replicas = 3, size = usual): string {
	const state = stateAfter(seconds, {
		run: madeUpRun(replicas),
		lab: madeUpLab(replicas),
	});
	return frame(state, runStart + seconds, size).join("\n");
}

test("a frame tells the run's time, what comes next, latencies, faults and every replica", () => {
	expect(frameAfter(11.5)).toBe(
		`
central-3: 11 s of 40 s, protocol quick
next fault: squeeze-cpu in 19 s (the node's processors, by 8 busy loops)
last 10 s: persist p50 5.0 ms, p99 5.0 ms; retrieve p50 5.0 ms, p99 5.0 ms
persist p50                                         ███████████ up to 5.0 ms
delete-pods pod-1 at 10.0 s: not steady yet, after 1.5 s
3 replicas: 2 up, 1 starting
updates missed: 0 by replicas that faults hit, 0 by the others
pod    index  persist   age  state      pod    index  persist   age  state
pod-0     11    5.0ms  0.5s  up         pod-2     11    5.0ms  0.5s  up
pod-1      9    5.0ms  2.5s  starting`.trim(),
	);
});

test("later, the fault has its time to steady, and what was missed is told", () => {
	const text = frameAfter(20.5);
	expect(text).toContain("delete-pods pod-1 at 10.0 s: steady after 2.6 s");
	expect(text).toContain("updates missed: 2 by replicas that faults hit, 0 by");
});

test("a fault that doesn't come is told to be due", () => {
	expect(frameAfter(34.5)).toContain("next fault: squeeze-cpu due for 4 s (");
});

test("a run that has ended says so, and nothing of faults to come", () => {
	const text = frameAfter(40.5);
	expect(text).toContain("central-3: ended after 40.0 s");
	expect(text).not.toContain("next fault");
});

test("a run whose time is over is settling", () => {
	const lab = madeUpLab();
	const run = newsBetween(madeUpRun(), 0, 39);
	const [first] = frame(stateAfter(41, { run, lab }), runStart + 45, usual);
	expect(first).toContain("45 s, 40 s are over: settling, for at most 60 s");
});

test("a fault after which the system never got steady says why", () => {
	const events = newsBetween(madeUpRun(), 0, 12.6).events;
	const chaos = { source: "chaos", fault: "delete-pods" } as const;
	const never = {
		...{ ...chaos, event: "never-steady" as const, faultNumber: 0 },
		time: runStart + 39,
		detail: "pod-1 is not Ready",
	};
	const run = { operations: [], events: [...events, never] };
	expect(frame(stateAfter(40, { run }), runStart + 40, usual)).toContain(
		"delete-pods pod-1 at 10.0 s: never steady (pod-1 is not Ready)",
	);
});

test("what is wrong with the watching is told at the top", () => {
	const notice = "The observer is silent.";
	const lines = frame(stateAfter(5), runStart + 5, { ...usual, notice });
	expect(lines.slice(0, 3)).toContain(notice);
});

test("a lab that records nothing shows its events only, and says so", () => {
	const lab = { ...madeUpLab(), recording: false };
	const run = { ...madeUpRun(), operations: [] };
	const lines = frame(stateAfter(20, { run, lab }), runStart + 20, usual);
	expect(lines.at(-1)).toMatch(/records no operations/);
	expect(lines.join()).not.toMatch(/pod-0|missed/);
});

test("before anything is known there is nothing that looks like a measurement", () => {
	const text = frame(newState(madeUpLab()), runStart, usual).join("\n");
	expect(text).toContain("no run has begun yet");
	expect(text).toContain("3 starting");
	expect(text).not.toMatch(/\d ?ms.*\d ?ms|missed/);
});

test("where counting began after the run did, it is said since when", () => {
	const run = {
		events: madeUpRun().events,
		operations: newsBetween(madeUpRun(), 30, 41).operations,
	};
	const text = frame(stateAfter(35, { run }), runStart + 35, {
		...usual,
		columns: 120,
	}).join("\n");
	expect(text).toContain("(since 30 s, what was before isn't known)");
});

describe("many replicas", () => {
	test("21 are all told in a usual terminal", () => {
		const text = frameAfter(14.5, 21);
		for (let i = 0; i < 21; i++) {
			expect(text).toMatch(new RegExp(`pod-${i} .* (up|behind)\\b`));
		}
	});

	test("of 100 each is a letter in a usual terminal, and those that aren't up are told", () => {
		const lines = frameAfter(11.5, 100).split("\n");
		const map = lines.filter((line) => /^ +\d+( [usgb]{10})+$/.test(line));
		const letters = map.join("").replaceAll(/[\d ]/g, "");
		expect(letters).toBe(`us${"u".repeat(98)}`);
		expect(lines).toContain("u up, s starting, g gone, b behind");
		expect(lines.at(-1)).toMatch(/^pod-1 .* starting$/);
		expect(lines.length).toBeLessThan(24);
	});

	test("of 100 all are told where the terminal is large enough", () => {
		const text = frameAfter(14.5, 100, { columns: 200, rows: 50 });
		for (let i = 0; i < 100; i++) expect(text).toContain(`pod-${i} `);
	});
});

test("no line is wider than the terminal and no frame higher, and colours change nothing of what is said", () => {
	fc.assert(
		fc.property(
			fc.integer({ min: 3, max: 100 }),
			fc.double({ min: 0, max: 42, noNaN: true }),
			fc.integer({ min: 1, max: 220 }),
			fc.integer({ min: 1, max: 60 }),
			(replicas, seconds, columns, rows) => {
				const state = stateAfter(seconds, {
					run: madeUpRun(replicas),
					lab: madeUpLab(replicas),
				});
				const now = runStart + seconds;
				const lines = frame(state, now, { columns, rows });
				expect(lines.length).toBeLessThanOrEqual(rows);
				for (const line of lines) {
					expect([...line].length).toBeLessThanOrEqual(columns);
				}
				const coloured = frame(state, now, {
					...{ columns, rows },
					paint: (colour, text) => styleText(colour, text, { validateStream: false }),
				});
				expect(coloured.map(stripVTControlCharacters)).toEqual(lines);
			},
		),
		{ numRuns: 40 },
	);
});

test("a summary says in one line what a frame does in many", () => {
	expect(summaryLine(stateAfter(11.5), runStart + 11.5)).toBe(
		"central-3: 11 s of 40 s; 2 up, 1 starting; persist p50 5.0 ms, p99 5.0 ms; updates missed: 0 by replicas that faults hit, 0 by the others; next fault: squeeze-cpu in 19 s (the node's processors, by 8 busy loops)",
	);
});

test("an event is one line, whatever its detail holds", () => {
	const event = {
		time: runStart + 10.012,
		source: "chaos" as const,
		event: "fault-injected" as const,
		pod: "pod-1",
		fault: "delete-pods",
		detail: "seed 1\nrun 2",
	};
	expect(eventLine(event, runStart)).toBe("+10.01 s  fault-injected  pod-1  delete-pods  seed 1\ufffdrun 2");
});

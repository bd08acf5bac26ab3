import { expect, test } from "vitest";
import { type MachineState, ticksIn, trustOf } from "./machine.ts";

const state = (change: Partial<MachineState> = {}): MachineState => ({
	ticks: { all: 1000, stolen: 10 },
	loadAverage: 1,
	cores: 2,
	...change,
});
const later = (all: number, stolen: number) =>
	state({ ticks: { all: 1000 + all, stolen: 10 + stolen } });

test("the processors' time is read from /proc/stat, guests not counted twice", () => {
	const stat = "cpu  10 1 5 100 2 0 3 4 50 0\ncpu0 10 1 5 100 2 0 3 4 50 0\n";
	expect(ticksIn(stat)).toEqual({ all: 125, stolen: 4 });
	expect(ticksIn("")).toBeNull();
});

test("a quiet machine is trusted", () => {
	expect(trustOf(state(), later(1000, 20), 0.05)).toEqual({
		trusted: true,
		reasons: [],
		stealShare: 0.02,
		loadAverageAtStart: 1,
		lateShare: 0.05,
	});
});

test.each([
	[state(), later(1000, 21), 0, /^The hypervisor gave 2\.1 %/],
	[state({ loadAverage: 4.1 }), later(1, 0), 0, /^The load average was 4\.1/],
	[
		state(),
		later(1, 0),
		0.051,
		/^5\.1 % of the steps outside faults began late/,
	],
])(
	"each rule alone makes a run not trusted: %#",
	(before, after, late, reason) => {
		const { trusted, reasons } = trustOf(before, after, late);
		expect(trusted).toBe(false);
		expect(reasons).toEqual([expect.stringMatching(reason)]);
	},
);

test("where nobody says what was stolen, that rule says nothing", () => {
	const unknown = state({ ticks: null });
	expect(trustOf(unknown, unknown, 0)).toMatchObject({
		trusted: true,
		stealShare: null,
	});
});

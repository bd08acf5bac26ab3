import { expect, test } from "vitest";
import type { Load } from "./load.ts";
import { type MachineState, machineState, processTicksIn, ticksIn, trustOf } from "./machine.ts";

const state = (change: Partial<MachineState> = {}): MachineState => ({
	ticks: { all: 1000, busy: 400, niced: 50, stolen: 10 },
	ownTicks: 300,
	loadAverage: 1,
	cores: 2,
	...change,
});
const later = ({ all = 1000, busy = 0, niced = 0, stolen = 0, own = 0 }) =>
	state({
		ticks: {
			all: 1000 + all,
			busy: 400 + busy,
			niced: 50 + niced,
			stolen: 10 + stolen,
		},
		ownTicks: 300 + own,
	});

const idle: Load = { pressureShare: 0.8, runnablePerCore: 99 };

test("the processors' time is read from /proc/stat, guests not counted twice, and what gives way apart", () => {
	const stat = "cpu  10 1 5 100 2 0 3 4 50 0\ncpu0 10 1 5 100 2 0 3 4 50 0\n";
	expect(ticksIn(stat)).toEqual({ all: 125, busy: 18, niced: 1, stolen: 4 });
	expect(ticksIn("")).toBeNull();
});

test("a process's time is read whatever its program is called", () => {
	const stat = "7 (a) b (c) S 1 7 7 0 -1 4 0 0 0 0 11 12 13 14 20 0 1";
	expect(processTicksIn(stat)).toBe(50);
	expect(processTicksIn("")).toBeNull();
});

test("without a control group nobody says what the laboratory used", () => {
	expect(machineState().ownTicks).toBeNull();
	expect(machineState("no-such-group").ownTicks).toBeNull();
});

test("a quiet machine is trusted, however much the laboratory itself uses", () => {
	expect(trustOf(state(), later({ busy: 1000, own: 900, stolen: 20 }), idle, 0.05)).toEqual({
		trusted: true,
		reasons: [],
		stealShare: 0.02,
		othersShare: 0.1,
		gaveWayShare: 0,
		pressureShare: 0.8,
		runnablePerCore: 99,
		loadAverageAtStart: 1,
		lateShare: 0.05,
	});
});

test.each([
	[later({ stolen: 21 }), idle, 0, /^The hypervisor gave 2\.1 %/],
	[later({ busy: 401, own: 300 }), idle, 0, /^Programs beside the laboratory used 10\.1 %/],
	[
		later({}),
		{ ...idle, pressureShare: 0.801 },
		0,
		/^Outside faults some program waited for a processor in 80\.1 % of the time/,
	],
	[
		later({}),
		{ pressureShare: null, runnablePerCore: 2.1 },
		0,
		/^Outside faults 2\.1 threads ran or waited for each processor/,
	],
	[later({}), idle, 0.051, /^5\.1 % of the steps outside faults began late/],
])("each rule alone makes a run not trusted: %#", (after, load, late, reason) => {
	const { trusted, reasons } = trustOf(state(), after, load, late);
	expect(trusted).toBe(false);
	expect(reasons).toEqual([expect.stringMatching(reason)]);
});

test.each([
	["nobody else is at work", later({ busy: 500, own: 450 }), "method"],
	["other programs are at work", later({ busy: 101 }), "laboratory"],
	["programs are at work that give way", later({ niced: 101 }), "laboratory"],
	["the hypervisor gave time to others", later({ stolen: 21 }), "laboratory"],
	["nobody can say who is at work", { ...later({}), ticks: null, ownTicks: null }, "method"],
])("steps that are late and a pressure that is high where %s", (_, after, cause) => {
	const { causes } = trustOf(state(), after, { pressureShare: 0.9, runnablePerCore: null }, 0.06);
	expect(causes?.slice(-2)).toEqual([cause, cause]);
});

test("where nobody says what was stolen or used, those rules say nothing", () => {
	const unknown = state({ ticks: null, ownTicks: null });
	const trust = trustOf(unknown, unknown, { pressureShare: null, runnablePerCore: null }, 0);
	expect(trust).toMatchObject({ trusted: true, stealShare: null });
	for (const field of ["othersShare", "pressureShare", "runnablePerCore"]) {
		expect(trust).not.toHaveProperty(field);
	}
});

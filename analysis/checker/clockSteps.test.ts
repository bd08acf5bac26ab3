import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { OperationRecord } from "../../schema/operation.ts";
import { clockSteps, describeClockStep } from "./clockSteps.ts";
import { correctHistory, type PersistEnd } from "./exampleHistory.ts";
import { readHistory } from "./history.ts";

const pod = "pod-0";
const start = 1_800_000_000;
const minute = correctHistory(pod, [{ persists: Array<PersistEnd>(60).fill("ok") }], start);

function stepsOf(records: readonly OperationRecord[]) {
	return clockSteps(readHistory(records).identities.get(pod) ?? []);
}

/** Sets the process's clock ahead by so much from a moment on. */
function stepped(records: readonly OperationRecord[], at: number, seconds: number): OperationRecord[] {
	return records.map((record) =>
		record.received < start + at
			? record
			: {
					...record,
					time: record.time + seconds,
					intended: record.intended + seconds,
				},
	);
}

/** Has what is sent while the connection is down arrive when it is up again. */
function offline(records: readonly OperationRecord[], from: number, to: number): OperationRecord[] {
	return records.map((record) => {
		const seconds = record.received - start;
		const down = from <= seconds && seconds < to;
		return down ? { ...record, received: start + to } : record;
	});
}

describe("a step of the clock", () => {
	test.each([5, 0.8, -0.8, -5, -300])("by %d s is found", (seconds) => {
		const found = stepsOf(stepped(minute, 30.4, seconds));
		expect(found).toEqual([
			{
				pod,
				process: start,
				time: expect.closeTo(start + 31.006, 2),
				seconds: expect.closeTo(seconds, 2),
			},
		]);
	});

	test("is found though the connection breaks before it and after", () => {
		const broken = offline(offline(minute, 12, 19), 35, 41);
		const found = stepsOf(stepped(broken, 30.4, 2));
		expect(found.map(({ seconds }) => seconds)).toEqual([expect.closeTo(2, 2)]);
		const back = stepsOf(stepped(broken, 30.4, -0.8));
		expect(back.map(({ seconds }) => seconds)).toEqual([expect.closeTo(-0.8, 2)]);
	});

	test("there and back is found twice", () => {
		const found = stepsOf(stepped(stepped(minute, 20.4, 3), 40.4, -3));
		expect(found.map(({ seconds }) => seconds)).toEqual([expect.closeTo(3, 2), expect.closeTo(-3, 2)]);
	});

	test("is found between two processes, which follow the clock as it was when each started", () => {
		const persists = Array<PersistEnd>(20).fill("ok");
		const records = correctHistory(pod, [{ persists }, { persists }], start);
		const found = stepsOf(stepped(records, 21.5, 4));
		expect(found).toMatchObject([{ seconds: expect.closeTo(4, 2) }]);
	});

	test("is told with whose, by how much and when", () => {
		expect(describeClockStep({ pod, process: start, time: start + 31, seconds: -5 })).toBe(
			"The clock of pod-0 jumped back by about 5.0 s at 2027-01-15T08:00:31.000Z, as the records of process 1800000000 show: the order of its operations is uncertain.",
		);
	});
});

describe("no step", () => {
	test("is an offset of two clocks that stays", () => {
		expect(stepsOf(stepped(minute, 0, 3600))).toEqual([]);
	});

	test("is a drift of the clock", () => {
		const hour = correctHistory(pod, [{ persists: Array<PersistEnd>(3600).fill("ok") }], start);
		for (const drift of [0.0005, -0.0005]) {
			const drifting = hour.map((record) => ({
				...record,
				received: record.received + (record.received - start) * drift,
			}));
			expect(stepsOf(drifting)).toEqual([]);
		}
	});

	test("is a process that stands still for a while", () => {
		const frozen = minute.map((record) => {
			const seconds = record.received - start < 30 ? 0 : 25;
			return {
				...record,
				time: record.time + seconds,
				intended: record.intended + seconds,
				received: record.received + seconds,
			};
		});
		expect(stepsOf(frozen)).toEqual([]);
	});

	test("is a connection that breaks, or isn't there yet, however often", () => {
		const moment = fc.integer({ min: 0, max: 60 });
		fc.assert(
			fc.property(
				fc.array(fc.tuple(moment, moment), { maxLength: 4 }),
				fc.array(fc.double({ min: 0, max: 0.3, noNaN: true }), {
					minLength: minute.length,
					maxLength: minute.length,
				}),
				(breaks, delays) => {
					let records: readonly OperationRecord[] = minute;
					for (const [from, to] of breaks) records = offline(records, from, to);
					let last = 0;
					const arrived = records.map((record, i) => {
						last = Math.max(last, record.received + (delays[i] as number));
						return { ...record, received: last };
					});
					expect(stepsOf(arrived)).toEqual([]);
				},
			),
		);
	});

	test("is a recorder that falls behind and catches up", () => {
		const behind = minute.map((record) => {
			const seconds = record.received - start;
			const late = 4 * Math.sin((Math.PI * seconds) / 60) ** 2;
			return { ...record, received: record.received + late };
		});
		expect(stepsOf(behind)).toEqual([]);
	});
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LabEvent } from "../../schema/event.ts";
import { correctHistory, type PersistEnd, position } from "./exampleHistory.ts";
import { readHistory } from "./history.ts";
import type { IdentityHistory } from "./identityHistory.ts";
import { KnownChain } from "./knownChain.ts";
import type { Loss } from "./losses.ts";
import { recoveryOf } from "./recovery.ts";

const deletion: Loss = {
	kind: "deletion",
	pod: "pod-1",
	uid: "old",
	time: 100,
	until: Number.POSITIVE_INFINITY,
};
const nothing: IdentityHistory = {
	pod: "pod-1",
	processes: [],
	reads: [],
	clockStepped: false,
	farthest: -1,
	doubtedClients: new Set(),
	chain: new KnownChain("pod-1"),
};

function happened(seconds: number, event: LabEvent["event"], uid: string, container?: string): LabEvent {
	return {
		time: deletion.time + seconds,
		source: "kubernetes",
		event,
		pod: deletion.pod,
		uid,
		...(container && { container }),
	};
}

/** Containers of the old Pod start long before its deletion. */
const startsOf = (...containers: string[]) => containers.map((container) => happened(-50, "started", "old", container));

const stepsOf = (events: LabEvent[]) => recoveryOf(deletion, nothing, events).steps;

describe("a Pod with the method's containers", () => {
	const events = [
		...startsOf("hazelcast", "consensus", "app"),
		happened(0, "deleting", "old"),
		happened(0.5, "terminated", "old", "app"),
		happened(1, "terminated", "old", "consensus"),
		happened(2, "terminated", "old", "hazelcast"),
		happened(2.25, "deleted", "old"),
		happened(2.5, "created", "new"),
		happened(3, "started", "new", "hazelcast"),
		happened(3.5, "started", "new", "consensus"),
		happened(9, "started", "new", "app"),
	];

	it("is terminated with its last container", () => {
		expect(stepsOf(events).terminatedSeconds).toBe(2);
	});

	it("is replaced from its end until the first container of the next one runs, whatever starts after it", () => {
		expect(recoveryOf(deletion, nothing, events)).toMatchObject({
			terminationSeconds: 2,
			replacementSeconds: 1,
			startSeconds: null,
			readySeconds: null,
		});
	});

	it("ended with the Pod where the end of a container was not seen", () => {
		const unseen = events.filter(({ event, container }) => event !== "terminated" || container !== "hazelcast");
		expect(stepsOf(unseen).terminatedSeconds).toBe(2.25);
	});

	it("is not known to have ended while a container still runs", () => {
		const running = events.filter(({ time }) => time < deletion.time + 2);
		expect(stepsOf(running).terminatedSeconds).toBeNull();
	});

	it("is not held up by a container that had ended before", () => {
		const crashed = [
			...startsOf("app", "consensus"),
			happened(-5, "terminated", "old", "consensus"),
			happened(0, "deleting", "old"),
			happened(0.5, "terminated", "old", "app"),
		];
		expect(stepsOf(crashed).terminatedSeconds).toBe(0.5);
	});
});

describe("a Pod with the application alone", () => {
	it("is terminated with it, and started with the successor's", () => {
		const steps = stepsOf([
			...startsOf("app"),
			happened(0, "deleting", "old"),
			happened(0.5, "terminated", "old", "app"),
			happened(0.75, "deleted", "old"),
			happened(1.5, "started", "new", "app"),
		]);
		expect(steps).toMatchObject({
			terminatedSeconds: 0.5,
			startedSeconds: 1.5,
		});
	});

	it("ended with the Pod where nobody saw its container start or end", () => {
		expect(stepsOf([happened(0.75, "deleted", "old")]).terminatedSeconds).toBe(0.75);
	});
});

/** A process of the identity, first heard of at its first record; the clocks agree. */
function processFrom(start: number, persists: number, from: number) {
	const records = correctHistory(deletion.pod, [{ persists: Array<PersistEnd>(from + persists).fill("ok") }]);
	const mine = records.slice(4 * from).map((record, number) => ({
		...record,
		process: start,
		number,
		operation: number - (number % 2),
		intended: record.intended - 1_800_000_000 - from + start,
		time: record.time - 1_800_000_000 - from + start,
		received: record.received - 1_800_000_000 - from + start,
	}));
	return readHistory(mine).identities.get(deletion.pod) ?? [];
}

describe("a Pod whose processes were killed", () => {
	const kill: Loss = { ...deletion, kind: "kill" };
	const processes = [...processFrom(90, 10, 0), ...processFrom(103, 2, 10)];
	const events = [
		...startsOf("app"),
		happened(0.5, "terminated", "old", "app"),
		happened(0.5, "unready", "old"),
		happened(2, "started", "old", "app"),
		{
			...happened(3.1, "method-ready", "old"),
			source: "application" as const,
			process: 103,
		},
		happened(4, "ready", "old"),
	];
	const evidence: IdentityHistory = { ...nothing, processes };

	it("comes back as the same Pod, from the kill on", () => {
		expect(recoveryOf(kill, evidence, events)).toEqual({
			pod: "pod-1",
			uid: "old",
			deleted: new Date(100_000).toISOString(),
			rtoSeconds: expect.closeTo(3.021, 5),
			terminationSeconds: 0,
			replacementSeconds: 2,
			startSeconds: expect.closeTo(1.011, 5),
			readySeconds: expect.closeTo(0.01, 5),
			rpoUpdates: 0,
			steps: {
				terminatedSeconds: null,
				createdSeconds: null,
				scheduledSeconds: null,
				startedSeconds: 2,
				loadedSeconds: expect.closeTo(3.011, 5),
				methodReadySeconds: expect.closeTo(3.1, 5),
				readySeconds: 4,
				persistedSeconds: expect.closeTo(3.021, 5),
			},
		});
	});

	it("is not back by what happens after the next loss", () => {
		const again: Loss = { ...kill, until: 101 };
		expect(recoveryOf(again, evidence, events)).toMatchObject({
			rtoSeconds: null,
			terminationSeconds: 0,
			replacementSeconds: null,
			startSeconds: null,
			readySeconds: null,
			rpoUpdates: null,
			steps: { methodReadySeconds: null, readySeconds: null },
		});
	});

	it("has lost what it or its clients had acknowledged and the successor didn't load", () => {
		const forgetful = [...processFrom(90, 10, 0), ...processFrom(103, 2, 7)];
		const rpo = (reads: IdentityHistory["reads"]) =>
			recoveryOf(kill, { ...nothing, processes: forgetful, reads }, events).rpoUpdates;
		expect(rpo([])).toBe(3);
		const told = {
			pod: "pod-1",
			client: "advancer-0",
			kind: "advance" as const,
			process: 90,
			...position("pod-1", 10),
			started: 99.5,
			ended: 99.9,
			received: 99.9,
		};
		expect(rpo([told])).toBe(4);
		expect(rpo([{ ...told, ended: 103.5 }])).toBe(3);
		const doubted = {
			...evidence,
			processes: forgetful,
			reads: [told],
			doubtedClients: new Set([told.client]),
		};
		expect(recoveryOf(kill, doubted, events).rpoUpdates).toBe(3);
	});

	it("has not lost what was acknowledged only after the successor's load", () => {
		const overlapping = [...processFrom(95, 10, 0), ...processFrom(103, 2, 8)];
		// Updates 8 and 9 were acknowledged in seconds 103 and 104, the load came in second 103.
		expect(recoveryOf(kill, { ...nothing, processes: overlapping }, events).rpoUpdates).toBe(0);
	});

	it("has lost nobody knows what where the clocks stepped", () => {
		const stepped = { ...evidence, clockStepped: true };
		expect(recoveryOf(kill, stepped, events).rpoUpdates).toBeNull();
	});
});

describe("the parts of the way back", () => {
	const names = ["deleting", "deleted", "created", "scheduled", "started", "terminated", "ready"] as const;
	const kubernetes = fc
		.record({
			seconds: fc.double({ min: -60, max: 60, noNaN: true }),
			event: fc.constantFrom(...names),
			uid: fc.constantFrom("old", "new", "other"),
			container: fc.constantFrom("app", "consensus"),
		})
		.map(({ seconds, event, uid, container }) => happened(seconds, event, uid, container));
	const told = fc
		.record({
			seconds: fc.double({ min: -10, max: 10, noNaN: true }),
			event: fc.constantFrom("process-started" as const, "method-ready" as const, "promoted" as const),
			process: fc.constantFrom(90, 103),
			uid: fc.constantFrom("old", "new", "other"),
		})
		.map(
			({ seconds, event, process, uid }): LabEvent =>
				event === "promoted"
					? { ...happened(seconds, event, uid), source: "controller", process }
					: {
							time: deletion.time + seconds,
							source: "application",
							event,
							pod: deletion.pod,
							process,
						},
		);
	const story = fc.uniqueArray(fc.oneof(kubernetes, told), {
		maxLength: 30,
		selector: ({ time }) => time,
	});
	const processes = [...processFrom(90, 10, 0), ...processFrom(103, 2, 10)];
	const recoveryIn = (kind: Loss["kind"], events: LabEvent[]) =>
		recoveryOf({ ...deletion, kind }, { ...nothing, processes }, events);
	const kind = fc.constantFrom("deletion" as const, "kill" as const);

	it("are never below 0, and add up to the RTO where all are known, whatever is told", () => {
		fc.assert(
			fc.property(kind, story, (kind, events) => {
				const recovery = recoveryIn(kind, events);
				const parts = [
					recovery.terminationSeconds,
					recovery.replacementSeconds,
					recovery.startSeconds,
					recovery.readySeconds,
				];
				let sum: number | null = 0;
				for (const part of parts) {
					expect(part ?? 0).toBeGreaterThanOrEqual(0);
					sum = sum === null ? null : typeof part === "number" ? sum + part : null;
				}
				if (sum !== null) {
					expect(sum).toBeCloseTo(recovery.rtoSeconds as number, 6);
				}
			}),
		);
	});

	it("do not depend on the order in which events are listed", () => {
		const shuffled = story.chain((events) =>
			fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
		);
		fc.assert(
			fc.property(kind, shuffled, (kind, [events, others]) => {
				expect(recoveryIn(kind, others)).toEqual(recoveryIn(kind, events));
			}),
		);
	});
});

describe("a standby that takes over", () => {
	const processes = [...processFrom(90, 10, 0), ...processFrom(100.5, 2, 10)];
	const evidence: IdentityHistory = { ...nothing, processes };
	const takeover: LabEvent[] = [
		...startsOf("app"),
		happened(0, "deleting", "old"),
		{
			...happened(0.1, "process-started", "standby"),
			source: "application",
			process: 100.5,
		},
		{
			...happened(0.2, "promoted", "standby"),
			source: "controller",
			process: 100.5,
		},
		happened(0.3, "terminated", "old", "app"),
	];

	it("is not a replacement by Kubernetes", () => {
		const recovery = recoveryOf(deletion, evidence, takeover);
		expect(recovery.terminationSeconds).toBeCloseTo(0.1, 5);
		expect(recovery.replacementSeconds).toBe(0);
		expect((recovery.startSeconds as number) + (recovery.readySeconds as number)).toBeCloseTo(
			(recovery.rtoSeconds as number) - 0.1,
			5,
		);
	});

	it("is one where its Pod had to be made first", () => {
		const made = [
			...takeover.filter(({ event }) => event !== "terminated"),
			happened(0.02, "terminated", "old", "app"),
			{ ...happened(0.03, "created", "standby"), pod: "standby of pod-1" },
			{
				...happened(0.08, "started", "standby", "app"),
				pod: "standby of pod-1",
			},
		];
		const recovery = recoveryOf(deletion, evidence, made);
		expect(recovery.terminationSeconds).toBeCloseTo(0.02, 5);
		expect(recovery.replacementSeconds).toBeCloseTo(0.06, 5);
	});
});

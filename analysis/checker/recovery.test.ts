import { describe, expect, it } from "vitest";
import type { LabEvent } from "../schema/event.ts";
import type { Evidence } from "./evidence.ts";
import { correctHistory, type PersistEnd, position } from "./exampleHistory.ts";
import { readHistory } from "./history.ts";
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
const nothing: Evidence = {
	pod: "pod-1",
	processes: [],
	reads: [],
	clockStepped: false,
	doubtedClients: new Set(),
	chain: new KnownChain("pod-1"),
};

function happened(
	seconds: number,
	event: LabEvent["event"],
	uid: string,
	container?: string,
): LabEvent {
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
const startsOf = (...containers: string[]) =>
	containers.map((container) => happened(-50, "started", "old", container));

const stepsOf = (events: LabEvent[]) =>
	recoveryOf(deletion, nothing, events).steps;

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

	it("is Kubernetes' until its first container runs, whatever starts after it", () => {
		const { kubernetesSeconds, steps } = recoveryOf(deletion, nothing, events);
		expect(kubernetesSeconds).toBe(3);
		expect(steps.startedSeconds).toBe(3);
	});

	it("ended with the Pod where the end of a container was not seen", () => {
		const unseen = events.filter(
			({ event, container }) =>
				event !== "terminated" || container !== "hazelcast",
		);
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
		expect(stepsOf([happened(0.75, "deleted", "old")]).terminatedSeconds).toBe(
			0.75,
		);
	});
});

/** A process of the identity, first heard of at its first record; the clocks agree. */
function processFrom(start: number, persists: number, from: number) {
	const records = correctHistory(deletion.pod, [
		{ persists: Array<PersistEnd>(from + persists).fill("ok") },
	]);
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
	const evidence: Evidence = { ...nothing, processes };

	it("comes back as the same Pod, from the kill on", () => {
		expect(recoveryOf(kill, evidence, events)).toEqual({
			pod: "pod-1",
			uid: "old",
			deleted: new Date(100_000).toISOString(),
			rtoSeconds: expect.closeTo(3.021, 5),
			kubernetesSeconds: 2,
			methodSeconds: expect.closeTo(1.021, 5),
			rpoUpdates: 0,
			steps: {
				terminatedSeconds: null,
				createdSeconds: null,
				scheduledSeconds: null,
				startedSeconds: 2,
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
			kubernetesSeconds: null,
			rpoUpdates: null,
			steps: { methodReadySeconds: null, readySeconds: null },
		});
	});

	it("has lost what it or its clients had acknowledged and the successor didn't load", () => {
		const forgetful = [...processFrom(90, 10, 0), ...processFrom(103, 2, 7)];
		const rpo = (reads: Evidence["reads"]) =>
			recoveryOf(kill, { ...nothing, processes: forgetful, reads }, events)
				.rpoUpdates;
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
		expect(
			recoveryOf(kill, { ...nothing, processes: overlapping }, events)
				.rpoUpdates,
		).toBe(0);
	});

	it("has lost nobody knows what where the clocks stepped", () => {
		const stepped = { ...evidence, clockStepped: true };
		expect(recoveryOf(kill, stepped, events).rpoUpdates).toBeNull();
	});
});

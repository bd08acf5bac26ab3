import { describe, expect, it } from "vitest";
import type { LabEvent } from "../schema/event.ts";
import { recoveryOf } from "./recovery.ts";

const deletion = { pod: "pod-1", uid: "old", time: 100 };

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

const stepsOf = (events: LabEvent[]) => recoveryOf(deletion, [], events).steps;

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
		const { kubernetesSeconds, steps } = recoveryOf(deletion, [], events);
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

import { describe, expect, it } from "vitest";
import { addedMemory } from "./addedMemory.ts";

const readings = (pod: string, container: string, ...bytes: number[]) =>
	bytes.map((each, seconds) => ({ pod, container, seconds, bytes: each }));

describe("addedMemory", () => {
	it("sums each Pod's medians of all containers but the application's, and takes the Pods' median", () => {
		expect(
			addedMemory([
				...readings("pod-0", "app", 1000),
				...readings("pod-0", "consensus", 50, 60, 900),
				...readings("pod-0", "hazelcast", 90),
				...readings("pod-1", "consensus", 40),
				...readings("pod-1", "hazelcast", 80),
				...readings("pod-2", "consensus", 70),
				...readings("pod-2", "hazelcast", 100),
			]),
		).toBe(150);
	});

	it("is null where the application is alone", () => {
		expect(addedMemory(readings("pod-0", "app", 30))).toBeNull();
		expect(addedMemory([])).toBeNull();
	});
});

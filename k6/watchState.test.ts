import { hash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseReading, StateWatch } from "./watchState.ts";

let hashes = 0;
const sha256 = (text: string) => {
	hashes++;
	return hash("sha256", text, "base64");
};

const chain = (identity: string, length: number): string[] => {
	const states = [sha256(identity)];
	while (states.length < length) states.push(sha256(states.at(-1) as string));
	return states;
};
const states = chain("pod-0", 200);
const reading = (index: number) => ({ index, state: states[index] as string });

test("states of the chain in growing order are fine, whatever is skipped or seen again", () => {
	fc.assert(
		fc.property(fc.array(fc.integer({ min: 0, max: 199 })), (indices) => {
			const watch = new StateWatch(sha256, "pod-0");
			for (const index of indices.sort((a, b) => a - b)) {
				expect(watch.observe(reading(index))).toEqual([]);
				expect(watch.index).toBe(index);
			}
		}),
	);
});

test("an index below one seen before is backwards, even for a state of the chain", () => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 199 }), fc.integer({ min: 0, max: 198 }), (seen, next) => {
			fc.pre(next < seen);
			const watch = new StateWatch(sha256, "pod-0");
			watch.observe(reading(seen));
			expect(watch.observe(reading(next))).toEqual([
				{
					kind: "backwards",
					summary: `pod-0 went back from index ${seen} to ${next}.`,
				},
			]);
			expect(watch.observe(reading(seen))).toEqual([]);
		}),
	);
});

test("any other state than that of its index is off the chain", () => {
	fc.assert(
		fc.property(fc.nat({ max: 199 }), fc.nat({ max: 199 }), (index, other) => {
			fc.pre(index !== other);
			const watch = new StateWatch(sha256, "pod-0");
			const [finding] = watch.observe({ ...reading(other), index });
			expect(finding?.kind).toBe("off-chain");
			expect(watch.index).toBeNull();
		}),
	);
});

test("a replica that doesn't know its state yet claims nothing, also after a restart", () => {
	const watch = new StateWatch(sha256, "pod-0");
	watch.observe(reading(5));
	expect(watch.observe({ index: null, state: null })).toEqual([]);
	expect(watch.index).toBe(5);
});

test("half a state, or an index that can't be, is off the chain", () => {
	const watch = new StateWatch(sha256, "pod-0");
	for (const index of [null, -1, 0.5, 1e12]) {
		const [finding] = watch.observe({ index, state: states[0] as string });
		expect(finding?.kind).toBe("off-chain");
	}
});

test("each state is hashed about once, however often it is read", () => {
	const watch = new StateWatch(sha256, "pod-0");
	const before = hashes;
	for (let index = 0; index < 200; index++) {
		watch.observe(reading(index));
		watch.observe(reading(index));
	}
	expect(hashes - before).toBeLessThan(800);
});

test("what isn't a replica's answer gives no reading", () => {
	const answer = { pod: "pod-0", process: 1.5, ...reading(3), mode: "central" };
	expect(parseReading(answer)).toEqual({
		pod: "pod-0",
		process: 1.5,
		...reading(3),
	});
	for (const body of [null, "text", {}, { ...answer, pod: 0 }, { ...answer, index: "3" }, { ...answer, state: 3 }]) {
		expect(parseReading(body)).toBeNull();
	}
});

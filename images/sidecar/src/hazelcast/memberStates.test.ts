import fc from "fast-check";
import { expect, test } from "vitest";
import { fakeConnection } from "./fakeConnection.ts";
import { statesOfOwnReplicas } from "./layout.ts";
import { memberStates } from "./memberStates.ts";

const inGroupsOf = (groupSize: number) => statesOfOwnReplicas({ pod: "pod-0", ordinal: 0, replicas: 21, groupSize });
const never = new Promise<void>(() => {});
const generous = 10;
const short = 0.03;

test("each replica's state is a reference named after it in the replica's group", async () => {
	const connection = fakeConnection();
	const states = memberStates(connection, inGroupsOf(5), generous);
	expect(await states.read("pod-0")).toEqual({ kind: "ok", state: null });
	await states.write({ identifier: "pod-11", state: "7" });
	expect(connection.values).toEqual(new Map([["pod-11@group-2", "7"]]));
	expect(connection.made).toEqual(["pod-0@group-0", "pod-11@group-2"]);
});

test("reads and writes answer as one map with compare-and-set would", async () => {
	const text = fc.constantFrom(null, "a", "b");
	const step = fc.record(
		{
			reads: fc.boolean(),
			pod: fc.nat({ max: 3 }),
			state: text,
			previous: text,
		},
		{ requiredKeys: ["reads", "pod", "state"] },
	);
	await fc.assert(
		fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
			const states = memberStates(fakeConnection(), inGroupsOf(3), generous);
			const model = new Map<string, string | null>();
			for (const { reads, pod, ...rest } of steps) {
				const identifier = `pod-${pod}`;
				const stored = model.get(identifier) ?? null;
				if (reads) {
					expect(await states.read(identifier)).toEqual({
						kind: "ok",
						state: stored,
					});
					continue;
				}
				const conflicts = "previous" in rest && rest.previous !== stored;
				expect(await states.write({ identifier, ...rest })).toEqual(
					conflicts ? { kind: "conflict", state: stored } : { kind: "ok", state: rest.state },
				);
				if (!conflicts) model.set(identifier, rest.state);
			}
		}),
	);
});

test("a write that was sent and not answered may have been applied; a read never is", async () => {
	const connection = fakeConnection();
	const states = memberStates(connection, inGroupsOf(5), short);
	connection.before = (action) => (action === "reference" ? undefined : never);
	for (const previous of [undefined, null, "0"]) {
		const write = { identifier: "pod-0", state: "1" };
		expect(await states.write(previous === undefined ? write : { ...write, previous })).toEqual({
			kind: "unavailable",
			applied: "unknown",
			reason: `waited ${short} s in vain for the Raft group's answer`,
		});
	}
	expect(await states.read("pod-0")).toMatchObject({ applied: "no" });
});

test("a write whose call failed may have been applied", async () => {
	const connection = fakeConnection();
	connection.dead.add("group-0");
	const states = memberStates(connection, inGroupsOf(5), generous);
	expect(await states.write({ identifier: "pod-0", state: "1" })).toEqual({
		kind: "unavailable",
		applied: "unknown",
		reason: "group-0 has no leader",
	});
});

test("a write for which there was no reference yet wasn't applied", async () => {
	const connection = fakeConnection();
	connection.before = () => {
		throw new Error("METADATA has no leader");
	};
	const states = memberStates(connection, inGroupsOf(5), generous);
	expect(await states.write({ identifier: "pod-0", state: "1" })).toEqual({
		kind: "unavailable",
		applied: "no",
		reason: "METADATA has no leader",
	});
	connection.before = () => never;
	const hurried = memberStates(connection, inGroupsOf(5), short);
	expect(await hurried.write({ identifier: "pod-0", state: "1" })).toMatchObject({
		kind: "unavailable",
		applied: "no",
	});
});

test("a write that was given up before its reference was there is never done later", async () => {
	const connection = fakeConnection();
	let proceed = () => {};
	connection.before = (action) =>
		action === "reference"
			? new Promise((resolve) => {
					proceed = resolve;
				})
			: undefined;
	const states = memberStates(connection, inGroupsOf(5), short);
	expect(await states.write({ identifier: "pod-0", state: "old" })).toMatchObject({ applied: "no" });
	proceed();
	await new Promise((resume) => setTimeout(resume, 20));
	expect(connection.calls).toEqual([]);
});

test("a reference is made once, and anew after a call that failed", async () => {
	const connection = fakeConnection();
	const states = memberStates(connection, inGroupsOf(5), generous);
	await Promise.all([states.read("pod-0"), states.read("pod-0")]);
	expect(connection.made).toHaveLength(1);
	await states.write({ identifier: "pod-0", state: "1" });
	connection.destroy("group-0");
	expect(await states.read("pod-0")).toMatchObject({ kind: "unavailable" });
	expect(await states.read("pod-0")).toEqual({ kind: "ok", state: null });
	expect(connection.made).toHaveLength(2);
});

test("an identity without an ordinal is unavailable, and nothing is asked", async () => {
	const connection = fakeConnection();
	const answer = await memberStates(connection, inGroupsOf(5)).read("web-1");
	expect(answer).toMatchObject({
		kind: "unavailable",
		reason: '"web-1" is no replica\'s identity such as pod-0.',
	});
	expect(connection.made).toEqual([]);
});

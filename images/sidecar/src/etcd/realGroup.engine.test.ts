import { afterEach, expect, test } from "vitest";
import { RealGroup, until } from "./realGroup.fixture.ts";

/** Takes a second or two; on a machine whose processors are busy, elections take their time. */
const patienceSeconds = 60;

let group: RealGroup;

afterEach(() => group.end(), patienceSeconds * 1000);

async function formed(size: number, policy: "halt" | "reset" = "halt"): Promise<RealGroup> {
	group = new RealGroup(size, policy);
	await group.start();
	await group.untilWhole(patienceSeconds);
	return group;
}

/** What was done, without the words about elections that took long. */
function healing(events: RealGroup["events"]): string[] {
	return events.map(({ event }) => event).filter((event) => !event.startsWith("majority-"));
}

/** A read is answered soon, even while a leader is elected. */
async function read(ordinal: number, identifier: string) {
	let answer = await group.states(ordinal).read(identifier);
	await until("a read is answered", patienceSeconds, async () => {
		if (answer.kind === "ok") return true;
		answer = await group.states(ordinal).read(identifier);
		return false;
	});
	return answer;
}

test("a group is founded once, and a write by way of any member is read by way of every other", async () => {
	await formed(3);
	await group.write(0, "pod-0", "one");
	for (const each of [0, 1, 2]) {
		expect(await read(each, "pod-0")).toEqual({ kind: "ok", state: "one" });
	}
	expect(healing(group.events)).toEqual([]);
});

test("a write that expects another state changes nothing, and says what is stored", async () => {
	await formed(3);
	const write = (state: string | null, previous: string | null) =>
		group.states(1).write({ identifier: "pod-1", state, previous });
	expect(await write("a", "nothing of the kind")).toEqual({
		kind: "conflict",
		state: null,
	});
	expect(await write("a", null)).toEqual({ kind: "ok", state: "a" });
	expect(await write("b", null)).toEqual({ kind: "conflict", state: "a" });
	expect(await write("ä € 𝄞 \n", "a")).toMatchObject({ kind: "ok" });
	expect(await read(2, "pod-1")).toEqual({ kind: "ok", state: "ä € 𝄞 \n" });
	expect(await write(null, "ä € 𝄞 \n")).toEqual({ kind: "ok", state: null });
	expect(await read(2, "pod-1")).toEqual({ kind: "ok", state: null });
});

test("two of five Pods that lose their data come back as new members, and nothing is lost", async () => {
	await formed(5);
	await group.write(0, "pod-0", "before");
	await Promise.all([group.remove(1), group.remove(3)]);
	await group.write(0, "pod-0", "without them");
	await Promise.all([group.add(1), group.add(3)]);
	await group.untilWhole(patienceSeconds);
	for (const each of [1, 3]) {
		expect(await read(each, "pod-0")).toEqual({
			kind: "ok",
			state: "without them",
		});
		const told = group.events.filter(({ pod }) => pod === each);
		expect(healing(told)).toEqual(["member-removed", "member-promoted", "healed"]);
	}
});

test("a member that is killed alone goes on from its data, and keeps its place", async () => {
	await formed(3);
	const id = group.reconciler(2).state.status?.id;
	group.killMember(2);
	await until("it has healed", patienceSeconds, async () => group.events.some(({ event }) => event === "healed"));
	await group.untilWhole(patienceSeconds);
	expect(group.reconciler(2).state.status?.id).toBe(id);
	expect(healing(group.events)).toEqual(["healed"]);
});

test("a majority that is lost with its data is told, and nothing is written or given up any more", async () => {
	await formed(3);
	await group.write(0, "pod-0", "kept");
	await Promise.all([group.remove(1), group.remove(2)]);
	await Promise.all([group.add(1), group.add(2)]);
	await until("the loss is told", patienceSeconds, async () =>
		group.events.some(({ event }) => event === "majority-lost"),
	);
	expect(await group.states(0).write({ identifier: "pod-0", state: "later" })).toMatchObject({ kind: "unavailable" });
	expect(group.reconciler(1).state.status).toBeNull();
	expect(healing(group.events)).toEqual([]);
});

test("with the policy reset a lost majority's group begins anew, without its states", async () => {
	await formed(3, "reset");
	await group.write(0, "pod-0", "kept");
	await Promise.all([group.remove(1), group.remove(2)]);
	await Promise.all([group.add(1), group.add(2)]);
	await until("the group was given up", patienceSeconds, async () =>
		group.events.some(({ event }) => event === "group-reset"),
	);
	await group.untilWhole(patienceSeconds);
	expect(await read(2, "pod-0")).toEqual({ kind: "ok", state: null });
	await group.write(2, "pod-0", "anew");
});

test("all Pods that go at once lose nothing that is on volumes", async () => {
	await formed(3);
	await group.write(0, "pod-0", "kept");
	const all = [0, 1, 2];
	await Promise.all(all.map((each) => group.remove(each, { keepData: true })));
	await Promise.all(all.map((each) => group.add(each)));
	await group.untilWhole(patienceSeconds);
	expect(await read(1, "pod-0")).toEqual({ kind: "ok", state: "kept" });
});

test("all Pods that go at once with their data form a new group, which knows nothing", async () => {
	await formed(3);
	await group.write(0, "pod-0", "lost");
	const all = [0, 1, 2];
	await Promise.all(all.map((each) => group.remove(each)));
	await Promise.all(all.map((each) => group.add(each)));
	await group.untilWhole(patienceSeconds);
	expect(await read(1, "pod-0")).toEqual({ kind: "ok", state: null });
});

import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { ConsensusEvent } from "../events.ts";
import { createMetrics } from "../metrics.ts";
import type { StateAnswer, States } from "../states.ts";
import { virtualTime } from "../virtualTime.fixture.ts";
import { fakeConnection } from "./fakeConnection.ts";
import { fakeManagement } from "./fakeManagement.ts";
import type { PeerView } from "./formation.ts";
import { statesOfClients, statesOfOwnReplicas } from "./layout.ts";
import { ManagementFailed } from "./management.ts";
import type { LiveMember } from "./memberClient.ts";
import { type MemberEffects, reconcileMember } from "./memberReconciler.ts";

vi.mock("node:timers/promises", async () => {
	const { virtualTime: time } = await import("../virtualTime.fixture.ts");
	return { setTimeout: time.sleep };
});

const { pass, clock } = virtualTime;
const addressOf = (ordinal: number) => `10.0.0.${ordinal}`;
const liveMember = (ordinal: number): LiveMember => ({
	uuid: `m${ordinal}`,
	address: addressOf(ordinal),
	pod: `pod-${ordinal}`,
});
const cpMember = (ordinal: number) => ({
	uuid: `m${ordinal}`,
	address: addressOf(ordinal),
});
const ordinals = (count: number) => Array.from({ length: count }, (_, i) => i);

/**
 * MemberReconciler for one replica's member in a cluster of 6 in groups of 3, formed unless
 * `formed` says otherwise. pod-0 to pod-2's states are in group-0, whose members, like METADATA's,
 * are those of pod-0 to pod-2.
 */
function reconciled(
	options: {
		ordinal?: number;
		/** Of the replica's Pod. */
		address?: string;
		formed?: boolean;
		settings?: Partial<MemberEffects["settings"]>;
		/** Absent: each member keeps its own replica's state, in groups of 3. */
		layout?: MemberEffects["layout"];
		pod?: string;
	} = {},
) {
	const { ordinal = 0, formed = true } = options;
	const { pod = `pod-${ordinal}` } = options;
	const podAddress = options.address ?? addressOf(ordinal);
	const replicas = 6;
	const all = ordinals(replicas);
	const connection = fakeConnection(all.map(liveMember));
	const management = fakeManagement(podAddress, formed ? all.map(cpMember) : []);
	for (const name of formed ? ["METADATA", "group-0"] : []) {
		management.groups.set(name, ordinals(3).map(cpMember));
	}
	const metrics = createMetrics({ pod: `pod-${ordinal}`, mode: "decentral" });
	const acted: string[] = [];
	const told: ConsensusEvent[] = [];
	const troubles: string[] = [];
	const run = {
		connection,
		management,
		metrics,
		acted,
		troubles,
		/** Names of the events so far, with their group. */
		events: () => told.map(({ event, group }) => (group ? `${event} ${group}` : event)),
		told,
		/** By way of the own member, and what it last said of itself; null before it serves. */
		serving: null as { states: States; answers: boolean } | null,
		settled: false,
		lost: [] as readonly string[],
		splits: 0,
		/** What a peer that serves answers for the own state; null where none is known. */
		elsewhere: null as StateAnswer | null,
		/** What any peer says. */
		peer: null as PeerView | null,
		ended: false,
		lostMetric: async (group: string) =>
			new RegExp(`^holdfast_cp_majority_lost\\{group="${group}",.*\\} (.*)$`, "m").exec(
				await metrics.registry.metrics(),
			)?.[1],
		dies(...dead: number[]) {
			connection.live = connection.live.filter(({ pod }) => !dead.some((each) => pod === `pod-${each}`));
		},
		/** Another Pod's member came back at the same address, as the youngest. */
		returns(other: number) {
			connection.live = [...connection.live, liveMember(other)];
		},
		start() {
			const done = reconcileMember({
				settings: {
					pod,
					ordinal,
					podAddress,
					replicas,
					majorityPolicy: "halt",
					resetAfterSeconds: 10,
					...options.settings,
				},
				layout:
					options.layout ??
					statesOfOwnReplicas({
						...{ pod, ordinal, replicas, groupSize: 3 },
						...options.settings,
					}),
				connection,
				management,
				readElsewhere: () => run.elsewhere && Promise.resolve(run.elsewhere),
				askAnyPeer: async () =>
					run.peer ?? {
						kind: "answered",
						member: "joined",
						address: addressOf(5),
						formed: true,
						liveMembers: connection.live.map(({ uuid }) => uuid),
					},
				metrics: {
					...metrics,
					acted: (action, outcome) => acted.push(`${action} ${outcome}`),
				},
				report: (event) => told.push(event),
				clock,
				since: clock(),
				onServing(states, answers) {
					run.serving = { states, answers };
				},
				onSettled(settled) {
					run.settled = settled;
				},
				onLostMajorities(groups) {
					run.lost = groups;
				},
				onTrouble: (reason) => troubles.push(reason),
				onSplitOff() {
					run.splits++;
				},
			}).then(() => {
				run.ended = true;
			});
			onTestFinished(async () => {
				connection.lose();
				await done;
			});
			return run;
		},
	};
	return run;
}

/** pod-2's replica in a new Pod, whose predecessor's member was "m2". */
function replaced() {
	const run = reconciled({ ordinal: 2, address: "10.0.0.9" });
	run.connection.values.set("cp-member-of-pod-2@group-0", "m2");
	run.dies(2);
	run.connection.live.push({
		uuid: "m9",
		address: "10.0.0.9",
		pod: "pod-2",
	});
	return run;
}

describe("a member whose seat is there", () => {
	test("it is warmed up, serves, and its seat is noted", async () => {
		const run = reconciled({ ordinal: 1 });
		run.connection.values.set("pod-1@group-0", "17");
		run.start();
		await pass(5);
		expect(run.serving?.answers).toBe(true);
		expect(run.settled).toBe(true);
		expect(await run.serving?.states.read("pod-1")).toEqual({
			kind: "ok",
			state: "17",
		});
		expect(run.connection.values.get("cp-member-of-pod-1@group-0")).toBe("m1");
		expect(run.connection.values.get("warm-up-of-pod-1@group-0")).toBe("24");
		expect(run.metrics.lastCpMembers()).toBe(6);
		expect(run.management.changes).toEqual([]);
		expect(run.told).toEqual([]);
		expect(run.troubles).toEqual([]);
	});

	test("pod-0 makes the formula's last group, which holds nobody's state when g divides n; nobody else does", async () => {
		for (const ordinal of [0, 3]) {
			const { connection } = reconciled({ ordinal }).start();
			await pass(5);
			expect(connection.made.includes("unused@group-2")).toBe(ordinal === 0);
		}
	});

	test("once all is well it is left in peace: hardly a call in a minute", async () => {
		const { connection } = reconciled().start();
		await pass(5);
		const before = connection.calls.length;
		await pass(60);
		expect(connection.calls.length - before).toBeLessThan(60);
	});

	test("reconciler ends with the connection", async () => {
		const run = reconciled().start();
		await pass(5);
		expect(run.ended).toBe(false);
		run.connection.lose();
		await pass(0);
		expect(run.ended).toBe(true);
	});

	test("a seat in the note that isn't the member's any more is written anew", async () => {
		const run = reconciled();
		run.connection.values.set("cp-member-of-pod-0@group-0", "before");
		run.start();
		await pass(5);
		expect(run.connection.values.get("cp-member-of-pod-0@group-0")).toBe("m0");
	});

	test("whether the group answers is told again and again", async () => {
		const run = reconciled().start();
		await pass(5);
		run.connection.dead.add("group-0");
		await pass(5);
		expect(run.serving?.answers).toBe(false);
		run.connection.dead.clear();
		await pass(5);
		expect(run.serving?.answers).toBe(true);
	});
});

describe("a member that keeps the states of replicas in other Pods", () => {
	const outside = (options: Parameters<typeof reconciled>[0]) =>
		reconciled({ ...options, layout: statesOfClients(21) });

	test("it serves any of them, and makes no group that holds nobody's state", async () => {
		const run = outside({ pod: "hybrid-0" });
		run.connection.values.set("pod-20@group-0", "17");
		run.start();
		await pass(5);
		expect(await run.serving?.states.read("pod-20")).toEqual({
			kind: "ok",
			state: "17",
		});
		expect(run.connection.values.get("cp-member-of-hybrid-0@group-0")).toBe("m0");
		expect(run.connection.made.filter((name) => !name.endsWith("@group-0"))).toEqual([]);
	});

	test("it gets its seat back as any other does", async () => {
		const run = outside({ ordinal: 2, pod: "hybrid-2", address: "10.0.0.9" });
		run.connection.values.set("cp-member-of-hybrid-2@group-0", "m2");
		run.dies(2);
		run.connection.live.push({
			uuid: "m9",
			address: "10.0.0.9",
			pod: "hybrid-2",
		});
		run.start();
		await pass(60);
		expect(run.management.changes).toEqual(["remove m2", "promote"]);
		expect(run.serving?.answers).toBe(true);
	});
});

describe("a member without a seat", () => {
	test("the predecessor is removed, the member promoted, its seat noted, and its healing reported once", async () => {
		const run = replaced();
		run.start();
		await pass(60);
		expect(run.management.changes).toEqual(["remove m2", "promote"]);
		expect(run.connection.values.get("cp-member-of-pod-2@group-0")).toBe("promoted-1");
		expect(run.events()).toEqual(["member-removed", "member-promoted", "healed"]);
		expect(run.acted).toEqual(["remove ok", "promote ok"]);
		const { durationSeconds } = run.told[2] ?? {};
		expect(durationSeconds).toBeGreaterThan(0);
		expect(durationSeconds).toBeLessThan(5);
	});

	test("it serves already while its seat is still being won", async () => {
		const run = replaced();
		run.management.failure = (call) => (call === "remove" ? new ManagementFailed("busy", 500) : null);
		run.start();
		await pass(5);
		expect(run.serving?.answers).toBe(true);
		expect(run.settled).toBe(false);
		expect(run.events()).toEqual([]);
	});

	test("what the member refuses is tried again, and told of once", async () => {
		const run = replaced();
		let refusals = 3;
		run.management.failure = (call) =>
			call === "promote" && refusals-- > 0 ? new ManagementFailed("busy", 500) : null;
		run.start();
		await pass(60);
		expect(run.troubles).toEqual(["busy"]);
		expect(run.acted).toEqual(["remove ok", ...ordinals(3).map(() => "promote fail"), "promote ok"]);
		expect(run.events().filter((event) => event === "healed")).toHaveLength(1);
	});

	test("a promotion whose answer was lost is waited for: its entry isn't taken for a predecessor's", async () => {
		const run = replaced();
		let lost = true;
		run.management.failure = (call) => {
			if (call !== "promote" || !lost) return null;
			lost = false;
			// It is applied all the same, and the member knows of its seat only later.
			run.management.members.push({ uuid: "late", address: "10.0.0.9" });
			return new ManagementFailed("no answer within 10 s", 0);
		};
		run.start();
		await pass(20);
		expect(run.management.changes).toEqual(["remove m2", "promote"]);
		run.management.seat = "late";
		await pass(20);
		expect(run.management.changes).toEqual(["remove m2", "promote"]);
		expect(run.events()).toContain("healed");
	});

	test("a predecessor that seems alive is waited for, 2 s at most", async () => {
		const run = replaced();
		run.returns(2);
		const begun = clock();
		run.start();
		await pass(1.5);
		expect(run.management.changes).toEqual([]);
		await pass(2);
		expect(run.management.changes).toContain("remove m2");
		expect(clock() - begun).toBeLessThan(4);
	});

	test("where the note can't be read, nobody is removed", async () => {
		const run = replaced();
		run.connection.before = (_, name) => {
			if (name.startsWith("cp-member-of")) throw new Error("no leader");
		};
		run.start();
		await pass(5);
		expect(run.management.changes).toEqual(["promote"]);
	});
});

describe("the formation", () => {
	test("it is left to itself for 30 s, and then begun anew by the oldest member, with all members there", async () => {
		const run = reconciled({ formed: false }).start();
		await pass(29);
		expect(run.management.changes).toEqual([]);
		await pass(3);
		expect(run.management.changes).toEqual(["reset"]);
		expect(run.acted).toEqual(["reset ok"]);
		// And has again as long.
		await pass(25);
		expect(run.management.changes).toEqual(["reset"]);
		expect(run.serving).toBeNull();
	});

	test("a younger member, or one that misses others, never begins it anew", async () => {
		const younger = reconciled({ ordinal: 1, formed: false }).start();
		const alone = reconciled({ formed: false });
		alone.dies(4);
		alone.start();
		await pass(120);
		expect(younger.management.changes).toEqual([]);
		expect(alone.management.changes).toEqual([]);
	});

	test("a member that forms with the others isn't healed, and serves", async () => {
		const run = reconciled({ formed: false }).start();
		await pass(5);
		run.management.members = ordinals(6).map(cpMember);
		run.management.seat = "m0";
		await pass(5);
		expect(run.serving?.answers).toBe(true);
		expect(run.events()).toEqual([]);
	});
});

describe("a lost majority", () => {
	test("it is reported once, and once that it is restored", async () => {
		const run = reconciled({ ordinal: 2 }).start();
		await pass(5);
		run.dies(0, 1);
		await pass(30);
		expect(run.lost).toEqual(["METADATA", "group-0"]);
		expect(run.events()).toEqual(["majority-lost METADATA", "majority-lost group-0"]);
		run.returns(0);
		await pass(30);
		expect(run.lost).toEqual([]);
		expect(run.events().slice(2)).toEqual(["majority-restored METADATA", "majority-restored group-0"]);
	});

	test("a replica watches METADATA and its own group; the oldest member's watches all", async () => {
		const oldest = reconciled({ ordinal: 0 });
		const younger = reconciled({ ordinal: 1 });
		for (const run of [oldest, younger]) {
			run.management.groups.set("group-1", [3, 4, 5].map(cpMember));
			run.start();
		}
		await pass(5);
		oldest.dies(4, 5);
		younger.dies(4, 5);
		await pass(30);
		expect(oldest.lost).toEqual(["group-1"]);
		expect(oldest.events()).toEqual(["majority-lost group-1"]);
		expect(younger.lost).toEqual([]);
		expect(younger.events()).toEqual([]);
	});

	test("the metric of the own group says while its majority is gone", async () => {
		const run = reconciled().start();
		await pass(5);
		expect(await run.lostMetric("group-0")).toBe("0");
		run.dies(1, 2);
		await pass(5);
		expect(await run.lostMetric("group-0")).toBe("1");
		run.returns(1);
		await pass(5);
		expect(await run.lostMetric("group-0")).toBe("0");
	});

	test("the metric of another group, which the oldest member's replica watches, goes back as well", async () => {
		const run = reconciled();
		run.management.groups.set("group-1", [3, 4, 5].map(cpMember));
		run.start();
		await pass(5);
		run.dies(4, 5);
		await pass(5);
		run.returns(4);
		await pass(5);
		expect(await run.lostMetric("group-1")).not.toBe("1");
	});

	test("one dead of three is no lost majority", async () => {
		const run = reconciled().start();
		await pass(5);
		run.dies(2);
		await pass(30);
		expect(run.lost).toEqual([]);
		expect(run.events()).toEqual([]);
	});

	test("who hears no peer says nothing and gives nothing up, for it may be cut off itself", async () => {
		const run = reconciled({
			ordinal: 2,
			settings: { majorityPolicy: "reset", resetAfterSeconds: 1 },
		}).start();
		await pass(5);
		run.peer = { kind: "silent" };
		run.dies(0, 1);
		await pass(60);
		expect(run.lost).toEqual(["METADATA", "group-0"]);
		expect(run.events()).toEqual([]);
		run.peer = null;
		await pass(5);
		expect(run.events()).toEqual(["majority-lost METADATA", "majority-lost group-0"]);
	});

	test("a group that has answered nothing for 8 s has lost it, whoever seems alive", async () => {
		const run = reconciled().start();
		await pass(5);
		run.connection.dead.add("group-0");
		await pass(5);
		expect(run.lost).toEqual([]);
		await pass(10);
		expect(run.lost).toEqual(["group-0"]);
		expect(run.events()).toEqual(["majority-lost group-0"]);
		run.connection.dead.clear();
		await pass(5);
		expect(run.events()[1]).toBe("majority-restored group-0");
	});

	test("a group that answers by way of a peer has its majority: only the own member is out of reach", async () => {
		const run = reconciled().start();
		await pass(5);
		run.elsewhere = { kind: "ok", state: null };
		run.connection.dead.add("group-0");
		await pass(60);
		expect(run.serving?.answers).toBe(false);
		expect(run.lost).toEqual([]);
		run.elsewhere = { kind: "unavailable", applied: "no", reason: "gone" };
		await pass(20);
		expect(run.lost).toEqual(["group-0"]);
	});

	test("what the groups' members were is remembered where METADATA can't say any more", async () => {
		const run = reconciled({ ordinal: 2 }).start();
		await pass(5);
		run.management.failure = () => new ManagementFailed("no answer", 0);
		run.dies(0, 1);
		await pass(30);
		expect(run.lost).toEqual(["METADATA", "group-0"]);
	});

	test("while the own group is lost, the members of METADATA are still looked at, and its majority known", async () => {
		const run = reconciled().start();
		await pass(5);
		run.connection.dead.add("group-0");
		await pass(20);
		run.management.groups.set("METADATA", [0, 3, 4].map(cpMember));
		await pass(20);
		run.dies(1, 2);
		await pass(20);
		expect(run.lost).toEqual(["group-0"]);
	});

	test("a replica that came back into a group without a majority says so as well", async () => {
		const run = reconciled();
		run.connection.dead.add("group-0");
		run.start();
		await pass(60);
		expect(run.lost).toEqual(["group-0"]);
	});
});

describe("the policy", () => {
	const reset = { majorityPolicy: "reset", resetAfterSeconds: 4 } as const;

	/** group-0, whose members pod-0, pod-4 and pod-5 are, loses two of them; METADATA lives. */
	async function losesItsGroup(options: Parameters<typeof reconciled>[0], group1?: number[]) {
		const run = reconciled(options);
		run.management.groups.set("group-0", [0, 4, 5].map(cpMember));
		if (group1) run.management.groups.set("group-1", group1.map(cpMember));
		run.start();
		run.management.onDestroy = (group) => {
			run.connection.destroy(group as string);
			run.connection.dead.delete(group as string);
			run.management.groups.set(group as string, ordinals(3).map(cpMember));
		};
		run.connection.values.set("pod-0@group-0", "17");
		await pass(5);
		run.connection.dead.add("group-0");
		run.dies(4, 5);
		return run;
	}

	test("halt does nothing, however long a majority is gone", async () => {
		const run = await losesItsGroup({});
		run.dies(1, 2);
		await pass(600);
		expect(run.management.changes).toEqual([]);
		expect(run.events()).toEqual(["majority-lost METADATA", "majority-lost group-0"]);
	});

	test("reset gives up the own group alone while METADATA lives, not before its time, and the group works again", async () => {
		const run = await losesItsGroup({ settings: reset });
		await pass(3.5);
		expect(run.management.changes).toEqual([]);
		expect(run.events()).toEqual(["majority-lost group-0"]);
		await pass(2);
		expect(run.management.changes).toEqual(["destroyGroup group-0"]);
		await pass(20);
		expect(run.lost).toEqual([]);
		expect(await run.serving?.states.read("pod-0")).toEqual({
			kind: "ok",
			state: null,
		});
		expect(run.events().slice(1, 3)).toEqual(["group-reset group-0", "majority-restored group-0"]);
		// The note went with the group, and is there again.
		expect(run.connection.values.get("cp-member-of-pod-0@group-0")).toBe("m0");
	});

	test("reset gives a group up once, and not again what was stored since, however short its patience", async () => {
		const run = await losesItsGroup({
			settings: { ...reset, resetAfterSeconds: 0.1 },
		});
		await pass(60);
		expect(run.management.changes).toEqual(["destroyGroup group-0"]);
	});

	test("only the oldest member's replica gives groups up, and also those of others", async () => {
		const younger = await losesItsGroup({ ordinal: 1, settings: reset });
		await pass(60);
		expect(younger.lost).toEqual(["group-0"]);
		expect(younger.management.changes).toEqual([]);
		const oldest = reconciled({ settings: reset });
		oldest.management.groups.set("group-1", [3, 4, 5].map(cpMember));
		oldest.start();
		oldest.management.onDestroy = (group) => {
			oldest.management.groups.delete(group as string);
		};
		await pass(5);
		oldest.dies(4, 5);
		await pass(60);
		expect(oldest.management.changes).toEqual(["destroyGroup group-1"]);
	});

	test("the oldest member's replica gives its group up also if it was restarted after the majority was lost", async () => {
		const run = reconciled({ settings: reset });
		run.connection.dead.add("group-0");
		run.management.onDestroy = () => run.connection.dead.delete("group-0");
		run.start();
		await pass(60);
		expect(run.management.changes).toEqual(["destroyGroup group-0"]);
	});

	test("of two groups one is given up once, even if the other can't be at first", async () => {
		const run = await losesItsGroup({ settings: reset }, [3, 4, 5]);
		let refusals = 3;
		run.management.failure = (call) =>
			call === "destroyGroup" && run.management.changes.at(-1) === "destroyGroup group-1" && refusals-- > 0
				? new ManagementFailed("busy", 500)
				: null;
		await pass(60);
		expect(run.management.changes.filter((each) => each.endsWith("group-0"))).toHaveLength(1);
	});

	test("a group that is lost, and not yet given up, isn't reported as restored when another is given up", async () => {
		const run = await losesItsGroup({ settings: reset }, [1, 2, 3]);
		run.management.groups.set("METADATA", [0, 1, 3].map(cpMember));
		await pass(2);
		run.dies(2, 3);
		await pass(3);
		expect(run.events()).toContain("group-reset group-0");
		expect(run.events()).not.toContain("group-reset group-1");
		expect(run.events()).not.toContain("majority-restored group-1");
	});

	test("a majority that comes back in time keeps its data", async () => {
		const run = await losesItsGroup({ settings: reset });
		await pass(2);
		run.connection.dead.clear();
		run.returns(4);
		await pass(60);
		expect(run.management.changes).toEqual([]);
		expect(await run.serving?.states.read("pod-0")).toEqual({
			kind: "ok",
			state: "17",
		});
	});

	test("without METADATA all begin anew, by the oldest member's hand, and only once all members are there", async () => {
		const run = reconciled({ settings: reset }).start();
		run.management.onDestroy = () => {
			run.management.members = ordinals(6).map(cpMember);
			for (const name of run.management.groups.keys()) {
				run.management.groups.set(name, [0, 4, 5].map(cpMember));
			}
		};
		await pass(5);
		run.dies(1, 2);
		await pass(30);
		expect(run.management.changes).toEqual([]);
		run.connection.live = [
			...run.connection.live,
			{ uuid: "n1", address: "10.0.0.11", pod: "pod-1" },
			{ uuid: "n2", address: "10.0.0.12", pod: "pod-2" },
		];
		await pass(30);
		expect(run.management.changes).toEqual(["reset"]);
		expect(run.events()).toEqual([
			"majority-lost METADATA",
			"majority-lost group-0",
			"group-reset METADATA",
			"group-reset group-0",
			"majority-restored METADATA",
			"majority-restored group-0",
		]);
	});

	test("a younger member never begins all anew", async () => {
		const run = reconciled({ ordinal: 2, settings: reset }).start();
		await pass(5);
		run.dies(0, 1);
		run.connection.live = [
			...run.connection.live.filter(({ pod }) => pod === "pod-3"),
			...run.connection.live.filter(({ pod }) => pod !== "pod-3"),
			{ uuid: "n0", address: "10.0.0.10", pod: "pod-0" },
			{ uuid: "n1", address: "10.0.0.11", pod: "pod-1" },
		];
		await pass(60);
		expect(run.lost).toContain("METADATA");
		expect(run.management.changes).toEqual([]);
	});
});

describe("a member whose cluster goes on without it", () => {
	const elsewhere: PeerView = {
		kind: "answered",
		member: "joined",
		address: "10.0.0.5",
		formed: true,
		liveMembers: ["m1", "m2", "m3", "m4", "m5"],
	};

	test("it is noticed after three answers in a row", async () => {
		const run = reconciled().start();
		await pass(5);
		run.dies(1, 2, 3, 4, 5);
		const answers: PeerView[] = [];
		Object.defineProperty(run, "peer", {
			get() {
				answers.push(elsewhere);
				if (answers.length <= 3) expect(run.splits).toBe(0);
				return elsewhere;
			},
		});
		await pass(20);
		expect(answers.length).toBeGreaterThan(3);
		expect(run.splits).toBe(answers.length - 2);
		// Cut off as it is, it says nothing of the others' majorities.
		expect(run.events()).toEqual([]);
	});

	test("it is noticed as well by a member that never came to serve, after a while", async () => {
		const run = reconciled({ formed: false });
		run.dies(1, 2, 3, 4, 5);
		run.peer = elsewhere;
		run.start();
		await pass(4);
		expect(run.splits).toBe(0);
		await pass(10);
		expect(run.splits).toBeGreaterThan(0);
	});

	test("an answer that says otherwise begins the count anew, and silence doesn't count", async () => {
		const run = reconciled().start();
		await pass(5);
		run.dies(5);
		const included: PeerView = { ...elsewhere, liveMembers: ["m0", "m1"] };
		const sequence = [elsewhere, elsewhere, included];
		let asked = 0;
		Object.defineProperty(run, "peer", {
			get: () => sequence[asked++ % sequence.length],
		});
		await pass(60);
		expect(asked).toBeGreaterThan(6);
		expect(run.splits).toBe(0);
		Object.defineProperty(run, "peer", { value: { kind: "silent" } });
		await pass(60);
		expect(run.splits).toBe(0);
	});
});

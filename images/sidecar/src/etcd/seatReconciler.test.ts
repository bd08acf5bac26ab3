import { beforeEach, expect, test } from "vitest";
import type { ConsensusEvent } from "../events.ts";
import { createMetrics } from "../metrics.ts";
import type { Member, MemberStatus } from "./membership.ts";
import type { MemberRecord } from "./record.ts";
import type { SeatPeers } from "./seatPeers.ts";
import { SeatReconciler } from "./seatReconciler.ts";

/** Of five Pods, all of which serve but the own one: it has lost its data. */
const size = 5;
const own = 1;
const ownId = "9";

let now: number;
let events: ConsensusEvent[];
/** What the own member says of itself; null while it doesn't run. */
let status: MemberStatus | null;
let replaced: string | null;
let promotions: number;
let promote: SeatPeers["promote"];
let reconciler: SeatReconciler;

beforeEach(async () => {
	now = 0;
	events = [];
	status = null;
	replaced = "2";
	promotions = 0;
	promote = async () => {};
	let waits = true;
	let record: MemberRecord | null = null;
	reconciler = new SeatReconciler({
		ordinal: own,
		podPrefix: "pod",
		members: Array.from({ length: size }, (_, i) => i),
		group: "group-0",
		urlOf: (each) => `http://pod-${each}:2380`,
		command: (state, token) => ["etcd", state, token],
		folder: {
			data: "data",
			record: async () => record,
			keep: async (kept) => {
				record = kept;
			},
			ticket: async () => null,
			keepTicket: async () => {},
			discardData: async () => {},
			clear: async () => {
				record = null;
			},
		},
		launcher: {
			memberWaits: async () => waits,
			launch: async () => {
				waits = false;
				return true;
			},
			close: async () => {},
		},
		membership: {
			status: async () => {
				if (status === null) throw new Error("nobody answers");
				return status;
			},
			members: async () => Array.from({ length: size }, (_, i) => voter(i)),
			addLearner: async () => voter(own),
			remove: async () => {},
			promote: async () => {},
		},
		peers: {
			view: async (each) => ({
				kind: "kept",
				founding: null,
				serves: true,
				leads: each === 0,
			}),
			replace: async () => ({ id: ownId, removed: replaced }),
			promote: (by, id) => {
				promotions++;
				return promote(by, id);
			},
			memberIds: async () => [ownId],
		},
		majorityPolicy: "halt",
		resetAfterSeconds: 1,
		formationLimitSeconds: 60,
		metrics: createMetrics({ pod: "pod-1", mode: "test" }),
		report: (event) => events.push(event),
		log: () => {},
		clock: () => now++,
		onFormationLimit: () => {},
	});
	await reconciler.load();
});

function voter(ordinal: number): Member {
	const url = `http://pod-${ordinal}:2380`;
	return { id: `${ordinal}`, name: `pod-${ordinal}`, url, learner: false };
}

function says(learner: boolean): MemberStatus {
	return { id: ownId, leader: "0", term: 2, learner };
}

const told = () => events.map(({ event }) => event);

async function looks(count: number): Promise<void> {
	for (let i = 0; i < count; i++) await reconciler.round();
}

test("a member without data takes its predecessor's place, gets a vote, and says each step once", async () => {
	await looks(3);
	status = says(false);
	await looks(3);
	expect(told()).toEqual(["member-removed", "member-promoted", "healed"]);
	expect(events[0]?.detail).toBe("the predecessor's member 2");
});

test("the removal is told even where an earlier try removed the predecessor, and its answer was lost", async () => {
	replaced = null;
	await looks(3);
	expect(told()).toEqual(["member-removed", "member-promoted", "healed"]);
	expect(events[0]?.detail).toContain("an earlier try");
});

test("a vote is told even where only the member's own status shows that it was given", async () => {
	promote = async () => {
		throw new Error("no answer in time");
	};
	await looks(3);
	expect(told()).toEqual(["member-removed"]);
	status = says(false);
	await looks(2);
	expect(told()).toEqual(["member-removed", "member-promoted", "healed"]);
});

test("a status that lags behind the vote asks for no second one", async () => {
	await looks(2);
	expect(promotions).toBe(1);
	status = says(true);
	await looks(3);
	status = says(false);
	await looks(1);
	expect(promotions).toBe(1);
	expect(told()).toEqual(["member-removed", "member-promoted", "healed"]);
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decideStart, founder, isSplitOff, others, type PeerView, whomToAsk } from "./formation.ts";

type Answer = Extract<PeerView, { kind: "answered" }>;

const silent: PeerView = { kind: "silent" };
const says = (ordinal: number, member: Answer["member"], more: Partial<Answer> = {}): Answer => ({
	kind: "answered",
	member,
	address: addressOf(ordinal),
	formed: false,
	liveMembers: [],
	...more,
});
const addressOf = (ordinal: number) => `10.0.0.${ordinal}`;

describe("who starts how", () => {
	test("pod-0 founds a cluster once all others have said that they wait", () => {
		const views = new Map([1, 2].map((i) => [i, says(i, "waiting")]));
		expect(decideStart(0, 3, views)).toEqual({ kind: "found" });
	});

	test("nobody but pod-0 founds, and says for whom it waits", () => {
		const views = new Map([0, 2].map((i) => [i, says(i, "waiting")]));
		expect(decideStart(1, 3, views)).toEqual({
			kind: "wait",
			reason: "no peer has a cluster, and pod-0, which founds it, hasn't",
		});
	});

	test("pod-0 names those who haven't said that they wait: the silent, the unsure and the unasked", () => {
		const views = new Map<number, PeerView>([
			[1, says(1, "waiting")],
			[2, silent],
			[3, says(3, "unknown")],
		]);
		expect(decideStart(0, 5, views)).toEqual({
			kind: "wait",
			reason: "no answer yet from pod-2, pod-3, pod-4",
		});
	});

	test("whoever is missing is named as its Pod is called", () => {
		expect(decideStart(0, 3, new Map(), "hybrid")).toEqual({
			kind: "wait",
			reason: "no answer yet from hybrid-1, hybrid-2",
		});
		expect(decideStart(2, 3, new Map(), "hybrid")).toMatchObject({
			reason: expect.stringContaining("hybrid-0, which founds it"),
		});
	});

	test("of many missing ones only the first five are named, and the others counted", () => {
		expect(decideStart(0, 9, new Map())).toEqual({
			kind: "wait",
			reason: "no answer yet from pod-1, pod-2, pod-3, pod-4, pod-5 and 3 more",
		});
	});

	test("a cluster that exists is joined, and one that has formed rather than one that hasn't", () => {
		const views = new Map<number, PeerView>([
			[3, says(3, "joined", { formed: true, liveMembers: ["a", "b"] })],
			[1, says(1, "joined")],
			[2, silent],
		]);
		for (const ordinal of [0, 4]) {
			expect(decideStart(ordinal, 5, views)).toEqual({
				kind: "join",
				address: "10.0.0.3",
				clusterSize: 2,
			});
		}
		views.delete(3);
		expect(decideStart(0, 5, views)).toEqual({
			kind: "join",
			address: "10.0.0.1",
			clusterSize: 0,
		});
	});

	test("whatever is seen of the others, only pod-0 founds, only when all others wait, and a cluster that was seen is joined", () => {
		const reality = fc.integer({ min: 3, max: 9 }).chain((replicas) =>
			fc.record({
				replicas: fc.constant(replicas),
				inCluster: list(replicas, fc.boolean()),
				formed: list(replicas, fc.boolean()),
				// What each replica sees of each other one: the truth, nothing, or that it doesn't know.
				seen: list(replicas, list(replicas, fc.constantFrom("truth", "silent", "unknown", "unasked"))),
			}),
		);
		fc.assert(
			fc.property(reality, ({ replicas, inCluster, formed, seen }) => {
				let founders = 0;
				for (let i = 0; i < replicas; i++) {
					const views = new Map<number, PeerView>();
					for (const other of others(i, replicas)) {
						const how = seen[i]?.[other];
						const truth = says(other, inCluster[other] ? "joined" : "waiting", {
							formed: inCluster[other] === true && formed[other] === true,
						});
						if (how === "truth") views.set(other, truth);
						if (how === "silent") views.set(other, silent);
						if (how === "unknown") views.set(other, says(other, "unknown"));
					}
					const decision = decideStart(i, replicas, views);
					const joined = [...views.values()].filter(
						(view): view is Answer => view.kind === "answered" && view.member === "joined",
					);
					expect(decision.kind === "join").toBe(joined.length > 0);
					if (decision.kind === "join") {
						const host = joined.find(({ address }) => address === decision.address);
						expect(host?.formed).toBe(joined.some((view) => view.formed));
					}
					if (decision.kind === "found") {
						founders++;
						expect(i).toBe(founder);
						expect(others(i, replicas).some((other) => inCluster[other])).toBe(false);
					}
				}
				expect(founders).toBeLessThanOrEqual(1);
			}),
		);
	});

	test("however members start, die and stay silent, there never is a second cluster", () => {
		const step = fc.record({
			who: fc.nat(),
			dies: fc.boolean(),
			round: fc.nat({ max: 15 }),
			silent: fc.array(fc.nat({ max: 6 }), { maxLength: 3 }),
		});
		fc.assert(
			fc.property(fc.integer({ min: 3, max: 7 }), fc.array(step, { maxLength: 80 }), (replicas, steps) => {
				let clusters = 0;
				const clusterOf = new Map<number, number>();
				for (const { who, dies, round, silent: mute } of steps) {
					const ordinal = who % replicas;
					if (dies) clusterOf.delete(ordinal);
					if (dies || clusterOf.has(ordinal)) continue;
					const views = new Map<number, PeerView>();
					for (const other of whomToAsk(ordinal, replicas, round)) {
						const member = clusterOf.has(other) ? "joined" : "waiting";
						views.set(other, mute.includes(other) ? silent : says(other, member));
					}
					const decision = decideStart(ordinal, replicas, views);
					if (decision.kind === "found") clusterOf.set(ordinal, clusters++);
					if (decision.kind === "join") {
						const host = Number(decision.address.split(".").at(-1));
						clusterOf.set(ordinal, clusterOf.get(host) as number);
					}
					expect(new Set(clusterOf.values()).size).toBeLessThanOrEqual(1);
				}
			}),
		);
	});
});

describe("whom to ask", () => {
	const who = fc.integer({ min: 3, max: 1000 }).chain((replicas) =>
		fc.record({
			replicas: fc.constant(replicas),
			ordinal: fc.nat({ max: replicas - 1 }),
			round: fc.nat({ max: 10_000 }),
		}),
	);

	test("the founder is always asked, oneself never, nobody twice, and nobody who doesn't exist", () => {
		fc.assert(
			fc.property(who, ({ ordinal, replicas, round }) => {
				const asked = whomToAsk(ordinal, replicas, round);
				expect(asked).not.toContain(ordinal);
				if (ordinal !== founder) expect(asked).toContain(founder);
				expect(new Set(asked).size).toBe(asked.length);
				for (const each of asked) {
					expect(each).toBeGreaterThanOrEqual(0);
					expect(each).toBeLessThan(replicas);
				}
			}),
		);
	});

	test("in any 8 rounds in a row everybody is asked at least once, and by the founder in each", () => {
		fc.assert(
			fc.property(who, ({ ordinal, replicas, round }) => {
				const counts = Array.from({ length: 8 }, (_, i) => whomToAsk(ordinal, replicas, round + i).length);
				const all = ordinal === founder ? Math.min : Math.max;
				expect(all(...counts)).toBe(replicas - 1);
			}),
		);
	});

	test("the others come from the next one on around the circle", () => {
		expect(others(3, 5)).toEqual([4, 0, 1, 2]);
	});
});

describe("a member that was left behind", () => {
	const uuids = fc.uniqueArray(fc.uuid(), { minLength: 2, maxLength: 12 });
	const joined = (liveMembers: string[]) => says(1, "joined", { liveMembers });

	test("of two views without a common member, exactly one side is split off", () => {
		const sides = uuids.chain((all) =>
			fc.integer({ min: 1, max: all.length - 1 }).map((size) => [all.slice(0, size), all.slice(size)] as const),
		);
		fc.assert(
			fc.property(sides, ([left, right]) => {
				const leftOff = isSplitOff(left[0] as string, left, joined(right));
				const rightOff = isSplitOff(right[0] as string, right, joined(left));
				expect(leftOff).toBe(!rightOff);
				if (left.length !== right.length) {
					expect(leftOff).toBe(left.length < right.length);
				}
			}),
		);
	});

	test("every member of a side judges alike, so that a whole side goes and none of the other", () => {
		fc.assert(
			fc.property(uuids, uuids, (own, peers) => {
				const verdicts = own.map((uuid) => isSplitOff(uuid, own, joined(peers)));
				expect(new Set(verdicts).size).toBe(1);
			}),
		);
	});

	test("who is among those that the peer sees is never split off", () => {
		fc.assert(
			fc.property(uuids, uuids, fc.nat(), (own, peers, at) => {
				const uuid = own[0] as string;
				const seen = peers.toSpliced(at % (peers.length + 1), 0, uuid);
				expect(isSplitOff(uuid, own, joined(seen))).toBe(false);
			}),
		);
	});

	test("a peer that is silent, in no cluster, or sees nobody, proves nothing", () => {
		for (const peer of [
			silent,
			says(1, "waiting", { liveMembers: ["a", "b"] }),
			says(1, "unknown", { liveMembers: ["a", "b"] }),
			joined([]),
		]) {
			expect(isSplitOff("c", ["c"], peer)).toBe(false);
		}
	});
});

function list<T>(length: number, each: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
	return fc.array(each, { minLength: length, maxLength: length });
}

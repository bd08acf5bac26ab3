import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decideStart, type Founding, majorityIsGone, type SeatView, whomToAsk } from "./founding.ts";

const members = [5, 6, 7];
const empty = (ticket: string | null = null): SeatView => ({
	kind: "empty",
	ticket,
});
const kept = (over: Partial<Extract<SeatView, { kind: "kept" }>> = {}) =>
	({
		kind: "kept",
		founding: null,
		serves: false,
		leads: false,
		...over,
	}) satisfies SeatView;

function decide(ordinal: number, views: Record<number, SeatView>, ownTicket: string | null = null) {
	const known = Object.entries(views).map(([each, view]) => [Number(each), view] as const);
	return decideStart({ ordinal, members, ownTicket, views: new Map(known) });
}

describe("a member without data", () => {
	test("waits for everybody before it founds, and names who is missing", () => {
		expect(decide(5, { 6: empty() })).toEqual({
			kind: "wait",
			reason: "no answer yet from pod-7",
		});
		expect(decide(5, { 6: { kind: "unknown" }, 7: { kind: "silent" } })).toEqual({
			kind: "wait",
			reason: "no answer yet from pod-6, pod-7",
		});
	});

	test("asks for tickets once nobody has data, and founds with everybody's", () => {
		expect(decide(5, { 6: empty(), 7: empty() })).toEqual({
			kind: "ask-tickets",
		});
		expect(decide(5, { 6: empty("s"), 7: empty("t") }, "r")).toEqual({
			kind: "found",
			tickets: { 5: "r", 6: "s", 7: "t" },
		});
		expect(decide(5, { 6: empty("s"), 7: empty() }, "r")).toEqual({
			kind: "ask-tickets",
		});
	});

	test("founds nothing unless it comes first", () => {
		expect(decide(6, { 5: empty("r"), 7: empty("t") }, "s")).toEqual({
			kind: "wait",
			reason: "no peer holds data, and pod-5, which founds the group, doesn't yet",
		});
	});

	test("takes the place that a founding keeps for it, whoever tells", () => {
		const founding: Founding = { token: "x", tickets: { 5: "r", 6: "s" } };
		expect(decide(6, { 7: kept({ founding }) }, "s")).toEqual({
			kind: "start",
			founding,
		});
	});

	test("with another ticket than the founding's has itself replaced, by the leader where one is known", () => {
		const founding: Founding = { token: "x", tickets: { 5: "r", 6: "old" } };
		const views = {
			5: kept({ founding, serves: true }),
			7: kept({ serves: true, leads: true }),
		};
		expect(decide(6, views, "new")).toEqual({ kind: "replace", by: 7 });
		expect(decide(6, views)).toEqual({ kind: "replace", by: 7 });
		expect(whomToAsk(new Map([[5, kept({ serves: true })]]))).toBe(5);
	});

	test("waits for a group that exists and answers nothing, rather than found another", () => {
		expect(decide(5, { 6: kept(), 7: empty("t") }, "r")).toEqual({
			kind: "wait",
			reason: "the group exists, but answers nothing: of its members pod-6 hold data",
		});
	});
});

test("a majority is gone once so many members are known to be without data that the rest is none", () => {
	const views = (count: number) => new Array(count).fill(empty());
	expect(majorityIsGone(5, [...views(2), kept(), kept()])).toBe(false);
	expect(majorityIsGone(5, [...views(3), kept()])).toBe(true);
	expect(majorityIsGone(3, [{ kind: "silent" }, { kind: "silent" }])).toBe(false);
	expect(majorityIsGone(3, [empty(), empty()])).toBe(true);
});

/** One Pod of the model: what its folder holds, and what it heard of the others. */
interface Pod {
	ticket: string | null;
	/** Token of the group that its data are of, and whether it votes there. */
	data: { group: string; founding: Founding | null } | null;
	views: Map<number, SeatView>;
}

type Step =
	| { kind: "ask"; who: number; whom: number }
	| { kind: "decide"; who: number }
	| { kind: "lose"; who: number };

/** Pods of a group whose questions, decisions and ends come in any order. */
class Model {
	readonly size: number;
	readonly pods: Pod[];
	/** Groups that had a majority once, so that something may have been stored there. */
	readonly served = new Set<string>();
	/** Who voted in a group, by the life of the Pod. */
	readonly starts: { group: string; who: number; ticket: string }[] = [];
	#next = 0;

	constructor(size: number) {
		this.size = size;
		this.pods = Array.from({ length: size }, () => this.#newPod());
	}

	#newPod(): Pod {
		return { ticket: null, data: null, views: new Map() };
	}

	#unique(): string {
		return `t${this.#next++}`;
	}

	pod(who: number): Pod {
		return this.pods[who] as Pod;
	}

	serves(group: string): boolean {
		const holders = this.pods.filter(({ data }) => data?.group === group);
		return 2 * holders.length > this.size;
	}

	#view(whom: number, wantsTicket: boolean): SeatView {
		const pod = this.pod(whom);
		if (pod.data) {
			const { group, founding } = pod.data;
			return kept({ founding, serves: this.serves(group) });
		}
		if (wantsTicket) pod.ticket = this.#unique();
		return empty(wantsTicket ? pod.ticket : null);
	}

	run(step: Step): void {
		const pod = this.pod(step.who);
		switch (step.kind) {
			case "lose":
				this.pods[step.who] = this.#newPod();
				return;
			case "ask":
				// An answer may be old when it is thought about.
				pod.views.set(step.whom, this.#view(step.whom, false));
				return;
			case "decide":
				if (!pod.data) this.#decide(step.who);
		}
		for (const { data } of this.pods) {
			if (data && this.serves(data.group)) this.served.add(data.group);
		}
	}

	#decide(who: number): void {
		const pod = this.pod(who);
		const look = () =>
			decideStart({
				ordinal: who,
				members: this.pods.map((_, i) => i),
				ownTicket: pod.ticket,
				views: pod.views,
			});
		let decision = look();
		if (decision.kind === "ask-tickets") {
			pod.ticket = this.#unique();
			for (let each = 0; each < this.size; each++) {
				if (each !== who) pod.views.set(each, this.#view(each, true));
			}
			decision = look();
		}
		if (decision.kind === "found") {
			const group = this.#unique();
			const holders = this.pods.filter(({ data }) => data);
			expect(holders.some(({ data }) => this.served.has(data?.group ?? ""))).toBe(false);
			const founding = { token: group, tickets: decision.tickets };
			this.#start(who, founding);
		} else if (decision.kind === "start") {
			this.#start(who, decision.founding);
		} else if (decision.kind === "replace") {
			const by = this.pod(decision.by).data;
			if (by && this.serves(by.group)) {
				pod.data = { group: by.group, founding: null };
			}
		}
	}

	#start(who: number, founding: Founding): void {
		const pod = this.pod(who);
		this.starts.push({
			group: founding.token,
			who,
			ticket: pod.ticket as string,
		});
		pod.data = { group: founding.token, founding };
	}
}

const ordinals = fc.integer({ min: 0, max: 4 });
const steps = fc.array(
	fc.oneof(
		{
			weight: 8,
			arbitrary: fc.record({
				kind: fc.constant("ask" as const),
				who: ordinals,
				whom: ordinals,
			}),
		},
		{
			weight: 4,
			arbitrary: fc.record({
				kind: fc.constant("decide" as const),
				who: ordinals,
			}),
		},
		{
			weight: 1,
			arbitrary: fc.record({
				kind: fc.constant("lose" as const),
				who: ordinals,
			}),
		},
	),
	{ minLength: 50, maxLength: 300, size: "max" },
);

describe("whatever the order of questions, decisions and losses", () => {
	test.each([3, 5])(
		"in a group of %i nobody founds while data of a group that may hold something are left, or votes twice in one group after losing its data",
		(size) => {
			fc.assert(
				fc.property(steps, (given) => {
					const model = new Model(size);
					for (const step of given) {
						const { who } = step;
						if (who >= size) continue;
						if (step.kind === "ask" && (step.whom >= size || step.whom === who)) continue;
						model.run(step);
					}
					const voted = model.starts.map(({ group, who }) => `${group} ${who}`);
					expect(new Set(voted).size).toBe(voted.length);
				}),
				{ numRuns: 200 },
			);
		},
	);

	test("a group forms when everybody asks everybody and decides, again and again", () => {
		fc.assert(
			fc.property(steps, (given) => {
				const model = new Model(3);
				for (const step of given) {
					if (step.who >= 3 || (step.kind === "ask" && step.whom >= 3)) continue;
					if (step.kind === "ask" && step.whom === step.who) continue;
					model.run(step);
				}
				// Those who hold data of a group without a majority keep it from being founded: `halt`.
				for (let i = 0; i < 3; i++) model.run({ kind: "lose", who: i });
				for (let round = 0; round < 4; round++) {
					for (const who of [0, 1, 2]) {
						for (const whom of [0, 1, 2]) {
							if (who !== whom) model.run({ kind: "ask", who, whom });
						}
						model.run({ kind: "decide", who });
					}
				}
				const groups = new Set(model.pods.map(({ data }) => data?.group));
				expect(groups.size).toBe(1);
				expect(groups.has(undefined)).toBe(false);
			}),
		);
	});
});

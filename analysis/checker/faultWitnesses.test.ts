import fc from "fast-check";
import { expect, test } from "vitest";
import type { LabEvent } from "../../schema/event.ts";
import { faultsIn } from "./faults.ts";
import { faultWitness, witnessEventsOf, witnessProblems } from "./faultWitnesses.ts";

const start = 1_800_000_000;
const period = { start, end: start + 60 };

type Fields = Partial<LabEvent>;

const told = (seconds: number, fields: Fields): LabEvent =>
	({ time: start + seconds, source: "chaos", ...fields }) as LabEvent;

const seen = (seconds: number, event: LabEvent["event"], uid: string, pod = "pod-0"): LabEvent =>
	told(seconds, { source: "kubernetes", event, uid, pod });

const hit = (fields: Fields = {}): LabEvent =>
	told(10, {
		event: "fault-injected",
		fault: "delete-pods",
		faultNumber: 0,
		pod: "pod-0",
		uid: "old",
		...fields,
	});

const run = [told(0, { event: "run-started" }), seen(-9, "created", "old"), told(50, { event: "run-ended" })];

/** A deletion as the watch sees it. */
const deletion = [seen(9.9, "deleting", "old"), seen(11, "deleted", "old"), seen(11.2, "created", "new")];

const outcomesOf = (...events: LabEvent[]) =>
	witnessEventsOf(events).map(({ pod, outcome, value }) => [pod, outcome, value]);

test("a Pod of the fault's UID that was seen to go was deleted; one that wasn't is a mismatch", () => {
	const [event] = witnessEventsOf([...run, hit(), ...deletion]);
	expect(event).toEqual({
		time: start + 50,
		source: "witness",
		event: "fault-witnessed",
		fault: "delete-pods",
		faultNumber: 0,
		pod: "pod-0",
		uid: "old",
		outcome: "confirmed",
		value: 0,
		detail:
			"the watch saw that the Pod began to end 0.0 s after the fault, was gone 1.0 s after the fault, another of its name was made 1.2 s after the fault",
	});
	expect(outcomesOf(...run, hit())).toEqual([["pod-0", "mismatch", 0]]);
});

test.each<[string, LabEvent[], string]>([
	["a successor is sign enough", [seen(12, "created", "new")], "confirmed"],
	["so is its end", [seen(12, "deleted", "old")], "confirmed"],
	["a Pod that only began to end may never have ended", [seen(10.1, "deleting", "old")], "inconclusive"],
	[
		"a Pod that was going already says nothing of this fault",
		[seen(2, "deleting", "old"), seen(11, "deleted", "old")],
		"inconclusive",
	],
	["a watch that broke may have missed it", [told(20, { source: "observer", event: "watch-resumed" })], "inconclusive"],
	["a Pod of that name from before is no successor", [seen(1, "created", "other")], "mismatch"],
])("%s", (_, events, outcome) => {
	expect(outcomesOf(...run, hit(), ...events)[0]?.[1]).toBe(outcome);
});

test("a Pod that the watch doesn't see, or of which nobody noted the UID, can't be told", () => {
	const [begun, , ended] = run as [LabEvent, LabEvent, LabEvent];
	expect(outcomesOf(begun, ended, hit())[0]?.[1]).toBe("inconclusive");
	const { uid: _, ...without } = hit();
	expect(outcomesOf(...run, without, ...deletion)[0]?.[1]).toBe("inconclusive");
});

test("faults that aren't done by deleting Pods, and those that were witnessed, get no further event", () => {
	expect(outcomesOf(...run, hit({ fault: "freeze" }), ...deletion)).toEqual([]);
	const events = [...run, hit(), ...deletion];
	const all = [...events, ...witnessEventsOf(events)];
	expect(witnessEventsOf(all)).toEqual([]);
});

const anyEvent: fc.Arbitrary<LabEvent> = fc.oneof(
	fc.constantFrom(...deletion),
	fc
		.tuple(
			fc.integer({ min: -5, max: 55 }),
			fc.constantFrom("created", "deleting", "deleted", "ready" as const),
			fc.constantFrom("old", "new", "newer"),
			fc.constantFrom("pod-0", "pod-1"),
		)
		.map(([seconds, event, uid, pod]) => seen(seconds, event as LabEvent["event"], uid, pod)),
	fc.integer({ min: 0, max: 50 }).map((seconds) => told(seconds, { source: "observer", event: "watch-resumed" })),
);

test("the order of events makes no difference", () => {
	const others = fc.array(anyEvent, { maxLength: 12 });
	fc.assert(
		fc.property(
			others.chain((some) => {
				const events = [...run, hit(), hit({ faultNumber: 1 }), ...some];
				const shuffled = fc.shuffledSubarray(events, {
					minLength: events.length,
				});
				return fc.tuple(fc.constant(events), shuffled);
			}),
			([events, shuffled]) => {
				const byNumber = (all: LabEvent[]) =>
					witnessEventsOf(all).toSorted((a, b) => (a.faultNumber ?? 0) - (b.faultNumber ?? 0));
				expect(byNumber(shuffled)).toEqual(byNumber(events));
			},
		),
	);
});

test("what happens to Pods of other names and UIDs never confirms a fault", () => {
	const foreign = fc
		.tuple(
			fc.integer({ min: -5, max: 55 }),
			fc.constantFrom("created", "deleting", "deleted", "unready"),
			fc.constantFrom("a", "b"),
		)
		.map(([seconds, event, uid]) => seen(seconds, event as LabEvent["event"], uid, "pod-1"));
	fc.assert(
		fc.property(fc.array(foreign), (events) => {
			expect(outcomesOf(...run, hit(), ...events)).toEqual([["pod-0", "mismatch", 0]]);
		}),
	);
});

const outcomes = ["confirmed", "mismatch", "inconclusive"] as const;

function witnessed(
	event: "fault-witnessed" | "undo-witnessed",
	outcome: (typeof outcomes)[number],
	fields: Fields = {},
): LabEvent {
	return told(12, {
		source: "witness",
		event,
		outcome,
		fault: "freeze",
		faultNumber: 0,
		value: 3,
		detail: "3 of 3 processes",
		...fields,
	});
}

const frozen = (...pods: string[]) => pods.map((pod) => hit({ fault: "freeze", pod, uid: `uid of ${pod}` }));

function witnessOf(...events: LabEvent[]) {
	const [fault] = faultsIn(events, period);
	if (fault === undefined) throw new Error("no fault");
	return faultWitness(fault, events);
}

test("a fault is as sure as the least sure of its victims, and so is its undoing", () => {
	const outcome = fc.constantFrom(...outcomes);
	fc.assert(
		fc.property(fc.array(outcome, { minLength: 1, maxLength: 5 }), (all) => {
			const pods = all.map((_, i) => `pod-${i}`);
			const { injected, undone } = witnessOf(
				...frozen(...pods),
				...all.map((one, i) => witnessed("fault-witnessed", one, { pod: `pod-${i}` })),
				...all.map((one, i) => witnessed("undo-witnessed", one, { pod: `pod-${i}` })),
			);
			const worst = all.includes("mismatch") ? "mismatch" : all.includes("inconclusive") ? "inconclusive" : "confirmed";
			expect(injected.outcome).toBe(worst);
			expect(undone?.outcome).toBe(worst);
			expect(injected.victims.map((one) => one.outcome)).toEqual(all);
		}),
	);
});

test("a victim that no witness speaks of is in doubt, whatever is said of others and of other faults", () => {
	const confirm = (fields: Fields) => witnessed("fault-witnessed", "confirmed", fields);
	const { injected, undone } = witnessOf(
		...frozen("pod-0", "pod-1"),
		confirm({ pod: "pod-0" }),
		confirm({ pod: "pod-1", faultNumber: 1 }),
		confirm({ pod: "pod-1", fault: "cut-off" }),
		confirm({ pod: "pod-1", uid: "of another Pod" }),
		confirm({ pod: "pod-1", source: "chaos" }),
		confirm({ pod: "pod-1", time: start + 1 }),
	);
	expect(injected.outcome).toBe("inconclusive");
	expect(injected.victims.map(({ outcome }) => outcome)).toEqual(["confirmed", "inconclusive"]);
	expect(undone?.outcome).toBe("inconclusive");
});

test("what is said of the system stands for a fault without victims; one that doesn't last isn't undone", () => {
	const { pod: _, uid: __, ...squeeze } = hit({ fault: "squeeze-cpu" });
	const { injected } = witnessOf(squeeze, witnessed("fault-witnessed", "confirmed", { fault: "squeeze-cpu" }));
	expect(injected).toEqual({
		outcome: "confirmed",
		victims: [
			{
				pod: null,
				outcome: "confirmed",
				value: 3,
				detail: "3 of 3 processes",
			},
		],
	});
	expect(witnessOf(hit()).undone).toBeNull();
});

test("only a mismatch is a problem of the run, and names fault and victim", () => {
	const events = [
		...frozen("pod-0", "pod-1"),
		witnessed("fault-witnessed", "mismatch", {
			pod: "pod-1",
			detail: "0 of 2 processes are stopped",
		}),
		witnessed("undo-witnessed", "mismatch", {
			pod: "pod-1",
			detail: "1 process is stopped",
		}),
	];
	const sentences = [
		"Nothing was tested by the fault 1 (freeze), which was seen not to bite: pod-1: 0 of 2 processes are stopped.",
		"What came after the fault 1 (freeze) wasn't tested without it, which was seen not to be undone: pod-1: 1 process is stopped.",
	];
	expect(witnessProblems([...run, ...events])).toEqual(sentences);
	expect(witnessProblems([...events, ...run].reverse())).toEqual(sentences);
	expect(witnessProblems([...run, ...frozen("pod-0")])).toEqual([]);
	expect(witnessProblems([...run, hit(), ...deletion])).toEqual([]);
	expect(witnessProblems([...run, hit()])).toEqual([
		"Nothing was tested by the fault 1 (delete-pods), which was seen not to bite: pod-0: the watch saw 0 deletions of the Pod.",
	]);
	expect(witnessProblems([])).toEqual([]);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import type { FaultOrder } from "../../../../schema/faultOrder.ts";
import type { Outcome, Report } from "../../../../schema/witnessReport.ts";
import type { Change } from "./change.ts";
import { type FaultEffects, type RememberedFault, StandingFaults } from "./standingFaults.ts";
import { HalfInjected, type Undo, undoParts } from "./undo.ts";

const order: FaultOrder = {
	do: "cut-off",
	addresses: ["198.19.0.7"],
	lastsSeconds: 10,
};

const rule: Change = { kind: "rule", address: "198.19.0.7", side: "--source" };

/** Time that goes on only when it is told to, and does what is due then. */
function madeTime() {
	let now = 0;
	const due: { at: number; work: () => void }[] = [];
	return {
		clock: () => now,
		pauses: [] as number[],
		later(seconds: number, work: () => void) {
			this.pauses.push(seconds);
			due.push({ at: now + seconds * 1000, work });
		},
		waiting: () => due.length,
		/** Until nothing is waited for, or so much time has passed. */
		pass(seconds: number) {
			const end = now + seconds * 1000;
			for (;;) {
				due.sort((a, b) => a.at - b.at);
				const [next] = due;
				if (next === undefined || next.at > end) break;
				due.shift();
				now = next.at;
				next.work();
			}
			now = end;
		},
	};
}

function report(outcome: Outcome): Report {
	const detail = `it is ${outcome}`;
	return {
		outcome,
		detail,
		victims: [{ victim: null, outcome, value: 1, detail }],
	};
}

function laboratory(undo: Undo | null, more: Partial<FaultEffects> = {}) {
	const time = madeTime();
	const troubles: string[] = [];
	const faults = new StandingFaults({
		inject(_, note) {
			note([rule]);
			return undo;
		},
		later: (seconds, work) => time.later(seconds, work),
		clock: time.clock,
		trouble: (reason) => troubles.push(reason),
		...more,
	});
	return { faults, time, troubles };
}

test("whatever parts of an undo fail how often, each is undone once in the end, and until then the fault stands", () => {
	fc.assert(
		fc.property(
			fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 5 }),
			fc.nat({ max: 3 }),
			fc.nat({ max: 3 }),
			(failuresOfParts, doubts, deletes) => {
				const left = [...failuresOfParts];
				const undone = failuresOfParts.map(() => 0);
				let looks = 0;
				const { faults, time } = laboratory(
					undoParts(
						failuresOfParts.map((_, i) => ({
							what: `part ${i}`,
							undo() {
								if ((left[i] ?? 0) > 0) {
									left[i] = (left[i] ?? 0) - 1;
									throw new Error("not now");
								}
								undone[i] = (undone[i] ?? 0) + 1;
							},
						})),
					),
					{
						witness: {
							before: () => null,
							injected: () => report("confirmed"),
							undone: () => report(looks++ < doubts ? "mismatch" : "confirmed"),
						},
					},
				);
				const { id } = faults.inject(order);
				const check = () => {
					const all = undone.every((count) => count > 0);
					const seen = looks > doubts;
					const view = faults.fault(id);
					expect(view?.standing).toBe(!(all && seen));
					expect(faults.standing()).toHaveLength(all && seen ? 0 : 1);
					expect(view?.undone?.outcome ?? null).toBe(all && seen ? "confirmed" : null);
				};
				check();
				for (let i = 0; i < deletes; i++) {
					faults.undoAll();
					check();
				}
				for (let second = 0; second < 200; second++) {
					time.pass(1);
					check();
				}
				expect(undone).toEqual(failuresOfParts.map(() => 1));
				expect(faults.standing()).toEqual([]);
				expect(time.waiting()).toBe(0);
			},
		),
		{ numRuns: 50 },
	);
});

test("it is tried again after pauses that grow, and says meanwhile what stands and why", () => {
	const { faults, time, troubles } = laboratory(
		undoParts([
			{ what: "a", undo: () => {} },
			{
				what: "b",
				undo() {
					throw new Error("busy");
				},
			},
		]),
	);
	const { id, stands } = faults.inject(order);
	expect(stands).toEqual(["packets from 198.19.0.7 are dropped"]);
	time.pass(60);
	const [first, ...pauses] = time.pauses;
	expect(first).toBe(10);
	expect(pauses.slice(0, 4)).toEqual([0.05, 0.1, 0.2, 0.4]);
	expect(Math.max(...pauses)).toBe(10);
	expect(faults.fault(id)).toMatchObject({
		standing: true,
		stands: ["b (busy)"],
		trouble: null,
		undone: null,
	});
	expect(troubles[0]).toBe("cut-off: still stands: b (busy)");
});

test("what a witness still sees after a while is undone anew", () => {
	let undone = 0;
	const { faults, time } = laboratory(() => undone++, {
		witness: {
			before: () => null,
			injected: () => report("confirmed"),
			undone: () => report(undone < 2 ? "mismatch" : "confirmed"),
		},
	});
	faults.inject(order);
	time.pass(12);
	expect(undone).toBe(1);
	expect(faults.standing()[0]?.trouble).toBe("the witness says: it is mismatch");
	time.pass(10);
	expect(undone).toBe(2);
	expect(faults.standing()).toEqual([]);
});

test("what was confirmed once stays confirmed, and nobody looks for a fault that is over", () => {
	const words: Outcome[] = ["mismatch", "confirmed", "mismatch"];
	const { faults, time } = laboratory(() => {}, {
		witness: {
			before: () => null,
			injected: () => report(words.shift() ?? "mismatch"),
			undone: () => report("confirmed"),
		},
	});
	const { id, injected } = faults.inject(order);
	expect(injected?.outcome).toBe("mismatch");
	expect(faults.fault(id)?.injected?.outcome).toBe("confirmed");
	expect(faults.fault(id)?.injected?.outcome).toBe("confirmed");
	time.pass(11);
	expect(faults.fault(id)).toMatchObject({
		standing: false,
		injected: { outcome: "confirmed" },
		undone: { outcome: "confirmed" },
	});
	expect(words).toHaveLength(1);
});

test("an injection that failed half-way stands until the rest of it is undone", () => {
	let failures = 3;
	const { faults, time } = laboratory(null, {
		inject(_, note) {
			note([rule]);
			throw new HalfInjected("No memory.", "still stands: a", () => {
				if (failures-- > 0) throw new Error("busy");
			});
		},
	});
	expect(() => faults.inject(order)).toThrow("No memory.");
	expect(faults.standing()).toHaveLength(1);
	time.pass(1);
	expect(faults.standing()).toEqual([]);
});

test("an injection that can't be done leaves nothing standing", () => {
	const written: (readonly RememberedFault[])[] = [];
	const { faults, time } = laboratory(null, {
		inject(_, note) {
			note([rule]);
			throw new Error("No process runs.");
		},
		memory: {
			read: () => [],
			write: (faults) => written.push(faults),
			undo: () => () => {},
		},
	});
	expect(() => faults.inject(order)).toThrow("No process runs.");
	expect(faults.standing()).toEqual([]);
	expect(written.map(({ length }) => length)).toEqual([1, 0]);
	expect(time.waiting()).toBe(0);
});

test("an agent that starts after one that died undoes what that one left, when it was to be", () => {
	let file = "[]";
	const undone: (readonly Change[])[] = [];
	const memory = {
		read: () => JSON.parse(file),
		write: (faults: readonly RememberedFault[]) => {
			file = JSON.stringify(faults);
		},
		undo: (changes: readonly Change[]) => () => {
			undone.push(changes);
		},
	};
	const { id } = laboratory(() => {}, { memory }).faults.inject(order);
	const { faults, time } = laboratory(null, { memory });
	faults.takeOver();
	expect(faults.fault(id)).toMatchObject({ standing: true, do: "cut-off" });
	time.pass(9);
	expect(undone).toEqual([]);
	time.pass(2);
	expect(undone).toEqual([[rule]]);
	expect(faults.fault(id)?.standing).toBe(false);
	expect(file).toBe("[]");
});

test("a file that can't be read is told, and one that can't be written ends the injection", () => {
	const cannot = () => {
		throw new Error("no space left on device");
	};
	const { faults, troubles } = laboratory(() => {}, {
		memory: { read: cannot, write: cannot, undo: () => () => {} },
	});
	faults.takeOver();
	expect(troubles[0]).toContain("no space left on device");
	expect(() => faults.inject(order)).toThrow("no space left on device");
	expect(faults.standing()).toEqual([]);
});

test("what was done bears the time right after it was done, before the witness looked", () => {
	let now = 0;
	const { faults } = laboratory(null, {
		clock: () => now,
		inject() {
			now += 20;
			return null;
		},
		witness: {
			before: () => null,
			injected() {
				now += 500;
				return report("confirmed");
			},
			undone: () => report("confirmed"),
		},
	});
	const { injectedAt, doneAt } = faults.inject(order);
	expect(Date.parse(injectedAt)).toBe(0);
	expect(Date.parse(doneAt ?? "")).toBe(20);
});

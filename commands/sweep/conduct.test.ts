import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Journal, JournalEntry } from "../../analysis/sweepJournal.ts";
import type { Cause, Verdicts } from "../../schema/run.ts";
import type { Outcome, Results, Runner } from "./attempt.ts";
import { conduct } from "./conduct.ts";
import { type Plan, planOf } from "./plan.ts";
import { progressOf, stateOf } from "./progress.ts";

const plan = planOf({
	modes: ["central", "decentral"],
	replicas: [5],
	protocols: ["quick"],
	faults: [null],
	repeat: 2,
	seed: 7,
	set: {},
});

const held: Verdicts = {
	chain: "holds",
	durability: "holds",
	monotonic: "holds",
	noFork: "holds",
	fresh: "holds",
	noPhantom: "holds",
};

/** What ends a program that is killed. */
class Killed extends Error {}

/** How an attempt goes. */
type Fate = "complete" | "untrusted" | "incomplete" | "incomplete and violated" | "failed";

/** A machine whose sweeps can be killed at any step; what is written survives. */
class Machine {
	readonly entries: JournalEntry[] = [];
	readonly results = new Map<string, Results>();
	/** The system that is up. */
	up: string | null = null;
	/** Attempts whose experiment began. */
	readonly begun: string[] = [];
	/** Told of what there is to see. */
	published = 0;
	readonly said: string[] = [];
	stopping = false;
	/** What brings about all that isn't complete. */
	cause: Cause = "laboratory";
	/** Steps until the sweep is killed. */
	stepsLeft = Number.POSITIVE_INFINITY;
	/** Steps until somebody asks the sweep to stop. */
	stepsUntilStop = Number.POSITIVE_INFINITY;
	#clock = 0;
	readonly #fate: (run: string, attempt: number) => Fate;

	constructor(fate: (run: string, attempt: number) => Fate = () => "complete") {
		this.#fate = fate;
	}

	#step(): void {
		this.#clock += 10;
		if (--this.stepsUntilStop < 0) this.stopping = true;
		if (--this.stepsLeft < 0) throw new Killed();
	}

	/** One call of the command: until the sweep is over, is stopped, or is killed. */
	async sweep(retries = 0, ofPlan: Plan = plan): Promise<void> {
		this.stopping = false;
		const entries = [...this.entries];
		const journal: Journal = {
			entries,
			append: (entry) => {
				this.#step();
				this.entries.push(entry);
				entries.push(entry);
				this.#step();
			},
		};
		const label = (run: string, attempt: number) => `${run} #${attempt}`;
		const runner: Runner = {
			clear: async () => {
				this.#step();
				this.up = null;
			},
			find: async ({ id }, attempt) => {
				this.#step();
				return this.results.get(label(id, attempt)) ?? null;
			},
			carryOut: async ({ id }, attempt): Promise<Outcome> => {
				expect(this.up).toBeNull();
				this.up = id;
				this.#step();
				this.begun.push(id);
				this.#step();
				const fate = this.stopping ? "incomplete" : this.#fate(id, attempt);
				const results: Results | null =
					fate === "failed"
						? null
						: {
								folder: `results ${this.results.size}`,
								status: fate.startsWith("incomplete") ? "incomplete" : "complete",
								trusted: fate !== "untrusted",
								reasons: fate === "complete" ? [] : ["The sun went down."],
								cause:
									fate === "complete"
										? null
										: // What ends early because it is told to is none of the method.
											this.stopping
											? "laboratory"
											: this.cause,
								verdicts: fate === "incomplete and violated" ? { ...held, durability: "violated" } : held,
								loss: null,
							};
				if (results) this.results.set(label(id, attempt), results);
				this.#step();
				this.up = null;
				this.#step();
				return {
					results,
					error: results ? null : "There was no machine.",
					cause: results ? null : this.cause,
				};
			},
			publish: async () => {
				this.#step();
				this.published = this.results.size;
			},
		};
		await conduct({
			plan: ofPlan,
			journal,
			runner,
			retries,
			stopping: () => this.stopping,
			say: (line) => this.said.push(line),
			now: () => this.#clock,
		});
	}

	/** The runs that have a complete result that is to be trusted, once for each. */
	complete(): string[] {
		return [...this.results]
			.filter(([, { status, trusted }]) => status === "complete" && trusted)
			.map(([label]) => label.slice(0, label.indexOf(" #")))
			.sort();
	}
}

const all = plan.runs.map(({ id }) => id).sort();

/** Sweeps until one is neither killed nor stopped; each of them ends after some steps. */
async function untilDone(
	machine: Machine,
	endings: readonly { kind: "kill" | "stop"; steps: number }[],
	retries = 0,
): Promise<void> {
	for (const { kind, steps } of [...endings, { kind: "kill", steps: Number.POSITIVE_INFINITY }]) {
		machine.stepsLeft = kind === "kill" ? steps : Number.POSITIVE_INFINITY;
		machine.stepsUntilStop = kind === "stop" ? steps : Number.POSITIVE_INFINITY;
		await machine.sweep(retries).catch((error) => {
			if (!(error instanceof Killed)) throw error;
		});
	}
}

const endings = fc.array(
	fc.record({
		kind: fc.constantFrom("kill" as const, "stop" as const),
		steps: fc.integer({ min: 0, max: 40 }),
	}),
	{ maxLength: 6 },
);

describe("a sweep that is killed or stopped at any step, again and again", () => {
	test("has every run complete in the end, none twice, and leaves no system up", async () => {
		await fc.assert(
			fc.asyncProperty(endings, async (list) => {
				const machine = new Machine();
				await untilDone(machine, list);
				expect(machine.complete()).toEqual(all);
				expect(machine.up).toBeNull();
				expect(machine.published).toBe(machine.results.size);
			}),
			{ numRuns: 300 },
		);
	});

	test("never begins a run again that has a complete result", async () => {
		await fc.assert(
			fc.asyncProperty(endings, async (list) => {
				const machine = new Machine();
				for (const ending of list) {
					const before = machine.complete();
					const { length } = machine.begun;
					await untilDone(machine, [ending]);
					for (const run of machine.begun.slice(length)) {
						expect(before).not.toContain(run);
					}
				}
			}),
			{ numRuns: 100 },
		);
	});

	test("gives every failing run all its tries and no more, besides those that were interrupted", async () => {
		const fates = fc.constantFrom<Fate>("complete", "untrusted", "incomplete", "failed");
		await fc.assert(
			fc.asyncProperty(endings, fc.func(fates), fc.integer({ min: 0, max: 2 }), async (list, fate, retries) => {
				const machine = new Machine(fate);
				await untilDone(machine, list, retries);
				const progress = progressOf(machine.entries);
				for (const { id } of plan.runs) {
					const state = stateOf(progress(id), retries);
					expect(state).not.toBe("pending");
					expect(progress(id).failures).toBe(state === "complete" ? progress(id).failures : retries + 1);
					expect(progress(id).failures).toBeLessThanOrEqual(retries + 1);
					expect(machine.complete().includes(id)).toBe(state === "complete");
				}
			}),
			{ numRuns: 200 },
		);
	});
});

test("a run that fails is kept in the journal, and tried again after all others", async () => {
	const [first = ""] = plan.runs.map(({ id }) => id);
	const machine = new Machine((run, attempt) => (run === first && attempt === 1 ? "failed" : "complete"));
	await machine.sweep(1);
	expect(machine.begun).toEqual([...plan.runs.map(({ id }) => id), first]);
	expect(machine.entries[1]).toMatchObject({
		run: first,
		attempt: 1,
		event: "ended",
		outcome: "failed",
		error: "There was no machine.",
	});
	expect(machine.entries.at(-1)).toMatchObject({
		run: first,
		attempt: 2,
		outcome: "complete",
	});
});

test("a violation of safety is a finding even where the run is incomplete: nothing is tried again", async () => {
	const machine = new Machine(() => "incomplete and violated");
	await machine.sweep(1);
	expect(machine.begun).toHaveLength(all.length);
	expect(machine.entries.at(-1)).toMatchObject({ outcome: "complete" });
	expect(machine.said.at(-1)).toContain("incomplete, safety VIOLATED (durability), took");
});

test("a complete run of a machine that was too busy is tried again, and says why", async () => {
	const machine = new Machine((_, attempt) => (attempt === 1 ? "untrusted" : "complete"));
	const runs = plan.runs.slice(0, 1);
	await machine.sweep(1, { ...plan, runs });
	expect(machine.begun).toHaveLength(2);
	expect(machine.entries[1]).toMatchObject({
		outcome: "untrusted",
		error: "The sun went down.",
	});
	expect(machine.said[1]).toContain(": untrusted, safety holds, took 60 s.");
});

test.each(["untrusted", "incomplete", "failed"] as const)(
	"what is %s by the method's doing counts, and is never done again, however often the sweep is killed",
	async (fate) => {
		await fc.assert(
			fc.asyncProperty(endings, async (list) => {
				const machine = new Machine(() => fate);
				machine.cause = "method";
				await untilDone(machine, list, 3);
				const progress = progressOf(machine.entries);
				for (const { id } of plan.runs) {
					expect(stateOf(progress(id), 3)).toBe("counted");
					expect(progress(id).failures).toBe(0);
					expect(machine.entries.filter(({ run, event }) => run === id && event === "ended")).toMatchObject([
						{ outcome: fate, cause: "method" },
					]);
				}
			}),
			{ numRuns: 100 },
		);
	},
);

test("a run that the method spoiled is told so", async () => {
	const machine = new Machine(() => "incomplete");
	machine.cause = "method";
	await machine.sweep(1, { ...plan, runs: plan.runs.slice(0, 1) });
	expect(machine.begun).toHaveLength(1);
	expect(machine.said[1]).toContain(
		"The sun went down. The method can be the cause, so it counts and is not tried again.",
	);
});

test("a run that was given up is tried again when more retries are granted", async () => {
	const machine = new Machine((_, attempt) => (attempt < 3 ? "incomplete" : "complete"));
	await machine.sweep(1);
	expect(machine.complete()).toEqual([]);
	await machine.sweep(1);
	expect(machine.begun).toHaveLength(2 * all.length);
	await machine.sweep(2);
	expect(machine.complete()).toEqual(all);
});

test("being stopped counts as no failure, and leaves what had been done", async () => {
	const machine = new Machine();
	machine.stepsUntilStop = 15;
	await machine.sweep();
	expect(machine.begun).toHaveLength(2);
	expect(machine.complete()).toHaveLength(1);
	expect(machine.said.at(-1)).toContain("was interrupted");
	machine.stepsUntilStop = Number.POSITIVE_INFINITY;
	await machine.sweep();
	expect(machine.begun).toHaveLength(all.length + 1);
	expect(machine.complete()).toEqual(all);
});

test("when the machine can't be had, nothing is begun", async () => {
	const machine = new Machine();
	const journal: Journal = {
		entries: [],
		append: () => {
			throw new Error("Nothing is to be written.");
		},
	};
	const refuse = () => Promise.reject(new Error("Somebody else holds it."));
	await expect(
		conduct({
			plan,
			journal,
			runner: {
				clear: refuse,
				find: refuse,
				carryOut: refuse,
				publish: refuse,
			},
			retries: 0,
			stopping: () => false,
			say: (line) => machine.said.push(line),
			now: () => 0,
		}),
	).rejects.toThrow("Somebody else holds it.");
});

test("every run has a line when it begins and one when it ends, with what is left", async () => {
	const machine = new Machine((_, attempt) => (attempt === 1 ? "incomplete" : "complete"));
	const runs = plan.runs.slice(0, 1);
	await machine.sweep(1, { ...plan, runs });
	const [id] = runs.map((run) => run.id);
	expect(machine.said).toEqual([
		`[1/1] ${id} … (left: unknown yet, more than 45 s)`,
		`[1/1] ${id}: incomplete, safety holds, took 60 s. The sun went down. It is tried again. (elapsed: 2 min; left: unknown yet, more than 45 s)`,
		`[1/1] ${id}, try 2 … (left: unknown yet, more than 45 s)`,
		`[1/1] ${id}: complete, safety holds, took 60 s (elapsed: 4 min; left: nothing)`,
	]);
});

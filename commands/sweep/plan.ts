import { type Key, readSettings } from "../../infra/config.ts";
import type { Settings } from "../../infra/settings.ts";
import type { Protocol } from "../../schema/protocol.ts";
import { mulberry32, type Random } from "../../schema/victims.ts";
import { cacheKey } from "../../toolchain/cache.ts";
import type { Factors } from "./factors.ts";

/** What is the same in all repetitions: one combination of the factors. */
export interface Cell {
	/** `decentral-9 quick freeze:hazelcast` */
	id: string;
	stack: string;
	mode: string;
	replicas: number;
	/** `holdfast:` configuration but for the run and the seed. */
	config: Readonly<Record<string, string>>;
	protocol: Protocol;
}

export interface PlannedRun {
	/** The cell's, and which repetition of how many: `decentral-9 quick freeze:hazelcast 2/3`. */
	id: string;
	cell: Cell;
	/** Chooses the faults' victims: the same in every cell's repetition of that number. */
	seed: number;
}

export interface Plan {
	/** Names all that decides the plan: another plan has another. */
	id: string;
	/** In the order in which they are to be done. */
	runs: readonly PlannedRun[];
}

/**
 * The runs of all cells, one repetition of each after the other, every repetition in an order of
 * its own that the seed chooses: a machine that gets slower favours no cell, and a sweep that is
 * stopped has about as many runs of each.
 *
 * @throws Error with a line for each problem of any cell
 */
export function planOf(factors: Factors): Plan {
	const cells = cellsOf(factors);
	const lots = mulberry32(factors.seed);
	const seeds = mulberry32(draw(lots));
	const order = mulberry32(draw(lots));
	const repetitions = (cell: Cell) => factors.repeat ?? cell.protocol.repetitions;
	const runs: PlannedRun[] = [];
	for (let i = 1; i <= Math.max(...cells.map(repetitions)); i++) {
		const seed = draw(seeds);
		const block = cells
			.filter((cell) => repetitions(cell) >= i)
			.map((cell) => ({
				id: `${cell.id} ${i}/${repetitions(cell)}`,
				cell,
				seed,
			}));
		runs.push(...shuffled(block, order));
	}
	return { id: cacheKey(JSON.stringify(runs)), runs };
}

/** All combinations, in an order that doesn't depend on the command's. */
function cellsOf(factors: Factors): Cell[] {
	const cells: Cell[] = [];
	const problems = new Map<string, string[]>();
	for (const mode of [...factors.modes].sort()) {
		for (const replicas of factors.replicas.toSorted((a, b) => a - b)) {
			for (const protocol of [...factors.protocols].sort()) {
				for (const fault of [...factors.faults].sort()) {
					const config = {
						...factors.set,
						protocol,
						...(fault !== null && { fault }),
					};
					try {
						cells.push(cellOf(`${mode}-${replicas}`, config));
					} catch (error) {
						const message = inOptions((error as Error).message);
						const name = cellName(`${mode}-${replicas}`, protocol, fault);
						problems.set(message, [...(problems.get(message) ?? []), name]);
					}
				}
			}
		}
	}
	for (const { id } of cells) {
		if (cells.filter((cell) => cell.id === id).length === 1) continue;
		problems.set("Two of the protocols have the same name: give one of them another.", [id]);
	}
	if (problems.size === 0) return cells;
	throw new Error([...problems].map(([message, names]) => `${enumerated(names)}: ${message}`).join("\n"));
}

function cellOf(stack: string, config: Record<string, string>): Cell {
	const { mode, replicas, protocol }: Settings = readSettings(stack, (key: Key) => config[key]);
	if (protocol === null) {
		throw new Error(`--protocol ${config.protocol} runs no experiment: leave it out.`);
	}
	return {
		id: cellName(stack, protocol.name, config.fault ?? null),
		stack,
		mode,
		replicas,
		config,
		protocol,
	};
}

function cellName(stack: string, protocol: string, fault: string | null): string {
	return [stack, protocol, ...(fault === null ? [] : [fault])].join(" ");
}

/** The remedies of a stack's configuration, as a sweep's options. */
function inOptions(message: string): string {
	const ownOptions: Record<string, string> = {
		protocol: "--protocol …",
		fault: "--faults …",
	};
	const option = (key: string) => ownOptions[key] ?? `--set ${key}=…`;
	return message
		.replace(/"pulumi config set (\w+) …"/, (_, key) => `"${option(key)}"`)
		.replace(/run "pulumi config rm (\w+)"/, (_, key) => `leave "${option(key)}" out`);
}

function enumerated(names: readonly string[]): string {
	const shown = names.slice(0, 3).join(", ");
	const others = names.length - 3;
	return others > 0 ? `${shown} and ${others} more` : shown;
}

/** Every order is equally likely (Fisher-Yates). */
function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
	const deck = [...items];
	for (let i = deck.length - 1; i > 0; i--) {
		const j = Math.floor(random() * (i + 1));
		[deck[i], deck[j]] = [deck[j] as Item, deck[i] as Item];
	}
	return deck;
}

/** 0 … 2³² − 1. */
function draw(random: Random): number {
	return Math.floor(random() * 2 ** 32);
}

import { parseArgs } from "node:util";
import type { Key } from "../../infra/config.ts";

/** What a sweep varies; its cells are all combinations. */
export interface Factors {
	modes: readonly string[];
	replicas: readonly number[];
	/** Names of protocols, or paths of YAML files relative to the checkout. */
	protocols: readonly string[];
	/** Names of faults; null: what the protocol says. */
	faults: readonly (string | null)[];
	/** Runs of each cell; null: as many as its protocol says. */
	repeat: number | null;
	/** 0 … 2³² − 1. */
	seed: number;
	/** Further configuration of every cell: key → value. */
	set: Readonly<Record<string, string>>;
}

export interface SweepArguments {
	factors: Factors;
	/** How often a run that failed is tried again. */
	retries: number;
	dryRun: boolean;
	help: boolean;
	/** Null: the checkout's own. */
	results: string | null;
}

export const usage = `Runs a matrix of experiments, each on a fresh system, in an order shuffled by the seed.

    npm run sweep -- [options]

  --modes central,decentral   fault-tolerance methods
  --replicas 5                also 5,9 or 5..21, which is 5,9,13,17,21; 5..21:2 goes in steps of 2
  --protocol quick            names, or paths of YAML files, separated by commas
  --faults freeze,overlap     replaces the protocol's faults, one after the other in runs of their own
  --repeat 5                  runs of each cell; else what its protocol says
  --seed 1                    of the order and of each repetition's faults, the same for all cells
  --set key=value             further holdfast: configuration of every run; repeatable
  --retries 1                 how often a run that the laboratory spoiled is tried again
  --results <folder>          where runs are written
  --dry-run                   only prints the plan and how long it takes

The same command goes on where it was stopped. Exit codes: 0 fine, 3 a method violated safety, 1 some runs have no
complete result, 130 stopped.`;

/** What a cell's configuration may say beside what the sweep decides itself. */
const settable: Readonly<
	Record<Exclude<Key, "run" | "seed" | "protocol" | "fault">, true>
> = {
	interval: true,
	platform: true,
	nodes: true,
	failures: true,
	faultAt: true,
	lasts: true,
	duration: true,
	recording: true,
	durability: true,
	groupSize: true,
	members: true,
	lostMajority: true,
	target: true,
	workers: true,
	nodeImage: true,
	context: true,
	registry: true,
	storage: true,
	storageClass: true,
	couchdbChart: true,
	prometheusChart: true,
	grafana: true,
};

/** @throws Error that names the option, its value and what is allowed */
export function readArguments(commandLine: readonly string[]): SweepArguments {
	const { values } = parseArgs({
		args: [...commandLine],
		options: {
			modes: { type: "string", default: "central,decentral" },
			replicas: { type: "string", default: "5" },
			protocol: { type: "string", default: "quick" },
			faults: { type: "string" },
			repeat: { type: "string" },
			seed: { type: "string", default: "1" },
			set: { type: "string", multiple: true, default: [] },
			retries: { type: "string", default: "1" },
			results: { type: "string" },
			"dry-run": { type: "boolean", default: false },
			help: { type: "boolean", short: "h", default: false },
		},
	});
	return {
		factors: {
			modes: list("--modes", values.modes),
			replicas: readReplicas(values.replicas),
			protocols: list("--protocol", values.protocol),
			faults:
				values.faults === undefined ? [null] : list("--faults", values.faults),
			repeat:
				values.repeat === undefined
					? null
					: wholeNumber("--repeat", values.repeat, [1, 1000]),
			seed: wholeNumber("--seed", values.seed, [0, 2 ** 32 - 1]),
			set: readSet(values.set),
		},
		retries: wholeNumber("--retries", values.retries, [0, 100]),
		dryRun: values["dry-run"],
		help: values.help,
		results: values.results ?? null,
	};
}

/** `5`, `5,9`, `5..21` in steps of 4, or `5..21:2` in steps of 2. */
function readReplicas(text: string): number[] {
	const numbers = text.split(",").flatMap((part) => {
		const [, from, , to = from, , step = "4"] =
			/^(\d{1,3})(\.\.(\d{1,3})(:(\d{1,3}))?)?$/.exec(part.trim()) ?? [];
		const range = rangeOf(Number(from), Number(to), Number(step));
		if (range.length > 0) return range;
		throw new Error(
			`--replicas ${text}: give numbers such as "5", "5,9", "5..21" (in steps of 4) or "5..21:2" (in steps of 2).`,
		);
	});
	return [...new Set(numbers)];
}

/** Empty where there is none. */
function rangeOf(from: number, to: number, step: number): number[] {
	if (!(from <= to) || step < 1) return [];
	return Array.from(
		{ length: Math.floor((to - from) / step) + 1 },
		(_, i) => from + i * step,
	);
}

function readSet(assignments: readonly string[]): Record<string, string> {
	const set: Record<string, string> = {};
	for (const text of assignments) {
		const [, key = "", value = ""] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
		if (!Object.hasOwn(settable, key)) {
			throw new Error(
				`--set ${text}: give <key>=<value>, where the key is one of: ${Object.keys(settable).join(", ")}.`,
			);
		}
		if (Object.hasOwn(set, key)) {
			throw new Error(
				`--set ${text}: ${key} is set to "${set[key]}" already; give it once.`,
			);
		}
		set[key] = value;
	}
	return set;
}

function list(option: string, text: string): string[] {
	const items = text.split(",").map((item) => item.trim());
	if (items.includes("")) {
		throw new Error(
			`${option} ${text}: give one or more names, separated by commas.`,
		);
	}
	return [...new Set(items)];
}

function wholeNumber(
	option: string,
	text: string,
	[least, most]: readonly [number, number],
): number {
	const value = text.trim() === "" ? Number.NaN : Number(text);
	if (Number.isInteger(value) && value >= least && value <= most) return value;
	throw new Error(
		`${option} ${text}: give a whole number from ${least} to ${most}.`,
	);
}

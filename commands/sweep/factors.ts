import { parseArgs } from "node:util";
import { significance } from "../../analysis/statistics/compare.ts";
import { type Question, readQuestion } from "../../analysis/statistics/question.ts";
import { fewestRuns } from "../../analysis/statistics/runsToDecide.ts";
import { mostLooks } from "../../analysis/statistics/sequential.ts";
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
	/** What is to be decided; null: all runs are made. */
	untilDecided: UntilDecided | null;
	dryRun: boolean;
	/** The plan is printed for programs. */
	json: boolean;
	help: boolean;
	/** Null: the checkout's own. */
	results: string | null;
}

/** Runs are made until this is decided, or the time is over. */
export interface UntilDecided {
	question: Question;
	/** Null: as long as all planned runs take. */
	atMostSeconds: number | null;
}

/**
 * Runs of each cell that are planned at most where a question is to be decided and nothing else is
 * said.
 */
const plannedForQuestion = 8;

export const usage = `Runs a matrix of experiments, each on a fresh system, in an order shuffled by the seed.

    npx holdfast sweep [options]

  --modes central,decentral   fault-tolerance methods
  --replicas 5                also 5,9 or 5..21, which is 5,9,13,17,21; 5..21:2 goes in steps of 2
  --protocol quick            names, or paths of YAML files, separated by commas
  --faults freeze,overlap     replaces the protocol's faults, one after the other in runs of their own
  --repeat 5                  runs of each cell; else what its protocol says
  --seed 1                    of the order and of each repetition's faults, the same for all cells
  --set key=value             further holdfast: configuration of every run; repeatable
  --until-decided             makes runs until the question is decided, at most --repeat of each cell (else 8)
  --question "decentral vs central: rto"
                              which of two modes has the lower number; without it, the RTO of the two modes
  --at-most 60m               stops before that time is over, as in 90m or 1h30m
  --retries 1                 how often a run that the laboratory spoiled is tried again
  --results <folder>          where runs are written
  --dry-run [--json]          only prints the plan and how long it takes

The same command goes on where it was stopped. Exit codes: 0 fine, 3 a method violated safety, 1 some runs have no
complete result, 130 stopped.`;

/** What a cell's configuration may say beside what the sweep decides itself. */
const settable: Readonly<Record<Exclude<Key, "run" | "seed" | "protocol" | "fault">, true>> = {
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
	couchdbImage: true,
	couchdbChart: true,
	hazelcastChart: true,
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
			"until-decided": { type: "boolean", default: false },
			question: { type: "string" },
			"at-most": { type: "string" },
			retries: { type: "string", default: "1" },
			results: { type: "string" },
			"dry-run": { type: "boolean", default: false },
			json: { type: "boolean", default: false },
			help: { type: "boolean", short: "h", default: false },
		},
	});
	const factors: Factors = {
		modes: list("--modes", values.modes),
		replicas: readReplicas(values.replicas),
		protocols: list("--protocol", values.protocol),
		faults: values.faults === undefined ? [null] : list("--faults", values.faults),
		repeat: values.repeat === undefined ? null : wholeNumber("--repeat", values.repeat, [1, 1000]),
		seed: wholeNumber("--seed", values.seed, [0, 2 ** 32 - 1]),
		set: readSet(values.set),
	};
	const untilDecided = readUntilDecided(values, factors);
	if (values.json && !values["dry-run"]) {
		throw new Error(
			"--json prints a plan: say --dry-run as well. Results are in each run's folder, and in report.json.",
		);
	}
	return {
		factors: untilDecided === null ? factors : { ...factors, repeat: factors.repeat ?? plannedForQuestion },
		untilDecided,
		retries: wholeNumber("--retries", values.retries, [0, 100]),
		dryRun: values["dry-run"],
		json: values.json,
		help: values.help,
		results: values.results ?? null,
	};
}

/** The command line with other options in the place of those that are there. */
export function withOptions(
	commandLine: readonly string[],
	{ repeat, atMostMinutes }: { repeat?: number; atMostMinutes?: number },
): string[] {
	const changed: [option: string, value: string | undefined][] = [
		["--repeat", repeat?.toString()],
		["--at-most", atMostMinutes === undefined ? undefined : `${atMostMinutes}m`],
	];
	return changed.reduce(
		(line, [option, value]) => (value === undefined ? line : [...without(line, option), option, value]),
		[...commandLine],
	);
}

function without(commandLine: readonly string[], option: string): string[] {
	return commandLine.filter(
		(argument, i) => argument !== option && !argument.startsWith(`${option}=`) && commandLine[i - 1] !== option,
	);
}

function readUntilDecided(
	values: {
		"until-decided": boolean;
		question?: string | undefined;
		"at-most"?: string | undefined;
	},
	factors: Factors,
): UntilDecided | null {
	const { question, "at-most": atMost } = values;
	if (!values["until-decided"]) {
		for (const [option, value] of Object.entries({ question, atMost })) {
			if (value === undefined) continue;
			throw new Error(
				`--${option === "atMost" ? "at-most" : option} ${value}: that is for a sweep that goes on until a question is decided; add --until-decided.`,
			);
		}
		return null;
	}
	const { modes, protocols, faults, replicas, repeat } = factors;
	if (modes.length < 2) {
		throw new Error(`--until-decided compares two modes, and --modes has only ${modes[0]}: name another one.`);
	}
	if (protocols.length > 1 || faults.length > 1) {
		throw new Error(
			"--until-decided asks about one protocol with one kind of fault: give one of each, and ask about others in sweeps of their own.",
		);
	}
	if (question === undefined && modes.length > 2) {
		throw new Error(
			`--until-decided: say which two of ${modes.join(", ")} to compare, as in --question "${modes[1]} vs ${modes[0]}: rto".`,
		);
	}
	const fewest = fewestRuns(significance, replicas.length);
	if (repeat !== null && (repeat < fewest || repeat > mostLooks)) {
		throw new Error(`--repeat ${repeat}: to decide anything give from ${fewest} to ${mostLooks} runs of each cell.`);
	}
	return {
		question: readQuestion(question ?? `${modes[1]} vs ${modes[0]}: rto`, modes),
		atMostSeconds: atMost === undefined ? null : readDuration(atMost),
	};
}

/** `90s`, `60m`, `1h30m`; in seconds. */
function readDuration(text: string): number {
	const [whole, hours = "0", minutes = "0", seconds = "0"] =
		/^(?:(\d{1,4})h)?(?:(\d{1,4})m)?(?:(\d{1,5})s)?$/.exec(text.trim()) ?? [];
	const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
	if (whole !== undefined && total > 0) return total;
	throw new Error(`--at-most ${text}: give a time such as 60m, 1h30m or 900s.`);
}

/** `5`, `5,9`, `5..21` in steps of 4, or `5..21:2` in steps of 2. */
function readReplicas(text: string): number[] {
	const numbers = text.split(",").flatMap((part) => {
		const [, from, , to = from, , step = "4"] = /^(\d{1,3})(\.\.(\d{1,3})(:(\d{1,3}))?)?$/.exec(part.trim()) ?? [];
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
	return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step);
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
			throw new Error(`--set ${text}: ${key} is set to "${set[key]}" already; give it once.`);
		}
		set[key] = value;
	}
	return set;
}

function list(option: string, text: string): string[] {
	const items = text.split(",").map((item) => item.trim());
	if (items.includes("")) {
		throw new Error(`${option} ${text}: give one or more names, separated by commas.`);
	}
	return [...new Set(items)];
}

function wholeNumber(option: string, text: string, [least, most]: readonly [number, number]): number {
	const value = text.trim() === "" ? Number.NaN : Number(text);
	if (Number.isInteger(value) && value >= least && value <= most) return value;
	throw new Error(`${option} ${text}: give a whole number from ${least} to ${most}.`);
}

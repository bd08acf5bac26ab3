import { readFileSync } from "node:fs";
import { ancestorsOf, identify, isRunning, type ProcessIdentity } from "./processes.ts";

/**
 * The process that somebody started and that still needs the laboratory; while it lives, nobody
 * else takes it down.
 */
export interface Owner extends ProcessIdentity {
	/** Its command line, for people. */
	command: string;
	/** Since when it has been the owner. */
	since: string;
}

/**
 * Environment variable that names the owner, as `<pid>:<start ticks>`, to the processes that work
 * for it.
 */
export const ownerVariable = "HOLDFAST_OWNER";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * For whom this process works: the owner that its environment names, else the `pulumi` that it
 * descends from, else whoever called it.
 */
export function currentOwner(environment: Environment = process.env): Owner {
	const named = namedOwner(environment);
	if (named) return asOwner(named);
	const [, ...ancestors] = ancestorsOf(process.pid);
	const engine = ancestors.find((pid) => nameOf(pid) === "pulumi");
	const caller = identify(engine ?? process.ppid) ?? identify(process.pid);
	return asOwner(caller as ProcessIdentity);
}

/** The owner that the environment names, if it lives. */
export function namedOwner(environment: Environment = process.env): ProcessIdentity | null {
	const [, pid, ticks] = /^(\d+):(\d+)$/.exec(environment[ownerVariable] ?? "") ?? [];
	const named = { pid: Number(pid), startTicks: Number(ticks) };
	return pid !== undefined && isRunning(named) ? named : null;
}

/** Whether this process works for the owner. */
export function worksFor({ pid, startTicks }: ProcessIdentity, environment: Environment = process.env): boolean {
	const named = namedOwner(environment);
	return (named?.pid === pid && named.startTicks === startTicks) || ancestorsOf(process.pid).includes(pid);
}

/** A process as the owner from now on. */
export function asOwner({ pid, startTicks }: ProcessIdentity): Owner {
	return {
		pid,
		startTicks,
		command: commandOf(pid),
		since: new Date().toISOString(),
	};
}

/** Whether something that was read is an owner. */
export function isOwner(value: unknown): value is Owner {
	const { pid, startTicks, command, since } = (value ?? {}) as Partial<Owner>;
	return (
		Number.isInteger(pid) && Number.isInteger(startTicks) && typeof command === "string" && typeof since === "string"
	);
}

/** Who it is, as a part of a sentence. */
export function ownerText({ pid, command, since }: Omit<Owner, "startTicks">): string {
	return `process ${pid}${command === "" ? "" : ` ("${command}")`}, since ${since}`;
}

const shownCharacters = 120;

function commandOf(pid: number): string {
	const words = textOf(`/proc/${pid}/cmdline`).split("\0").join(" ").trim();
	return words.length > shownCharacters ? `${words.slice(0, shownCharacters)} …` : words;
}

function nameOf(pid: number): string {
	return textOf(`/proc/${pid}/comm`).trim();
}

/** Empty when it can't be read: processes come and go. */
function textOf(file: string): string {
	try {
		return readFileSync(file, "utf8");
	} catch {
		return "";
	}
}

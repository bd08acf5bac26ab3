import { groupProblem } from "../images/sidecar/src/groups.ts";
import { methodNames, traitsOf } from "./methods/traits.ts";

/** Everything that a stack says, with its defaults filled in. */
export interface Settings {
	stack: string;
	mode: string;
	/** 3 … 100. */
	replicas: number;
	/** A new value makes a new run on the same cluster. */
	run: string;
	/** The stateful application's t: a step begins every so often. */
	intervalSeconds: number;
	platform: Platform;
	/** Chooses the victims and the replicas' phases; 0 … 2³² − 1. */
	seed: number;
	protocol: Protocol | null;
	/** Whether the application sends its history; without it, a run shows what observing costs. */
	recording: boolean;
	/** Members of a Raft group, in modes that have such groups. */
	groupSize: number;
	/** What is done about a Raft group whose majority is gone. */
	lostMajority: LostMajority;
}

/** Refuse, so that nothing is lost silently; or give the group's data up, as the study does. */
export const lostMajorityPolicies = ["halt", "reset"] as const;
export type LostMajority = (typeof lostMajorityPolicies)[number];

/** What happens in a run, and when. */
export interface Protocol {
	name: string;
	durationSeconds: number;
	scrapeIntervalSeconds: number;
	faults: Fault[];
}

export interface Fault {
	kind: "delete-pods";
	/** After the run's start. */
	atSeconds: number;
	victims: number;
	gracePeriodSeconds: number;
	/** Who may be chosen: any replica, or first the one that leads a Raft group. */
	target: "any" | "leader";
}

export const platforms = ["native"] as const;
export type Platform = (typeof platforms)[number];

const keys = [
	"run",
	"interval",
	"platform",
	"seed",
	"protocol",
	"failures",
	"faultAt",
	"duration",
	"recording",
	"groupSize",
	"lostMajority",
	"target",
] as const;
type Key = (typeof keys)[number];

const fewestReplicas = 3;
const mostReplicas = 100;

/**
 * Reads a stack's name and its `holdfast:…` configuration.
 *
 * @param get the text that the stack's file holds for a key
 * @throws Error whose message names the key, the value and what is allowed
 */
export function readSettings(
	stack: string,
	get: (key: Key) => string | undefined,
): Settings {
	const { mode, replicas } = readStackName(stack);
	const choose = <Choice extends string>(
		key: Key,
		choices: readonly Choice[],
		otherwise: Choice,
	): Choice => {
		const value = get(key) ?? otherwise;
		const choice = choices.find((each) => each === value);
		if (choice === undefined) throw invalid(key, value, choices.join(", "));
		return choice;
	};
	const number = (
		key: Key,
		otherwise: number,
		[least, most]: readonly [number, number],
		kind: "whole" | "real" = "real",
	): number => {
		const text = get(key) ?? String(otherwise);
		const value = text.trim() === "" ? Number.NaN : Number(text);
		const allowed = `a ${kind === "whole" ? "whole " : ""}number from ${least} to ${most}`;
		const fits = value >= least && value <= most;
		if (!fits || (kind === "whole" && !Number.isInteger(value)))
			throw invalid(key, text, allowed);
		return value;
	};

	const { groups, scraped } = traitsOf(mode);
	const groupSize = number("groupSize", replicas < 5 ? 3 : 5, [3, 7], "whole");
	const problem = groups ? groupProblem(replicas, groupSize) : null;
	if (problem) {
		throw new Error(
			`${problem} Change it with "pulumi config set groupSize …".`,
		);
	}
	const target = choose("target", ["any", "leader"], "any");
	if (target === "leader" && !scraped.consensus) {
		throw new Error(
			`holdfast:target is "leader", but the mode "${mode}" has nobody who says which Pod leads a Raft group: choose "any".`,
		);
	}
	const durationSeconds = number("duration", 45, [5, 86_400]);
	return {
		stack,
		mode,
		replicas,
		run: get("run") ?? "1",
		intervalSeconds: number("interval", 1, [0.05, 3600]),
		platform: choose("platform", platforms, "native"),
		seed: number("seed", 1, [0, 2 ** 32 - 1], "whole"),
		protocol:
			choose("protocol", ["quick", "none"], "quick") === "none"
				? null
				: {
						name: "quick",
						durationSeconds,
						scrapeIntervalSeconds: 1,
						faults: [
							{
								kind: "delete-pods",
								atSeconds: number("faultAt", 15, [0, durationSeconds]),
								victims: number("failures", 2, [0, replicas], "whole"),
								gracePeriodSeconds: 1,
								target,
							},
						],
					},
		recording: choose("recording", ["true", "false"], "true") === "true",
		groupSize,
		lostMajority: choose("lostMajority", lostMajorityPolicies, "halt"),
	};
}

/** `central-5` → mode and replicas. */
function readStackName(stack: string): { mode: string; replicas: number } {
	const [, mode = "", digits = ""] = /^(.+)-(\d+)$/.exec(stack) ?? [];
	if (!mode) {
		throw new Error(
			`The stack's name "${stack}" is no <mode>-<replicas> pair: call it, for example, "central-5".`,
		);
	}
	if (!methodNames.includes(mode)) {
		throw new Error(
			`The stack's name "${stack}" asks for the mode "${mode}". Allowed modes are: ${methodNames.join(", ")}.`,
		);
	}
	const replicas = Number(digits);
	if (replicas < fewestReplicas || replicas > mostReplicas) {
		throw new Error(
			`The stack's name "${stack}" asks for ${replicas} replicas. Allowed are ${fewestReplicas} to ${mostReplicas}.`,
		);
	}
	return { mode, replicas };
}

function invalid(key: Key, value: string, allowed: string): Error {
	return new Error(
		`Invalid value for holdfast:${key}: "${value}". Allowed: ${allowed}. Change it with "pulumi config set ${key} …".`,
	);
}

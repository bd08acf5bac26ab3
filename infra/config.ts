import {
	faultKinds,
	faultOf,
	splitFaultName,
} from "../analysis/schema/faultKinds.ts";
import type { Protocol } from "../analysis/schema/protocol.ts";
import { groupProblem } from "../images/sidecar/src/groups.ts";
import { checkout } from "../toolchain/cache.ts";
import { faultProblem } from "./experiment/faultProblems.ts";
import {
	builtinProtocol,
	builtinProtocols,
	readProtocol,
} from "./experiment/protocols.ts";
import { systemOf } from "./experiment/system.ts";
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

export const platforms = ["native"] as const;
export type Platform = (typeof platforms)[number];

/** Keys that change a protocol of ours; a protocol in a file says all of this itself. */
const protocolKeys = [
	"interval",
	"fault",
	"failures",
	"faultAt",
	"lasts",
	"duration",
	"target",
] as const;

const keys = [
	"run",
	"platform",
	"seed",
	"protocol",
	...protocolKeys,
	"recording",
	"groupSize",
	"lostMajority",
] as const;
export type Key = (typeof keys)[number];

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

	const { groups } = traitsOf(mode);
	const groupSize = number("groupSize", replicas < 5 ? 3 : 5, [3, 7], "whole");
	const problem = groups ? groupProblem(replicas, groupSize) : null;
	if (problem) {
		throw new Error(
			`${problem} Change it with "pulumi config set groupSize …".`,
		);
	}
	const platform = choose("platform", platforms, "native");
	const protocol = readChosenProtocol(groupSize);
	const faults =
		protocol && faultProblem(protocol, systemOf({ mode, replicas, platform }));
	if (faults) throw new Error(faults);
	return {
		stack,
		mode,
		replicas,
		run: get("run") ?? "1",
		intervalSeconds:
			protocol?.intervalSeconds ?? number("interval", 1, [0.05, 3600]),
		platform,
		seed: number("seed", 1, [0, 2 ** 32 - 1], "whole"),
		protocol,
		recording: choose("recording", ["true", "false"], "true") === "true",
		groupSize,
		lostMajority: choose("lostMajority", lostMajorityPolicies, "halt"),
	};

	function readChosenProtocol(groupSize: number): Protocol | null {
		const name = get("protocol") ?? "quick";
		if (name === "none") return null;
		if (/[./]/.test(name)) {
			const given = protocolKeys.find((key) => get(key) !== undefined);
			if (given === undefined) return readProtocol(name, checkout);
			throw new Error(
				`holdfast:${given} can't change the protocol ${name}, which is a file of your own: say it there, and run "pulumi config rm ${given}".`,
			);
		}
		const base = builtinProtocol(name, { groupSize });
		if (base === null) {
			throw invalid(
				"protocol",
				name,
				`${[...builtinProtocols, "none"].join(", ")}, or the path of a YAML file such as ./mine.yaml`,
			);
		}
		const durationSeconds = number(
			"duration",
			base.durationSeconds,
			[5, 86_400],
		);
		return {
			...base,
			durationSeconds,
			intervalSeconds: number("interval", base.intervalSeconds, [0.05, 3600]),
			faults: changedFaults(base, durationSeconds),
		};
	}

	/** The protocol's only fault, as the stack's configuration changes it. */
	function changedFaults(
		{ faults: [planned] }: Protocol,
		durationSeconds: number,
	): Protocol["faults"] {
		const text = get("fault") ?? planned?.kind;
		if (text === undefined || text === "none") return [];
		const name = splitFaultName(text);
		if (name === null) {
			throw invalid(
				"fault",
				text,
				`none, ${faultKinds.join(", ")}; freeze, kill-container and squeeze-memory also with a container, such as freeze:hazelcast`,
			);
		}
		const victims = number(
			"failures",
			planned && "victims" in planned ? planned.victims : 2,
			[0, replicas],
			"whole",
		);
		if (victims === 0) return [];
		const atSeconds = number(
			"faultAt",
			planned?.atSeconds ?? durationSeconds / 3,
			[0, durationSeconds],
		);
		const lastsSeconds = number("lasts", 10, [0.1, 3600]);
		const target = choose("target", ["any", "leader"], "any");
		return [faultOf(name, { atSeconds, victims, target, lastsSeconds })];
	}
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

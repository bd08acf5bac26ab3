import type { Fault } from "../schema/fault.ts";
import { faultKinds, faultOf, kindsWithContainer, splitFaultName } from "../schema/faultKinds.ts";
import { faultProblem } from "../schema/faultProblems.ts";
import type { Load, Protocol } from "../schema/protocol.ts";
import type { Description, Lab } from "./labDescription.ts";
import { seconds, type Variables, wholeNumber } from "./variables.ts";

/** What a chaos run does. */
export type ChaosSettings = {
	seed: number;
	/** The measured period, from `run-started` on. */
	durationSeconds: number;
	/** How much longer the run waits for the system to be steady again. */
	settleSeconds: number;
	faults: Fault[];
	/** Null: only the readers that check the chain. */
	load: Load | null;
};

/** For a lab whose stack has no protocol of its own, and runs scenarios by hand only. */
const byHand = { durationSeconds: 60, settleSeconds: 60 };
/** Where in the period a fault comes if nothing says when. */
const defaultFaultShare = 1 / 3;

/** Variables that change the protocol's fault. */
const faultVariables = [...["FAULT", "FAILURES", "FAULT_AT", "GRACE", "LASTS", "TARGET"]] as const;

/**
 * The lab's protocol, changed by the environment: SEED, DURATION (`45`, `45s`, `5m`), and, where it
 * has at most one fault, FAULT (such as `freeze:hazelcast`, or `none`), FAILURES (Pods to hit),
 * FAULT_AT, LASTS, GRACE (whole seconds), and TARGET (`any`, `leader`, `leader:group-0`).
 *
 * @throws Error with one sentence for a variable that can't be used
 */
export function chaosSettings(lab: Lab, description: Description, environment: Variables): ChaosSettings {
	// Written by our own program, which checked it.
	const planned = description.has("protocol") ? (description.object("protocol") as Protocol) : null;
	const durationSeconds = seconds(environment, "DURATION") ?? planned?.durationSeconds ?? byHand.durationSeconds;
	if (durationSeconds <= 0) {
		throw new Error("DURATION must be more than 0 seconds.");
	}
	const faults = changed(planned?.faults ?? [], environment, durationSeconds);
	const problem = faultProblem({ ...(planned as Protocol), durationSeconds, faults }, lab.system);
	if (problem) throw new Error(problem);
	return {
		seed: wholeNumber(environment, "SEED", { minimum: 0 }) ?? lab.seed,
		durationSeconds,
		settleSeconds: planned?.settleSeconds ?? byHand.settleSeconds,
		faults,
		load: planned?.load ?? null,
	};
}

function changed(planned: readonly Fault[], environment: Variables, durationSeconds: number): Fault[] {
	const asked = faultVariables.filter((name) => environment[name]);
	if (asked.length === 0) return [...planned];
	if (planned.length > 1) {
		throw new Error(
			`${asked[0]} can't change the protocol's faults, of which there are ${planned.length}: give the lab another protocol.`,
		);
	}
	const [before] = planned;
	const name = faultNamed(environment, before);
	const victims = wholeNumber(environment, "FAILURES", { minimum: 0 });
	if (name === null || victims === 0) return [];
	const gracePeriodSeconds = wholeNumber(environment, "GRACE", { minimum: 0 });
	if (gracePeriodSeconds === 0) {
		throw new Error(
			"GRACE must be whole seconds, 1 or more: a grace period of 0 leaves the old process running beside its successor, which is another fault: FAULT=overlap.",
		);
	}
	const given = {
		atSeconds: seconds(environment, "FAULT_AT"),
		victims,
		gracePeriodSeconds,
		lastsSeconds: seconds(environment, "LASTS"),
		...targetIn(environment),
	};
	const fault = faultOf(name, {
		atSeconds: durationSeconds * defaultFaultShare,
		victims: 2,
		target: "any",
	});
	const kept = before?.kind === fault.kind ? before : null;
	const changes = Object.entries(given).filter(
		([field, value]) => value !== null && (field in fault || field === "group"),
	);
	// A field is only there where the kind has it; FAULT_AT comes from what was planned, whatever its
	// kind.
	return [
		{
			...fault,
			...(before && { atSeconds: before.atSeconds }),
			...kept,
			...Object.fromEntries(changes),
		} as Fault,
	];
}

/** FAULT, or else what was planned, or else what FAILURES and its like always meant; null: none. */
function faultNamed({ FAULT }: Variables, planned: Fault | undefined): ReturnType<typeof splitFaultName> {
	if (FAULT === "none") return null;
	if (!FAULT) {
		if (planned === undefined) return { kind: "delete-pods", container: "app" };
		const container = "container" in planned ? planned.container : "app";
		return { kind: planned.kind, container };
	}
	const name = splitFaultName(FAULT);
	if (name) return name;
	throw new Error(
		`FAULT must be none, ${faultKinds.join(", ")}, or, for ${kindsWithContainer.join(", ")}, with a container such as freeze:hazelcast, not "${FAULT}".`,
	);
}

/** Whom TARGET says the fault hits; empty when it isn't set. */
function targetIn(environment: Variables): {
	target?: "any" | "leader";
	group?: string;
} {
	const text = environment.TARGET;
	if (text === undefined || text === "") return {};
	if (text === "any" || text === "leader") return { target: text };
	const [, group] = /^leader:(.+)$/.exec(text) ?? [];
	if (group !== undefined) return { target: "leader", group };
	throw new Error(`TARGET must be any, leader, or leader:<group> such as leader:group-0, not "${text}".`);
}

import { faultName } from "../../schema/faultKinds.ts";
import type { Protocol } from "../../schema/protocol.ts";
import type { PlannedFault } from "./state.ts";

/**
 * How long a run lasts, in seconds, by what `run-started` says or else by the protocol; null where
 * neither does.
 */
export function plannedDuration(detail: string | undefined, protocol: Protocol | null): number | null {
	const told = /; lasts ([\d.]+) s;/.exec(detail ?? "")?.[1];
	return told === undefined ? (protocol?.durationSeconds ?? null) : Number(told);
}

/**
 * The faults that a run is going to do, in the order of their time. What `run-started` says goes
 * before the protocol, because the scenario's environment may have changed that.
 *
 * @param detail of `run-started`: `seed 42; lasts 45 s; faults: after 15 s delete-pods hits pod-1,
 *   pod-3; run 1`
 */
export function plannedFaults(detail: string | undefined, protocol: Protocol | null): PlannedFault[] {
	const told = / ?faults: (.*)$/.exec(detail ?? "")?.[1];
	return (told === undefined ? inProtocol(protocol) : inDetail(told)).sort((a, b) => a.atSeconds - b.atSeconds);
}

function inDetail(told: string): PlannedFault[] {
	const plans = told.matchAll(/after ([\d.]+) s (\S+) hits ([^;]*)/g);
	return Array.from(plans, ([, at, name = "", whom = ""], number) => ({
		number,
		name,
		atSeconds: Number(at),
		whom: whom.replace(/,$/, ""),
	}));
}

function inProtocol(protocol: Protocol | null): PlannedFault[] {
	return (protocol?.faults ?? []).map((fault, number) => ({
		number,
		name: faultName(fault),
		atSeconds: fault.atSeconds,
		whom: "",
	}));
}

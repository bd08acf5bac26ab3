import type { OperationRecord } from "../../schema/operation.ts";
import type { ReadRecord } from "../../schema/read.ts";
import { position } from "./exampleHistory.ts";
import { readHistory } from "./history.ts";
import type { IdentityHistory } from "./identityHistory.ts";
import { KnownChain } from "./knownChain.ts";

export const pod = "pod-0";
export const start = 1_800_000_000;

/** An operation of one of two processes. */
export type Step = [process: 1 | 2, kind: "load" | "persist", index: number, type: "ok" | "fail" | "unknown"];

/**
 * What is known of an identity whose processes did one thing after the other, each in half of the
 * time between two.
 */
export function evidenceOf(
	steps: readonly Step[],
	secondsBetween = 1,
	reads: readonly ReadRecord[] = [],
): IdentityHistory {
	const numbers = { 1: 0, 2: 0 };
	const records = steps.flatMap(([process, kind, index, type], i): OperationRecord[] => {
		const time = start + 10 + i * secondsBetween;
		const invoke: OperationRecord = {
			pod,
			process: start + process,
			number: numbers[process],
			operation: numbers[process],
			type: "invoke",
			kind,
			...position(pod, kind === "load" ? -1 : index),
			revision: null,
			intended: time,
			time,
			received: time,
		};
		numbers[process] += 2;
		return [
			invoke,
			{
				...invoke,
				...position(pod, index),
				number: invoke.number + 1,
				type,
				time: time + secondsBetween / 2,
				received: time + secondsBetween / 2,
			},
		];
	});
	return {
		pod,
		processes: readHistory(records).identities.get(pod) ?? [],
		reads,
		clockStepped: false,
		farthest: -1,
		doubtedClients: new Set(),
		chain: new KnownChain(pod),
	};
}

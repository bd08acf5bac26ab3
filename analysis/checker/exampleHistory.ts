import { firstState, nextState } from "../../images/app/src/chain.ts";
import type { OperationRecord } from "../schema/operation.ts";
import { sha256 } from "./knownChain.ts";

/** How a persist ends in a made-up history; `lost-…` leaves the invoke without an answer. */
export type PersistEnd =
	| "ok"
	| "fail"
	| "unknown-applied"
	| "unknown-not-applied"
	| "lost-applied"
	| "lost-not-applied";

/** One process of an identity: how its persists end, one after the other. The last one may stay unanswered. */
export type Life = { persists: readonly PersistEnd[] };

/**
 * The history that a correct store and a correct replica leave: every process starts from what the store holds, and
 * an update is applied at most once.
 */
export function correctHistory(
	pod: string,
	lives: readonly Life[],
	start = 1_800_000_000,
): OperationRecord[] {
	const records: OperationRecord[] = [];
	let stored = -1;
	let time = start;
	for (const { persists } of lives) {
		const process = time;
		let number = 0;
		const record = (
			fields: Pick<
				OperationRecord,
				"type" | "kind" | "index" | "state" | "operation"
			>,
			intended: number,
		) => {
			time += 0.005;
			records.push({
				pod,
				process,
				number: number++,
				...fields,
				revision: null,
				intended,
				time,
				received: time + 0.001,
			});
		};
		for (const end of persists) {
			time = Math.ceil(time);
			const intended = time;
			const load = { kind: "load" as const, operation: number };
			record({ ...load, type: "invoke", index: null, state: null }, intended);
			record({ ...load, type: "ok", ...position(pod, stored) }, intended);
			const next = position(pod, stored + 1);
			const persist = { kind: "persist" as const, operation: number, ...next };
			record({ ...persist, type: "invoke" }, intended);
			if (
				end === "ok" ||
				(end.endsWith("applied") && !end.endsWith("not-applied"))
			) {
				stored++;
			}
			if (end.startsWith("lost")) break;
			const type = end.startsWith("unknown") ? "unknown" : end;
			record({ ...persist, type: type as OperationRecord["type"] }, intended);
		}
		time += 2;
	}
	return records;
}

/** State `index` of a chain, as records carry it; no state below 0. */
export function position(
	pod: string,
	index: number,
): Pick<OperationRecord, "index" | "state"> {
	if (index < 0) return { index: null, state: null };
	let state = firstState(sha256, pod);
	for (let i = 0; i < index; i++) state = nextState(sha256, pod, state);
	return { index, state };
}

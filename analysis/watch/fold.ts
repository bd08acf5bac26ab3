import type { LabEvent } from "../../schema/event.ts";
import type { OperationRecord } from "../../schema/operation.ts";
import { foldEvent } from "./foldEvent.ts";
import { foldOperation } from "./foldOperation.ts";
import type { Draft, WatchState } from "./state.ts";

/** What the observer has stored since it was asked last, each list in its order. */
export type News = { events: readonly LabEvent[]; operations: readonly OperationRecord[] };

/**
 * How long latencies are kept: a minute of whole seconds, and those that have just begun and ended.
 */
const keptSeconds = 62;

/**
 * The state after the news; both kinds are taken in the order in which they reached the observer.
 */
export function fold(state: WatchState, { events, operations }: News): WatchState {
	const draft: Draft = {
		...state,
		replicas: [...state.replicas],
		persists: [...state.persists],
		loads: [...state.loads],
		knownSince: state.knownSince ?? operations[0]?.received ?? null,
	};
	let next = 0;
	for (const event of events) {
		for (; next < operations.length; next++) {
			const operation = operations[next] as OperationRecord;
			if (operation.received > event.time) break;
			foldOperation(draft, operation);
		}
		foldEvent(draft, event);
	}
	for (const operation of operations.slice(next)) {
		foldOperation(draft, operation);
	}
	const newest = operations.at(-1)?.received ?? 0;
	const isKept = ({ received }: { received: number }) => received > newest - keptSeconds;
	draft.persists = draft.persists.filter(isKept);
	draft.loads = draft.loads.filter(isKept);
	return draft;
}

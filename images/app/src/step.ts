import { nextState, type Sha256Base64 } from "../../../schema/chain.ts";
import type { Clock } from "../../clock.ts";
import type { History, Outcome } from "./history.ts";
import type { Position } from "./locate.ts";
import { NotApplied } from "./storage/outcome.ts";
import type { StateStorage } from "./storage/stateStorage.ts";

/** What a process knows of its replica. */
export interface Knowledge {
	/** The furthest state that the store acknowledged or answered: never gone back behind. */
	acknowledged: Position | null;
	/** The state that was last tried to be persisted. */
	attempted: Position | null;
	/** A stored state that was searched for on the chain in vain. */
	foreign: string | null;
}

export const noKnowledge: Knowledge = { acknowledged: null, attempted: null, foreign: null };

export interface StepEffects {
	identity: string;
	sha256: Sha256Base64;
	storage: Pick<StateStorage, "load" | "persist">;
	history: History;
	clock: Clock;
	/** Finds a stored state on the replica's chain; null when it isn't there. */
	locate: (state: string) => Promise<Position | null>;
}

/** What became of a step; one that got no further than loading has certainly applied no update. */
export type StepResult = { knowledge: Knowledge } & (
	| { outcome: "ok"; persisted: Position }
	| {
			outcome: Exclude<Outcome, "ok">;
			/** Why no update was acknowledged. */
			error: string;
	  }
);

/**
 * The state to go on from. A store that forgot or answered late doesn't make the replica go
 * backwards; what it answered is in the history all the same.
 */
export function furthest(loaded: Position | null, acknowledged: Position | null): Position | null {
	if (loaded === null) return acknowledged;
	if (acknowledged === null) return loaded;
	return loaded.index >= acknowledged.index ? loaded : acknowledged;
}

/** The state after `position`; state 0 without one. */
export function successor(sha256: Sha256Base64, identity: string, position: Position | null): Position {
	return {
		index: position === null ? 0 : position.index + 1,
		state: nextState(sha256, identity, position?.state ?? null),
	};
}

/** The position of a loaded state, if this process dealt with it before. */
export function recall(knowledge: Knowledge, state: string): Position | null {
	const { acknowledged, attempted } = knowledge;
	if (acknowledged?.state === state) return acknowledged;
	if (attempted?.state === state) return attempted;
	return null;
}

/** What a failed write means for the history. */
export function outcomeOf(error: unknown): Exclude<Outcome, "ok"> {
	return error instanceof NotApplied ? "fail" : "unknown";
}

/**
 * One update: load the last state, update it, persist the new one. Failures of the store are
 * results, not errors.
 *
 * @param intended when it was due: its interval's time, or when it was asked for
 */
export async function step(intended: number, knowledge: Knowledge, effects: StepEffects): Promise<StepResult> {
	const { identity, sha256, storage, history, clock, locate } = effects;

	const loading = history.invoke("load", intended, { index: null, state: null });
	let loaded: Awaited<ReturnType<StateStorage["load"]>>;
	try {
		loaded = await storage.load();
	} catch (error) {
		const message = messageOf(error);
		loading.end("fail", { index: null, state: null, revision: null, error: message });
		return { knowledge, outcome: "fail", error: message };
	}
	const loadedAt = clock();
	const position =
		loaded.state === null || loaded.state === knowledge.foreign
			? null
			: (recall(knowledge, loaded.state) ?? (await locate(loaded.state)));
	loading.end("ok", { ...loaded, index: position?.index ?? null, time: loadedAt });
	if (loaded.state !== null && position === null) {
		return {
			knowledge: { ...knowledge, foreign: loaded.state },
			outcome: "fail",
			error: `The store holds a state that isn't on the chain of ${identity}, or is beyond INDEX_LIMIT: ${loaded.state}. It is left as it is.`,
		};
	}

	const current = furthest(position, knowledge.acknowledged);
	const next = successor(sha256, identity, current);
	const attempted: Knowledge = { acknowledged: current, attempted: next, foreign: null };
	const persisting = history.invoke("persist", intended, next);
	try {
		const { revision } = await storage.persist(next.state);
		persisting.end("ok", { ...next, revision });
		return { knowledge: { ...attempted, acknowledged: next }, outcome: "ok", persisted: next };
	} catch (error) {
		const message = messageOf(error);
		const outcome = outcomeOf(error);
		persisting.end(outcome, { ...next, revision: null, error: message });
		return { knowledge: attempted, outcome, error: message };
	}
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

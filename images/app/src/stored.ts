import { setTimeout as sleep } from "node:timers/promises";
import type { StateReader } from "./storage/stateReader.ts";

/** What can be said of what the method holds of an identity. */
export type StoredAnswer =
	| { kind: "read"; state: string | null }
	/** No replica has that name. */
	| { kind: "no-identity"; error: string }
	/** Only the identity's own process can read it. */
	| { kind: "not-here"; error: string }
	/** The method doesn't answer (yet). */
	| { kind: "unavailable"; error: string };

export interface StoredSources {
	/** This process's own identity, `<prefix>-<ordinal>`. */
	identity: string;
	/** The others are `<prefix>-0` to `<prefix>-(replicas − 1)`. */
	replicas: number;
	/** Called once, when somebody first asks; absent where the method can't be looked into. */
	openReader: (() => StateReader) | undefined;
	limitSeconds?: number;
}

/** Answers what the method holds of an identity, this process's or another one's. */
export function storedStates({
	identity: own,
	replicas,
	openReader,
	limitSeconds = 5,
}: StoredSources): (identity: string) => Promise<StoredAnswer> {
	let opened: StateReader | null = null;

	return async (identity) => {
		if (!isIdentity(identity, own, replicas)) {
			const error = `"${identity}" is no identity: ${namesOf(own, replicas)}.`;
			return { kind: "no-identity", error };
		}
		if (openReader === undefined) {
			const error = "What this method holds can't be looked into.";
			return { kind: "not-here", error };
		}
		const limit = new AbortController();
		try {
			opened ??= openReader();
			if (!opened.readsAll && identity !== own) {
				const error = `Each process of this method holds its own state alone: ask ${identity}.`;
				return { kind: "not-here", error };
			}
			return await Promise.race([
				opened.read(identity).then((state) => ({ kind: "read", state }) as const),
				sleep(limitSeconds * 1000, null, { signal: limit.signal }).then(() => {
					throw new Error(`The method didn't answer a read within ${limitSeconds} s.`);
				}),
			]);
		} catch (error) {
			return { kind: "unavailable", error: error instanceof Error ? error.message : String(error) };
		} finally {
			limit.abort();
		}
	};
}

const ordinal = /-(0|[1-9]\d*)$/;

function isIdentity(name: string, own: string, replicas: number): boolean {
	if (name === own) return true;
	const found = ordinal.exec(name);
	return (
		found !== null &&
		name.replace(ordinal, "") === own.replace(ordinal, "") &&
		ordinal.test(own) &&
		Number(found[1]) < replicas
	);
}

function namesOf(own: string, replicas: number): string {
	const prefix = own.replace(ordinal, "");
	return ordinal.test(own) ? `there are ${prefix}-0 to ${prefix}-${replicas - 1}` : `there is ${own}`;
}

import type { IAtomicReference } from "hazelcast-client";
import type { StateAnswer, States } from "../states.ts";
import { within } from "../within.ts";
import type { Layout } from "./layout.ts";
import type { MemberConnection } from "./memberClient.ts";

type Reference = IAtomicReference<string | null>;

/** A call that takes longer has an unknown outcome; the application gives up after 1 s. */
export const callSeconds = 0.9;

/** The states as the own member sees them: an atomic reference for each, in its group. */
export function memberStates(
	connection: Pick<MemberConnection, "reference">,
	{ groupOf }: Pick<Layout, "groupOf">,
	limitSeconds = callSeconds,
): States {
	const references = new Map<string, Promise<Reference>>();

	function referenceOf(identifier: string): Promise<Reference> {
		const known = references.get(identifier);
		if (known) return known;
		const asked = connection.reference(identifier, groupOf(identifier));
		references.set(identifier, asked);
		asked.catch(() => references.delete(identifier));
		return asked;
	}

	async function call(
		identifier: string,
		action: (reference: Reference, sent: () => void) => Promise<StateAnswer>,
	): Promise<StateAnswer> {
		let applied: "no" | "unknown" = "no";
		let givenUp = false;
		try {
			return await within(limitSeconds, "the Raft group's answer", async () => {
				const reference = await referenceOf(identifier);
				// What was reported as not applied must not be done later.
				if (givenUp) throw new Error("given up");
				return action(reference, () => {
					applied = "unknown";
				});
			});
		} catch (error) {
			givenUp = true;
			// A group that was destroyed and made anew needs a new reference.
			references.delete(identifier);
			return { kind: "unavailable", applied, reason: (error as Error).message || String(error) };
		}
	}

	return {
		read: (identifier) => call(identifier, async (reference) => ({ kind: "ok", state: await reference.get() })),
		write: ({ identifier, state, previous }) =>
			call(identifier, async (reference, sent) => {
				sent();
				if (previous === undefined) {
					await reference.set(state);
					return { kind: "ok", state };
				}
				if (await reference.compareAndSet(previous, state)) return { kind: "ok", state };
				return { kind: "conflict", state: await reference.get() };
			}),
	};
}

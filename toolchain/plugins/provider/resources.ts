import type { Change } from "./changes.ts";
import type { Properties, SecretMask } from "./values.ts";

/** What a provider knows about the request it is working on. */
export interface Operation {
	urn: string;
	/** Type token, e.g. `kubernetes:apps/v1:StatefulSet`. */
	type: string;
	/** The resource's name in the program. */
	name: string;
	/** `customTimeouts` of the resource; undefined when the program sets none. */
	timeoutSeconds: number | undefined;
	/** During preview nothing may be done, and inputs may hold `UNKNOWN`. */
	preview: boolean;
	/** Aborted when the engine cancels, or is gone. */
	signal: AbortSignal;
	/** Shows a line in the engine's progress display, beside the resource. */
	status(line: string): void;
}

export interface CheckFailure {
	/** Property path; empty for the whole resource. */
	property: string;
	reason: string;
}

export interface Checked {
	inputs: Properties;
	failures: CheckFailure[];
}

export interface Difference {
	changes: Change[];
	/** Whether this change can't be made to the existing resource. */
	replaces(change: Change): boolean;
}

/**
 * What a provider does, over plain JavaScript objects: secrets are already unwrapped, and
 * `server.ts` marks them again in everything that goes back. Errors thrown are shown to the user as
 * they are.
 */
export interface Provider {
	/** The provider's settings, once, before any resource. */
	configure(settings: Properties): void;
	/**
	 * Fills in defaults (such as names) and refuses what can't work. `before` is undefined for a new
	 * resource.
	 */
	check(request: {
		type: string;
		name: string;
		before: Properties | undefined;
		inputs: Properties;
		randomSeed: Uint8Array;
		signal: AbortSignal;
	}): Checked | Promise<Checked>;
	/** Inputs may hold `UNKNOWN`; nothing may be changed. */
	diff(
		request: {
			oldInputs: Properties;
			oldOutputs: Properties;
			newInputs: Properties;
		},
		operation: Operation,
	): Difference | Promise<Difference>;
	create(inputs: Properties, operation: Operation): Promise<{ id: string; outputs: Properties }>;
	update(
		id: string,
		old: { inputs: Properties; outputs: Properties },
		inputs: Properties,
		operation: Operation,
	): Promise<Properties>;
	delete(id: string, old: { inputs: Properties; outputs: Properties }, operation: Operation): Promise<void>;
	/**
	 * The resource as it is now, or undefined when it is gone; its inputs are what the program would
	 * have to say to get what is there.
	 */
	read(
		id: string,
		old: { inputs: Properties | undefined; outputs: Properties },
		operation: Operation,
	): Promise<{ inputs: Properties; outputs: Properties } | undefined>;
	/** Which fields of inputs and outputs are secret, beside those that the program marked. */
	secrets(inputs: Properties, marked: SecretMask | undefined): SecretMask | undefined;
}

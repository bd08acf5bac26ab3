import type { SystemUnderTest } from "../schema/systemUnderTest.ts";

/** What a scenario needs of the laboratory that is up. */
export type Lab = {
	/** The stack that is up, its run, and its mode. */
	stack: string;
	run: string;
	mode: string;
	namespace: string;
	/** How many replicas it has. */
	replicas: number;
	/** Base URL of the Kubernetes API, and the token of a ServiceAccount. */
	server: string;
	token: string;
	/** Base URL of the observer. */
	observer: string;
	/** What the observer wants to be shown; null where it asks for nothing. */
	observerToken: string | null;
	seed: number;
	/**
	 * What faults meet; it says whether each replica, or each Pod of the store, has a consensus
	 * replica.
	 */
	system: SystemUnderTest;
	/** Label selector of the Pods of the method's own store; null: it has none. */
	store: string | null;
	/** Names of the nodes that may be taken as a whole. */
	furtherNodes: readonly string[];
	/** Who does faults to the node's processes and its network; null: nobody on this platform. */
	agent: { url: string; token: string } | null;
};

/** Where the lab that is up describes itself, unless HOLDFAST_LAB says otherwise. */
export const defaultLabFile = "/run/holdfast/lab.json";

/**
 * @param text the lab's description, JSON
 * @param file for errors
 * @throws Error with one sentence when it isn't JSON
 */
export function parseDescription(text: string, file: string): Description {
	try {
		return new Description(JSON.parse(text), file);
	} catch {
		throw new Error(`${file} is not JSON: bring the lab up anew.`);
	}
}

/** What a program shows the Kubernetes API, and the observer. */
export interface Tokens {
	token: string;
	observerToken: string | null;
}

/**
 * @param own null: those of the scenarios, which the description holds
 * @throws Error with one sentence that names the file and the field which isn't what it should be
 */
export function labOf(description: Description, own: Tokens | null = null): Lab {
	return {
		stack: description.text("stack"),
		run: description.text("run"),
		mode: description.text("mode"),
		namespace: description.text("namespace"),
		replicas: description.integer("replicas", 1),
		server: description.text("kubernetes.server"),
		...(own ?? {
			token: description.text("kubernetes.chaosToken"),
			observerToken: description.has("observerTokens") ? description.text("observerTokens.scenario") : null,
		}),
		observer: description.text("observer"),
		seed: description.integer("seed", 0),
		// Written by our own program, which checked it.
		system: description.object("system") as SystemUnderTest,
		store: description.has("storeSelector") ? description.text("storeSelector") : null,
		furtherNodes: description.has("furtherNodes") ? description.texts("furtherNodes") : [],
		agent: description.has("agent")
			? {
					url: description.text("agent.url"),
					token: description.text("agent.token"),
				}
			: null,
	};
}

/** A JSON object whose fields are asked for by path and type. */
export class Description {
	readonly #value: unknown;
	readonly #name: string;

	constructor(value: unknown, name: string) {
		this.#value = value;
		this.#name = name;
	}

	/** Whether a field is there and not null. */
	has(path: string): boolean {
		return (this.#at(path) ?? null) !== null;
	}

	text(path: string): string {
		const value = this.#at(path);
		if (typeof value === "string" && value !== "") return value;
		throw this.#wrong(path, "a text");
	}

	texts(path: string): string[] {
		const value = this.#at(path);
		const fine = Array.isArray(value) && value.every((one) => typeof one === "string");
		if (fine) return value;
		throw this.#wrong(path, "a list of texts");
	}

	/** @param minimum inclusive */
	number(path: string, minimum: number): number {
		const value = this.#at(path);
		if (typeof value === "number" && value >= minimum) return value;
		throw this.#wrong(path, `a number, ${minimum} or more`);
	}

	/** @param minimum inclusive */
	integer(path: string, minimum: number): number {
		const value = this.#at(path);
		if (Number.isSafeInteger(value) && (value as number) >= minimum) {
			return value as number;
		}
		throw this.#wrong(path, `a whole number, ${minimum} or more`);
	}

	object(path: string): object {
		const value = this.#at(path);
		if (typeof value === "object" && value !== null) return value;
		throw this.#wrong(path, "an object");
	}

	#at(path: string): unknown {
		let value = this.#value;
		for (const key of path.split(".")) {
			if (typeof value !== "object" || value === null) return undefined;
			value = (value as Record<string, unknown>)[key];
		}
		return value;
	}

	#wrong(path: string, expected: string): Error {
		return new Error(`${this.#name}: "${path}" must be ${expected}.`);
	}
}

/** What a chaos run does, and where. */
export type ChaosSettings = {
	/** The stack that is up, and its run. */
	stack: string;
	run: string;
	namespace: string;
	/** How many replicas the lab has. */
	replicas: number;
	/** Base URL of the Kubernetes API, and the token of the chaos scenario's ServiceAccount. */
	server: string;
	token: string;
	/** Base URL of the observer. */
	observer: string;
	seed: number;
	/** The measured period, from `run-started` to `run-ended`. */
	durationSeconds: number;
	/** Null: a run without a fault. */
	fault: DeletePods | null;
};

/** The fault `delete-pods`: so many Pods at once, so long after the start. */
export type DeletePods = {
	victims: number;
	atSeconds: number;
	gracePeriodSeconds: number;
	/** Any: the seed chooses them all. Leader: the first one leads a Raft group at that moment. */
	target: Target;
	/** Of a leader: its group's name; null: the seed chooses a data group. */
	group: string | null;
};

export type Target = "any" | "leader";

/** Where the lab that is up describes itself, unless HOLDFAST_LAB says otherwise. */
export const defaultLabFile = "/run/holdfast/lab.json";

type Variables = { readonly [name: string]: string | undefined };

/** For a lab whose stack has no protocol of its own, and runs scenarios by hand only. */
const defaultDurationSeconds = 60;
/** Where in the period a fault comes if nothing says when. */
const defaultFaultShare = 1 / 3;

/**
 * The lab's protocol, changed by the environment: FAILURES (Pods to delete), SEED, FAULT_AT, DURATION (`45`, `45s`,
 * `5m`), GRACE (whole seconds), and TARGET (`any`, `leader`, `leader:group-0`).
 *
 * @param labText the lab description, JSON
 * @param labFile for errors
 * @throws Error with one sentence for a description or a variable that can't be used
 */
export function chaosSettings(
	labText: string,
	labFile: string,
	environment: Variables,
): ChaosSettings {
	const lab = new Description(parse(labText, labFile), labFile);
	const replicas = lab.integer("replicas", 1);
	const seed = wholeNumber(environment, "SEED", 0) ?? lab.integer("seed", 0);
	const hasProtocol = lab.has("protocol");
	const durationSeconds =
		seconds(environment, "DURATION") ??
		(hasProtocol
			? lab.number("protocol.durationSeconds", 0)
			: defaultDurationSeconds);
	if (durationSeconds <= 0) {
		throw new Error("DURATION must be more than 0 seconds.");
	}
	return {
		stack: lab.text("stack"),
		run: lab.text("run"),
		namespace: lab.text("namespace"),
		replicas,
		server: lab.text("kubernetes.server"),
		token: lab.text("kubernetes.chaosToken"),
		observer: lab.text("observer"),
		seed,
		durationSeconds,
		fault: deletePods(
			hasProtocol ? lab.list("protocol.faults") : [],
			environment,
			replicas,
			durationSeconds,
		),
	};
}

function deletePods(
	faults: readonly Description[],
	environment: Variables,
	replicas: number,
	durationSeconds: number,
): DeletePods | null {
	if (faults.length > 1) {
		throw new Error(
			`The protocol has ${faults.length} faults; this scenario injects one.`,
		);
	}
	const planned = faults[0];
	if (planned !== undefined && planned.text("kind") !== "delete-pods") {
		throw new Error(
			`The protocol's fault is "${planned.text("kind")}"; this scenario knows only "delete-pods".`,
		);
	}
	const target = targetIn(environment) ?? {
		target: planned?.has("target")
			? planned.oneOf("target", ["any", "leader"])
			: "any",
		group: null,
	};
	const victims =
		wholeNumber(environment, "FAILURES", 0) ??
		planned?.integer("victims", 0) ??
		0;
	if (victims === 0) return null;
	if (victims > replicas) {
		throw new Error(
			`FAILURES is ${victims}, but the lab has only ${replicas} replicas: choose 0 to ${replicas}.`,
		);
	}
	const atSeconds =
		seconds(environment, "FAULT_AT") ??
		planned?.number("atSeconds", 0) ??
		durationSeconds * defaultFaultShare;
	if (atSeconds >= durationSeconds) {
		throw new Error(
			`FAULT_AT is ${atSeconds} s, but the run ends after ${durationSeconds} s: choose an earlier fault or a longer DURATION.`,
		);
	}
	const gracePeriodSeconds =
		wholeNumber(environment, "GRACE", 0) ??
		planned?.integer("gracePeriodSeconds", 0) ??
		1;
	if (gracePeriodSeconds < 1) {
		throw new Error(
			"GRACE must be whole seconds, 1 or more: a grace period of 0 leaves the old process running beside its successor, which is another fault.",
		);
	}
	return { victims, atSeconds, gracePeriodSeconds, ...target };
}

function parse(text: string, file: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		throw new Error(`${file} is not JSON: bring the lab up anew.`);
	}
}

/** A JSON object whose fields are asked for by path and type. */
class Description {
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

	oneOf<T extends string>(path: string, allowed: readonly T[]): T {
		const value = this.#at(path);
		const found = allowed.find((one) => one === value);
		if (found !== undefined) return found;
		throw this.#wrong(path, allowed.map((one) => `"${one}"`).join(" or "));
	}

	list(path: string): Description[] {
		const value = this.#at(path);
		if (!Array.isArray(value)) throw this.#wrong(path, "a list");
		return value.map(
			(entry, i) => new Description(entry, `${this.#name}, ${path}[${i}]`),
		);
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

/** A variable's whole number; null when it isn't set. */
function wholeNumber(
	environment: Variables,
	name: string,
	minimum: number,
): number | null {
	const text = environment[name];
	if (text === undefined || text === "") return null;
	const value = Number(text);
	if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= minimum) {
		return value;
	}
	throw new Error(
		`${name} must be a whole number, ${minimum} or more, not "${text}".`,
	);
}

/** A variable's duration in seconds; null when it isn't set. */
function seconds(environment: Variables, name: string): number | null {
	const text = environment[name];
	if (text === undefined || text === "") return null;
	const [, amount, unit] = /^(\d+(?:\.\d+)?)(s|m)?$/.exec(text) ?? [];
	if (amount !== undefined) return Number(amount) * (unit === "m" ? 60 : 1);
	throw new Error(
		`${name} must be a duration such as 45, 45s or 5m, not "${text}".`,
	);
}

/** Whom TARGET says the fault hits; null when it isn't set. */
function targetIn(
	environment: Variables,
): Pick<DeletePods, "target" | "group"> | null {
	const text = environment.TARGET;
	if (text === undefined || text === "") return null;
	if (text === "any" || text === "leader") return { target: text, group: null };
	const [, group] = /^leader:(.+)$/.exec(text) ?? [];
	if (group !== undefined) return { target: "leader", group };
	throw new Error(
		`TARGET must be any, leader, or leader:<group> such as leader:group-0, not "${text}".`,
	);
}

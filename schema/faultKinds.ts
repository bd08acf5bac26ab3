import { containerName } from "./containerName.ts";
import type { Fault, FaultKind } from "./fault.ts";
import type { FaultDefinition } from "./faults/definition.ts";
import { faults } from "./faults/index.ts";

const definitions: ReadonlyMap<string, FaultDefinition<FaultKind>> = new Map(
	// A kind's own refusal is only ever asked about faults of that kind, which the compiler can't
	// follow.
	faults.map((definition) => [definition.kind, definition as unknown as FaultDefinition<FaultKind>]),
);

export const faultKinds: readonly FaultKind[] = faults.map(({ kind }) => kind);

/** Those that are aimed at one container of a Pod. */
export const kindsWithContainer = faults.filter(({ fields }) => "container" in fields).map(({ kind }) => kind);

export function definitionOf(kind: FaultKind): FaultDefinition<FaultKind> {
	return definitions.get(kind) as FaultDefinition<FaultKind>;
}

/** What can be said of a fault that events call by its name; null: it is none that is known. */
export function definitionNamed(name: string | undefined): FaultDefinition<FaultKind> | null {
	const split = splitFaultName(name ?? "");
	return split && definitionOf(split.kind);
}

/** Whether a fault of that name lasts a while, and is undone then. */
export function lasts(name: string): boolean {
	return "lastsSeconds" in (definitionNamed(name)?.fields ?? {});
}

/** With what the application's process ends under a fault of that name; null: it doesn't. */
export function killedBy(name: string): FaultDefinition["kills"] | null {
	const split = splitFaultName(name);
	return split?.container === "app" ? (definitionOf(split.kind).kills ?? null) : null;
}

/** What a user may say of a fault that is given by its name alone. */
export interface FaultChoices {
	atSeconds: number;
	victims: number;
	target: "any" | "leader";
	group?: string;
	gracePeriodSeconds?: number;
	lastsSeconds?: number;
	/** Pods of the store, of which there may be fewer than there are victims otherwise. */
	storeVictims?: number;
}

/** `freeze`, or `freeze:hazelcast` where a container is to be named. */
export function splitFaultName(name: string): { kind: FaultKind; container: string } | null {
	const [kindText, container = "app", ...rest] = name.split(":");
	const kind = faultKinds.find((each) => each === kindText);
	if (kind === undefined || rest.length > 0) return null;
	if (name.includes(":") && !kindsWithContainer.includes(kind)) return null;
	return containerName.test(container) ? { kind, container } : null;
}

/** As in {@link splitFaultName}: what people and tables call a fault. */
export function faultName(fault: Fault): string {
	return "container" in fault && fault.container !== "app" ? `${fault.kind}:${fault.container}` : fault.kind;
}

/** The fault of that name, with everything filled in that its kind asks for. */
export function faultOf({ kind, container }: { kind: FaultKind; container: string }, choices: FaultChoices): Fault {
	const chosen: Record<string, unknown> = { ...choices, container };
	const fields = Object.entries(definitionOf(kind).fields).flatMap(([name, field]) => {
		const value = chosen[field.chosenAs ?? name] ?? field.named ?? field.default;
		return value === undefined ? [] : [[name, value]];
	});
	return { kind, atSeconds: choices.atSeconds, ...Object.fromEntries(fields) } as Fault;
}

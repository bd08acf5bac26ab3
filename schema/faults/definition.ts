import { containerName } from "../containerName.ts";
import type { SystemUnderTest } from "../systemUnderTest.ts";

// Plain data and functions: k6, which can't load Zod, reads it too.

/** What is said of a field whatever its type. */
interface Common<Value> {
	/** One or more of them. */
	list?: true;
	optional?: true;
	/** What it is where a protocol doesn't say it. */
	default?: Value;
	/** What it is where a fault is given by its name alone. */
	named?: Value;
	/** By which name it can be chosen then; absent: its own. */
	chosenAs?: string;
	/** Of the field, in the documentation's table. */
	note?: string;
	/** In a line for people; null: it goes without saying. Absent: it is never said. */
	inWords?(value: Value, fault: { group?: string | undefined }): string | null;
}

/** One field of a fault, or of the order for it. */
export type Field =
	| (Common<number> & { type: "number" | "integer"; min?: number; above?: number; max?: number })
	| (Common<string> & { type: "text"; pattern?: RegExp })
	| (Common<string> & { type: "choice"; of: readonly [string, ...string[]] })
	| (Common<boolean> & { type: "flag" })
	| (Common<string> & { type: "address" });

export type Fields = Readonly<Record<string, Field>>;

/** What the node's agent is told to do. Several kinds may give the same order. */
export interface OrderDefinition {
	do: string;
	fields: Fields;
}

/** A kind of fault: all that can be said of it without doing it. */
export interface FaultDefinition<
	Kind extends string = string,
	Has extends Fields = Fields,
	Order extends OrderDefinition | undefined = OrderDefinition | undefined,
> {
	kind: Kind;
	/** For the documentation's table: what it does, and who sees that it bit. */
	does: string;
	witness: string;
	/** Beside `atSeconds`. One that lasts a while, and is undone then, has `lastsSeconds`. */
	fields: Has;
	/**
	 * Whom it will hit, for people, before that is known for sure; absent: `hit`, the victims or the
	 * node that its fields ask for.
	 */
	whom?(fault: FieldsOf<Has>, hit: string, replicas: number): string;
	/** Where the node's agent does it: only some platforms have one. */
	order?: Order;
	/** Whose Pods it deletes through the Kubernetes API. */
	deletes?: "replicas" | "store";
	/** What ends with it: the victim's processes, or all of a node's. */
	kills?: "processes" | "node";
	/** Takes a whole node, which must not be the only one. */
	takesNode?: true;
	/** Why nothing else can be done meanwhile. */
	alone?: string;
	/** Why it can't be done to a system, after "The fault 1 (its name)"; null: it can. */
	refusal?(system: SystemUnderTest, fault: FieldsOf<Has>): string | null;
}

/** The compiler remembers a kind's own fields. */
export function defineFault<
	const Kind extends string,
	const Has extends Fields,
	const Order extends OrderDefinition | undefined = undefined,
>(definition: FaultDefinition<Kind, Has, Order>): FaultDefinition<Kind, Has, Order> {
	return definition;
}

type One<F extends Field> = F extends { type: "number" | "integer" }
	? number
	: F extends { type: "flag" }
		? boolean
		: F extends { type: "choice"; of: readonly (infer Choice)[] }
			? Choice
			: string;
type Value<F extends Field> = F extends { list: true } ? One<F>[] : One<F>;
type Flat<T> = { [Key in keyof T]: T[Key] };
type With<Has extends Fields, Optional> = Flat<
	{ [Name in keyof Has as Has[Name] extends Optional ? never : Name]: Value<Has[Name]> } & {
		[Name in keyof Has as Has[Name] extends Optional ? Name : never]?: Value<Has[Name]> | undefined;
	}
>;

/** The values of fields, and as somebody may write them, who leaves out what has a default. */
export type FieldsOf<Has extends Fields> = With<Has, { optional: true }>;
export type InputOf<Has extends Fields> = With<Has, { optional: true } | { default: unknown }>;

// Fields that several kinds of faults, and the orders for them, have in common.

/** Which replicas are hit. */
export const hit = {
	/** So many, chosen by the seed. */
	victims: { type: "integer", min: 1, inWords: (n: number) => `${n} ${n === 1 ? "victim" : "victims"}` },
	/** Any replica; or first the one that leads a Raft group at that moment. */
	target: {
		type: "choice",
		of: ["any", "leader"],
		default: "any",
		inWords: (target: string, { group }: { group?: string | undefined }) =>
			target === "leader" ? `first the leader of ${group ?? "a Raft group"}` : null,
	},
	/** The Raft group whose leader it is; absent: the seed chooses one. */
	group: { type: "text", optional: true },
} as const satisfies Record<string, Field>;

/**
 * Container of a replica's Pod that a fault is aimed at; which there are is for the method to say.
 */
export const container = { type: "text", pattern: containerName } as const satisfies Field;

/** How long a Pod gets to end by itself, whole seconds. */
export const gracePeriodSeconds = {
	type: "integer",
	min: 1,
	max: 3600,
	optional: true,
	named: 1,
	note: "absent: the Pod's own, 5 s",
	inWords: (seconds: number) => `grace period ${seconds} s`,
} as const satisfies Field;

/** How long a fault lasts before it is undone, in seconds. */
export const lastsSeconds = {
	type: "number",
	above: 0,
	max: 3600,
	named: 10,
	inWords: (seconds: number) => `for ${seconds} s`,
} as const satisfies Field;

/** Ids of containers in the runtime, as a Pod's status names them. */
export const containers = { type: "text", pattern: /^[0-9a-f]{64}$/, list: true } as const satisfies Field;

import { z } from "zod";
import type { FieldsOf, InputOf } from "./faults/definition.ts";
import { faults } from "./faults/index.ts";
import { shapeOf, unionOf } from "./faults/shape.ts";

type Definition = (typeof faults)[number];
type Timed<Kind> = { kind: Kind; atSeconds: number };

type ByKind = {
	[D in Definition as D["kind"]]: {
		fault: Timed<D["kind"]> & FieldsOf<D["fields"]>;
		input: Timed<D["kind"]> & InputOf<D["fields"]>;
	};
};

/** What a protocol does to the system, by `kind`: each has a file in `faults/`. */
export type Fault = ByKind[keyof ByKind]["fault"];
export type FaultKind = Fault["kind"];
/** Kinds that the node's agent has no part in. */
export type KindWithoutOrder = Extract<Definition, { order?: undefined }>["kind"];

/** Seconds after the start of the measured period. */
const atSeconds = z.number().nonnegative();

export const fault = unionOf(
	"kind",
	faults.map(({ kind, fields }) => ({ name: kind, shape: { atSeconds, ...shapeOf(fields) } })),
) as z.ZodType<Fault, ByKind[keyof ByKind]["input"]>;

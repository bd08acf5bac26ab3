import type { z } from "zod";
import type { Fields, FieldsOf, OrderDefinition } from "./faults/definition.ts";
import { faults } from "./faults/index.ts";
import { shapeOf, unionOf } from "./faults/shape.ts";

type Orders<D> = D extends { order?: infer Order } ? Exclude<Order, undefined> : never;
type OrderOf<O> = O extends { do: infer Do; fields: infer Has extends Fields } ? { do: Do } & FieldsOf<Has> : never;

/**
 * What the fault agent does, as the kinds of faults say, and undoes by itself after `lastsSeconds`
 * where the order has it.
 */
export type FaultOrder = OrderOf<Orders<(typeof faults)[number]>>;
export type OrderTo<Do extends FaultOrder["do"]> = Extract<FaultOrder, { do: Do }>;

/** By name: several kinds may give the same order. */
const orders = new Map(
	faults.flatMap(({ order }: { order?: OrderDefinition | undefined }) => (order ? [[order.do, order]] : [])),
);

export const faultOrder = unionOf(
	"do",
	[...orders.values()].map(({ do: name, fields }) => ({ name, shape: shapeOf(fields) })),
) as z.ZodType<FaultOrder>;

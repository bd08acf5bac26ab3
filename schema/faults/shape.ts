import { z } from "zod";
import type { Field, Fields } from "./definition.ts";

/** What Zod checks of one of several things, which `key` tells apart. */
export function unionOf(key: string, things: readonly { name: string; shape: z.ZodRawShape }[]): z.ZodType {
	const [first, ...others] = things.map(({ name, shape }) => z.strictObject({ [key]: z.literal(name), ...shape }));
	if (first === undefined) throw new Error("A union of nothing.");
	return z.discriminatedUnion(key, [first, ...others]);
}

export function shapeOf(fields: Fields): z.ZodRawShape {
	return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, typeOf(field)]));
}

function typeOf(field: Field): z.ZodType {
	const all = field.list ? z.array(single(field)).min(1) : single(field);
	if (field.default !== undefined) return all.default(field.default);
	return field.optional ? all.optional() : all;
}

function single(field: Field): z.ZodType {
	switch (field.type) {
		case "number":
		case "integer": {
			let number = field.type === "integer" ? z.int() : z.number();
			if (field.min !== undefined) number = number.min(field.min);
			if (field.above !== undefined) number = number.gt(field.above);
			if (field.max !== undefined) number = number.max(field.max);
			return number;
		}
		case "text":
			return field.pattern ? z.string().regex(field.pattern) : z.string();
		case "choice":
			return z.enum(field.of);
		case "flag":
			return z.boolean();
		case "address":
			return z.union([z.ipv4(), z.ipv6()]);
	}
}

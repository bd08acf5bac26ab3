import fc from "fast-check";
import { expect, test } from "vitest";
import { containerName } from "./containerName.ts";
import { fault } from "./fault.ts";
import { faultKinds, faultName, faultOf, kindsWithContainer, splitFaultName } from "./faultKinds.ts";

test("every fault that is given by its name is one, and is called so", () => {
	fc.assert(
		fc.property(
			fc.constantFrom(...faultKinds),
			fc.oneof(fc.constant("app"), fc.stringMatching(containerName)),
			fc.double({ min: 0, max: 1e4, noNaN: true }),
			fc.integer({ min: 1, max: 100 }),
			(kind, container, atSeconds, victims) => {
				const aimed = kindsWithContainer.includes(kind) && container !== "app";
				const name = aimed ? `${kind}:${container}` : kind;
				const split = splitFaultName(name);
				expect(split).not.toBeNull();
				const choices = { atSeconds, victims, target: "any" } as const;
				const made = faultOf(split as NonNullable<typeof split>, choices);
				expect(fault.parse(made)).toEqual(made);
				expect(faultName(made)).toBe(name);
			},
		),
	);
});

test("a name that is no fault's, or a container where none is aimed at, is none", () => {
	for (const name of ["", "explode", "delete-pods:app", "freeze:", "freeze:A", "freeze:a:b"]) {
		expect(splitFaultName(name)).toBeNull();
	}
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { readSettings } from "../../infra/config.ts";
import { publishedReplicas } from "../../infra/configuration/stackName.ts";
import { refuseUnknownKeys } from "../../infra/configuration/unknownKeys.ts";
import { methodNames } from "../../infra/methods/traits.ts";
import { checkout } from "../../schema/checkout.ts";
import { stacksWithFile } from "./stacks.ts";

test("each mode has a stack's file for every published number of replicas", () => {
	const published = methodNames.flatMap((mode) => publishedReplicas.map((replicas) => `${mode}-${replicas}`));
	expect(stacksWithFile()).toEqual(expect.arrayContaining(published));
});

test.each(stacksWithFile())("the file of the stack %s is right", (stack) => {
	const file = join(checkout, "stacks", `Pulumi.${stack}.yaml`);
	const { encryptionsalt, config = {} } = parse(readFileSync(file, "utf8"));
	// Without it, Pulumi would write one into the checkout.
	expect(encryptionsalt).toMatch(/^v1:/);
	refuseUnknownKeys(Object.keys(config));
	expect(readSettings(stack, (key) => config[`holdfast:${key}`]).stack).toBe(stack);
});

/**
 * Writes what is told of the configuration from the definitions of its keys.
 *
 *     node infra/configuration/generate.ts
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../../schema/checkout.ts";
import { exampleStack, exampleStackName } from "./exampleStack.ts";
import { reference } from "./reference.ts";

/** File, relative to the checkout → its text. */
export function configurationFiles(): Map<string, string> {
	return new Map([
		["docs/configuration.md", reference()],
		[`stacks/Pulumi.${exampleStackName}.yaml`, exampleStack()],
	]);
}

if (import.meta.main) {
	for (const [file, text] of configurationFiles()) {
		writeFileSync(join(checkout, file), text);
	}
}

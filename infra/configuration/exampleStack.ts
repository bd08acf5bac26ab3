import { allowedInWords, code, defaultInWords, doesInWords } from "./describeKey.ts";
import { definitionOf, keyNames } from "./keys.ts";
import { resolve } from "./known.ts";
import { readerOf } from "./reader.ts";

/** What stands in its file's name where others have a stack's. */
export const exampleStackName = "example";

/** Replicas that the written defaults are those of. */
const exampleReplicas = 5;

/**
 * Text of `stacks/Pulumi.example.yaml`: comments alone, so that a copy says nothing until it is
 * told to.
 */
export function exampleStack(): string {
	const { known } = readerOf(exampleReplicas, () => undefined);
	const entries = keyNames.map((key) => {
		const { otherwise, example } = definitionOf(key);
		return [
			`## ${doesInWords(key)}`,
			`## Allowed: ${allowedInWords(key)}.`,
			`## Default: ${defaultInWords(key)}. Example: ${code(example)}.`,
			`#  holdfast:${key}: ${JSON.stringify(resolve(otherwise, known))}`,
		].join("\n");
	});
	return `## Every key that a stack's file may hold, with the default of ${exampleReplicas} replicas and the protocol "quick". This is no stack.
## Copy the lines that you need into Pulumi.<mode>-<replicas>.yaml, "config:" among them, and take the "#" off their beginning.
## Written by "node infra/configuration/generate.ts" from infra/configuration/keys.ts: change it there.

#config:
${entries.join("\n\n")}
`;
}

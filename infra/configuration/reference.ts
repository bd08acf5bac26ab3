import { builtinProtocols } from "../experiment/protocols.ts";
import { methodNames } from "../methods/traits.ts";
import { allowedInWords, alternatives, code, defaultInWords, doesInWords } from "./describeKey.ts";
import { definitionOf, type Key, keyNames } from "./keys.ts";
import { resolve } from "./known.ts";
import { readerOf } from "./reader.ts";
import { fewestReplicas, mostReplicas, publishedReplicas } from "./stackName.ts";

/** Of which the protocols' table shows the defaults. */
const typicalReplicas = 5;

/** Text of `docs/configuration.md`. */
export function reference(): string {
	return `<!-- Written by "node infra/configuration/generate.ts" from infra/configuration/keys.ts: change it there. -->

# Configuration

A stack's name says which method runs with how many replicas; its file, \`stacks/Pulumi.<stack>.yaml\`, says the rest. Every key
has a default, so a file may be empty or missing.

    pulumi config set seed 7 -s central-5             # writes it into the stack's file
    pulumi up -s central-5 --config holdfast:seed=7   # does so, too, and brings the stack up
    pulumi config rm seed -s central-5                # back to the default

\`stacks/Pulumi.example.yaml\` has all keys, ready to be copied. A wrong name, key or value is refused in \`pulumi preview\`, before
anything is made, with a sentence that says what is allowed.

## The stack's name

\`<mode>-<replicas>\`, such as \`central-5\`: the mode is ${alternatives(methodNames)}, and there are ${fewestReplicas} to ${mostReplicas} replicas.
\`stacks/\` has files for ${publishedReplicas.join(", ")} replicas of each mode, the range of the study; the set-up makes these stacks.
Any other works from its name alone:

    pulumi stack init decentral-7
    pulumi up -s decentral-7

## Keys of every stack

${table(keyNames.filter((key) => !definitionOf(key).changesProtocol))}

## Keys that change a protocol

They change the protocols that Holdfast brings along. A protocol in a file of your own says all of this itself, and takes none of them;
\`protocol: none\` needs none.

${table(keyNames.filter((key) => definitionOf(key).changesProtocol))}

What the protocols bring (\`failures\` and \`faultAt\` also for a \`fault\` that the configuration adds), with ${typicalReplicas} replicas and the default \`groupSize\`:

${protocolTable()}

[What a run does](experiment.md) explains protocols and faults.

## Secrets

${secrets()}
`;
}

function table(shown: readonly Key[]): string {
	return rows(
		["key", "what it does", "allowed", "default", "example"],
		shown.map((key) => [
			code(key),
			doesInWords(key),
			allowedInWords(key),
			defaultInWords(key),
			code(definitionOf(key).example),
		]),
	);
}

/** A row for each protocol, a column for each key whose default depends on it. */
function protocolTable(): string {
	const shown = keyNames.filter((key) => {
		const { changesProtocol, otherwise } = definitionOf(key);
		return changesProtocol && typeof otherwise === "object";
	});
	return rows(
		["protocol", ...shown.map(code)],
		builtinProtocols.map((protocol) => {
			const { known } = readerOf(typicalReplicas, (key) => (key === "protocol" ? protocol : undefined));
			return [protocol, ...shown.map((key) => resolve(definitionOf(key).otherwise, known))].map(code);
		}),
	);
}

function secrets(): string {
	const secret = keyNames.filter((key) => definitionOf(key).secret);
	return secret.length === 0
		? "No key is secret. The passwords of the laboratory are made anew for each stack, and lie encrypted in its state."
		: `Set ${secret.map(code).join(", ")} with \`pulumi config set --secret\`, so that the file has them encrypted.`;
}

function rows(head: readonly string[], body: readonly string[][]): string {
	const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
	return [line(head), `|${"---|".repeat(head.length)}`, ...body.map(line)].join("\n");
}

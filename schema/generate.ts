/**
 * Writes the JSON Schema of every results file beside this program, for readers without Zod, and
 * the table of faults into the documentation.
 *
 *     node schema/generate.ts
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { checkout } from "./checkout.ts";
import { labEvent } from "./event.ts";
import type { FaultDefinition } from "./faults/definition.ts";
import { faults } from "./faults/index.ts";
import { operationRecord } from "./operation.ts";
import { protocol } from "./protocol.ts";
import { readRecord } from "./read.ts";
import { runManifest } from "./run.ts";
import { sample } from "./sample.ts";

const titles: Record<string, [schema: z.ZodType, title: string]> = {
	"operation.schema.json": [operationRecord, "A line of operations.ndjson"],
	"event.schema.json": [labEvent, "A line of events.ndjson"],
	"read.schema.json": [readRecord, "A line of reads.ndjson"],
	"protocol.schema.json": [protocol, "A protocol, as in a user's own file"],
	"run.schema.json": [runManifest, "run.json"],
	"metrics.schema.json": [sample, "A row of metrics.csv"],
};

/** File name → its text. */
export function jsonSchemas(): Map<string, string> {
	return new Map(
		Object.entries(titles).map(([name, [schema, title]]) => [
			name,
			`${JSON.stringify({ title, ...z.toJSONSchema(schema, { io: name === "protocol.schema.json" ? "input" : "output" }) }, null, "\t")}\n`,
		]),
	);
}

export const faultsPage = join(checkout, "docs/experiment.md");

/** The page about faults with its table as it must be. */
export function withFaultTable(page: string): string {
	const rows = faults.map(({ kind, does, fields, witness }: FaultDefinition) => {
		const names = Object.entries(fields).map(([name, { note }]) => (note ? `\`${name}\` (${note})` : `\`${name}\``));
		return `| \`${kind}\` | ${does} | ${names.join(", ")} | ${witness} |`;
	});
	return page.replace(/(?<=\n\| kind \| does .*\n\|[-|]+\n)(\|.*\n)+/, () => `${rows.join("\n")}\n`);
}

if (import.meta.main) {
	writeFileSync(faultsPage, withFaultTable(readFileSync(faultsPage, "utf8")));
	for (const [name, text] of jsonSchemas()) {
		writeFileSync(join(import.meta.dirname, name), text);
	}
}

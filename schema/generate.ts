/**
 * Writes the JSON Schema of every results file beside this program, for readers without Zod.
 *
 *     node schema/generate.ts
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { labEvent } from "./event.ts";
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

if (import.meta.main) {
	for (const [name, text] of jsonSchemas()) {
		writeFileSync(join(import.meta.dirname, name), text);
	}
}

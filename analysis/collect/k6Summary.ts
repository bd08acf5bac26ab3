import { readFile } from "node:fs/promises";
import { z } from "zod";
import { fault } from "../../schema/fault.ts";
import { parseJson } from "../../schema/zodError.ts";

const counter = z.object({ values: z.object({ count: z.number() }) });

/** What the chaos scenario's summary tells beyond k6's own numbers. */
const k6Summary = z.object({
	metrics: z.object({
		holdfast_chain_violations: counter,
		holdfast_backwards: counter,
		holdfast_reads: counter,
	}),
	/** What was really done: the environment may have changed the lab's protocol. */
	setup_data: z
		.object({ seed: z.int().nonnegative(), durationSeconds: z.number().positive(), faults: z.array(fault) })
		.optional(),
});

export type K6Summary = z.infer<typeof k6Summary>;

/**
 * @throws Error with one sentence when it's missing, or not from a whole run of the chaos scenario
 */
export async function readK6Summary(file: string): Promise<K6Summary> {
	let text: string;
	try {
		text = await readFile(file, "utf8");
	} catch {
		throw new Error(`k6's summary is missing: ${file} can't be read.`);
	}
	const read = parseJson(text, k6Summary);
	if ("value" in read) return read.value;
	if (!read.isJson) throw new Error(`k6's summary ${file} is not JSON.`);
	throw new Error(`k6's summary ${file} is not the chaos scenario's: ${read.wrong}.`);
}

import { readFile } from "node:fs/promises";
import { z } from "zod";
import { protocol } from "./protocol.ts";
import { runManifest } from "./run.ts";
import { oneLine } from "./zodError.ts";

/**
 * What collecting needs of the laboratory that is up; the rest of its description is not looked at.
 */
export const labDescription = z.object({
	stack: z.string().min(1),
	mode: z.string().min(1),
	replicas: z.int().min(1),
	groups: runManifest.shape.groups,
	run: z.string(),
	seed: z.int().nonnegative(),
	namespace: z.string().min(1),
	intervalSeconds: z.number().positive(),
	recording: z.boolean(),
	/** Null: the stack brings up no experiment of its own. */
	protocol: protocol.nullable(),
	observer: z.url(),
	/** What the observer is shown by whoever runs the scenario; absent where it asks nobody. */
	observerTokens: z.object({ scenario: z.string().min(1) }).optional(),
	prometheus: z.url(),
	/** Absent: the method has none. */
	store: z.object({ name: z.string(), version: z.string() }).optional(),
	expectedViolations: runManifest.shape.expectedViolations,
	versions: z.record(z.string(), z.string()),
	images: z.record(z.string(), z.string()),
	standIns: runManifest.shape.standIns,
	platform: z.string(),
	/** That all processes of the cluster are in, on platforms that have one on this machine. */
	controlGroup: z.string().optional(),
	resultsFolder: z.string().min(1),
});

export type LabDescription = z.infer<typeof labDescription>;

/**
 * Where the lab that is up describes itself: readable by root alone, because it holds the
 * scenario's token.
 */
export function labFile(): string {
	return process.env.HOLDFAST_LAB || "/run/holdfast/lab.json";
}

/** @throws Error with one sentence when no lab is up, or its description isn't one */
export async function readLabDescription(file: string): Promise<LabDescription> {
	let value: unknown;
	try {
		value = JSON.parse(await readFile(file, "utf8"));
	} catch (error) {
		throw new Error(
			`No lab is up: ${file} can't be read (${(error as Error).message}). Bring one up (pulumi up -s central-5), or name its description with --lab or HOLDFAST_LAB.`,
		);
	}
	const result = labDescription.safeParse(value);
	if (result.success) return result.data;
	throw new Error(`${file}: ${oneLine(result.error)}.`);
}

import { z } from "zod";

const verdict = z.enum(["holds", "violated", "unknown"]);

/** `run.json`: the manifest of one run, enough to repeat it. Times are ISO 8601 in UTC, durations are seconds. */
export const runManifest = z.strictObject({
	schemaVersion: z.literal(1),
	id: z.string().min(1),
	stack: z.string().min(1),
	mode: z.string().min(1),
	replicas: z.int().min(1),
	/** Value of `holdfast:run`. */
	run: z.string(),
	seed: z.int().nonnegative(),
	protocol: z.strictObject({
		name: z.string(),
		durationSeconds: z.number().positive(),
		intervalSeconds: z.number().positive(),
		scrapeIntervalSeconds: z.number().positive(),
		faults: z.array(
			z.strictObject({
				kind: z.string(),
				atSeconds: z.number().nonnegative(),
				victims: z.int().nonnegative(),
				gracePeriodSeconds: z.number().nonnegative(),
			}),
		),
		recording: z.boolean(),
	}),
	/** Complete, or why it is not. */
	status: z.enum(["complete", "incomplete"]),
	incompleteBecause: z.array(z.string()),
	start: z.iso.datetime(),
	end: z.iso.datetime(),
	/** Component name → version. */
	versions: z.record(z.string(), z.string()),
	/** Image name → digest (`sha256:…`). */
	images: z.record(z.string(), z.string()),
	/** What took the place of the real thing on this machine, and why. Empty on a connected machine. */
	standIns: z.array(
		z.strictObject({
			name: z.string(),
			standsInFor: z.string(),
			why: z.string(),
		}),
	),
	machine: z.strictObject({
		cpuModel: z.string(),
		cores: z.int().positive(),
		memoryBytes: z.int().positive(),
		kernel: z.string(),
		platform: z.string(),
		cgroupVersion: z.union([z.literal(1), z.literal(2)]),
		/** Load average over one minute when the run ended. */
		loadAverage: z.number().nonnegative(),
	}),
	verdicts: z.strictObject({
		/** k6 saw every state on its chain and none going backwards. */
		chain: verdict,
		/** No acknowledged update was lost (from the history). */
		durability: verdict,
	}),
});

export type RunManifest = z.infer<typeof runManifest>;

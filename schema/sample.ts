import { z } from "zod";

/** One row of `metrics.csv`, in this order of columns; base units only (seconds, bytes). */
export const sample = z.strictObject({
	/** Unix time in seconds. */
	time: z.number().positive(),
	pod: z.string(),
	/** Empty where the value belongs to the Pod as a whole. */
	container: z.string(),
	metric: z.string(),
	value: z.number(),
});

export type Sample = z.infer<typeof sample>;

export const sampleColumns = [
	"time",
	"pod",
	"container",
	"metric",
	"value",
] as const satisfies readonly (keyof Sample)[];

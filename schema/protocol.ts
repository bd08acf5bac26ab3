import { z } from "zod";
import { fault } from "./fault.ts";

/** Clients beside the replicas' own loops; absent: only the readers that check the chain. */
export const load = z.strictObject({
	/** Clients of each state that may wait for an answer at the same time. */
	clients: z.int().min(1).max(64),
	/** `GET /` per state and second, by all its clients together. */
	readsPerSecond: z.number().nonnegative().max(1000),
	/** `POST /advance` per state and second, by all its clients together: updates out of turn. */
	advancesPerSecond: z.number().nonnegative().max(1000),
});

export type Load = z.infer<typeof load>;

/** What a run should keep; crossing one is reported, and no violation of safety. */
export const thresholds = z.strictObject({
	/** The slowest recovery of a deleted Pod. */
	rtoSeconds: z.number().nonnegative().optional(),
	/** Updates that the worst of the surviving replicas missed. */
	missedUpdates: z.number().nonnegative().optional(),
	/**
	 * 99th percentile of the updates that count: acknowledged, begun after the warm-up and before the
	 * planned end.
	 */
	persistP99Seconds: z.number().nonnegative().optional(),
	/** The slowest replica's first start. */
	startupSeconds: z.number().nonnegative().optional(),
});

/**
 * What happens in a run, and when: data, apart from the system that it happens to. Durations are
 * seconds.
 */
export const protocol = z.strictObject({
	name: z.string().min(1),
	/** Cut off the start of the measured period where statistics leave the warm-up out. */
	warmUpSeconds: z.number().nonnegative().max(86_400).default(0),
	/** The measured period, from `run-started` on. */
	durationSeconds: z.number().min(5).max(86_400),
	/** How much longer a run waits for the system to be steady again after a fault. */
	settleSeconds: z.number().nonnegative().max(3600).default(60),
	/** The application's t: a step begins every so often. */
	intervalSeconds: z.number().min(0.05).max(3600).default(1),
	scrapeIntervalSeconds: z.int().min(1).max(3600).default(1),
	faults: z.array(fault).default([]),
	load: load.nullable().default(null),
	/** Runs that a sweep makes of each cell, unless it is told otherwise. */
	repetitions: z.int().min(1).max(1000).default(1),
	thresholds: thresholds.prefault({}),
});

export type Protocol = z.infer<typeof protocol>;

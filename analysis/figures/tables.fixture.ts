import { type MetricName, metricNames } from "../digest/metrics.ts";
import type {
	ContainerUse,
	LatencyBin,
	MemoryBin,
	MetricRow,
	OfRun,
	Pods,
	QuantileRow,
	RecoveryRow,
	StartupRow,
	Tables,
	WindowReplica,
} from "../digest/rows.ts";
import studyResults from "../study/results.json" with { type: "json" };
import type { PictureContext } from "./picture.ts";

/** What is made up: the same arguments always make the same tables. */
export type Synthetic = {
	modes?: readonly string[];
	sizes?: readonly number[];
	/** Runs of each mode and size. */
	runs?: number;
	durationSeconds?: number;
	binSeconds?: number;
	/** When two Pods are deleted; null: no faults. */
	faultAtSeconds?: number | null;
	seed?: number;
};

/** A mode's made-up character; seconds and bytes. */
type Character = {
	persist: number;
	persistAtStart: number;
	persistAfterFault: number;
	retrieve: number;
	startup: number;
	recovery: number;
	containers: Readonly<Record<string, number>>;
	store: number | null;
};

const centralLike: Character = {
	persist: 0.045,
	persistAtStart: 0.05,
	persistAfterFault: 0.08,
	retrieve: 0.02,
	startup: 0.4,
	recovery: 1.2,
	containers: { app: 24e6 },
	store: 90e6,
};

const decentralLike: Character = {
	persist: 0.025,
	persistAtStart: 0.18,
	persistAfterFault: 0.4,
	retrieve: 0.022,
	startup: 8,
	recovery: 6,
	containers: { app: 25e6, consensus: 35e6, hazelcast: 70e6 },
	store: null,
};

const probabilities = [0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1];

/** Made-up tables for tests; nothing that was measured. */
export function syntheticTables({
	modes = ["central", "decentral"],
	sizes = [5, 21],
	runs = 3,
	durationSeconds = 300,
	binSeconds = 5,
	faultAtSeconds = 60,
	seed = 1,
}: Synthetic = {}): Tables {
	const random = seeded(seed);
	const about = (value: number, spread = 0.1) => value * (1 + spread * (random() + random() - 1));
	const latencies: LatencyBin[] = [];
	const memory: MemoryBin[] = [];
	const quantiles: QuantileRow[] = [];
	const recoveries: RecoveryRow[] = [];
	const startups: StartupRow[] = [];
	const containers: ContainerUse[] = [];
	const windows: WindowReplica[] = [];
	const metrics: MetricRow[] = [];
	for (const mode of modes) {
		const character = mode === "central" ? centralLike : decentralLike;
		for (const replicas of sizes) {
			const load = 1 + replicas / 60;
			for (let number = 0; number < runs; number++) {
				const run = `${mode}-${replicas}/202601${String(number + 1).padStart(2, "0")}T000000Z`;
				const of: OfRun = { mode, replicas, run };
				const speed = about(load, 0.15);
				const recovery = about(character.recovery, 0.3);
				const fault = { at: faultAtSeconds, recovery };
				for (let t = binSeconds / 2; t < durationSeconds; t += binSeconds) {
					for (const pods of podsOf(faultAtSeconds)) {
						const down = isDown(t, fault);
						if (!(pods === "hit" && down)) {
							latencies.push(...latencyBins(of, character, { t, pods, speed, fault, about }));
						}
						memory.push(
							...memoryBins(of, character, {
								t,
								pods,
								down: pods === "hit" && down,
								about,
							}),
						);
					}
				}
				for (const kind of ["persist", "retrieve"] as const) {
					for (const probability of probabilities) {
						quantiles.push({
							...of,
							kind,
							probability,
							seconds: character[kind] * speed * (0.6 + 0.6 * probability + 3 * probability ** 60),
						});
					}
				}
				for (let pod = 0; pod < replicas; pod++) {
					const victim = pod < 2 && faultAtSeconds !== null;
					const name = `pod-${pod}`;
					const start = {
						...of,
						pod: name,
						withFaults: faultAtSeconds !== null,
					};
					startups.push({
						...start,
						restart: false,
						seconds: about(character.startup * load, 0.3),
					});
					if (faultAtSeconds === null) continue;
					windows.push({
						...of,
						fault: "delete-pods",
						faultNumber: 0,
						pod: name,
						victim,
						windowSeconds: recovery,
						expectedUpdates: Math.max(1, Math.round(recovery)),
						missedUpdates: victim ? Math.round(recovery) : pod % 7 === 3 ? 1 : 0,
						longestGapSeconds: victim ? recovery : about(1.1, 0.2),
					});
					if (!victim) continue;
					startups.push({
						...start,
						restart: true,
						seconds: about(character.startup * 0.6 * load, 0.3),
					});
					const parts = [0.2, 0.3, 0.4, 0.1].map((share) => about(recovery * share)) as [
						number,
						number,
						number,
						number,
					];
					const [termination, replacement, startup, ready] = parts;
					recoveries.push({
						...of,
						fault: "delete-pods",
						pod: name,
						total: parts.reduce((sum, part) => sum + part, 0),
						termination,
						replacement,
						untilStarted: null,
						start: startup,
						ready,
					});
				}
				for (const [container, bytes] of Object.entries(character.containers)) {
					containers.push({
						...of,
						where: "replica",
						container,
						pods: replicas,
						bytes: about(bytes),
						cores: about(0.01 * replicas),
					});
				}
				if (character.store !== null) {
					containers.push({
						...of,
						where: "store",
						container: "store",
						pods: 1,
						bytes: about(character.store),
						cores: about(0.05 * load),
					});
				}
				for (const metric of metricNames) {
					for (const view of ["settled", "whole"] as const) {
						const base = baseOf(metric, character);
						metrics.push({
							...of,
							metric,
							view,
							value: base === null ? null : about(base * load),
						});
					}
				}
			}
		}
	}
	return {
		latencies,
		memory,
		quantiles,
		recoveries,
		startups,
		containers,
		windows,
		metrics,
	};
}

/** A context for `syntheticTables()` of the same arguments, with the study's real values. */
export function syntheticPictureContext({
	modes = ["central", "decentral"],
	durationSeconds = 300,
	faultAtSeconds = 60,
}: Synthetic = {}): PictureContext {
	return {
		idPrefix: "synthetic",
		protocolName: `synthetic (${faultAtSeconds === null ? "no faults" : "delete-pods"})`,
		durationSeconds,
		faultTimes:
			faultAtSeconds === null
				? []
				: modes.map((mode) => ({
						mode,
						fault: "delete-pods",
						startSeconds: faultAtSeconds,
						endSeconds: faultAtSeconds + (mode === "central" ? 1.2 : 6),
					})),
		standIns: ["store: SyntheticDB stands in for CouchDB"],
		notes: [],
		study: studyResults,
	};
}

type Fault = { at: number | null; recovery: number };
type About = (value: number, spread?: number) => number;

function podsOf(faultAtSeconds: number | null): readonly Pods[] {
	return faultAtSeconds === null ? ["all"] : ["all", "hit", "others"];
}

function isDown(t: number, { at, recovery }: Fault): boolean {
	return at !== null && t >= at && t < at + recovery;
}

function latencyBins(
	of: OfRun,
	character: Character,
	{ t, pods, speed, fault, about }: { t: number; pods: Pods; speed: number; fault: Fault; about: About },
): LatencyBin[] {
	const sinceFault = fault.at === null ? -1 : t - fault.at;
	const hurt = sinceFault >= 0 ? Math.exp(-sinceFault / 8) : 0;
	const early = Math.exp(-t / 12);
	const level = {
		persist:
			character.persist +
			(character.persistAtStart - character.persist) * early +
			(pods === "hit" ? character.persistAfterFault * hurt * 0.6 : 0),
		retrieve: character.retrieve * (1 + early + (pods === "hit" ? hurt : 0)),
	};
	return (["persist", "retrieve"] as const).map((kind) => {
		const p50 = about(level[kind] * speed);
		return {
			...of,
			kind,
			pods,
			seconds: t,
			count: (pods === "hit" ? 2 : of.replicas) * 5,
			p50,
			p95: p50 * 1.4,
			p99: p50 * about(1.9),
			maximum: p50 * about(3, 0.4),
		};
	});
}

function memoryBins(
	of: OfRun,
	{ containers }: Character,
	{ t, pods, down, about }: { t: number; pods: Pods; down: boolean; about: About },
): MemoryBin[] {
	const level = (bytes: number) => about(bytes * (down ? 0.35 : 1 - 0.2 * Math.exp(-t / 40)), 0.04);
	const parts = Object.entries(containers).map(([what, bytes]) => ({
		...of,
		pods,
		what,
		seconds: t,
		bytes: level(bytes),
	}));
	const whole = parts.reduce((sum, { bytes }) => sum + bytes, 0);
	return [
		...parts,
		{ ...of, pods, what: "Pod", seconds: t, bytes: whole },
		{
			...of,
			pods,
			what: "process",
			seconds: t,
			bytes: level((containers.app ?? 0) * 1.6),
		},
	];
}

/** In the metric's base unit. */
function baseOf(metric: MetricName, character: Character): number | null {
	const { persist, retrieve, startup, recovery, containers, store } = character;
	const pod = Object.values(containers).reduce((sum, bytes) => sum + bytes, 0);
	const bases: Record<MetricName, number | null> = {
		rpoWorst: 0,
		rtoMedian: recovery * 0.8,
		rtoSlowest: recovery,
		missedWorst: 1,
		missedShare: 0.02,
		persistP50: persist,
		persistP95: persist * 1.4,
		persistP99: persist * 1.9,
		persistMaximum: persist * 5,
		retrieveP50: retrieve,
		retrieveP95: retrieve * 1.4,
		retrieveP99: retrieve * 1.9,
		retrieveMaximum: retrieve * 5,
		startupMean: startup,
		startupSlowest: startup * 1.3,
		restartMean: startup * 0.6,
		memoryApp: containers.app ?? null,
		memoryAdded: pod - (containers.app ?? 0),
		memoryPod: pod,
		memoryStore: store,
		memoryTotal: pod * 5 + (store ?? 0),
		cpuPod: 0.03,
		cpuStore: store === null ? null : 0.05,
		cpuTotal: 0.2,
	};
	return bases[metric];
}

/**
 * Numbers from 0 to 1 that look random: a linear congruential generator (Numerical Recipes'
 * constants).
 */
function seeded(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return state / 2 ** 32;
	};
}

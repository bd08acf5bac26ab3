import type { LabEvent } from "../../schema/event.ts";
import type { OperationRecord } from "../../schema/operation.ts";
import type { Protocol } from "../../schema/protocol.ts";
import type { ReadRecord } from "../../schema/read.ts";
import type {
	EvidenceEntry,
	Measures,
	Property,
	RunManifest,
	ThresholdOutcome,
	Verdict,
	Verdicts,
	Violation,
} from "../../schema/run.ts";
import type { RecordColumns } from "../checker/recordColumns.ts";
import { type JudgeOptions, judge } from "../checker.ts";
import { reasonsOf } from "../collect/causes.ts";
import type { K6Summary } from "../collect/k6Summary.ts";
import { noFigures, thresholdFigures, thresholdOutcomes } from "../collect/thresholds.ts";
import { allUnknown, combine } from "../collect/verdicts.ts";
import { measuredPeriod, identitiesOf as replicasIn } from "../digest/runTime.ts";
import { countedPeriod } from "../operations/population.ts";
import { quantile } from "../statistics/quantiles.ts";
import { exitCodeOf } from "./exitCodeOf.ts";
import { describeCount, identitiesIn } from "./identities.ts";
import { estimateInterval } from "./interval.ts";
import { judgeBeside } from "./judgeBeside.ts";
import type { Expectation, Request } from "./request.ts";
import type { SecondThread } from "./secondThread.ts";

/** All that there is of a run, or of a history that is in its format. */
export type Material = {
	/** Where it is, as it was named. */
	folder: string;
	/** Null: nobody describes the history. */
	manifest: RunManifest | null;
	/** By identity, in the order in which they are first named. */
	records: Map<string, RecordColumns>;
	events: readonly LabEvent[];
	reads: readonly ReadRecord[];
	/** What k6 saw; null where it isn't there. */
	k6: K6Summary | null;
	/** In what the files differ from those that were written, one sentence each. */
	changes: string[];
	/** Where files aren't readable to their ends, one sentence each. */
	damage: string[];
	/** What else is worth telling, one sentence each. */
	remarks: string[];
};

/** What a judge says of one run. */
export type Judged = {
	folder: string;
	/** Why it can't be judged at all, one sentence; absent where it can. */
	error?: string;
	verdicts: Verdicts;
	evidence: EvidenceEntry[];
	/** Why the history can't be trusted to be whole or in order, one sentence each. */
	doubts: string[];
	/** Null where there was no history to judge. */
	measures: Measures | null;
	violations: Violation[];
	thresholds: ThresholdOutcome[];
	expectations: (Expectation & { met: boolean })[];
	/** Properties that the mode doesn't promise. */
	expectedViolations: Property[];
	/** In what the files differ from those that were written. */
	changes: string[];
	/** What the laboratory failed to do, as `run.json` says. */
	incompleteBecause: string[];
	remarks: string[];
	/** ISO 8601; null where that isn't known. */
	started: string | null;
	/** What was told, or else the most common one; null where nothing tells. */
	intervalSeconds: number | null;
	identities: string[];
	exitCode: number;
};

/** Of what can't be read. */
export function unreadable(folder: string, error: string): Judged {
	return withExitCode({
		folder,
		error,
		verdicts: allUnknown,
		evidence: [],
		doubts: [],
		measures: null,
		violations: [],
		thresholds: [],
		expectations: [],
		expectedViolations: [],
		changes: [],
		incompleteBecause: [],
		remarks: [],
		started: null,
		intervalSeconds: null,
		identities: [],
	});
}

/**
 * Judges a history anew: of what `run.json` says, only what describes the run counts.
 *
 * @param thread does half of it, if half of the history was read by it
 */
export async function judged(material: Material, request: Request, thread: SecondThread): Promise<Judged> {
	const { folder, manifest, records, events, reads, k6 } = material;
	const { changes, damage, remarks } = material;
	const identities = identitiesOf(material, request);
	const intervalSeconds = intervalOf(material, request);
	const count = manifest ? null : describeCount(identities, request.replicas);
	const fileDoubts = [
		...changes,
		...damage,
		...(count === null ? [] : [count]),
		...(manifest?.incompleteBecause ?? []).filter(isAboutFiles),
	];
	const startTime = events.findLast(({ event }) => event === "run-started");
	const thresholds = {
		...manifest?.protocol.thresholds,
		...request.thresholds,
	} satisfies Protocol["thresholds"];
	const period = thresholds.persistP99Seconds === undefined ? null : measuredPeriod(allRecords(material), events);
	const isRecorded = manifest?.protocol.recording ?? true;
	const options: JudgeOptions = {
		...(intervalSeconds !== null && { intervalSeconds }),
		reads,
		doubts: fileDoubts,
		latenciesOf: period && countedPeriod(period, manifest?.protocol ?? null),
	};
	const judgeAll = () =>
		thread.hasStarted
			? judgeBeside(records, events, identities, options, (share) => thread.ask("judge", share))
			: judge(records, events, identities, options);
	const judgement = isRecorded ? await judgeAll() : null;
	const { verdicts, violations } = combine(judgement, k6);
	const doubts = judgement?.doubts ?? [...fileDoubts, "The run recorded no history."];
	const measures = judgement?.measures ?? null;
	return withExitCode({
		folder,
		verdicts,
		evidence: judgement?.evidence ?? [],
		doubts,
		measures,
		violations,
		thresholds: thresholdOutcomes(
			thresholds,
			measures
				? { ...thresholdFigures(measures), persistP99Seconds: quantile(judgement?.latencies ?? [], 0.99) }
				: noFigures,
		),
		expectations: request.expectations.map((expectation) => ({
			...expectation,
			met: verdicts[expectation.property] === expectation.verdict,
		})),
		expectedViolations: manifest?.expectedViolations ?? [],
		changes,
		incompleteBecause: manifest ? laboratorysReasons(manifest, doubts) : [],
		remarks: [
			...remarks,
			...(manifest ? unused(request) : []),
			...(manifest && changes.length === 0 ? differences(manifest.verdicts, verdicts) : []),
		],
		started: startTime ? new Date(startTime.time * 1000).toISOString() : null,
		intervalSeconds,
		identities,
	});
}

/** Of all identities, one after the other. */
export function* allRecords({ records }: Pick<Material, "records">): Generator<OperationRecord> {
	for (const ofPod of records.values()) yield* ofPod;
}

function withExitCode(judged: Omit<Judged, "exitCode">): Judged {
	return { ...judged, exitCode: exitCodeOf(judged) };
}

/**
 * How often a process steps, in seconds: as the run says, or whoever asks, or else the history.
 * Null where nothing tells.
 */
export function intervalOf(
	{ manifest, ...rest }: Pick<Material, "manifest" | "records">,
	{ intervalSeconds }: Pick<Request, "intervalSeconds">,
): number | null {
	return manifest?.protocol.intervalSeconds ?? intervalSeconds ?? estimateInterval(allRecords(rest));
}

/** `pod-0` … of a run; of a history that nobody describes, those that are in it. */
export function identitiesOf(material: Material, { replicas }: Pick<Request, "replicas">): string[] {
	const { manifest } = material;
	if (manifest === null) {
		const records = Array.from(material.records.keys(), (pod) => ({ pod }));
		return identitiesIn({ ...material, records }, replicas);
	}
	return replicasIn(manifest);
}

/** What was fetched damaged was kept up to there: the file itself doesn't show it. */
function isAboutFiles(reason: string): boolean {
	return /\b(operations|events|reads)\.ndjson\b/.test(reason);
}

/** Those of `run.json` that judging anew doesn't tell. */
function laboratorysReasons(manifest: RunManifest, doubts: readonly string[]): string[] {
	const told = new Set(doubts);
	return reasonsOf(manifest)
		.incomplete.filter(({ text, cause }) => cause === "laboratory" && !told.has(text))
		.map(({ text }) => text);
}

/** What was asked that a run answers itself. */
function unused({ replicas, intervalSeconds }: Request): string[] {
	return replicas === undefined && intervalSeconds === undefined
		? []
		: ["--replicas and --interval are for histories without a run.json: what it says counts."];
}

/** In what the verdicts of `run.json` differ from these, in one sentence. */
function differences(recorded: Verdicts, verdicts: Verdicts): string[] {
	const differing = (Object.keys(verdicts) as Property[]).filter(
		(property) => recorded[property] !== verdicts[property],
	);
	if (differing.length === 0) return [];
	const says = (of: Record<Property, Verdict>) => differing.map((property) => `${property} ${of[property]}`).join(", ");
	return [
		`run.json says ${says(recorded)}, and its history says ${says(verdicts)}: another version of the judge wrote it, or it was edited.`,
	];
}

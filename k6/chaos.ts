/// <reference types="k6" />
import { sleep } from "k6";
import { scenario } from "k6/execution";
import { Counter, Trend } from "k6/metrics";
import type { Options } from "k6/options";
import type { Fault } from "../schema/fault.ts";
import { definitionOf, faultName } from "../schema/faultKinds.ts";
import { clients } from "./clients.ts";
import { type Ordered, undoAll, witnessInjected, witnessUndone } from "./faults/agent.ts";
import { awaitLeader, consensusMetrics } from "./faults/choose.ts";
import { procedureOf, whom } from "./faults/index.ts";
import type { World } from "./faults/procedure.ts";
import type { Seen } from "./faults/witness.ts";
import {
	addressOf,
	fail,
	notWhole,
	openLab,
	orSentence,
	readState,
	sha256,
	tryListPods,
	withoutStandby,
} from "./lab.ts";
import { lastLook } from "./lastLook.ts";
import { loadScenarios } from "./loadScenarios.ts";
import { nodeOpened } from "./nodeApi.ts";
import { tellObserver } from "./observer.ts";
import type { PodStatus } from "./pods.ts";
import { ReadRecorder } from "./readRecorder.ts";
import { chaosSettings } from "./settings.ts";
import { raftViewOf, SteadyWatch, unsteadyRaftBecause } from "./steady.ts";
import { type Summary, summaryText } from "./summary.ts";
import { reportFindings, startCounting } from "./violations.ts";
import { StateWatch } from "./watchState.ts";

/**
 * Does faults to the lab that is up and follows its way back, while every replica's state is read
 * and checked.
 *
 *     k6 run k6/chaos.ts                     the lab's own protocol
 *     k6 run -e FAILURES=1 -e SEED=7 -e FAULT_AT=10s -e DURATION=1m -e GRACE=1 k6/chaos.ts
 *     k6 run -e TARGET=leader k6/chaos.ts    the first victim leads a Raft group; TARGET=leader:group-0 names it
 *     k6 run -e FAULT=freeze:hazelcast -e LASTS=20s k6/chaos.ts
 *
 * SSL_CERT_FILE must name the cluster's certificate authority (/run/holdfast/ca.crt). k6 exits with
 * 99 when a threshold is crossed.
 */
const { lab, description } = openLab();
const settings = orSentence(() => chaosSettings(lab, description, __ENV));
const { faults, durationSeconds, settleSeconds, seed } = settings;
const { replicas } = lab;
const hasRaft = lab.system.consensus || lab.system.storeConsensus;

const loadPlan = { replicas, load: settings.load, durationSeconds };
export const { reads, advances } = clients(lab, loadPlan);

const unrecovered = new Counter("holdfast_unrecovered");
const readings = new Counter("holdfast_reads");
const away = new Counter("holdfast_away");
const readyAgainSeconds = new Trend("holdfast_ready_again_seconds");
const recoverySeconds = new Trend("holdfast_recovery_seconds");

export const options: Options = {
	scenarios: {
		readers: {
			executor: "per-vu-iterations",
			exec: "readers",
			vus: replicas,
			iterations: 1,
			maxDuration: `${Math.ceil(durationSeconds) + 10}s`,
			gracefulStop: "0s",
		},
		...loadScenarios(loadPlan),
		...Object.fromEntries(faults.map((fault, number) => [`fault_${number}`, when(fault, number)])),
	},
	thresholds: {
		holdfast_chain_violations: ["count==0"],
		holdfast_backwards: ["count==0"],
		holdfast_unrecovered: ["count==0"],
		// A run that read nothing has shown nothing.
		holdfast_reads: ["count>0"],
	},
	// Every replica is asked at the same moment who leads.
	batch: Math.max(20, replicas),
	summaryTrendStats: ["min", "med", "p(95)", "max", "count"],
};

/** How long it may take to undo what an earlier run left. */
const undoneWithinSeconds = 15;
/** How long the lab may take to be whole before a run starts. */
const wholeWithinSeconds = 30;
const readEverySeconds = 0.5;
/**
 * k6's HTTP client can't stream a watch, and a watch cut into pieces of 1 s tells less than lists
 * this often.
 */
const pollEverySeconds = 0.2;
/** Being asked costs each consensus replica processor time. */
const raftPollEverySeconds = 1;

/** What k6 hands from `setup` to everything else, and writes into its summary. */
type Run = {
	startedAt: number;
	seed: number;
	durationSeconds: number;
	faults: Fault[];
};

function when(fault: Fault, number: number) {
	const left = durationSeconds - fault.atSeconds + settleSeconds;
	return {
		executor: "per-vu-iterations" as const,
		exec: "chaos",
		env: { FAULT_NUMBER: String(number) },
		vus: 1,
		iterations: 1,
		startTime: `${Math.round(fault.atSeconds * 1000)}ms`,
		maxDuration: `${Math.ceil(left) + 10}s`,
		gracefulStop: "0s",
	};
}

/** Each fault chooses its victims by a seed of its own. */
function seedOf(number: number): number {
	return seed + number;
}

export function setup(): Run {
	undoEarlier();
	waitUntilWhole();
	const plans = faults.map(planOf);
	console.log(
		plans.length === 0 ? `${lab.stack}: a run without a fault.` : `${lab.stack}: ${plans.join("; ")} (seed ${seed}).`,
	);
	startCounting();
	for (const counter of [unrecovered, readings]) counter.add(0);
	const startedAt = Date.now();
	const victims = plans.join("; ") || "none";
	tellObserver(
		lab,
		[
			{
				event: "run-started",
				detail: `seed ${seed}; lasts ${durationSeconds} s; faults: ${victims}; run ${lab.run}`,
			},
		],
		true,
	);
	return { startedAt, seed, durationSeconds, faults };
}

/** A run that was killed may have left faults standing and nodes closed. */
function undoEarlier(): void {
	const end = Date.now() + undoneWithinSeconds * 1000;
	for (;;) {
		const standing = undoAll(lab);
		if (standing === null) break;
		if (Date.now() > end) {
			fail(`A fault of an earlier run can't be undone: ${standing}`);
		}
		sleep(pollEverySeconds);
	}
	for (const node of lab.furtherNodes) {
		const { outcome, detail } = nodeOpened(lab, node);
		if (outcome !== "confirmed") {
			fail(`A node can't be used for the run: ${detail}.`);
		}
	}
}

/**
 * A fault for people; a lab without the leader that it is aimed at fails here, not in the middle of
 * the run.
 */
function planOf(fault: Fault, number: number): string {
	const seed = seedOf(number);
	if ("target" in fault && fault.target === "leader") {
		awaitLeader({ lab, seed, deadline: Number.POSITIVE_INFINITY }, fault.group ?? null);
	}
	return `after ${fault.atSeconds} s ${faultName(fault)} hits ${whom(fault, lab, seed)}`;
}

/** One virtual user per replica reads its state until the run ends. */
export function readers({ startedAt }: Run): void {
	const replica = scenario.iterationInTest;
	const identity = `pod-${replica}`;
	const watch = new StateWatch(sha256, identity);
	const end = startedAt + durationSeconds * 1000;
	const recorder = new ReadRecorder(lab, `reader-${replica}`);
	let address: string | null = null;
	// Spread, so that not all replicas are asked at the same moment.
	sleep((readEverySeconds * replica) / replicas);
	while (Date.now() < end) {
		const begun = Date.now();
		address ??= addressOf(lab, identity);
		const reading = address === null ? null : readState(address, identity);
		if (reading === null || reading.state === null) {
			away.add(1, { pod: identity });
			address = null;
		} else {
			readings.add(1, { pod: identity });
			reportFindings(watch.observe(reading), identity);
			recorder.add("read", reading, begun, Date.now());
		}
		sleep(Math.max(0, readEverySeconds - (Date.now() - begun) / 1000));
	}
	recorder.flush();
}

/** Does one fault, sees it undone if it lasts, and waits until the system is steady again. */
export function chaos({ startedAt }: Run): void {
	const number = Number(__ENV.FAULT_NUMBER);
	const fault = faults[number] as Fault;
	const name = faultName(fault);
	const about = { fault: name, faultNumber: number };
	const end = startedAt + (durationSeconds + settleSeconds) * 1000;
	const gone: PodStatus[] = [];
	const orders: { ordered: Ordered; pods: readonly PodStatus[] }[] = [];
	const world: World = {
		lab,
		seed: seedOf(number),
		deadline: startedAt + durationSeconds * 1000,
		hit(pods, ordered) {
			// The agent's answer takes its time: what a victim did meanwhile would seem possible.
			const at = ordered ? Date.parse(ordered.doneAt) : Date.now();
			tellHit(pods, at);
			if (ordered === undefined) return;
			orders.push({ ordered, pods });
			const until = "lastsSeconds" in fault ? at + fault.lastsSeconds * 1000 : end;
			tellSeen("fault-witnessed", witnessInjected(lab, ordered, pods, until));
		},
		awaitSuccessor: (pod) => {
			while (Date.now() < end) {
				const [now] = podsNow([pod.name]);
				if (now?.ready && now.uid !== pod.uid) return true;
				sleep(pollEverySeconds);
			}
			return false;
		},
	};
	const procedure = procedureOf(fault);
	const hit = procedure.choose(fault, world);
	const injectedAt = Date.now();
	procedure.inject(fault, hit, world);
	if ("lastsSeconds" in fault) {
		sleep(Math.max(0, fault.lastsSeconds - (Date.now() - injectedAt) / 1000));
		const seen: Seen[] = [];
		const healed = procedure.heal?.(fault, hit, world);
		if (healed) seen.push(healed);
		for (const { ordered, pods } of orders) {
			seen.push(...witnessUndone(lab, ordered, pods, end));
		}
		tellSeen("undo-witnessed", seen);
		const left = seen.filter(({ outcome }) => outcome !== "confirmed");
		if (left.length === 0) tellObserver(lab, [{ event: "fault-healed", ...about }]);
		for (const { detail } of left) {
			console.error(`${lab.stack}: nobody saw ${name} undone: ${detail}.`);
		}
	}
	// What lasts is looked at only once it is over, too late to say when each Pod came back.
	const timed = "lastsSeconds" in fault ? [] : gone;
	const reason = awaitSteady(gone, timed, injectedAt, end);
	if (reason === null) {
		tellObserver(lab, [{ event: "fault-recovered", ...about }]);
		return;
	}
	unrecovered.add(1);
	tellObserver(lab, [{ event: "never-steady", ...about, detail: reason }]);
	console.error(
		`${lab.stack} was not steady again ${((Date.now() - injectedAt) / 1000).toFixed(1)} s after ${name}: ${reason}.`,
	);

	function tellSeen(event: "fault-witnessed" | "undo-witnessed", seen: readonly Seen[]): void {
		tellObserver(
			lab,
			seen.map(({ outcome, value, detail, pod }) => ({
				...about,
				event,
				source: "witness" as const,
				outcome,
				detail,
				...(value !== null && { value }),
				...(pod && { pod: pod.name, uid: pod.uid }),
			})),
		);
	}

	function tellHit(pods: readonly PodStatus[], at: number): void {
		const victims = hit.pods.map((pod) => pod.name).join(" ") || "none";
		const common = { ...about, event: "fault-injected" as const };
		const detail = `seed ${seed}; victims ${victims}; run ${lab.run}`;
		tellObserver(
			lab,
			pods.length === 0
				? [{ ...common, senderTime: at / 1000, detail }]
				: pods.map((pod) => ({
						...common,
						senderTime: at / 1000,
						pod: pod.name,
						uid: pod.uid,
						detail: hit.describe ? `${detail}; ${hit.describe(pod.name)}` : detail,
					})),
		);
		if (definitionOf(fault.kind).deletes) gone.push(...pods);
	}
}

export function teardown({ startedAt }: Run): void {
	const lastedSeconds = (Date.now() - startedAt) / 1000;
	const aborted = lastedSeconds < durationSeconds - 1;
	if (aborted) {
		const left = [
			undoAll(lab),
			...lab.furtherNodes.map((node) => {
				const { outcome, detail } = nodeOpened(lab, node);
				return outcome === "confirmed" ? null : detail;
			}),
		];
		for (const one of left) if (one !== null) console.error(one);
	}
	tellObserver(lab, [
		{
			event: "run-ended",
			detail: aborted ? `aborted after ${lastedSeconds.toFixed(1)} s of ${durationSeconds} s` : undefined,
		},
	]);
	if (!aborted) lastLook(lab);
}

export function handleSummary(data: Summary): { [file: string]: string } {
	const file = __ENV.HOLDFAST_K6_SUMMARY;
	return {
		stdout: summaryText(data),
		...(file && { [file]: `${JSON.stringify(data, null, "\t")}\n` }),
	};
}

/**
 * Waits until the system is steady, and notes how Pods that are gone came back; null when it is,
 * else why not.
 *
 * @param timed those of which it notes that
 * @param end milliseconds since 1970
 */
function awaitSteady(
	gone: readonly PodStatus[],
	timed: readonly PodStatus[],
	injectedAt: number,
	end: number,
): string | null {
	const watch = new SteadyWatch(
		replicas,
		gone.map(({ uid }) => uid),
	);
	const waitedFor = new Set(timed.map(({ name }) => name));
	const ready = new Set<string>();
	let raftAskedAt = 0;
	let reason = "there was no time left to look";
	while (Date.now() < end) {
		sleep(pollEverySeconds);
		const pods = podsNow();
		for (const pod of pods) {
			if (!watch.isBack(pod) || watch.isMoving(pod.name)) continue;
			const tags = { pod: pod.name };
			const sinceSeconds = (Date.now() - injectedAt) / 1000;
			if (waitedFor.has(pod.name) && !ready.has(pod.name)) {
				ready.add(pod.name);
				readyAgainSeconds.add(sinceSeconds, tags);
			}
			const reading = readState(pod.ip as string, pod.name);
			if (reading) watch.observe(pod.name, reading);
			if (waitedFor.has(pod.name) && watch.isMoving(pod.name)) {
				recoverySeconds.add((Date.now() - injectedAt) / 1000, tags);
			}
		}
		const unsteady = watch.because(pods);
		if (unsteady !== null) {
			reason = unsteady;
			continue;
		}
		if (!hasRaft) {
			const lacking = withoutStandby(lab) ?? storeBecause(watch);
			if (lacking === null) return null;
			reason = lacking;
			continue;
		}
		if (Date.now() - raftAskedAt < raftPollEverySeconds * 1000) continue;
		raftAskedAt = Date.now();
		const raft = raftBecause(watch, pods);
		if (raft === null) return null;
		reason = raft;
	}
	return reason;
}

/**
 * Why the Pods of the method's own store aren't all Ready, those that were deleted with a
 * successor; null when they are.
 */
function storeBecause(watch: SteadyWatch): string | null {
	const away = lab.store && watch.awayBecause(storePodsNow(), lab.system.storePods);
	return away && `of the store ${away}`;
}

/**
 * Why the Raft members, in the replicas' Pods or in the store's, aren't steady; null when they are.
 */
function raftBecause(watch: SteadyWatch, replicaPods: readonly PodStatus[]): string | null {
	const { consensus, storePods } = lab.system;
	const [pods, count] = consensus ? [replicaPods, replicas] : [storePodsNow(), storePods];
	const away = watch.awayBecause(pods, count);
	if (away !== null) return away;
	const views = consensusMetrics(pods).map(({ pod, metrics }) => ({
		pod,
		view: raftViewOf(metrics),
	}));
	return unsteadyRaftBecause(views, count);
}

function waitUntilWhole(): void {
	const end = Date.now() + wholeWithinSeconds * 1000;
	for (;;) {
		const reason = notWhole(lab);
		if (reason === null) return;
		if (Date.now() > end) {
			fail(`The lab is not whole after ${wholeWithinSeconds} s: ${reason}.`);
		}
		sleep(pollEverySeconds);
	}
}

/** The replicas' Pods, or those named; none while the API doesn't answer. */
function podsNow(names?: readonly string[]): PodStatus[] {
	const answer = tryListPods(lab, names && { names });
	return "pods" in answer ? answer.pods : [];
}

/** The Pods of the method's own store; none while the API doesn't answer. */
function storePodsNow(): PodStatus[] {
	const answer = lab.store && tryListPods(lab, { selector: lab.store });
	return answer && "pods" in answer ? answer.pods : [];
}

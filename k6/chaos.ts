/// <reference types="k6" />
import { sleep } from "k6";
import { sha256 as k6Sha256 } from "k6/crypto";
import { scenario, test } from "k6/execution";
import http, { type RefinedResponse, type ResponseType } from "k6/http";
import { Counter, Trend } from "k6/metrics";
import type { Options } from "k6/options";
import {
	type Claim,
	chooseLeader,
	chooseVictimsAround,
	consensusPort,
	describeLed,
	describePlan,
	groupsLed,
	type Leader,
	noLeaderBecause,
} from "./leaders.ts";
import {
	notWholeBecause,
	type PodStatus,
	parsePod,
	parsePodList,
} from "./pods.ts";
import {
	type ChaosSettings,
	chaosSettings,
	type DeletePods,
	defaultLabFile,
} from "./settings.ts";
import { type Summary, summaryText } from "./summary.ts";
import { chooseVictims } from "./victims.ts";
import { parseReading, type Reading, StateWatch } from "./watchState.ts";

/**
 * Deletes Pods of the lab that is up and follows their way back, while every replica's state is read and checked.
 *
 *     k6 run k6/chaos.ts                     the lab's own protocol
 *     k6 run -e FAILURES=1 -e SEED=7 -e FAULT_AT=10s -e DURATION=1m -e GRACE=1 k6/chaos.ts
 *     k6 run -e TARGET=leader k6/chaos.ts    the first victim leads a Raft group; TARGET=leader:group-0 names it
 *
 * SSL_CERT_FILE must name the cluster's certificate authority (/run/holdfast/ca.crt). k6 exits with 99 when a
 * threshold is crossed.
 */
const labFile = __ENV.HOLDFAST_LAB || defaultLabFile;
const settings = readSettings();
const { fault, durationSeconds, replicas, seed } = settings;

const chainViolations = new Counter("holdfast_chain_violations");
const backwards = new Counter("holdfast_backwards");
const unrecovered = new Counter("holdfast_unrecovered");
const reads = new Counter("holdfast_reads");
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
		...(fault && {
			chaos: {
				executor: "per-vu-iterations",
				exec: "chaos",
				vus: 1,
				iterations: 1,
				startTime: `${Math.round(fault.atSeconds * 1000)}ms`,
				maxDuration: `${Math.ceil(durationSeconds - fault.atSeconds) + 10}s`,
				gracefulStop: "0s",
			},
		}),
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

/** How long the lab may take to be whole before a run starts. */
const wholeWithinSeconds = 30;
/** How long a Raft group may be without a leader when one is to be a victim. */
const leaderWithinSeconds = 5;
const readEverySeconds = 0.5;
/** Of one replica; the rest is only counted. */
const violationsShown = 3;
/** k6's HTTP client can't stream a watch, and a watch cut into pieces of 1 s tells less than lists this often. */
const pollEverySeconds = 0.2;

/** What k6 hands from `setup` to everything else, and writes into its summary. */
type Run = {
	startedAt: number;
	/** Null: only the fault's moment tells. */
	victims: string[] | null;
	seed: number;
	durationSeconds: number;
	faults: FaultRecord[];
};

/** As in `run.json`; a group that was named is in the events' details. */
type FaultRecord = { kind: "delete-pods"; target?: "leader" } & Omit<
	DeletePods,
	"target" | "group"
>;

export function setup(): Run {
	const pods = waitUntilWhole();
	const { victims, whom } = plan(pods);
	console.log(
		fault
			? `${settings.stack}: after ${fault.atSeconds} s ${whom} will be deleted (seed ${seed}).`
			: `${settings.stack}: a run without a fault.`,
	);
	for (const counter of [chainViolations, backwards, unrecovered, reads]) {
		counter.add(0);
	}
	const startedAt = Date.now();
	tellObserver(
		[{ event: "run-started", detail: describeRun(victims ?? [whom]) }],
		true,
	);
	return {
		startedAt,
		victims,
		seed,
		durationSeconds,
		faults: fault ? [recordOf(fault)] : [],
	};
}

/** One virtual user per replica reads its state until the run ends. */
export function readers({ startedAt }: Run): void {
	const replica = scenario.iterationInTest;
	const identity = `pod-${replica}`;
	const watch = new StateWatch(sha256, identity);
	const end = startedAt + durationSeconds * 1000;
	let address: string | null = null;
	// Spread, so that not all replicas are asked at the same moment.
	sleep((readEverySeconds * replica) / replicas);
	while (Date.now() < end) {
		const begun = Date.now();
		address ??= addressOf(identity);
		const reading = address === null ? null : readState(address, identity);
		if (reading === null || reading.state === null) {
			away.add(1, { pod: identity });
			address = null;
		} else {
			reads.add(1, { pod: identity });
			check(watch, reading, identity);
		}
		sleep(Math.max(0, readEverySeconds - (Date.now() - begun) / 1000));
	}
}

/** Deletes the victims and waits for them to come back, until the run ends. */
export function chaos(run: Run): void {
	const end = run.startedAt + durationSeconds * 1000;
	const { pods, describe } = run.victims
		? knownVictims(run.victims)
		: victimsAroundLeader(fault as DeletePods, end);
	const victims = pods.map((pod) => ({
		...pod,
		index:
			pod.ip === null ? null : (readState(pod.ip, pod.name)?.index ?? null),
	}));
	const deletedAt = Date.now();
	deletePods(victims, (fault as DeletePods).gracePeriodSeconds);
	tellObserver(
		victims.map(({ name, uid }) => ({
			event: "fault-injected",
			fault: "delete-pods",
			pod: name,
			uid,
			senderTime: deletedAt / 1000,
			detail: describe(name),
		})),
	);
	const missing = awaitReturn(victims, deletedAt, end);
	if (missing.length === 0) {
		tellObserver([{ event: "fault-recovered", fault: "delete-pods" }]);
		return;
	}
	unrecovered.add(missing.length);
	console.error(
		`${missing.join(" and ")} did not come back before the run ended, ${((end - deletedAt) / 1000).toFixed(1)} s after the deletion.`,
	);
}

export function teardown({ startedAt }: Run): void {
	const lastedSeconds = (Date.now() - startedAt) / 1000;
	const aborted = lastedSeconds < durationSeconds - 1;
	tellObserver([
		{
			event: "run-ended",
			detail: aborted
				? `aborted after ${lastedSeconds.toFixed(1)} s of ${durationSeconds} s`
				: undefined,
		},
	]);
}

export function handleSummary(data: Summary): { [file: string]: string } {
	const file = __ENV.HOLDFAST_K6_SUMMARY;
	return {
		stdout: summaryText(data),
		...(file && { [file]: `${JSON.stringify(data, null, "\t")}\n` }),
	};
}

/** The Pods that a fault hits, and what its event says of each. */
type Hit = { pods: PodStatus[]; describe: (pod: string) => string };

/**
 * The victims, also for people. With a leader among them they aren't known yet; but there must be a leader already, so
 * that a lab without groups fails here.
 */
function plan(pods: readonly PodStatus[]): {
	victims: string[] | null;
	whom: string;
} {
	if (fault?.target === "leader") {
		const silent = askLeaders(pods).every(({ leads }) => leads === null);
		awaitLeader(fault.group, silent ? 0 : leaderWithinSeconds);
		return { victims: null, whom: describePlan(fault.group, fault.victims) };
	}
	const names = pods.map(({ name }) => name);
	const victims = fault ? chooseVictims(names, fault.victims, seed) : [];
	return { victims, whom: victims.join(" and ") };
}

function knownVictims(names: readonly string[]): Hit {
	return { pods: listPods(names), describe: () => describeRun(names) };
}

/** Whoever leads now, and the others that the seed chooses. */
function victimsAroundLeader({ group, victims }: DeletePods, end: number): Hit {
	const patience = Math.min(leaderWithinSeconds, (end - Date.now()) / 1000);
	const { leader, claims, pods } = awaitLeader(group, patience);
	const everyone = Array.from({ length: replicas }, (_, i) => `pod-${i}`);
	const names = chooseVictimsAround(leader.pod, everyone, victims, seed);
	const target = `target the leader of ${leader.group}`;
	console.log(
		`${settings.stack}: ${leader.pod} leads ${leader.group}; ${names.join(" and ")} will be deleted.`,
	);
	return {
		pods: names.flatMap((name) => pods.filter((pod) => pod.name === name)),
		describe: (pod) =>
			`${describeRun(names)}; ${target}; ${describeLed(claims, pod)}`,
	};
}

/** Asks until there is a leader, at least once. */
function awaitLeader(
	group: string | null,
	patienceSeconds: number,
): { leader: Leader; claims: Claim[]; pods: PodStatus[] } {
	const end = Date.now() + patienceSeconds * 1000;
	for (;;) {
		const pods = listPods();
		const claims = askLeaders(pods);
		const leader = chooseLeader(claims, group, seed);
		if (leader) return { leader, claims, pods };
		if (Date.now() >= end) fail(noLeaderBecause(claims, group));
		sleep(pollEverySeconds);
	}
}

/** Every replica's own word on the groups that it leads. */
function askLeaders(pods: readonly PodStatus[]): Claim[] {
	const reachable = pods.filter(({ ip }) => ip !== null);
	const responses = http.batch(
		reachable.map(({ ip }) => ({
			method: "GET" as const,
			url: `http://${hostOf(ip as string)}:${consensusPort}/metrics`,
			params: { timeout: "1s", tags: { name: "leaders" } },
		})),
	);
	return pods.map(({ name }) => {
		const response = responses[reachable.findIndex((pod) => pod.name === name)];
		const answered = response?.status === 200;
		return {
			pod: name,
			leads: answered ? groupsLed(String(response.body), name) : null,
		};
	});
}

type Victim = PodStatus & { index: number | null };

/** Returns the names of those that did not come back in time. */
function awaitReturn(
	victims: readonly Victim[],
	deletedAt: number,
	end: number,
): string[] {
	const gone = new Map(victims.map((victim) => [victim.name, victim]));
	const ready = new Set<string>();
	while (gone.size > 0 && Date.now() < end) {
		sleep(pollEverySeconds);
		for (const pod of listPods([...gone.keys()])) {
			const victim = gone.get(pod.name) as Victim;
			if (!pod.ready || pod.ip === null || pod.uid === victim.uid) continue;
			const tags = { pod: pod.name };
			if (!ready.has(pod.name)) {
				ready.add(pod.name);
				readyAgainSeconds.add((Date.now() - deletedAt) / 1000, tags);
			}
			const index = readState(pod.ip, pod.name)?.index ?? null;
			if (index === null || index <= (victim.index ?? -1)) continue;
			recoverySeconds.add((Date.now() - deletedAt) / 1000, tags);
			gone.delete(pod.name);
		}
	}
	return [...gone.keys()];
}

/** Every virtual user has one of its own. */
let shown = 0;

function check(watch: StateWatch, reading: Reading, pod: string): void {
	for (const { kind, summary } of watch.observe(reading)) {
		if (shown++ < violationsShown) console.error(summary);
		(kind === "backwards" ? backwards : chainViolations).add(1, { pod });
	}
}

/** A replica's state, or null when it doesn't answer, or something else answers at its address. */
function readState(ip: string, pod: string): ReturnType<typeof parseReading> {
	const response = http.get(`http://${hostOf(ip)}:32000/`, {
		headers: { Accept: "application/json" },
		timeout: "1s",
		tags: { name: "state" },
	});
	if (response.status !== 200) return null;
	const reading = parseReading(jsonOf(response));
	return reading?.pod === pod ? reading : null;
}

function hostOf(ip: string): string {
	return ip.includes(":") ? `[${ip}]` : ip;
}

function addressOf(pod: string): string | null {
	const response = http.get(`${podsUrl()}/${pod}`, apiParams());
	if (response.status !== 200) return null;
	const { ready, ip } = parsePod(jsonOf(response));
	return ready ? ip : null;
}

function waitUntilWhole(): PodStatus[] {
	const end = Date.now() + wholeWithinSeconds * 1000;
	for (;;) {
		const pods = listPods();
		const reason = notWholeBecause(pods, replicas);
		if (reason === null) return pods;
		if (Date.now() > end) {
			fail(`The lab is not whole after ${wholeWithinSeconds} s: ${reason}.`);
		}
		sleep(pollEverySeconds);
	}
}

/** The replicas' Pods, or only those named; `resourceVersion=0` lets the API answer from memory. */
function listPods(names?: readonly string[]): PodStatus[] {
	const selector = names
		? `statefulset.kubernetes.io/pod-name in (${names.join(",")})`
		: "app.kubernetes.io/name=replica";
	const response = http.get(
		`${podsUrl()}?resourceVersion=0&labelSelector=${encodeURIComponent(selector)}`,
		apiParams(),
	);
	if (response.status === 200) return parsePodList(jsonOf(response));
	return fail(
		`The Kubernetes API at ${settings.server} doesn't list the Pods: ${reasonOf(response)}.`,
	);
}

/** All at the same moment. */
function deletePods(pods: readonly PodStatus[], gracePeriodSeconds: number) {
	const responses = http.batch(
		pods.map(({ name, uid }) => ({
			method: "DELETE" as const,
			url: `${podsUrl()}/${name}`,
			body: JSON.stringify({
				apiVersion: "v1",
				kind: "DeleteOptions",
				gracePeriodSeconds,
				preconditions: { uid },
			}),
			params: apiParams(),
		})),
	);
	for (const response of responses) {
		if (response.status === 200 || response.status === 202) continue;
		fail(`The Kubernetes API refuses a deletion: ${reasonOf(response)}.`);
	}
}

type ChaosEvent = {
	event: "run-started" | "fault-injected" | "fault-recovered" | "run-ended";
	fault?: string;
	pod?: string;
	uid?: string;
	senderTime?: number;
	detail?: string | undefined;
};

/** @param required whether the run makes no sense without the observer */
function tellObserver(events: readonly ChaosEvent[], required = false): void {
	const responses = http.batch(
		events.map((event) => ({
			method: "POST" as const,
			url: `${settings.observer}/events`,
			body: JSON.stringify({
				source: "chaos",
				senderTime: Date.now() / 1000,
				...event,
			}),
			params: {
				headers: { "Content-Type": "application/json" },
				timeout: "5s",
				tags: { name: "events" },
			},
		})),
	);
	for (const response of responses) {
		if (response.status >= 200 && response.status < 300) continue;
		const sentence = `The observer at ${settings.observer} doesn't take events: ${reasonOf(response)}.`;
		if (required) fail(sentence);
		console.error(sentence);
	}
}

function describeRun(victims: readonly string[]): string {
	return `seed ${seed}; victims ${victims.join(" ") || "none"}; run ${settings.run}`;
}

function recordOf({ target, group: _, ...rest }: DeletePods): FaultRecord {
	return {
		kind: "delete-pods",
		...rest,
		...(target === "leader" && { target }),
	};
}

function podsUrl(): string {
	return `${settings.server}/api/v1/namespaces/${settings.namespace}/pods`;
}

function apiParams() {
	return {
		headers: {
			Authorization: `Bearer ${settings.token}`,
			Accept: "application/json",
			"Content-Type": "application/json",
		},
		timeout: "5s",
		tags: { name: "pods" },
		// A Pod that isn't there yet is no failed request.
		responseCallback: http.expectedStatuses({ min: 200, max: 299 }, 404),
	};
}

function jsonOf(response: RefinedResponse<ResponseType>): unknown {
	try {
		return response.json();
	} catch {
		return null;
	}
}

function reasonOf(response: RefinedResponse<ResponseType>): string {
	if (/x509|certificate/.test(response.error)) {
		return `${response.error} (set SSL_CERT_FILE to the cluster's certificate authority, for example /run/holdfast/ca.crt)`;
	}
	if (response.status === 0) return response.error;
	const message = (jsonOf(response) as { message?: unknown } | null)?.message;
	return `${response.status} ${message ?? response.status_text}`;
}

/** Ends the whole test. */
function fail(sentence: string): never {
	test.abort(sentence);
	throw new Error(sentence);
}

function readSettings(): ChaosSettings {
	try {
		return chaosSettings(readLab(), labFile, __ENV);
	} catch (error) {
		// Of a text k6 shows just that, of an Error its stack too.
		throw (error as Error).message;
	}
}

function readLab(): string {
	try {
		return open(labFile);
	} catch {
		throw new Error(
			`No lab is up: ${labFile} can't be read. Bring one up (pulumi up -s central-5), or set HOLDFAST_LAB to its description.`,
		);
	}
}

function sha256(text: string): string {
	return k6Sha256(text, "base64") as string;
}

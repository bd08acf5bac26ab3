import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { unixSeconds } from "../../clock.ts";
import { exit, orExit } from "../../exit.ts";
import { listen } from "../../listen.ts";
import { containerStart, processStartOf } from "../../processStart.ts";
import { httpRequest } from "../../request.ts";
import { studyInterface, type Verification, verification } from "./api.ts";
import { clientInterface } from "./clientApi.ts";
import { eventReporter, reportFormed } from "./events.ts";
import { decideStart, others, type PeerView, whomToAsk } from "./formation.ts";
import { JoinThrottle } from "./joinThrottle.ts";
import { pipeLauncher } from "./launcher.ts";
import { statesOfClients, statesOfOwnReplicas } from "./layout.ts";
import { managementClient } from "./member/management.ts";
import { connectMember, type MemberConnection } from "./member/memberClient.ts";
import { removeCrashed } from "./member/removal.ts";
import { reconcileMember } from "./memberReconciler.ts";
import { createMetrics } from "./metrics.ts";
import { peerInterface } from "./peerApi.ts";
import { gateway, httpPeers } from "./peers.ts";
import { fileFollower, raftLogReader } from "./raftLog.ts";
import { readSettings, type Settings } from "./settings.ts";
import { StateRouteKeeper } from "./stateRoute.ts";
import { routedStates, type States } from "./states.ts";

const clusterName = "holdfast";
const connectPauseSeconds = 0.3;
/** After a connection that the member took, and then refused to serve: it hasn't joined yet. */
const refusedPauseSeconds = 1;
const startedAt = containerStart(unixSeconds);
const settings = orExit(() => readSettings(process.env));
const { pod, podPrefix, ordinal, replicas, clients, member } = settings;
const layout = clients ? statesOfClients(clients.replicas) : statesOfOwnReplicas(settings);
const { ownGroup } = layout;
const request = httpRequest();
const log = (line: string) => console.log(`${pod}: ${line}`);

/** What this replica knows of its own member. */
const own: {
	member: "joined" | "waiting" | "unknown";
	connection: MemberConnection | null;
	/** Null while it doesn't serve. */
	serving: { states: States; answers: boolean } | null;
	/** Whether it serves and has its seat. */
	settled: boolean;
	lostMajorities: readonly string[];
	/** Why it must be started anew, or null. */
	broken: string | null;
	/** When it went away, or this replica started. */
	awaySince: number;
} = {
	member: "unknown",
	connection: null,
	serving: null,
	settled: false,
	lostMajorities: [],
	broken: null,
	awaySince: startedAt,
};
let stopping = false;

const metrics = createMetrics({ pod, mode: settings.mode });
const report = eventReporter({
	url: settings.observer,
	token: settings.observerToken,
	pod,
	process: processStartOf(performance.timeOrigin),
	request,
	clock: unixSeconds,
	log,
});
const peers = httpPeers({
	podPrefix,
	domain: settings.peerDomain,
	port: settings.peerPort,
	token: settings.peerToken,
	request,
});
const detour = gateway(peers, others(ordinal, replicas));
const routed = routedStates({
	own: () => own.serving,
	peer: detour.states,
	clock: unixSeconds,
	onDoubt() {
		log("the own member left a write's outcome unknown");
		void detour.search();
	},
});
const states = metrics.measured(routed);
const way = new StateRouteKeeper({
	memberAnswers: () => own.serving?.answers === true && !routed.ownWritesInDoubt(),
	exists: () => own.serving !== null || detour.states() !== null,
	search: detour.search,
	read: () => states.read(layout.ownState),
	onServed: () => reportFormed(report, unixSeconds() - startedAt),
	clock: unixSeconds,
});
const management = managementClient({
	host: member.host,
	port: member.managementPort,
	clusterName,
	request,
});
const readRaftLog = fileFollower(
	settings.raftLog,
	raftLogReader((view) => metrics.groupView(view)),
);

function verify(): Verification {
	return verification({
		served: way.served,
		startedAt,
		group: ownGroup,
		cpMembers: metrics.lastCpMembers(),
		replicas,
		lostMajority: own.lostMajorities,
	});
}

function view(): Extract<PeerView, { kind: "answered" }> {
	return {
		kind: "answered",
		// Whoever is about to leave is nobody to join.
		member: stopping ? "unknown" : own.member,
		address: settings.podAddress,
		formed: own.serving?.answers === true && !stopping,
		liveMembers: (own.connection?.liveMembers() ?? []).map(({ uuid }) => uuid),
	};
}

/** Lets the member start when it waits, as often as it does: it may be killed alone. */
async function keepLauncher(): Promise<never> {
	const launcher = pipeLauncher(settings.launcher);
	let waitingSince: number | null = null;
	let throttle = new JoinThrottle(ordinal, unixSeconds);
	for (let round = 0; ; ) {
		if (own.connection !== null || !(await launcher.memberWaits())) {
			waitingSince = null;
			throttle = new JoinThrottle(ordinal, unixSeconds);
			round = 0;
			await sleep(own.connection === null ? 100 : 300);
			continue;
		}
		own.member = "waiting";
		own.broken = null;
		waitingSince ??= unixSeconds();
		const asked = whomToAsk(ordinal, replicas, round++);
		const views = new Map(await Promise.all(asked.map(async (each) => [each, await peers.ask(each)] as const)));
		const decision = decideStart(ordinal, replicas, views, podPrefix);
		if (decision.kind === "join" && !throttle.admits(decision.clusterSize)) {
			waitingSince = null;
			await sleep(300);
			continue;
		}
		if (decision.kind !== "wait") {
			const address = decision.kind === "join" ? decision.address : settings.podAddress;
			log(decision.kind === "join" ? `the member joins ${address}` : "the member founds the cluster");
			// From here on it may be in a cluster, whether we have heard of it yet or not.
			own.member = "unknown";
			if (await launcher.launch(address)) await sleep(300);
			continue;
		}
		const waited = unixSeconds() - waitingSince;
		if (waited > settings.formationLimitSeconds) {
			exit(
				new Error(
					`Waited ${settings.formationLimitSeconds} s in vain to form a cluster of ${replicas}: ${decision.reason}. Are all ${replicas} Pods there, and does DNS list them below ${settings.peerDomain}?`,
				),
			);
		}
		await sleep(300);
	}
}

/** Keeps a connection to the member, and cares for the member as long as it stands. */
async function keepConnection(): Promise<never> {
	for (;;) {
		const connection = await connectOwn();
		if (connection === null) {
			await sleep(connectPauseSeconds * 1000);
			continue;
		}
		try {
			own.connection = connection;
			own.member = "joined";
			log("the member has joined a cluster");
			await reconcileMember({
				settings,
				layout,
				connection,
				management,
				askAnyPeer,
				readElsewhere: () => detour.states()?.read(layout.ownState) ?? null,
				metrics,
				report,
				clock: unixSeconds,
				since: own.awaySince,
				onServing(found, answers) {
					if (own.serving?.answers !== answers) {
						log(answers ? "the member serves" : "the group doesn't answer");
					}
					own.serving = { states: found, answers };
				},
				onSettled(settled) {
					own.settled = settled;
				},
				onLostMajorities(groups) {
					own.lostMajorities = groups;
				},
				onTrouble: (reason) => log(`not yet: ${reason}`),
				onSplitOff() {
					if (own.broken !== null) return;
					own.broken = "its cluster goes on without it";
					metrics.acted("restart", "ok", 0);
					report({ event: "member-restarted", detail: own.broken });
				},
			});
		} catch (error) {
			log(`the member: ${(error as Error).message}`);
		}
		own.connection = null;
		own.serving = null;
		own.settled = false;
		own.member = "unknown";
		own.awaySince = unixSeconds();
		// Its last words must not be taken for those of the next one.
		await readRaftLog().catch(() => {});
		metrics.memberGone();
		await connection.close().catch(() => {});
		log("the member is gone");
	}
}

async function connectOwn(): Promise<MemberConnection | null> {
	// A plain connection first: making a client costs a hundred times as much.
	if (!(await accepts(member.host, member.clientPort))) return null;
	try {
		return await connectMember({
			host: member.host,
			port: member.clientPort,
			clusterName,
		});
	} catch {
		await sleep(refusedPauseSeconds * 1000);
		return null;
	}
}

function accepts(host: string, port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect({ host, port });
		const end = (accepted: boolean) => {
			socket.destroy();
			resolve(accepted);
		};
		socket.once("connect", () => end(true));
		socket.once("error", () => end(false));
		socket.setTimeout(1000, () => end(false));
	});
}

function askAnyPeer(): Promise<PeerView> {
	const candidates = others(ordinal, replicas);
	const chosen = candidates[Math.floor(Math.random() * candidates.length)];
	return peers.ask(chosen as number);
}

async function main(): Promise<void> {
	const sources = { replicas: layout.states, states, verify };
	const api = clients
		? clientInterface({ ...sources, token: clients.token })
		: studyInterface({
				...sources,
				remove: (each) => removeCrashed(each, layout.groupOf(each), own.connection, management),
			});
	const peerApi = peerInterface({
		replicas: layout.states,
		token: settings.peerToken,
		view,
		states: () => own.serving?.states ?? null,
		memberIsSettled: () => own.settled,
		memberIsFine: () => own.broken === null,
		async metrics() {
			await readRaftLog();
			return metrics.registry.metrics();
		},
		registry: metrics.registry,
	});
	await listen(peerApi, { host: settings.peerHost, port: settings.peerPort });
	await listen(api, settings);
	for (const signal of ["SIGTERM", "SIGINT"] as const) {
		process.once(signal, () => {
			stopping = true;
			process.exit(0);
		});
	}
	log(describe(settings));
	await Promise.all([keepLauncher(), keepConnection(), way.keep()]);
}

function describe({ groupSize, majorityPolicy }: Settings): string {
	const outside = clients ? `, for ${clients.replicas} replicas outside` : "";
	return `${replicas} members in Raft groups of ${groupSize}${outside}, own group ${ownGroup}, lost majority: ${majorityPolicy}`;
}

await main().catch(exit);

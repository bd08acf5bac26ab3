import { join } from "node:path";
import { inhabitedGroups, membersOf, seatIn, seatsOf } from "../../../../schema/etcdPlacement.ts";
import { groupName } from "../../../../schema/raftGroups.ts";
import { unixSeconds } from "../../../clock.ts";
import { etcdGateway, etcdValues } from "../../../etcdGateway.ts";
import { exit, orExit } from "../../../exit.ts";
import { listen } from "../../../listen.ts";
import { containerStart, processStartOf } from "../../../processStart.ts";
import { httpRequest } from "../../../request.ts";
import { type Removal, studyInterface, type Verification, verification } from "../api.ts";
import { eventReporter, reportFormed } from "../events.ts";
import { pipeLauncher } from "../launcher.ts";
import { createMetrics } from "../metrics.ts";
import { peerInterface } from "../peerApi.ts";
import { gateway, peerCaller, peerStates } from "../peers.ts";
import { StateRouteKeeper } from "../stateRoute.ts";
import { routedStates, type States } from "../states.ts";
import { groupStates } from "./groupStates.ts";
import { memberCommand } from "./memberCommand.ts";
import { membershipOf } from "./membership.ts";
import { placedStates } from "./placedStates.ts";
import { memberFolder } from "./record.ts";
import { addSeatInterface } from "./seatApi.ts";
import { seatPeers } from "./seatPeers.ts";
import { SeatReconciler } from "./seatReconciler.ts";
import { readSettings } from "./settings.ts";

const startedAt = containerStart(unixSeconds);
const settings = orExit(() => readSettings(process.env));
const { pod, podPrefix, ordinal, replicas, groupSize } = settings;
const request = httpRequest();
const log = (line: string) => console.log(`${pod}: ${line}`);

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
const callPeer = peerCaller({
	podPrefix,
	domain: settings.peerDomain,
	port: settings.peerPort,
	token: settings.peerToken,
	request,
});

const seats = seatsOf(ordinal, settings).map(({ seat, group }) => {
	const members = membersOf(group, settings);
	const others = members.filter((each) => each !== ordinal);
	const urlOf = (each: number) =>
		`http://${podPrefix}-${each}.${settings.peerDomain}:${settings.peerPorts[seatIn(group, each, settings)]}`;
	const peer = (each: number) => ({
		name: `${podPrefix}-${each}`,
		url: urlOf(each),
	});
	const folder = memberFolder(join(settings.dataFolder, seat));
	const call = etcdGateway(`http://127.0.0.1:${settings.clientPorts[seat]}`, request);
	const asked = seatPeers(callPeer, group, ordinal);
	const reconciler = new SeatReconciler({
		ordinal,
		podPrefix,
		members,
		group: groupName(group),
		urlOf,
		command: (state, token) =>
			memberCommand({
				program: settings.program,
				seat,
				folder: folder.data,
				self: peer(ordinal),
				cluster: members.map(peer),
				state,
				token,
				durable: settings.durable,
				clientHost: settings.clientHost,
				clientPort: settings.clientPorts[seat],
				peerHost: settings.memberHost,
			}),
		folder,
		launcher: pipeLauncher(join(settings.launcherFolder, seat)),
		membership: membershipOf(call),
		peers: asked,
		majorityPolicy: settings.majorityPolicy,
		resetAfterSeconds: settings.resetAfterSeconds,
		formationLimitSeconds: settings.formationLimitSeconds,
		metrics,
		report,
		log,
		clock: unixSeconds,
		onFormationLimit: (reason) => exit(new Error(reason)),
	});
	const detour = gateway(
		{
			async ask(each) {
				const view = await asked.view(each, false);
				return {
					kind: "answered",
					formed: view.kind === "kept" && view.serves,
				};
			},
			states: (each) => peerStates(callPeer, each),
		},
		others,
	);
	const own = groupStates(etcdValues(call));
	const states = routedStates({
		own: () => {
			const { status, serves } = reconciler.state;
			// A learner refuses every call.
			return status && !status.learner ? { states: own, answers: serves } : null;
		},
		peer: detour.states,
		clock: unixSeconds,
		onDoubt() {
			log("the own member left a write's outcome unknown");
			void detour.search();
		},
	});
	return { group, reconciler, detour, own, states };
});
const [home] = seats as [(typeof seats)[number]];
const ownGroup = groupName(home.group);
const way = new StateRouteKeeper({
	memberAnswers: () => home.reconciler.state.serves,
	exists: () => home.reconciler.state.serves || home.detour.states() !== null,
	search: home.detour.search,
	read: () => home.states.read(pod),
	onServed: () => reportFormed(report, unixSeconds() - startedAt),
	clock: unixSeconds,
});
const seatOf = (group: number) => seats.find((each) => each.group === group) ?? null;

const states = metrics.measured(
	placedStates(
		groupSize,
		(group) => seatOf(group)?.states ?? null,
		(group) => membersOf(group, settings).map((each) => peerStates(callPeer, each)),
	),
);

/** For peers: by way of the own members alone, so that no call goes round in circles. */
const ownStates: States = placedStates(
	groupSize,
	(group) => {
		const seat = seatOf(group);
		return seat?.reconciler.state.serves ? seat.own : null;
	},
	() => [],
);

function verify(): Verification {
	return verification({
		served: way.served,
		startedAt,
		group: ownGroup,
		cpMembers: metrics.lastCpMembers(),
		replicas,
		lostMajority: seats.filter(({ reconciler }) => reconciler.state.majorityLost).map(({ group }) => groupName(group)),
	});
}

/** The study's operators removed crashed members by hand; here each one's successor has that done. */
async function remove(): Promise<Removal> {
	return {
		kind: "unavailable",
		reason: "A crashed member of etcd is removed when its Pod is back, and never before.",
	};
}

function countMembers(): void {
	const found = seats.map(({ reconciler }) => reconciler.state);
	const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
	metrics.seats(seats.length * groupSize);
	metrics.cpMembers(sum(found.map(({ voters }) => voters ?? 0)));
	metrics.liveMembers(sum(found.map(({ alive }) => alive)));
	metrics.groups(inhabitedGroups(settings));
}

async function main(): Promise<void> {
	const api = studyInterface({ replicas, states, verify, remove });
	const peerApi = peerInterface({
		replicas,
		token: settings.peerToken,
		async view(asked) {
			const seat = seatOf(Number(asked.get("group")));
			if (!seat || stopping) return { kind: "unknown" };
			return seat.reconciler.view(asked.has("ticket"));
		},
		states: () => ownStates,
		memberIsSettled: () => home.reconciler.state.serves,
		memberIsFine: () => !seats.some(({ reconciler }) => reconciler.state.toBeReset),
		async metrics() {
			countMembers();
			return metrics.registry.metrics();
		},
		registry: metrics.registry,
	});
	addSeatInterface(peerApi, (group) => seatOf(group)?.reconciler ?? null);
	await listen(peerApi, { host: settings.peerHost, port: settings.peerPort });
	await listen(api, settings);
	for (const signal of ["SIGTERM", "SIGINT"] as const) {
		process.once(signal, () => {
			stopping = true;
			process.exit(0);
		});
	}
	log(
		`${replicas} replicas in etcd's Raft groups of ${groupSize}, own group ${ownGroup}${seats[1] ? `, a member lent to ${groupName(seats[1].group)}` : ""}, lost majority: ${settings.majorityPolicy}`,
	);
	await Promise.all([...seats.map(({ reconciler }) => reconciler.keep()), way.keep()]);
}

await main().catch(exit);

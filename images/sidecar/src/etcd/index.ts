import { join } from "node:path";
import { inhabitedGroups, membersOf, seatIn, seatsOf } from "../../../../schema/etcdPlacement.ts";
import { groupName } from "../../../../schema/raftGroups.ts";
import { unixSeconds } from "../../../clock.ts";
import { etcdGateway, etcdValues } from "../../../etcdGateway.ts";
import { exit, orExit } from "../../../exit.ts";
import { type Removal, studyInterface, verification } from "../api.ts";
import { pipeLauncher } from "../launcher.ts";
import { peerInterface } from "../peerApi.ts";
import { peerStates } from "../peers.ts";
import { consensusReplica, routeKeeper, serve, stateRoute } from "../replica.ts";
import { groupStates } from "./groupStates.ts";
import { memberCommand } from "./memberCommand.ts";
import { membershipOf } from "./membership.ts";
import { placedStates } from "./placedStates.ts";
import { memberFolder } from "./record.ts";
import { addSeatInterface } from "./seatApi.ts";
import { seatPeers } from "./seatPeers.ts";
import { SeatReconciler } from "./seatReconciler.ts";
import { readSettings } from "./settings.ts";

const settings = orExit(() => readSettings(process.env));
const { pod, podPrefix, ordinal, replicas, groupSize } = settings;
const replica = consensusReplica(settings);
const { callPeer, log, metrics, request, startedAt } = replica;
let stopping = false;

const seats = seatsOf(ordinal, settings).map(({ seat, group }) => {
	const members = membersOf(group, settings);
	const urlOf = (each: number) =>
		`http://${podPrefix}-${each}.${settings.peerDomain}:${settings.peerPorts[seatIn(group, each, settings)]}`;
	const peer = (each: number) => ({ name: `${podPrefix}-${each}`, url: urlOf(each) });
	const folder = memberFolder(join(settings.dataFolder, seat));
	const call = etcdGateway(`http://127.0.0.1:${settings.clientPorts[seat]}`, request);
	const peers = seatPeers(callPeer, group, ordinal);
	const reconciler = new SeatReconciler({
		...replica,
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
		peers,
		majorityPolicy: settings.majorityPolicy,
		resetAfterSeconds: settings.resetAfterSeconds,
		formationLimitSeconds: settings.formationLimitSeconds,
		clock: unixSeconds,
		onFormationLimit: (reason) => exit(new Error(reason)),
	});
	const own = groupStates(etcdValues(call));
	const route = stateRoute(
		replica,
		() => {
			const { status, serves } = reconciler.state;
			// A learner refuses every call.
			return status && !status.learner ? { states: own, answers: serves } : null;
		},
		members.filter((each) => each !== ordinal),
		async (each) => {
			const view = await peers.view(each, false);
			return view.kind === "kept" && view.serves;
		},
	);
	return { group, reconciler, own, route };
});
const [home] = seats as [(typeof seats)[number]];
const ownGroup = groupName(home.group);
const way = routeKeeper(replica, home.route, () => home.route.states.read(pod));
const seatOf = (group: number) => seats.find((each) => each.group === group) ?? null;

const states = metrics.measured(
	placedStates(
		groupSize,
		(group) => seatOf(group)?.route.states ?? null,
		(group) => membersOf(group, settings).map((each) => peerStates(callPeer, each)),
	),
);

/** For peers: by way of the own members alone, so that no call goes round in circles. */
const ownStates = placedStates(
	groupSize,
	(group) => {
		const seat = seatOf(group);
		return seat?.reconciler.state.serves ? seat.own : null;
	},
	() => [],
);

const verify = () =>
	verification({
		served: way.served,
		startedAt,
		group: ownGroup,
		cpMembers: metrics.lastCpMembers(),
		replicas,
		lostMajority: seats.filter(({ reconciler }) => reconciler.state.majorityLost).map(({ group }) => groupName(group)),
	});

/** The study's operators removed crashed members by hand; here each one's successor does. */
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
	exposition: {
		async metrics() {
			countMembers();
			return metrics.registry.metrics();
		},
		contentType: metrics.registry.contentType,
	},
});
addSeatInterface(peerApi, (group) => seatOf(group)?.reconciler ?? null);

try {
	await serve(settings, api, peerApi, () => {
		stopping = true;
	});
	const lent = seats[1] ? `, a member lent to ${groupName(seats[1].group)}` : "";
	log(
		`${replicas} replicas in etcd's Raft groups of ${groupSize}, own group ${ownGroup}${lent}, lost majority: ${settings.majorityPolicy}`,
	);
	await Promise.all([...seats.map(({ reconciler }) => reconciler.keep()), way.keep()]);
} catch (error) {
	exit(error as Error);
}

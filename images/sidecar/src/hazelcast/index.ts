import { exit, orExit } from "../../../exit.ts";
import { studyInterface, verification } from "../api.ts";
import { peerInterface } from "../peerApi.ts";
import { consensusReplica, routeKeeper, serve, stateRoute } from "../replica.ts";
import { clientInterface } from "./clientApi.ts";
import { others, type PeerView } from "./formation.ts";
import { keepLauncher } from "./launching.ts";
import { statesOfClients, statesOfOwnReplicas } from "./layout.ts";
import { managementClient } from "./management.ts";
import { askPeer } from "./memberPeers.ts";
import { clusterName, keepConnection, unknownMember } from "./ownMember.ts";
import { fileFollower, raftLogReader } from "./raftLog.ts";
import { removeCrashed } from "./removal.ts";
import { readSettings } from "./settings.ts";

const settings = orExit(() => readSettings(process.env));
const { ordinal, replicas, clients, member } = settings;
const layout = clients ? statesOfClients(clients.replicas) : statesOfOwnReplicas(settings);
const replica = consensusReplica(settings);
const { callPeer, log, metrics, request, startedAt } = replica;
const own = unknownMember(startedAt);
let stopping = false;

const ask = (each: number) => askPeer(callPeer, each);
const peers = others(ordinal, replicas);
const route = stateRoute(
	replica,
	() => own.serving,
	peers,
	async (each) => {
		const view = await ask(each);
		return view.kind === "answered" && view.formed;
	},
);
const states = metrics.measured(route.states);
const way = routeKeeper(replica, route, () => states.read(layout.ownState));
const management = managementClient({ host: member.host, port: member.managementPort, clusterName, request });
const readRaftLog = fileFollower(settings.raftLog, raftLogReader(metrics.groupView));

const verify = () =>
	verification({
		served: way.served,
		startedAt,
		group: layout.ownGroup,
		cpMembers: metrics.lastCpMembers(),
		replicas,
		lostMajority: own.lostMajorities,
	});
const sources = { replicas: layout.states, states, verify };
const api = clients
	? clientInterface({ ...sources, token: clients.token })
	: studyInterface({
			...sources,
			remove: (pod) => removeCrashed(pod, layout.groupOf(pod), own.connection, management),
		});
const peerApi = peerInterface({
	replicas: layout.states,
	token: settings.peerToken,
	view: (): PeerView => ({
		kind: "answered",
		// Whoever is about to leave is nobody to join.
		member: stopping ? "unknown" : own.member,
		address: settings.podAddress,
		formed: own.serving?.answers === true && !stopping,
		liveMembers: (own.connection?.liveMembers() ?? []).map(({ uuid }) => uuid),
	}),
	states: () => own.serving?.states ?? null,
	memberIsSettled: () => own.settled,
	memberIsFine: () => own.broken === null,
	exposition: {
		async metrics() {
			await readRaftLog();
			return metrics.registry.metrics();
		},
		contentType: metrics.registry.contentType,
	},
});

try {
	await serve(settings, api, peerApi, () => {
		stopping = true;
	});
	const outside = clients ? `, for ${clients.replicas} replicas outside` : "";
	log(
		`${replicas} members in Raft groups of ${settings.groupSize}${outside}, own group ${layout.ownGroup}, lost majority: ${settings.majorityPolicy}`,
	);
	await Promise.all([
		keepLauncher(own, settings, ask, log, (reason) => exit(new Error(reason))),
		keepConnection(
			own,
			replica,
			member,
			{
				settings,
				layout,
				management,
				readElsewhere: () => route.detour.states()?.read(layout.ownState) ?? null,
				askAnyPeer: () => ask(peers[Math.floor(Math.random() * peers.length)] as number),
			},
			readRaftLog,
		),
		way.keep(),
	]);
} catch (error) {
	exit(error as Error);
}

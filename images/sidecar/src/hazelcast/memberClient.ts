import { Client, type IAtomicReference, LifecycleState } from "hazelcast-client";
import { ReconnectMode } from "hazelcast-client/lib/config/ConnectionStrategyConfig.js";

/** A member that the cluster sees alive. */
export interface LiveMember {
	/** In the cluster; a promoted member's UUID in the CP Subsystem is another one. */
	uuid: string;
	/** Of its Pod. */
	address: string;
	/** Identity of the replica in the member's Pod. */
	pod: string;
}

/** A connection to the own member. Once closed it stays so. */
export interface MemberConnection {
	/** From the oldest, which is the cluster's master, to the newest. */
	liveMembers(): LiveMember[];
	/** The value `name` in a Raft group; a group that isn't there yet is made. */
	reference(name: string, group: string): Promise<IAtomicReference<string | null>>;
	/** Resolves when the connection is gone. */
	closed: Promise<void>;
	close(): Promise<void>;
}

const connectSeconds = 2;
/** A call whose retries take longer fails: the application's own limit is not much more. */
const invocationSeconds = 2;

/**
 * Connects to the own member, and to no other: its cluster forwards each operation to the group's
 * leader.
 *
 * @throws Error when the member doesn't accept a client: it hasn't joined a cluster yet, or doesn't
 *   run
 */
export async function connectMember(options: {
	host: string;
	port: number;
	clusterName: string;
}): Promise<MemberConnection> {
	let onClosed = () => {};
	const closed = new Promise<void>((resolve) => {
		onClosed = resolve;
	});
	const client = await Client.newHazelcastClient({
		clusterName: options.clusterName,
		network: {
			clusterMembers: [`${options.host}:${options.port}`],
			// All members give their clients' address as their own loopback.
			smartRouting: false,
			connectionTimeout: connectSeconds * 1000,
		},
		connectionStrategy: {
			reconnectMode: ReconnectMode.OFF,
			connectionRetry: { clusterConnectTimeoutMillis: connectSeconds * 1000 },
		},
		lifecycleListeners: [
			(state) => {
				if (state === LifecycleState.DISCONNECTED || state === LifecycleState.SHUTDOWN) onClosed();
			},
		],
		properties: {
			"hazelcast.client.invocation.timeout.millis": invocationSeconds * 1000,
			"hazelcast.client.invocation.retry.pause.millis": 100,
			"hazelcast.client.heartbeat.interval": 3000,
			"hazelcast.client.heartbeat.timeout": 10_000,
		},
		customLogger: silence,
	});
	return {
		liveMembers: () =>
			client
				.getCluster()
				.getMembers()
				.map((member) => {
					// The published type lacks the attributes that every member has; hazelcast.yaml sets
					// these.
					const { attributes } = member as unknown as { attributes: Map<string, string> };
					return {
						uuid: member.uuid.toString(),
						address: attributes.get("address") ?? "",
						pod: attributes.get("pod") ?? "",
					};
				}),
		async reference(name, group) {
			const reference = await client.getCPSubsystem().getAtomicReference(`${name}@${group}`);
			sendNullAsNothing(reference);
			return reference as IAtomicReference<string | null>;
		},
		closed,
		close: () => client.shutdown(),
	};
}

/** What the client has to say shows in what it does. */
const silence = {
	log() {},
	error() {},
	warn() {},
	info() {},
	debug() {},
	trace() {},
};

/**
 * The client (5.7.0) serializes null, and what it sends then is no longer the nothing that a new
 * reference holds: a compare-and-set from null never succeeds. Its protocol has a null of its own,
 * as the Java client's does.
 */
function sendNullAsNothing(reference: object): void {
	const proxy = reference as { toData: (value: unknown) => unknown };
	const toData = proxy.toData.bind(proxy);
	proxy.toData = (value) => (value === null ? null : toData(value));
}

import type { Seat } from "../../../../schema/etcdPlacement.ts";
import { memberClientPorts } from "../../../../schema/etcdPorts.ts";

/** A member as its group lists it. */
export interface Peer {
	name: string;
	/** http://host:port */
	url: string;
}

/** How often a leader shows itself, and how long members wait for one before an election. */
const heartbeatMs = 100;
const electionMs = 500;

/**
 * The command that starts a member. With data it goes on from these, whatever is said here of the
 * cluster.
 *
 * @param cluster everybody's name and address, the own included: always the whole group, for it
 *   never changes but for moments
 * @param state `new` at the founding, `existing` for a member that comes later
 */
export function memberCommand(args: {
	program: string;
	seat: Seat;
	/** For its own data. */
	folder: string;
	self: Peer;
	cluster: readonly Peer[];
	state: "new" | "existing";
	token: string;
	/** Whether its data outlive the Pod: synced to the disk before anything is acknowledged. */
	durable: boolean;
	clientPort?: number;
	/** Where it takes clients: on loopback, unless it is a central store. */
	clientHost?: string;
	/** Where it listens for peers. */
	peerHost?: string;
}): string[] {
	const { program, seat, folder, self, cluster, state, token, durable } = args;
	const { port } = new URL(self.url);
	const clientPort = args.clientPort ?? memberClientPorts[seat];
	const client = `http://${args.clientHost ?? "127.0.0.1"}:${clientPort}`;
	return [
		program,
		`--name=${self.name}`,
		`--data-dir=${folder}`,
		`--listen-client-urls=${client}`,
		`--advertise-client-urls=${client}`,
		`--listen-peer-urls=http://${args.peerHost ?? "0.0.0.0"}:${port}`,
		`--initial-advertise-peer-urls=${self.url}`,
		`--initial-cluster=${cluster.map(({ name, url }) => `${name}=${url}`).join(",")}`,
		`--initial-cluster-state=${state}`,
		`--initial-cluster-token=${token}`,
		`--heartbeat-interval=${heartbeatMs}`,
		`--election-timeout=${electionMs}`,
		// Several members may come back at once.
		"--max-learners=7",
		// It would have a member that comes back wait for 5 s; only the gone are removed here, and who
		// joins has no vote at first.
		"--strict-reconfig-check=false",
		// What was overwritten is of no use to anybody.
		"--auto-compaction-mode=revision",
		"--auto-compaction-retention=100",
		"--snapshot-count=5000",
		"--max-wals=2",
		// The log is what holds; ten commits a second of the state that follows from it took a fifth of
		// a member's time (measured).
		"--backend-batch-interval=1s",
		`--unsafe-no-fsync=${!durable}`,
		"--log-level=error",
	];
}

import { type Request, RequestFailed } from "../../../request.ts";

/** A member of the CP Subsystem. */
export interface CpMember {
	/** Not the UUID that the same member has in the cluster, unless it was one of the first. */
	uuid: string;
	/** Of its Pod. */
	address: string;
}

/** The CP Subsystem's management interface, as the own member serves it on loopback. */
export interface Management {
	/** UUID of the own member in the CP Subsystem; null while it has no seat there. */
	ownSeat(): Promise<string | null>;
	/** The CP members; empty until the CP Subsystem has formed. */
	cpMembers(): Promise<CpMember[]>;
	/** A Raft group's members; null when there is no such group. */
	groupMembers(group: string): Promise<CpMember[] | null>;
	groupNames(): Promise<string[]>;
	/** Makes the own member a CP member. Refused while an entry of the same address stands. */
	promote(): Promise<void>;
	/** Removes a dead CP member from the CP Subsystem and its groups. */
	remove(uuid: string): Promise<void>;
	/** Gives a group up with its data; one of the same name can be made anew. Never METADATA. */
	destroyGroup(group: string): Promise<void>;
	/** Forms the CP Subsystem anew, without any data. Only on the oldest member. */
	reset(): Promise<void>;
}

/** The member refused, or didn't answer in time. */
export class ManagementFailed extends Error {
	override name = "ManagementFailed";
	/** HTTP status; 0 without an answer. */
	readonly status: number;

	constructor(message: string, status: number) {
		super(message);
		this.status = status;
	}
}

const readSeconds = 2;
/** Membership changes commit one after another; with many at once one waits for its turn. */
const changeSeconds = 10;

/**
 * Client of the interface that Hazelcast's reference manual describes under "CP Subsystem
 * Management, REST".
 *
 * @throws ManagementFailed from every call, where the member doesn't answer or refuses
 */
export function managementClient(options: {
	host: string;
	port: number;
	clusterName: string;
	request: Request;
}): Management {
	const { host, port, clusterName, request } = options;
	const base = `http://${host}:${port}/hazelcast/rest`;

	async function call(
		method: "GET" | "POST",
		path: string,
		timeoutSeconds: number,
	): Promise<{ status: number; text: string }> {
		try {
			return await request(method, `${base}${path}`, {
				timeoutSeconds,
				headers: method === "POST" ? { "content-type": "application/x-www-form-urlencoded" } : {},
				// Cluster name and password; the open-source member has no passwords.
				...(method === "POST" && { body: `${clusterName}&` }),
			});
		} catch (error) {
			if (!(error instanceof RequestFailed)) throw error;
			throw new ManagementFailed(`${method} ${path}: ${error.message}`, 0);
		}
	}

	async function read(path: string): Promise<unknown> {
		const { status, text } = await call("GET", path, readSeconds);
		if (status === 404) return null;
		if (status !== 200) throw new ManagementFailed(`GET ${path}: ${status} ${text}`, status);
		try {
			return JSON.parse(text);
		} catch {
			throw new ManagementFailed(`GET ${path}: not JSON: ${text}`, status);
		}
	}

	async function change(path: string): Promise<void> {
		const { status, text } = await call("POST", path, changeSeconds);
		if (status !== 200) {
			throw new ManagementFailed(`POST ${path}: ${status} ${text}`.trim(), status);
		}
	}

	return {
		async ownSeat() {
			const found = (await read("/cp-subsystem/members/local")) as { uuid: string } | null;
			return found?.uuid ?? null;
		},
		async cpMembers() {
			const found = (await read("/cp-subsystem/members")) as CpMember[] | null;
			return (found ?? []).map(withPlainAddress);
		},
		async groupMembers(group) {
			const found = (await read(`/cp-subsystem/groups/${encodeURIComponent(group)}`)) as { members: CpMember[] } | null;
			return found?.members.map(withPlainAddress) ?? null;
		},
		async groupNames() {
			const groups = (await read("/cp-subsystem/groups")) as { name: string }[] | null;
			return (groups ?? []).map(({ name }) => name);
		},
		promote: () => change("/cp-subsystem/members"),
		remove: (uuid) => change(`/cp-subsystem/members/${uuid}/remove`),
		destroyGroup: (group) => change(`/cp-subsystem/groups/${encodeURIComponent(group)}/remove`),
		reset: () => change("/cp-subsystem/reset"),
	};
}

/** Hazelcast writes `[10.0.0.1]:5701`. */
function withPlainAddress({ uuid, address }: CpMember): CpMember {
	return { uuid, address: /^\[(.*)\]:\d+$/.exec(address)?.[1] ?? address };
}

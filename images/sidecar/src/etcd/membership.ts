import * as z from "zod/mini";
import { type EtcdCall, EtcdFailed } from "../../../etcdGateway.ts";

/** A member of a group, as Raft has it. */
export interface Member {
	/** Of 64 bits, in decimal. */
	id: string;
	/** Of its Pod; empty until it has started for the first time. */
	name: string;
	url: string;
	/** Follows without a vote. */
	learner: boolean;
}

/** Whose start is awaited before another member may join: its address. Null: nobody's. */
export type Joining = (others: readonly Member[]) => string | null;

/** What a member says of itself. */
export interface MemberStatus {
	id: string;
	/** Id of the member that it follows, or its own; null without one. */
	leader: string | null;
	term: number;
	learner: boolean;
}

/** etcd's clusters and maintenance (3.7, `rpc.proto`). Every call may throw EtcdFailed. */
export interface Membership {
	/** Needs no majority. */
	status(): Promise<MemberStatus>;
	/** As a majority knows them. */
	members(): Promise<Member[]>;
	addLearner(url: string): Promise<Member>;
	remove(id: string): Promise<void>;
	/** Gives a learner a vote. Refused until it has caught up. */
	promote(id: string): Promise<void>;
}

const statusSeconds = 1;
const changeSeconds = 2;

const statusAnswer = z.object({
	header: z.object({ member_id: z.string() }),
	leader: z.optional(z.string()),
	raftTerm: z.optional(z.string()),
	isLearner: z.optional(z.boolean()),
});

const member = z.object({
	ID: z.string(),
	name: z.optional(z.string()),
	peerURLs: z.array(z.string()),
	isLearner: z.optional(z.boolean()),
});
const listAnswer = z.object({ members: z.array(member) });
const addAnswer = z.object({ member });

export function membershipOf(call: EtcdCall): Membership {
	const ask = async <Schema extends z.core.$ZodType>(
		schema: Schema,
		path: string,
		body: object,
		timeoutSeconds: number,
	): Promise<z.output<Schema>> => {
		const answer = await call(path, body, timeoutSeconds);
		const { success, data } = z.safeParse(schema, answer);
		if (success) return data;
		throw new EtcdFailed(`etcd: ${path}: an answer that can't be read`, true);
	};
	return {
		async status() {
			const { header, leader, raftTerm, isLearner } = await ask(
				statusAnswer,
				"/v3/maintenance/status",
				{},
				statusSeconds,
			);
			return {
				id: header.member_id,
				leader: leader && leader !== "0" ? leader : null,
				term: Number(raftTerm ?? 0),
				learner: isLearner ?? false,
			};
		},
		async members() {
			const { members } = await ask(listAnswer, "/v3/cluster/member/list", { linearizable: true }, changeSeconds);
			return members.map(plain);
		},
		async addLearner(url) {
			const answer = await ask(
				addAnswer,
				"/v3/cluster/member/add",
				{ peerURLs: [url], isLearner: true },
				changeSeconds,
			);
			return plain(answer.member);
		},
		async remove(id) {
			await call("/v3/cluster/member/remove", { ID: id }, changeSeconds);
		},
		async promote(id) {
			await call("/v3/cluster/member/promote", { ID: id }, changeSeconds);
		},
	};
}

function plain({ ID, name, peerURLs, isLearner }: z.output<typeof member>) {
	return { id: ID, name: name ?? "", url: peerURLs[0] ?? "", learner: isLearner ?? false };
}

/**
 * Puts a member without data into the place of the one that the Pod had before, which has gone with
 * its data.
 *
 * @param url of both
 * @param joining who else comes into the group
 * @returns ids of the new one, and of the one that it replaces
 * @throws EtcdFailed; then it is asked for anew
 */
export async function replaceMember(
	membership: Pick<Membership, "members" | "remove" | "addLearner">,
	url: string,
	joining: Joining,
): Promise<{ id: string; removed: string | null }> {
	const members = await membership.members();
	const first = joining(members.filter((member) => member.url !== url));
	if (first !== null) throw new EtcdFailed(`${first} joins first: one after another`, false);
	const before = members.find((member) => member.url === url);
	if (before) await membership.remove(before.id);
	const { id } = await membership.addLearner(url);
	return { id, removed: before?.id ?? null };
}

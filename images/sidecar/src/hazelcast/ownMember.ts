import { setTimeout as sleep } from "node:timers/promises";
import { unixSeconds } from "../../../clock.ts";
import { isOpen } from "../../../openPort.ts";
import type { Replica } from "../replica.ts";
import type { States } from "../states.ts";
import type { MemberWhereabouts } from "./formation.ts";
import { connectMember, type MemberConnection } from "./memberClient.ts";
import { type MemberEffects, reconcileMember } from "./memberReconciler.ts";

export const clusterName = "holdfast";
const connectPauseSeconds = 0.3;
/** After a connection that the member took, and then refused to serve: it hasn't joined yet. */
const refusedPauseSeconds = 1;

/** What this replica knows of its own member. */
export interface OwnMember {
	member: MemberWhereabouts;
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
}

/** @param awaySince Unix seconds */
export function unknownMember(awaySince: number): OwnMember {
	return {
		member: "unknown",
		connection: null,
		serving: null,
		settled: false,
		lostMajorities: [],
		broken: null,
		awaySince,
	};
}

/**
 * Keeps a connection to the member, and looks after the member as long as it stands. Never ends.
 *
 * @param readLastWords of a member that is gone: they must not be taken for those of the next one
 */
export async function keepConnection(
	own: OwnMember,
	{ log, metrics, report }: Pick<Replica, "log" | "metrics" | "report">,
	address: { host: string; clientPort: number },
	effects: Pick<MemberEffects, "settings" | "layout" | "management" | "readElsewhere" | "askAnyPeer">,
	readLastWords: () => Promise<void>,
): Promise<never> {
	for (;;) {
		const connection = await connectOwn(address);
		if (connection === null) {
			await sleep(connectPauseSeconds * 1000);
			continue;
		}
		own.connection = connection;
		own.member = "joined";
		log("the member has joined a cluster");
		await reconcileMember({
			...effects,
			connection,
			metrics,
			report,
			clock: unixSeconds,
			since: own.awaySince,
			onServing(states, answers) {
				if (own.serving?.answers !== answers) log(answers ? "the member serves" : "the group doesn't answer");
				own.serving = { states, answers };
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
		}).catch((error: Error) => log(`the member: ${error.message}`));
		const { lostMajorities, broken } = own;
		Object.assign(own, { ...unknownMember(unixSeconds()), lostMajorities, broken });
		await readLastWords().catch(() => {});
		metrics.memberGone();
		await connection.close().catch(() => {});
		log("the member is gone");
	}
}

async function connectOwn({ host, clientPort: port }: { host: string; clientPort: number }) {
	// A plain connection first: making a client costs a hundred times as much.
	if (!(await isOpen(host, port))) return null;
	try {
		return await connectMember({ host, port, clusterName });
	} catch {
		await sleep(refusedPauseSeconds * 1000);
		return null;
	}
}

/**
 * `joined`: in a cluster. `waiting`: certainly in none. `unknown`: not known yet, for example
 * because its consensus replica has just been restarted.
 */
export type MemberWhereabouts = "joined" | "waiting" | "unknown";

/** What a peer's consensus replica says of its member, or that it says nothing. */
export type PeerView =
	| { kind: "silent" }
	| {
			kind: "answered";
			member: MemberWhereabouts;
			/** Where its member is reached. */
			address: string;
			/** Whether the CP Subsystem serves its replica. */
			formed: boolean;
			/** UUIDs of the members that its member sees alive; empty without a cluster. */
			liveMembers: string[];
	  };

export type StartDecision =
	| {
			kind: "join";
			address: string;
			/** Members that the cluster has. */
			clusterSize: number;
	  }
	/** Found a cluster: nobody has one. */
	| { kind: "found" }
	| { kind: "wait"; reason: string };

/** Ordinal of the Pod whose member founds the cluster. */
export const founder = 0;

/**
 * Whom a waiting member joins: a cluster that exists. Only the first Pod's member may found one,
 * and only after every other replica has said that its own member is in none. Thus there never are
 * two clusters, however late DNS shows whom: the merging of two would end members.
 *
 * @param peers what is known of the other replicas, by ordinal; those not asked are missing
 * @param podPrefix of the Pods' names, for the reason
 */
export function decideStart(
	ordinal: number,
	replicas: number,
	peers: ReadonlyMap<number, PeerView>,
	podPrefix = "pod",
): StartDecision {
	const joined = [...peers]
		.sort(([a], [b]) => a - b)
		.flatMap(([, view]) => (view.kind === "answered" && view.member === "joined" ? [view] : []));
	const host = joined.find(({ formed }) => formed) ?? joined[0];
	if (host) return { kind: "join", address: host.address, clusterSize: host.liveMembers.length };
	if (ordinal !== founder) {
		return {
			kind: "wait",
			reason: `no peer has a cluster, and ${names([founder], podPrefix)}, which founds it, hasn't`,
		};
	}
	const missing = others(ordinal, replicas).filter((other) => {
		const view = peers.get(other);
		return view?.kind !== "answered" || view.member !== "waiting";
	});
	return missing.length === 0
		? { kind: "found" }
		: {
				kind: "wait",
				reason: `no answer yet from ${names(missing, podPrefix)}`,
			};
}

/** Ordinals of the other replicas, from the next one on, around the circle. */
export function others(ordinal: number, replicas: number): number[] {
	return Array.from({ length: replicas - 1 }, (_, i) => (ordinal + 1 + i) % replicas);
}

/**
 * Whom a replica asks before its member starts. The founder asks everybody. The others ask the
 * founder, and now and then two more and all: enough to find a cluster that exists, few enough for
 * n replicas that start together.
 */
export function whomToAsk(ordinal: number, replicas: number, round: number): number[] {
	const all = others(ordinal, replicas);
	if (ordinal === founder || round % 8 === 7) return all;
	return round % 2 === 0 ? [...new Set([founder, ...all.slice(0, 2)])] : [founder];
}

function names(ordinals: readonly number[], podPrefix: string): string {
	const shown = ordinals
		.toSorted((a, b) => a - b)
		.slice(0, 5)
		.map((ordinal) => `${podPrefix}-${ordinal}`);
	const more = ordinals.length - shown.length;
	return shown.join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/**
 * Whether a member has been left by its cluster and lives on in one of its own: a peer sees a
 * larger cluster without it (of two equally large ones, the one with the smallest UUID counts as
 * the larger).
 */
export function isSplitOff(ownUuid: string, ownLiveMembers: readonly string[], peer: PeerView): boolean {
	if (peer.kind !== "answered" || peer.member !== "joined") return false;
	const { liveMembers } = peer;
	if (liveMembers.length === 0 || liveMembers.includes(ownUuid)) return false;
	if (liveMembers.length !== ownLiveMembers.length) {
		return liveMembers.length > ownLiveMembers.length;
	}
	return smallest(liveMembers) < smallest(ownLiveMembers);
}

function smallest(uuids: readonly string[]): string {
	return uuids.toSorted()[0] ?? "";
}

/**
 * How a Raft group comes into being, and how a member without data gets into one that exists.
 *
 * A group is founded once, by the Pod that comes first in it, after all its members have said that
 * they hold no data. Each of them then gives the founder a *ticket*, and gives each later founder a
 * new one: so of two foundings, as by a founder that was replaced while its word was under way, a
 * member joins only the one whose founder asked it last. From then on whoever comes without data,
 * or with a ticket that the founding doesn't name, has lost what it had, perhaps its vote of a
 * moment ago, and must take part as a new member.
 */

/** What founded a group: everybody's ticket, by ordinal. */
export interface Founding {
	/** Sets this founding's messages apart from another's. */
	token: string;
	tickets: Readonly<Record<number, string>>;
}

/** What a Pod's consensus replica says of its member in one group. */
export type SeatView =
	/** Nobody answers. */
	| { kind: "silent" }
	/** It isn't known yet. */
	| { kind: "unknown" }
	/** It holds no data, and doesn't run. The ticket is for a founder that asked for one. */
	| { kind: "empty"; ticket: string | null }
	/** It holds data, whether it runs or not. */
	| {
			kind: "kept";
			/** Null where it came later. */
			founding: Founding | null;
			/** Whether its group answers by way of it. */
			serves: boolean;
			/** Whether it leads the group: the leader is asked for changes of its membership. */
			leads: boolean;
	  };

export type StartDecision =
	| { kind: "wait"; reason: string }
	/** Nobody has data: ask everybody for a ticket, and look again. */
	| { kind: "ask-tickets" }
	| { kind: "found"; tickets: Readonly<Record<number, string>> }
	/** Take the place that a founding keeps for it. */
	| { kind: "start"; founding: Founding }
	/** Have the group, by way of this Pod, put a new member into the old one's place. */
	| { kind: "replace"; by: number };

/**
 * What a member without data does next.
 *
 * @param members ordinals of the group's Pods, the founder first
 * @param ownTicket given last; null before the first
 * @param views of the other members
 */
export function decideStart(args: {
	ordinal: number;
	members: readonly number[];
	ownTicket: string | null;
	views: ReadonlyMap<number, SeatView>;
	/** Of the Pods' names: `pod` when left out. */
	podPrefix?: string;
}): StartDecision {
	const { ordinal, members, ownTicket, views, podPrefix = "pod" } = args;
	const pods = (ordinals: readonly number[]) =>
		ordinals
			.toSorted((a, b) => a - b)
			.map((each) => `${podPrefix}-${each}`)
			.join(", ");
	const others = members.filter((each) => each !== ordinal);
	const seen = others.map((each) => ({
		each,
		view: views.get(each) ?? ({ kind: "silent" } as const),
	}));
	const kept = seen.flatMap(({ each, view }) => (view.kind === "kept" ? [{ each, ...view }] : []));
	for (const { founding } of kept) {
		if (founding && ownTicket && founding.tickets[ordinal] === ownTicket) {
			return { kind: "start", founding };
		}
	}
	const by = whomToAsk(views);
	if (by !== null) return { kind: "replace", by };
	if (kept.length > 0) {
		return {
			kind: "wait",
			reason: `the group exists, but answers nothing: of its members ${pods(kept.map(({ each }) => each))} hold data`,
		};
	}
	const [founder] = members;
	const missing = seen.flatMap(({ each, view }) => (view.kind === "empty" ? [] : [each]));
	if (ordinal !== founder) {
		return {
			kind: "wait",
			reason: `no peer holds data, and ${pods([founder as number])}, which founds the group, doesn't yet`,
		};
	}
	if (missing.length > 0) return { kind: "wait", reason: `no answer yet from ${pods(missing)}` };
	const tickets: Record<number, string> = {};
	for (const { each, view } of seen) {
		if (view.kind === "empty" && view.ticket !== null) tickets[each] = view.ticket;
	}
	if (ownTicket === null || Object.keys(tickets).length < others.length) {
		return { kind: "ask-tickets" };
	}
	return { kind: "found", tickets: { ...tickets, [ordinal]: ownTicket } };
}

/** Who can change the membership: the leader where one is known, else whoever's group answers. */
export function whomToAsk(views: ReadonlyMap<number, SeatView>): number | null {
	const serving = [...views].flatMap(([each, view]) =>
		view.kind === "kept" && view.serves ? [{ each, leads: view.leads }] : [],
	);
	const chosen = serving.find(({ leads }) => leads) ?? serving[0];
	return chosen?.each ?? null;
}

/** Whether so many members certainly hold no data that the rest is no majority any more. */
export function majorityIsGone(groupSize: number, views: Iterable<SeatView>): boolean {
	const empty = [...views].filter(({ kind }) => kind === "empty").length;
	return 2 * (groupSize - empty) <= groupSize;
}

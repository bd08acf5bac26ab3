import type { Role } from "../../app/src/standby/roles.ts";

/** One of the Pods that are there for an identity. Times are seconds of one clock. */
export interface Candidate {
	/** Name and UID of the Pod. */
	pod: string;
	uid: string;
	/** The first of an identity's Pods, whose name is the identity's: it is active at first. */
	isFirst: boolean;
	/** It is being deleted, or its containers have ended for good. */
	ending: boolean;
	/** It was Ready once, and isn't now. */
	unready: boolean;
	/** What the API's label says of it, as left by an earlier State Controller. */
	labelled: Role | null;
	/** The process that was heard of last; null before the first. */
	process: HeardProcess | null;
}

export interface HeardProcess {
	/** Its start, Unix seconds by its own clock: tells it from another one in the same container. */
	start: number;
	role: Role;
	/** Never above what the State Controller gave, or found given. */
	epoch: number;
	heardAt: number;
	/** When its connection broke while it waited for an answer; null: it has asked again since. */
	hungUpAt: number | null;
}

/** Who is active. */
export interface Term {
	/** From 1; never given twice. */
	epoch: number;
	uid: string;
	pod: string;
	process: number;
	since: number;
	/** Whether the process said that it took over. */
	confirmed: boolean;
}

/** What is known of an identity. */
export interface Succession {
	candidates: readonly Candidate[];
	term: Term | null;
	/** The highest epoch that was ever heard of; 0: none. */
	epoch: number;
	/** Since when this State Controller looks. */
	since: number;
}

export type Decision =
	/** Told to take over; `because` in a few words. */
	| { kind: "promote"; candidate: Candidate; epoch: number; because: string }
	/** It is active already, from before this State Controller's time. */
	| { kind: "adopt"; candidate: Candidate; epoch: number }
	| { kind: "confirm" }
	| { kind: "nothing" };

/** A process says something every 2 s or sooner; without a word for longer, it counts as gone. */
export const silenceSeconds = 4;
/** A process that breaks its connection asks again within 0.2 s; one that doesn't has ended. */
export const hangUpSeconds = 0.5;
/** How long a process may take to say that it took over. */
export const confirmSeconds = 3;
/** How long the first Pod of an identity is waited for before another one is its first active. */
export const firstWaitSeconds = 10;

const nothing: Decision = { kind: "nothing" };

/** Whether so much time has gone by: whoever waits for it finds it true afterwards. */
function isPast(from: number, seconds: number, now: number): boolean {
	return now >= from + seconds;
}

/** When time alone may next change what {@link decide} says; null: never. */
export function nextDeadline({ candidates, term, since }: Succession, now: number): number | null {
	const deadlines = [
		...(term === null ? [since + silenceSeconds, since + firstWaitSeconds] : [term.since + confirmSeconds]),
		...candidates.flatMap(({ process }) =>
			process === null
				? []
				: [process.heardAt + silenceSeconds, ...(process.hungUpAt === null ? [] : [process.hungUpAt + hangUpSeconds])],
		),
	].filter((deadline) => deadline > now);
	return deadlines.length === 0 ? null : Math.min(...deadlines);
}

/**
 * What is to be done about an identity now. Two processes never get the same epoch here; that none
 * of two can write with it, were this State Controller to forget what it gave, is the store's
 * compare-and-set.
 */
export function decide(succession: Succession, now: number): Decision {
	const { candidates, term, epoch } = succession;
	const later = activeAfter(candidates, term?.epoch ?? 0);
	if (later) return later;
	if (term === null) return decideFirst(succession, now);
	const holder = candidates.find(({ uid }) => uid === term.uid);
	const because = problemOf(term, holder, now);
	if (because === null) {
		const said = holder?.process;
		const took = said?.role === "active" && said.epoch === term.epoch;
		return took && !term.confirmed ? { kind: "confirm" } : nothing;
	}
	const refused =
		holder?.process?.start === term.process && holder.process.role === "standby" && holder.process.epoch >= term.epoch;
	const fit = candidates.filter(
		(candidate) =>
			isFit(candidate, now) &&
			// The same process is no better than itself, unless only its epoch was too low.
			(candidate.uid !== term.uid || candidate.process?.start !== term.process || refused),
	);
	const successor = refused
		? (fit.find(({ uid }) => uid === term.uid) ?? fit[0])
		: // Another Pod's process is warm, while that of a restarted container has just begun.
			(fit.find(({ uid }) => uid !== term.uid) ?? fit[0]);
	if (successor === undefined) return nothing;
	return {
		kind: "promote",
		candidate: successor,
		epoch: Math.max(epoch, term.epoch) + 1,
		because: `${term.pod} ${because}`,
	};
}

/** The process that is active in an epoch after `epoch`: an earlier State Controller made it so. */
function activeAfter(candidates: readonly Candidate[], epoch: number): Decision | null {
	let found: Extract<Decision, { kind: "adopt" }> | null = null;
	for (const candidate of candidates) {
		const { process } = candidate;
		if (process?.role !== "active") continue;
		if (process.epoch <= (found?.epoch ?? epoch)) continue;
		found = { kind: "adopt", candidate, epoch: process.epoch };
	}
	return found;
}

function decideFirst({ candidates, epoch, since }: Succession, now: number): Decision {
	const fit = candidates.filter((candidate) => isFit(candidate, now));
	const first = fit.find(({ isFirst }) => isFirst) ?? fit[0];
	if (first === undefined) return nothing;
	const labelled = candidates.find(({ labelled }) => labelled === "active");
	if (labelled && !labelled.ending) {
		// An earlier State Controller's active, who may be about to say so.
		if (!isPast(since, silenceSeconds, now)) return nothing;
	} else if (!labelled && !first.isFirst && !isPast(since, firstWaitSeconds, now)) {
		return nothing;
	}
	return { kind: "promote", candidate: first, epoch: epoch + 1, because: "nobody is active" };
}

/** Why an active one can't go on being that, in a few words; null when it can. */
function problemOf(term: Term, holder: Candidate | undefined, now: number): string | null {
	if (holder === undefined) return "is gone";
	if (holder.ending) return "is being deleted";
	const { process } = holder;
	if (process === null) return "was never heard of";
	if (process.start !== term.process) return "was started anew";
	if (process.role === "standby" && process.epoch >= term.epoch) {
		return `met an epoch after ${term.epoch} in the store`;
	}
	if (isPast(process.heardAt, silenceSeconds, now)) {
		return `wasn't heard of for ${silenceSeconds} s`;
	}
	const { hungUpAt } = process;
	if (hungUpAt !== null && isPast(hungUpAt, hangUpSeconds, now)) return "hung up";
	if (holder.unready) return "isn't Ready any more";
	const saysSo = process.role === "active";
	if (!term.confirmed && !saysSo && isPast(term.since, confirmSeconds, now)) {
		return `didn't take over within ${confirmSeconds} s`;
	}
	return null;
}

/** Whether a Pod's process waits to take over. */
function isFit({ ending, unready, process }: Candidate, now: number): boolean {
	return (
		!ending &&
		!unready &&
		process !== null &&
		process.role === "standby" &&
		process.hungUpAt === null &&
		!isPast(process.heardAt, silenceSeconds, now)
	);
}

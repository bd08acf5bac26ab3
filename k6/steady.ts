import type { PodStatus } from "./pods.ts";
import type { Reading } from "./watchState.ts";

/** What one consensus replica says of the Raft members; null where it doesn't answer. */
export type RaftView = {
	members: number;
	alive: number;
	/** How many there are to be, where that isn't one for each replica. */
	seats?: number;
	lostMajorities: string[];
} | null;

/**
 * Follows a system after a fault until it is steady again: every replica's Pod Ready, those that
 * were deleted with a successor, every replica going on from state to state, and, where there are
 * Raft groups, every member's Pod Ready and every member in its seat.
 */
export class SteadyWatch {
	readonly #replicas: number;
	/** UIDs of Pods that must be gone. */
	readonly #gone: ReadonlySet<string>;
	readonly #firstIndex = new Map<string, number>();
	readonly #moving = new Set<string>();

	/** @param gone UIDs of the Pods that the fault deleted */
	constructor(replicas: number, gone: readonly string[]) {
		this.#replicas = replicas;
		this.#gone = new Set(gone);
	}

	/** Whether a replica's Pod is back: Ready, and not the one that was deleted. */
	isBack({ ready, ip, uid }: PodStatus): boolean {
		return ready && ip !== null && !this.#gone.has(uid);
	}

	/** Whether a replica was seen to go on since this watch began. */
	isMoving(pod: string): boolean {
		return this.#moving.has(pod);
	}

	/** Takes what a replica that is back shows. */
	observe(pod: string, { index }: Pick<Reading, "index">): void {
		if (index === null) return;
		const first = this.#firstIndex.get(pod);
		if (first === undefined) this.#firstIndex.set(pod, index);
		else if (index !== first) this.#moving.add(pod);
	}

	/** Why not so many Pods are back, in a few words; null when they are. */
	awayBecause(pods: readonly PodStatus[], count: number): string | null {
		const away = pods.filter((pod) => !this.isBack(pod));
		if (pods.length - away.length >= count) return null;
		const names = away.map(({ name }) => name).join(", ");
		return names === "" ? `there are ${pods.length} Pods instead of ${count}` : `not back: ${names}`;
	}

	/** Why the replicas' Pods and states aren't steady, in a few words; null when they are. */
	because(pods: readonly PodStatus[]): string | null {
		const away = this.awayBecause(pods, this.#replicas);
		if (away !== null) return away;
		const back = pods.filter((pod) => this.isBack(pod));
		const still = back.filter(({ name }) => !this.#moving.has(name));
		return still.length === 0 ? null : `not going on: ${still.map(({ name }) => name).join(", ")}`;
	}
}

/** Why so many Raft members aren't steady, in a few words; null when they are. */
export function unsteadyRaftBecause(views: readonly { pod: string; view: RaftView }[], count: number): string | null {
	for (const { pod, view } of views) {
		if (view === null) return `the consensus replica of ${pod} doesn't answer`;
		const [lost] = view.lostMajorities;
		if (lost !== undefined) return `${lost} has no majority`;
		const seats = view.seats ?? count;
		if (view.alive !== seats || view.members !== seats) {
			return `${pod} sees ${view.alive} members alive and ${view.members} in their groups, of ${seats}`;
		}
	}
	return null;
}

/** The same from a consensus replica's metrics in Prometheus's text format. */
export function raftViewOf(metrics: string | null): RaftView {
	if (metrics === null) return null;
	const value = (name: string) => Number(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, "m").exec(metrics)?.[1]);
	const lost = metrics.matchAll(/^holdfast_cp_majority_lost\{.*?group="([^"]*)".*\} 1$/gm);
	const seats = value("holdfast_cp_seats");
	return {
		...(seats > 0 && { seats }),
		members: value("holdfast_cp_members"),
		alive: value("holdfast_cp_live_members"),
		lostMajorities: [...lost].map(([, group = ""]) => group),
	};
}

import { setTimeout as sleep } from "node:timers/promises";
import { metadataGroup } from "../../../../schema/raftGroups.ts";
import type { ConsensusEvent } from "../events.ts";
import { isSplitOff, type PeerView } from "./formation.ts";
import { nextHealStep } from "./heal.ts";
import type { Layout } from "./layout.ts";
import { type Group, lostMajorities } from "./majority.ts";
import { type CpMember, type Management, ManagementFailed } from "./management.ts";
import type { LiveMember, MemberConnection } from "./memberClient.ts";
import { memberStates } from "./memberStates.ts";
import { seatOf } from "./removal.ts";
import type { HealAction, Metrics } from "../metrics.ts";
import type { Settings } from "../settings.ts";
import type { StateAnswer, States } from "../states.ts";
import { within } from "../within.ts";

/** What caring for a member needs of the world. */
export interface MemberEffects {
	settings: Pick<Settings, "pod" | "ordinal" | "podAddress" | "replicas" | "majorityPolicy" | "resetAfterSeconds">;
	layout: Layout;
	connection: MemberConnection;
	management: Management;
	/** Reads the layout's `ownState` by way of some peer; null when none is known to serve. */
	readElsewhere: () => Promise<StateAnswer> | null;
	/** Asks some other replica what it sees. */
	askAnyPeer: () => Promise<PeerView>;
	metrics: Metrics;
	report: (event: ConsensusEvent) => void;
	/** Seconds, never back. */
	clock: () => number;
	/** The own member serves, and its group did or didn't answer when it was asked last. */
	onServing: (states: States, answers: boolean) => void;
	/** Whether the own member serves and has its seat. */
	onSettled: (settled: boolean) => void;
	/** Groups without a majority, as of now. */
	onLostMajorities: (groups: readonly string[]) => void;
	/** Why something didn't succeed that will be tried again. */
	onTrouble: (reason: string) => void;
	/** The member is beside its cluster: only a new start helps. */
	onSplitOff: () => void;
	/** Since when this replica has been on its way back, seconds of the clock. */
	since: number;
}

/** Pause between rounds while something is under way, when something was refused, and while nothing is to be done. */
const busySeconds = 0.2;
const troubledSeconds = 1;
const calmSeconds = 2;
/** Everything is looked at again after so long, even if nothing seems to have changed. */
const lookAgainSeconds = 10;
/** Calls that make the member's code and ours fast before the application's first one. */
const warmUpCalls = 25;
/** A cluster whose members are all there forms within seconds; after that, something went wrong for good. */
const formationPatienceSeconds = 30;
/** So many peers in a row must see the cluster without the own member. */
const splitEvidence = 3;
/** A group that has answered nothing for so long has no majority, whoever seems alive. */
const silenceSeconds = 8;
/** The kubelet leaves the containers of a Pod that is deleted by force 2 s. */
const predecessorSeconds = 2;
/** A member that hasn't settled for so long after it joined may be beside its cluster. */
const unsettledSeconds = 5;
/** A promotion whose answer was lost may yet be applied: till then, an entry of the own address may be it. */
const promotionSeconds = 30;

/**
 * Looks after the own member as long as its connection stands: warms its Raft group up, gives the member its seat in the
 * CP Subsystem (back), watches majorities, and notices when the member was left behind.
 */
export async function reconcileMember(effects: MemberEffects): Promise<void> {
	const { connection } = effects;
	let open = true;
	connection.closed.then(() => {
		open = false;
	});
	const reconciler = new MemberReconciler(effects);
	let trouble = "";
	while (open) {
		let calm = false;
		try {
			calm = await reconciler.round();
			trouble = "";
		} catch (error) {
			const { message } = error as Error;
			if (open && message !== trouble) effects.onTrouble(message);
			trouble = message;
		}
		if (!open) return;
		// Hazelcast changes one membership after another, and a refusal costs all its members.
		const pause = calm ? calmSeconds : trouble ? troubledSeconds : busySeconds;
		await Promise.race([sleep(pause * 1000), connection.closed]);
	}
}

class MemberReconciler {
	readonly #effects: MemberEffects;
	readonly #ownGroup: string;
	readonly #states: States;
	#warm = false;
	#seated = false;
	/** Whether the member came without a seat though the CP Subsystem had formed. */
	#healing = false;
	#promotedAt = Number.NEGATIVE_INFINITY;
	#lookedAt = Number.NEGATIVE_INFINITY;
	#seenAlive = "";
	#answeredAt: number;
	#formingSince: number;
	readonly #connectedAt: number;
	#groups: Group[] = [];
	readonly #lostSince = new Map<string, number>();
	readonly #reported = new Set<string>();
	#splitEvidence = 0;
	#hearsPeers = false;

	constructor(effects: MemberEffects) {
		this.#effects = effects;
		this.#ownGroup = effects.layout.ownGroup;
		this.#states = memberStates(effects.connection, effects.layout);
		this.#formingSince = effects.clock();
		this.#connectedAt = effects.clock();
		this.#answeredAt = effects.clock();
	}

	/** One look; whether everything is as it should be. */
	async round(): Promise<boolean> {
		const { clock, connection, metrics } = this.#effects;
		const live = connection.liveMembers();
		metrics.liveMembers(live.length);
		if (this.#warm) await this.#checkAnswers();
		const settled = this.#warm && this.#seated;
		if (settled || clock() - this.#connectedAt > unsettledSeconds) {
			await this.#watchForSplit(live);
		}
		const alive = live.map(({ uuid }) => uuid).join();
		const due = clock() - this.#lookedAt >= lookAgainSeconds;
		let trouble: unknown = null;
		if (!settled || alive !== this.#seenAlive || due) {
			trouble = await this.#lookAround(live);
			if (!trouble) {
				this.#seenAlive = alive;
				this.#lookedAt = clock();
			}
		}
		await this.#watchMajorities(live);
		this.#effects.onSettled(this.#warm && this.#seated);
		if (trouble) throw trouble;
		return this.#warm && this.#seated && this.#lostSince.size === 0;
	}

	/** Groups and seat; trouble with one, which is returned, doesn't keep the other from being looked at. */
	async #lookAround(live: readonly LiveMember[]): Promise<unknown> {
		const groups = await settle(() => this.#lookAtGroups(live));
		const seat = await settle(() => this.#lookAtSeat(live));
		return groups ?? seat;
	}

	/** Whether the own group answers by way of the own member: if not, a peer's way may be better. */
	async #checkAnswers(): Promise<void> {
		const { clock, layout, onServing, readElsewhere } = this.#effects;
		const answers = (await this.#states.read(layout.ownState)).kind === "ok";
		onServing(this.#states, answers);
		// It may be just the own member that doesn't answer, frozen or cut off.
		const heard = answers || (await readElsewhere())?.kind === "ok";
		if (heard) this.#answeredAt = clock();
	}

	async #lookAtSeat(live: readonly LiveMember[]): Promise<void> {
		const { management, metrics } = this.#effects;
		const cpMembers = await management.cpMembers();
		metrics.cpMembers(cpMembers.length);
		if (cpMembers.length === 0) return this.#helpFormation(live);
		// Without its own group a replica serves nothing, but its member can have its seat back all the same.
		const unwarmed = this.#warm ? null : await settle(() => this.#warmUp());
		await this.#takeSeat(live, cpMembers);
		if (unwarmed) throw unwarmed;
	}

	async #takeSeat(live: readonly LiveMember[], cpMembers: readonly CpMember[]): Promise<void> {
		const { clock, management, settings } = this.#effects;
		const ownSeat = await management.ownSeat();
		this.#seated = cpMembers.some(({ uuid }) => uuid === ownSeat);
		if (this.#seated) return this.#noteSeat(ownSeat as string);
		this.#healing = true;
		const step = nextHealStep({
			ownAddress: settings.podAddress,
			ownSeat,
			cpMembers,
			liveAddresses: live.map(({ address }) => address),
			predecessor: await this.#notedSeat(),
			patient: clock() - this.#connectedAt < predecessorSeconds,
		});
		if (clock() - this.#promotedAt < promotionSeconds) return;
		if (step.kind === "remove") {
			await this.#act("remove", () => management.remove(step.uuid));
			this.#effects.report({
				event: "member-removed",
				detail: `the predecessor's member ${step.uuid}`,
			});
		} else if (step.kind === "promote") {
			await this.#promote();
		}
	}

	async #promote(): Promise<void> {
		const { clock, management, report } = this.#effects;
		try {
			await this.#act("promote", () => management.promote());
			report({ event: "member-promoted" });
		} catch (error) {
			const unanswered = error instanceof ManagementFailed && !error.status;
			if (unanswered) this.#promotedAt = clock();
			throw error;
		}
	}

	/** The CP Subsystem forms by itself, unless a member died in the middle of it: then only the oldest member can begin anew. */
	async #helpFormation(live: readonly LiveMember[]): Promise<void> {
		const { clock, management, settings } = this.#effects;
		if (clock() - this.#formingSince < formationPatienceSeconds) return;
		if (live.length < settings.replicas || !this.#isOldest(live)) return;
		// Nothing was stored yet, so nothing can be lost.
		this.#formingSince = clock();
		await this.#act("reset", () => management.reset());
	}

	/** Only the oldest member, the cluster's master, can reset the CP Subsystem. */
	#isOldest(live: readonly LiveMember[]): boolean {
		return live[0]?.address === this.#effects.settings.podAddress;
	}

	/** Makes the groups that this replica answers for, and every path of an operation fast. */
	async #warmUp(): Promise<void> {
		const { clock, connection, layout, settings, onServing } = this.#effects;
		const { pod, ordinal } = settings;
		const own = await within(20, `the group ${this.#ownGroup}`, () =>
			connection.reference(`warm-up-of-${pod}`, this.#ownGroup),
		);
		for (let call = 0; call < warmUpCalls; call++) {
			await own.compareAndSet(await own.get(), String(call));
		}
		const answer = await this.#states.read(layout.ownState);
		if (answer.kind !== "ok") return;
		this.#warm = true;
		this.#answeredAt = clock();
		onServing(this.#states, true);
		if (ordinal === 0 && layout.emptyGroup !== null) {
			const reference = await connection.reference("unused", layout.emptyGroup);
			await reference.get();
		}
	}

	#note() {
		const { connection, settings } = this.#effects;
		return seatOf(connection, settings.pod, this.#ownGroup);
	}

	async #notedSeat(): Promise<string | null> {
		try {
			return await within(2, "the note of the seat", async () => (await this.#note()).get());
		} catch {
			// The group can't answer: Hazelcast's own removal of dead members has to do.
			return null;
		}
	}

	async #noteSeat(seat: string): Promise<void> {
		const { clock, since, metrics, report } = this.#effects;
		if ((await this.#notedSeat()) !== seat) {
			await within(2, "the note of the seat", async () => (await this.#note()).set(seat));
		}
		if (!this.#healing) return;
		this.#healing = false;
		const durationSeconds = clock() - since;
		metrics.healed(durationSeconds);
		report({ event: "healed", durationSeconds });
	}

	async #act(action: HealAction, work: () => Promise<void>): Promise<void> {
		const { clock, metrics } = this.#effects;
		const begun = clock();
		try {
			await work();
			metrics.acted(action, "ok", clock() - begun);
		} catch (error) {
			metrics.acted(action, "fail", clock() - begun);
			throw error;
		}
	}

	/** Who the groups' members are; as last known, where METADATA can't say any more. */
	async #lookAtGroups(live: readonly LiveMember[]): Promise<void> {
		const { management, metrics } = this.#effects;
		const names = await management.groupNames();
		metrics.groups(names.length);
		const found: Group[] = [];
		// Each replica watches what it depends on; the oldest, which would have to give a group up, watches all.
		for (const name of this.#isOldest(live) ? names : [metadataGroup, this.#ownGroup]) {
			const members = await management.groupMembers(name);
			if (members) found.push({ name, members });
		}
		this.#groups = found;
	}

	async #watchMajorities(live: readonly LiveMember[]): Promise<void> {
		const { clock, metrics, onLostMajorities, report } = this.#effects;
		const lost = new Set(
			lostMajorities(
				this.#groups,
				live.map(({ address }) => address),
			),
		);
		const formed = this.#groups.length > 0;
		if (formed && clock() - this.#answeredAt > silenceSeconds) {
			lost.add(this.#ownGroup);
		}
		const watched = [...this.#groups.map(({ name }) => name), ...lost];
		for (const name of [...watched, ...this.#lostSince.keys()]) {
			metrics.majorityLost(name, lost.has(name));
		}
		// Who hears no peer is cut off, and sees the others' majority lost only for itself.
		const certain = this.#hearsPeers && this.#splitEvidence === 0;
		for (const group of lost) {
			if (!this.#lostSince.has(group)) this.#lostSince.set(group, clock());
			if (!certain || this.#reported.has(group)) continue;
			this.#reported.add(group);
			report({ event: "majority-lost", group });
		}
		for (const group of this.#lostSince.keys()) {
			if (!lost.has(group)) this.#lostSince.delete(group);
		}
		for (const group of this.#reported) {
			// One that was given up counts as back once it is there again.
			const there = this.#groups.some(({ name }) => name === group);
			if (lost.has(group) || !there) continue;
			this.#reported.delete(group);
			report({ event: "majority-restored", group });
		}
		onLostMajorities([...lost]);
		if (certain) await this.#giveUp(live);
	}

	/**
	 * The policy `reset`, as the study has it: without its majority a group's data is lost, and it begins anew. The oldest
	 * member sees to it, alone: a group given up twice would lose what was written in between.
	 */
	async #giveUp(live: readonly LiveMember[]): Promise<void> {
		const { clock, management, settings } = this.#effects;
		if (settings.majorityPolicy !== "reset" || !this.#isOldest(live)) return;
		const due = [...this.#lostSince]
			.filter(([, since]) => clock() - since >= settings.resetAfterSeconds)
			.map(([group]) => group);
		if (due.includes(metadataGroup)) {
			// Without METADATA no single group can be given up: all begin anew, once all members are there.
			if (live.length < settings.replicas) return;
			await this.#act("reset", () => management.reset());
			for (const group of this.#lostSince.keys()) this.#forget(group);
		} else if (!this.#lostSince.has(metadataGroup)) {
			for (const group of due) {
				await this.#act("reset", () => management.destroyGroup(group));
				this.#forget(group);
			}
		}
	}

	/** A group that was given up is looked at again before it counts as lost, or as given up too late. */
	#forget(group: string): void {
		const { clock, report } = this.#effects;
		report({ event: "group-reset", group });
		this.#lostSince.delete(group);
		this.#groups = this.#groups.filter(({ name }) => name !== group);
		this.#lookedAt = Number.NEGATIVE_INFINITY;
		if (group === this.#ownGroup) this.#answeredAt = clock();
	}

	async #watchForSplit(live: readonly LiveMember[]): Promise<void> {
		const { askAnyPeer, onSplitOff, settings } = this.#effects;
		const own = live.find(({ address }) => address === settings.podAddress);
		if (!own) return;
		const peer = await askAnyPeer();
		this.#hearsPeers = peer.kind === "answered";
		if (peer.kind !== "answered") return;
		const splitOff = isSplitOff(
			own.uuid,
			live.map(({ uuid }) => uuid),
			peer,
		);
		this.#splitEvidence = splitOff ? this.#splitEvidence + 1 : 0;
		if (this.#splitEvidence >= splitEvidence) onSplitOff();
	}
}

/** Does `work`; the error that it ended with, or null. */
async function settle(work: () => Promise<void>): Promise<unknown> {
	try {
		await work();
		return null;
	} catch (error) {
		return error;
	}
}

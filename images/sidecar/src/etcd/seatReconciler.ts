import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { majorityOf } from "../../../../schema/raftGroups.ts";
import type { ConsensusEvent } from "../events.ts";
import type { Launcher } from "../launcher.ts";
import type { Metrics } from "../metrics.ts";
import type { MajorityPolicy } from "../settings.ts";
import { decideStart, majorityIsGone, type SeatView, whomToAsk } from "./founding.ts";
import { oneJoinsAtATime } from "./joining.ts";
import { type Joining, type MemberStatus, type Membership, replaceMember } from "./membership.ts";
import type { MemberFolder, MemberRecord } from "./record.ts";
import type { SeatPeers } from "./seatPeers.ts";

/** What keeping a member in its group needs of the world. */
export interface SeatEffects {
	/** Of the own Pod. */
	ordinal: number;
	/** Of the Pods' names. */
	podPrefix: string;
	/** Ordinals of the group's Pods, the founder first. */
	members: readonly number[];
	/** Name of the group. */
	group: string;
	/** Where peers reach the member of a Pod. */
	urlOf: (ordinal: number) => string;
	/** How the member is started. */
	command: (state: "new" | "existing", token: string) => string[];
	folder: MemberFolder;
	launcher: Launcher;
	membership: Membership;
	peers: SeatPeers;
	majorityPolicy: MajorityPolicy;
	/** How long a majority must certainly have been gone before the policy `reset` acts. */
	resetAfterSeconds: number;
	/** How long the group's Pods may take to show up when nobody has data. */
	formationLimitSeconds: number;
	metrics: Metrics;
	report: (event: ConsensusEvent) => void;
	log: (line: string) => void;
	/** Seconds, never back. */
	clock: () => number;
	/** Nobody came: one sentence. Ends the program. */
	onFormationLimit: (reason: string) => void;
}

/** Pause between looks while something is under way, and while all is well. */
const busySeconds = 0.2;
const calmSeconds = 2;
/** Everybody is asked no more often than this while the member runs: n replicas that start at once have better things to do. */
const askAllSeconds = 1;
/** Who waits to be started asks the founder, and everybody only so often, in looks. */
const looksForAll = 5;
/** A group that has answered nothing for so long has no majority, whoever seems alive; elections on busy processors take seconds. */
const silenceSeconds = 8;
/** What a member is started with that comes later: only a founding needs one that nobody else has. */
const laterToken = "later";

/** What is known of the own member and its group. */
export interface SeatState {
	/** Its group answers by way of it. */
	serves: boolean;
	/** Null without a member that runs. */
	status: MemberStatus | null;
	/** Members with a vote, as a majority knew them last; null before. */
	voters: number | null;
	/** Members that were heard to hold data lately, the own one included. */
	alive: number;
	majorityLost: boolean;
	/** The member must be stopped, and then give up its data. */
	toBeReset: boolean;
}

/** Looks after one member: starts it, gets it (back) into its group, and watches the group's majority. */
export class SeatReconciler {
	readonly #effects: SeatEffects;
	readonly #others: readonly number[];
	#record: MemberRecord | null = null;
	/**
	 * Id of the own new member while it has no vote. A member answers nobody before the group has acknowledged its first word, and a word that gets
	 * lost is said again after 6 s (measured): so others are asked, without waiting for it.
	 */
	#learner: string | null = null;
	/** Id of the own new member that got its vote; its own status may lag behind that. */
	#promoted: string | null = null;
	#loaded = false;
	#ticket: string | null = null;
	#status: MemberStatus | null = null;
	#serves = false;
	#voters: number | null = null;
	#views = new Map<number, SeatView>();
	#askNext = 0;
	#askedAllAt = Number.NEGATIVE_INFINITY;
	#looks = 0;
	/** Since when the member has been away, or has no vote; null while it has one. */
	#awaySince: number | null;
	/** Whether it was in its group before, or another in its place. */
	#heals = false;
	#waitingSince: number | null = null;
	#said = "";
	#answeredAt: number;
	#everAnswered = false;
	#lostSince: number | null = null;
	#goneSince: number | null = null;
	#reportedLost = false;
	#toBeReset = false;
	readonly #joining: Joining;
	#changes: Promise<unknown> = Promise.resolve();

	constructor(effects: SeatEffects) {
		this.#effects = effects;
		this.#others = effects.members.filter((each) => each !== effects.ordinal);
		this.#awaySince = effects.clock();
		this.#answeredAt = effects.clock();
		this.#joining = oneJoinsAtATime(effects.clock);
	}

	get state(): SeatState {
		const heard = [...this.#views.values()];
		return {
			serves: this.#serves,
			status: this.#status,
			voters: this.#voters,
			alive: heard.filter(({ kind }) => kind === "kept").length + (this.#status ? 1 : 0),
			majorityLost: this.#lostSince !== null,
			toBeReset: this.#toBeReset,
		};
	}

	/** What peers are told; a ticket is given to founders alone. */
	async view(wantsTicket: boolean): Promise<SeatView> {
		if (!this.#loaded) return { kind: "unknown" };
		if (this.#record === null && wantsTicket) {
			const ticket = randomUUID();
			this.#ticket = ticket;
			await this.#effects.folder.keepTicket(ticket);
			// Meanwhile it may have been started.
			if (this.#record === null) return { kind: "empty", ticket };
		}
		if (this.#record === null) return { kind: "empty", ticket: null };
		const { founding } = this.#record;
		const leads = this.#leads();
		return { kind: "kept", founding, serves: this.#serves, leads };
	}

	/** Puts a new member into the place of a Pod's old one: for a peer that has lost its data. */
	replace(ordinal: number): Promise<{ id: string; removed: string | null }> {
		const { membership, urlOf } = this.#effects;
		return this.#inTurn(() => replaceMember(membership, urlOf(ordinal), this.#joining));
	}

	/** Gives a peer's member, which has caught up, its vote. */
	promote(id: string): Promise<void> {
		return this.#inTurn(() => this.#effects.membership.promote(id));
	}

	async memberIds(): Promise<string[]> {
		const members = await this.#effects.membership.members();
		return members.map(({ id }) => id);
	}

	/** Reads what the folder says of the member; everything else comes after it. */
	async load(): Promise<void> {
		const { folder } = this.#effects;
		this.#record = await folder.record();
		this.#ticket = await folder.ticket();
		this.#loaded = true;
	}

	/** Never ends. */
	async keep(): Promise<never> {
		const { log } = this.#effects;
		await this.load();
		for (;;) {
			let calm = false;
			try {
				calm = await this.round();
			} catch (error) {
				this.#say(`not yet: ${(error as Error).message}`, log);
			}
			await sleep((calm ? calmSeconds : busySeconds) * 1000);
		}
	}

	/** One look; whether everything is as it should be. */
	async round(): Promise<boolean> {
		const { launcher, metrics, clock } = this.#effects;
		const running = this.#status !== null;
		const waits = await launcher.memberWaits();
		this.#status = waits ? null : await this.#effects.membership.status().catch(() => null);
		if (this.#status === null) {
			this.#serves = false;
			if (running) {
				this.#awaySince = clock();
				metrics.groupView(this.#groupView());
			}
			if (waits) {
				await this.#begin();
			} else {
				this.#waitingSince = null;
				if (this.#learner !== null) await this.#askForVote(this.#learner);
			}
			await this.#watchMajority();
			return false;
		}
		this.#waitingSince = null;
		const settled = await this.#settle(this.#status);
		metrics.groupView(this.#groupView());
		await this.#lookAtPeers(settled);
		await this.#watchMajority();
		return settled && this.#lostSince === null;
	}

	/** Lets the member start, once it is certain how. */
	async #begin(): Promise<void> {
		const { clock, log, formationLimitSeconds } = this.#effects;
		this.#waitingSince ??= clock();
		if (this.#record !== null && this.#toBeReset) return this.#giveUp();
		await this.#askBeforeStart();
		if (this.#record !== null) {
			if (await this.#wasReplaced(this.#record)) {
				log("the group has gone on without this member: it begins without data");
				return this.#clear();
			}
			this.#heals = true;
			return this.#start(this.#record);
		}
		let decision = this.#decide();
		if (decision.kind === "ask-tickets") {
			this.#ticket = randomUUID();
			await this.#effects.folder.keepTicket(this.#ticket);
			await this.#askAll(true);
			decision = this.#decide();
		}
		switch (decision.kind) {
			case "found": {
				log(`founds the group ${this.#effects.group}`);
				const { tickets } = decision;
				return this.#join({
					founding: { token: randomUUID(), tickets },
					id: null,
				});
			}
			case "start":
				return this.#join({ founding: decision.founding, id: null });
			case "replace":
				return this.#takePlace(decision.by);
			case "wait": {
				const nobodyHasData = ![...this.#views.values()].some(({ kind }) => kind === "kept");
				if (nobodyHasData && clock() - this.#waitingSince > formationLimitSeconds) {
					this.#effects.onFormationLimit(
						`Waited ${formationLimitSeconds} s in vain for the group ${this.#effects.group} to form: ${decision.reason}. Are all its Pods there, and does DNS list them?`,
					);
				}
				this.#say(decision.reason, log);
				return;
			}
			case "ask-tickets":
				// Somebody changed meanwhile: the next look tells.
				return;
		}
	}

	#decide() {
		const { ordinal, members, podPrefix } = this.#effects;
		return decideStart({
			podPrefix,
			ordinal,
			members,
			ownTicket: this.#ticket,
			views: this.#views,
		});
	}

	/** The record comes before the member's start: who holds one is no longer empty for anybody who asks. */
	async #join(record: MemberRecord): Promise<void> {
		const { folder } = this.#effects;
		this.#record = record;
		try {
			await folder.discardData();
			await folder.keep(record);
		} catch (error) {
			this.#record = null;
			throw error;
		}
		await this.#start(record);
	}

	async #takePlace(by: number): Promise<void> {
		const { metrics, peers, report, clock } = this.#effects;
		const begun = clock();
		try {
			const { id, removed } = await peers.replace(by);
			metrics.acted("remove", "ok", clock() - begun);
			report({
				event: "member-removed",
				detail:
					removed === null
						? "the predecessor's member, by an earlier try that was cut short"
						: `the predecessor's member ${removed}`,
			});
			this.#heals = true;
			await this.#join({ founding: null, id });
			this.#learner = id;
		} catch (error) {
			metrics.acted("remove", "fail", clock() - begun);
			throw error;
		}
	}

	async #start({ founding }: MemberRecord): Promise<void> {
		const { command, launcher } = this.#effects;
		const order = founding ? command("new", founding.token) : command("existing", laterToken);
		await launcher.launch(JSON.stringify(order));
	}

	async #clear(): Promise<void> {
		await this.#effects.folder.clear();
		this.#record = null;
		this.#learner = null;
		this.#ticket = null;
		this.#voters = null;
	}

	/** Whether its group, which has a majority, doesn't know it any more. */
	async #wasReplaced({ id }: MemberRecord): Promise<boolean> {
		const by = whomToAsk(this.#views);
		if (id === null || by === null) return false;
		const ids = await this.#effects.peers.memberIds(by).catch(() => null);
		return ids !== null && !ids.includes(id);
	}

	/** Whether the running member has its vote, and its group answers. */
	async #settle(status: MemberStatus): Promise<boolean> {
		const { folder, membership, clock } = this.#effects;
		if (this.#record !== null && this.#record.id !== status.id) {
			this.#record = { ...this.#record, id: status.id };
			await folder.keep(this.#record);
		}
		if (status.learner) {
			this.#serves = false;
			this.#awaySince ??= clock();
			await this.#askForVote(status.id);
			return false;
		}
		this.#gotVote();
		const members = await membership.members().catch(() => null);
		this.#serves = members !== null;
		if (members === null) return false;
		this.#answeredAt = clock();
		this.#everAnswered = true;
		this.#voters = members.filter(({ learner }) => !learner).length;
		this.#hasVote();
		return this.#voters === this.#effects.members.length;
	}

	/** Told once, whether the group said so itself or the member's status shows it: the group's answer may have been lost. */
	#gotVote(): void {
		if (this.#learner === null) return;
		this.#promoted = this.#learner;
		this.#learner = null;
		this.#effects.report({ event: "member-promoted" });
	}

	#hasVote(): void {
		const { metrics, report, clock } = this.#effects;
		const since = this.#awaySince;
		this.#awaySince = null;
		if (!this.#heals || since === null) return;
		this.#heals = false;
		const durationSeconds = clock() - since;
		metrics.healed(durationSeconds);
		report({ event: "healed", durationSeconds });
	}

	/** Refused until the member has caught up: then it is asked for anew at the next look. */
	async #askForVote(id: string): Promise<void> {
		const { metrics, peers, log, clock } = this.#effects;
		if (id === this.#promoted) return;
		this.#learner = id;
		await this.#askAll(false);
		const by = whomToAsk(this.#views);
		if (by === null) {
			this.#say("not yet: nobody's group answers, to give a vote", log);
			return;
		}
		const begun = clock();
		try {
			await peers.promote(by, id);
		} catch (error) {
			metrics.acted("promote", "fail", clock() - begun);
			this.#say(`not yet: ${(error as Error).message}`, log);
			return;
		}
		metrics.acted("promote", "ok", clock() - begun);
		this.#gotVote();
		this.#hasVote();
	}

	/** Everybody while something is wrong; else one after another, for each question costs both sides. */
	async #lookAtPeers(settled: boolean): Promise<void> {
		const [...others] = this.#others;
		const wrong = others.some((each) => this.#views.get(each)?.kind !== "kept");
		if (!settled || wrong) {
			if (this.#effects.clock() - this.#askedAllAt < askAllSeconds) return;
			return this.#askAll(false);
		}
		const next = others[this.#askNext++ % others.length] as number;
		this.#views.set(next, await this.#effects.peers.view(next, false));
	}

	/** The founder asks everybody; the others ask it, which is enough to find a founding, and now and then everybody. */
	async #askBeforeStart(): Promise<void> {
		const [founder] = this.#effects.members as [number];
		const all = this.#looks++ % looksForAll === looksForAll - 1;
		if (founder === this.#effects.ordinal || this.#record !== null || all) {
			return this.#askAll(false);
		}
		this.#views.set(founder, await this.#effects.peers.view(founder, false));
	}

	async #askAll(wantsTicket: boolean): Promise<void> {
		this.#askedAllAt = this.#effects.clock();
		const views = await Promise.all(
			this.#others.map(async (each) => [each, await this.#effects.peers.view(each, wantsTicket)] as const),
		);
		this.#views = new Map(views);
	}

	async #watchMajority(): Promise<void> {
		const { clock, group, metrics, report, members } = this.#effects;
		const views = [...this.#views.values()];
		const elsewhere = views.some((view) => view.kind === "kept" && view.serves);
		if (elsewhere) this.#answeredAt = clock();
		const gone = this.#record !== null && majorityIsGone(members.length, views);
		if (gone) this.#goneSince ??= clock();
		else this.#goneSince = null;
		const goneFor = this.#goneSince === null ? 0 : clock() - this.#goneSince;
		// Before the first answer it may still be forming.
		const lost =
			!this.#serves &&
			!elsewhere &&
			(this.#everAnswered ? gone || clock() - this.#answeredAt > silenceSeconds : goneFor > silenceSeconds);
		metrics.majorityLost(group, lost);
		if (!lost) {
			this.#lostSince = null;
			if (!this.#reportedLost || !(this.#serves || elsewhere)) return;
			this.#reportedLost = false;
			report({ event: "majority-restored", group });
			return;
		}
		this.#lostSince ??= clock();
		// Who hears no peer is cut off, and sees the others' majority lost only for itself.
		const heard = views.filter(({ kind }) => kind !== "silent").length + 1;
		if (heard >= majorityOf(members.length) && !this.#reportedLost) {
			this.#reportedLost = true;
			report({ event: "majority-lost", group });
		}
		const { majorityPolicy, resetAfterSeconds } = this.#effects;
		if (majorityPolicy === "reset" && gone && goneFor >= resetAfterSeconds) {
			this.#toBeReset = true;
		}
	}

	/** The policy `reset`: what a minority still has is given up, and the group founded anew once nobody holds any data. */
	async #giveUp(): Promise<void> {
		const { group, metrics, report } = this.#effects;
		await this.#clear();
		this.#toBeReset = false;
		this.#goneSince = null;
		this.#heals = false;
		metrics.acted("reset", "ok", 0);
		report({ event: "group-reset", group });
	}

	#leads(): boolean {
		return this.#status !== null && this.#status.leader === this.#status.id;
	}

	#groupView() {
		const { group } = this.#effects;
		const { term = 0, leader = null } = this.#status ?? {};
		return { group, term, leader, leads: this.#leads() };
	}

	/** Raft takes one change of its members at a time: the second of two at once is dropped without a word. */
	#inTurn<T>(change: () => Promise<T>): Promise<T> {
		const result = this.#changes.then(change, change);
		this.#changes = result.catch(() => {});
		return result;
	}

	#say(sentence: string, log: (line: string) => void): void {
		if (sentence !== this.#said) log(sentence);
		this.#said = sentence;
	}
}

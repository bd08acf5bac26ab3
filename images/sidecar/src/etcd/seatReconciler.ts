import { randomUUID } from "node:crypto";
import { majorityOf } from "../../../../schema/raftGroups.ts";
import type { Launcher } from "../launcher.ts";
import { MajorityWatch, silenceSeconds } from "../majorityWatch.ts";
import {
	isToBeReset,
	type ReconcilerEffects,
	type ResetPolicy,
	reconcile,
	reportHealed,
	timed,
} from "../reconciler.ts";
import { Stopwatch } from "../stopwatch.ts";
import { decideStart, majorityIsGone, type SeatView, type StartDecision, whomToAsk } from "./founding.ts";
import { oneJoinsAtATime } from "./joining.ts";
import { type Joining, type MemberStatus, type Membership, replaceMember } from "./membership.ts";
import { PeerViews } from "./peerViews.ts";
import type { MemberFolder, MemberRecord } from "./record.ts";
import type { SeatPeers } from "./seatPeers.ts";

/** What keeping a member of etcd in its group needs of the world. */
export interface SeatEffects extends ReconcilerEffects, ResetPolicy {
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
	/** How long the group's Pods may take to show up when nobody has data. */
	formationLimitSeconds: number;
	log: (line: string) => void;
	/** Nobody came: one sentence. Ends the program. */
	onFormationLimit: (reason: string) => void;
}

const pauseSeconds = { busy: 0.2, troubled: 0.2, calm: 2 };
/** What a later member is started with: only a founding needs one that nobody else has. */
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

/** Looks after one member: starts it, gets it (back) into its group, watches the majority. */
export class SeatReconciler {
	readonly #effects: SeatEffects;
	readonly #views: PeerViews;
	readonly #majority: MajorityWatch;
	readonly #joining: Joining;
	/** While it waits to be started. */
	readonly #waiting: Stopwatch;
	/** While the member is away, or has no vote. */
	readonly #away: Stopwatch;
	readonly #sinceAnswer: Stopwatch;
	/** While a majority certainly holds no data. */
	readonly #gone: Stopwatch;
	#record: MemberRecord | null = null;
	#loaded = false;
	#ticket: string | null = null;
	/**
	 * Id of the own new member while it has no vote. A member answers nobody before the group has
	 * acknowledged its first word, and a word that gets lost is said again after 6 s (measured): so
	 * others are asked, without waiting.
	 */
	#learner: string | null = null;
	/** Id of the own new member that got its vote; its own status may lag behind that. */
	#promoted: string | null = null;
	#status: MemberStatus | null = null;
	#serves = false;
	#voters: number | null = null;
	/** Whether it was in its group before, or another in its place. */
	#heals = false;
	#everAnswered = false;
	#toBeReset = false;
	#said = "";
	#changes: Promise<unknown> = Promise.resolve();

	constructor(effects: SeatEffects) {
		const { clock, members, ordinal, peers } = effects;
		this.#effects = effects;
		this.#views = new PeerViews(
			peers,
			members.filter((each) => each !== ordinal),
			clock,
		);
		this.#majority = new MajorityWatch(effects);
		this.#joining = oneJoinsAtATime(clock);
		this.#waiting = new Stopwatch(clock);
		this.#away = new Stopwatch(clock).restart();
		this.#sinceAnswer = new Stopwatch(clock).restart();
		this.#gone = new Stopwatch(clock);
	}

	get state(): SeatState {
		return {
			serves: this.#serves,
			status: this.#status,
			voters: this.#voters,
			alive: this.#views.kept + (this.#status ? 1 : 0),
			majorityLost: this.#majorityIsLost,
			toBeReset: this.#toBeReset,
		};
	}

	get #majorityIsLost(): boolean {
		return this.#majority.lost.length > 0;
	}

	/** What peers are told; a ticket is given to founders alone. */
	async view(wantsTicket: boolean): Promise<SeatView> {
		if (!this.#loaded) return { kind: "unknown" };
		const ticket = this.#record === null && wantsTicket ? await this.#newTicket() : null;
		// Meanwhile it may have been started.
		if (this.#record === null) return { kind: "empty", ticket };
		return { kind: "kept", founding: this.#record.founding, serves: this.#serves, leads: this.#leads };
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
		return (await this.#effects.membership.members()).map(({ id }) => id);
	}

	/** Reads what the folder says of the member; everything else comes after it. */
	async load(): Promise<void> {
		const { folder } = this.#effects;
		this.#record = await folder.record();
		this.#ticket = await folder.ticket();
		this.#loaded = true;
	}

	/** Never ends. */
	async keep(): Promise<void> {
		await this.load();
		await reconcile(
			() => this.round(),
			pauseSeconds,
			(reason) => this.#say(`not yet: ${reason}`),
		);
	}

	/** One look; whether everything is as it should be. */
	async round(): Promise<boolean> {
		const { launcher, membership, metrics } = this.#effects;
		const waits = await launcher.memberWaits();
		const ran = this.#status !== null;
		this.#status = waits ? null : await membership.status().catch(() => null);
		if (!waits) this.#waiting.stop();
		let settled = false;
		if (this.#status !== null) {
			settled = await this.#settle(this.#status);
			metrics.groupView(this.#groupView);
			await this.#views.look(settled);
		} else {
			this.#serves = false;
			if (ran) {
				this.#away.restart();
				metrics.groupView(this.#groupView);
			}
			if (waits) await this.#begin();
			else if (this.#learner !== null) await this.#askForVote(this.#learner);
		}
		this.#watchMajority();
		return settled && !this.#majorityIsLost;
	}

	/** Lets the member start, once it is certain how. */
	async #begin(): Promise<void> {
		const { log, members } = this.#effects;
		this.#waiting.start();
		if (this.#record === null) {
			await this.#views.lookFor(members[0] as number);
			return this.#beginWithoutData();
		}
		if (this.#toBeReset) return this.#giveUp();
		await this.#views.askAll();
		if (await this.#wasReplaced(this.#record)) {
			log("the group has gone on without this member: it begins without data");
			return this.#clear();
		}
		this.#heals = true;
		await this.#start(this.#record);
	}

	async #beginWithoutData(): Promise<void> {
		const { group, log } = this.#effects;
		let decision = this.#decide();
		if (decision.kind === "ask-tickets") {
			await this.#newTicket();
			await this.#views.askAll(true);
			decision = this.#decide();
		}
		switch (decision.kind) {
			case "found":
				log(`founds the group ${group}`);
				return this.#join({ founding: { token: randomUUID(), tickets: decision.tickets }, id: null });
			case "start":
				return this.#join({ founding: decision.founding, id: null });
			case "replace":
				return this.#takePlace(decision.by);
			case "wait":
				return this.#wait(decision.reason);
			case "ask-tickets":
			// Somebody changed meanwhile: the next look tells.
		}
	}

	#decide(): StartDecision {
		const { ordinal, members, podPrefix } = this.#effects;
		return decideStart({ podPrefix, ordinal, members, ownTicket: this.#ticket, views: this.#views.byOrdinal });
	}

	#wait(reason: string): void {
		const { formationLimitSeconds, group, onFormationLimit } = this.#effects;
		if (this.#views.kept === 0 && this.#waiting.seconds > formationLimitSeconds) {
			onFormationLimit(
				`Waited ${formationLimitSeconds} s in vain for the group ${group} to form: ${reason}. Are all its Pods there, and does DNS list them?`,
			);
		}
		this.#say(reason);
	}

	async #newTicket(): Promise<string> {
		const ticket = randomUUID();
		this.#ticket = ticket;
		await this.#effects.folder.keepTicket(ticket);
		return ticket;
	}

	/** The record comes before the start: who holds one is no longer empty for anybody who asks. */
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
		const { peers, report } = this.#effects;
		const { id, removed } = await timed(this.#effects, "remove", () => peers.replace(by));
		const which = removed === null ? ", by an earlier try that was cut short" : ` ${removed}`;
		report({ event: "member-removed", detail: `the predecessor's member${which}` });
		this.#heals = true;
		await this.#join({ founding: null, id });
		this.#learner = id;
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
		const by = whomToAsk(this.#views.byOrdinal);
		if (id === null || by === null) return false;
		const ids = await this.#effects.peers.memberIds(by).catch(() => null);
		return ids !== null && !ids.includes(id);
	}

	/** Whether the running member has its vote, and its group answers. */
	async #settle({ id, learner }: MemberStatus): Promise<boolean> {
		const { folder, members, membership } = this.#effects;
		if (this.#record !== null && this.#record.id !== id) {
			this.#record = { ...this.#record, id };
			await folder.keep(this.#record);
		}
		if (learner) {
			this.#serves = false;
			this.#away.start();
			await this.#askForVote(id);
			return false;
		}
		this.#gotVote();
		const known = await membership.members().catch(() => null);
		this.#serves = known !== null;
		if (known === null) return false;
		this.#sinceAnswer.restart();
		this.#everAnswered = true;
		this.#voters = known.filter(({ learner }) => !learner).length;
		this.#isBack();
		return this.#voters === members.length;
	}

	/** Refused until the member has caught up: then it is asked for anew at the next look. */
	async #askForVote(id: string): Promise<void> {
		const { peers } = this.#effects;
		if (id === this.#promoted) return;
		this.#learner = id;
		await this.#views.askAll();
		const by = whomToAsk(this.#views.byOrdinal);
		if (by === null) return this.#say("not yet: nobody's group answers, to give a vote");
		try {
			await timed(this.#effects, "promote", () => peers.promote(by, id));
		} catch (error) {
			return this.#say(`not yet: ${(error as Error).message}`);
		}
		this.#gotVote();
		this.#isBack();
	}

	/** Told once, by the group or by the member's status: the group's answer may have been lost. */
	#gotVote(): void {
		if (this.#learner === null) return;
		this.#promoted = this.#learner;
		this.#learner = null;
		this.#effects.report({ event: "member-promoted" });
	}

	#isBack(): void {
		if (this.#heals && this.#away.runs) {
			this.#heals = false;
			reportHealed(this.#effects, this.#away.seconds);
		}
		this.#away.stop();
	}

	#watchMajority(): void {
		const { group, members } = this.#effects;
		const views = this.#views;
		const answers = this.#serves || views.serveElsewhere;
		if (views.serveElsewhere) this.#sinceAnswer.restart();
		const gone = this.#record !== null && majorityIsGone(members.length, views.all);
		if (gone) this.#gone.start();
		else this.#gone.stop();
		// Before the first answer it may still be forming.
		const isLost = this.#everAnswered
			? gone || this.#sinceAnswer.seconds > silenceSeconds
			: this.#gone.seconds > silenceSeconds;
		this.#majority.update({
			watched: [group],
			lost: new Set(isLost && !answers ? [group] : []),
			isCertain: views.heard + 1 >= majorityOf(members.length),
			isThere: () => answers,
		});
		if (this.#majorityIsLost && gone && isToBeReset(this.#effects, this.#gone.seconds)) this.#toBeReset = true;
	}

	/** The policy `reset`: a minority gives its data up, and the group is founded anew. */
	async #giveUp(): Promise<void> {
		const { group, metrics } = this.#effects;
		await this.#clear();
		this.#toBeReset = false;
		this.#gone.stop();
		this.#heals = false;
		metrics.acted("reset", "ok", 0);
		this.#majority.gaveUp(group);
	}

	get #leads(): boolean {
		return this.#status !== null && this.#status.leader === this.#status.id;
	}

	get #groupView() {
		const { group } = this.#effects;
		const { term = 0, leader = null } = this.#status ?? {};
		return { group, term, leader, leads: this.#leads };
	}

	/** Raft takes one change of its members at a time: the second of two is dropped in silence. */
	#inTurn<T>(change: () => Promise<T>): Promise<T> {
		const result = this.#changes.then(change, change);
		this.#changes = result.catch(() => {});
		return result;
	}

	#say(sentence: string): void {
		if (sentence !== this.#said) this.#effects.log(sentence);
		this.#said = sentence;
	}
}

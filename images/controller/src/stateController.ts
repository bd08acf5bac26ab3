import { identityOf } from "../../../schema/standbyIdentity.ts";
import type { Role, RoleOrder, RoleReport } from "../../app/src/standby/roles.ts";
import type { PodView } from "./podView.ts";
import {
	type Decision,
	decide,
	type HeardProcess,
	nextDeadline,
	type Succession,
	silenceSeconds,
	type Term,
} from "./succession.ts";

export interface Promotion {
	identity: string;
	/** Of the Pod that took over. */
	pod: string;
	uid: string;
	/** Start of its process, Unix seconds. */
	process: number;
	epoch: number;
	/** In a few words. */
	because: string;
	/** From the decision to the word of the process that it took over, in seconds. */
	durationSeconds: number;
}

export interface ControllerEffects {
	/** Seconds, never back. */
	clock: () => number;
	/** Puts the label, and on an active one the epoch, onto a Pod; rejects where the API doesn't. */
	label: (pod: { pod: string; uid: string }, role: Role, epoch: number) => Promise<void>;
	/** An active process that takes the place of another, or is the first, said that it did. */
	onPromoted: (promotion: Promotion) => void;
	log: (line: string) => void;
}

/** A process says that it is active in an epoch that nobody gave, as far as is known. */
export class EpochNotGiven extends Error {
	override name = "EpochNotGiven";
}

/** A look so much too late says that this process stood still: others weren't silent for that. */
const lateSeconds = 2;

export function createStateController(effects: ControllerEffects): StateController {
	return new StateController(effects);
}

/** Switches each identity's Pods between active and standby. A new one finds all of it again. */
export class StateController {
	readonly #effects: ControllerEffects;
	readonly #identities = new Map<string, Identity>();
	#lookedAt: number;

	constructor(effects: ControllerEffects) {
		this.#effects = effects;
		this.#lookedAt = effects.clock();
	}

	/** What the watch says: there is such a Pod. */
	seen(view: PodView): void {
		this.#identity(view.identity).seen(view);
	}

	/** What the watch says: it is gone. */
	gone(uid: string): void {
		for (const identity of this.#identities.values()) identity.gone(uid);
	}

	/**
	 * What a process says; its answer, at once where it differs from what is reported.
	 *
	 * @throws EpochNotGiven
	 */
	ask(report: RoleReport, waitSeconds: number, left: AbortSignal): Promise<RoleOrder> {
		return this.#identity(identityOf(report.pod)).ask(report, waitSeconds, left);
	}

	/** Looks at everything anew: for what only time brings about. Called every second, or so. */
	tick(): void {
		this.#noticeStandstill();
		for (const identity of this.#identities.values()) identity.consider();
	}

	/** Identity → who is active; null: nobody. */
	terms(): ReadonlyMap<string, Term | null> {
		return new Map([...this.#identities].map(([name, { term }]) => [name, term]));
	}

	#identity(name: string): Identity {
		const identity = this.#identities.get(name) ?? new Identity(name, this.#effects, () => this.#noticeStandstill());
		this.#identities.set(name, identity);
		return identity;
	}

	/** There is a look at least every second, unless this process stood still. */
	#noticeStandstill(): void {
		const now = this.#effects.clock();
		if (now - this.#lookedAt > lateSeconds) {
			for (const identity of this.#identities.values()) identity.excuseSilence(now - silenceSeconds / 2);
		}
		this.#lookedAt = now;
	}
}

/** What is known of one identity, and what is done about it. */
class Identity {
	readonly #name: string;
	readonly #effects: ControllerEffects;
	readonly #noticeStandstill: () => void;
	readonly #since: number;
	/** By UID, as are all below. */
	readonly #pods = new Map<string, PodView>();
	readonly #heard = new Map<string, HeardProcess>();
	/** Pods that were Ready once. */
	readonly #wereReady = new Set<string>();
	readonly #labelling = new Set<string>();
	/** Answers that wait for another role. */
	readonly #waiting = new Set<() => void>();
	/** The highest epoch that was ever heard of. */
	#epoch = 0;
	#because = "";
	/** For what only time brings about. */
	#timer: NodeJS.Timeout | undefined;
	term: Term | null = null;

	/** @param noticeStandstill is to come before every look */
	constructor(name: string, effects: ControllerEffects, noticeStandstill: () => void) {
		this.#name = name;
		this.#effects = effects;
		this.#noticeStandstill = noticeStandstill;
		this.#since = effects.clock();
	}

	seen(view: PodView): void {
		this.#pods.set(view.uid, view);
		if (view.ready) this.#wereReady.add(view.uid);
		this.#epoch = Math.max(this.#epoch, view.epoch);
		this.consider();
	}

	gone(uid: string): void {
		if (!this.#pods.delete(uid)) return;
		this.#heard.delete(uid);
		this.#wereReady.delete(uid);
		this.consider();
	}

	async ask(report: RoleReport, waitSeconds: number, left: AbortSignal): Promise<RoleOrder> {
		const { clock } = this.#effects;
		const { process, role, uid } = report;
		const epoch = this.#believed(report);
		this.#noticeStandstill();
		const heard: HeardProcess = { start: process, role, epoch, heardAt: clock(), hungUpAt: null };
		this.#heard.set(uid, heard);
		this.#epoch = Math.max(this.#epoch, epoch);
		this.consider();
		if (!this.#isNews(report)) {
			await this.#untilNews(report, waitSeconds, left);
			if (!left.aborted) heard.heardAt = clock();
			else if (this.#heard.get(uid) === heard) {
				heard.hungUpAt = clock();
				this.consider();
			}
		}
		return this.#orderFor(report);
	}

	/** Nobody counts as silent since before this time. */
	excuseSilence(time: number): void {
		for (const process of this.#heard.values()) process.heardAt = Math.max(process.heardAt, time);
	}

	/** Does what is to be done now. */
	consider(): void {
		this.#noticeStandstill();
		const decision = decide(this.#succession, this.#effects.clock());
		if (decision.kind === "promote" || decision.kind === "adopt") this.#begin(decision);
		else if (decision.kind === "confirm" && this.term) this.#confirm(this.term);
		this.#labelAll();
		this.#setTimer();
	}

	get #succession(): Succession {
		const candidates = [...this.#pods.values()].map((view) => ({
			...view,
			unready: this.#wereReady.has(view.uid) && !view.ready,
			process: this.#heard.get(view.uid) ?? null,
		}));
		return { term: this.term, epoch: this.#epoch, since: this.#since, candidates };
	}

	#begin(decision: Extract<Decision, { kind: "promote" | "adopt" }>): void {
		const { candidate, epoch } = decision;
		const { pod, uid, process } = candidate;
		const adopted = decision.kind === "adopt";
		this.#epoch = Math.max(this.#epoch, epoch);
		this.term = { epoch, uid, pod, process: process?.start ?? 0, since: this.#effects.clock(), confirmed: adopted };
		this.#because = adopted ? "" : decision.because;
		this.#effects.log(
			adopted
				? `${this.#name}: ${pod} is active already, epoch ${epoch}`
				: `${this.#name}: ${pod} shall be active, epoch ${epoch}: ${decision.because}`,
		);
		for (const wake of this.#waiting) wake();
	}

	#confirm(term: Term): void {
		const { clock, onPromoted } = this.#effects;
		const { epoch, pod, uid, process, since } = term;
		term.confirmed = true;
		const durationSeconds = clock() - since;
		onPromoted({ identity: this.#name, pod, uid, process, epoch, because: this.#because, durationSeconds });
	}

	#labelAll(): void {
		const { label, log } = this.#effects;
		const { term } = this;
		if (term === null) return;
		for (const { pod, uid, labelled, epoch } of this.#pods.values()) {
			const role: Role = uid === term.uid ? "active" : "standby";
			const isRight = labelled === role && (role === "standby" || epoch === term.epoch);
			if (isRight || this.#labelling.has(uid)) continue;
			this.#labelling.add(uid);
			label({ pod, uid }, role, term.epoch)
				.catch((error: Error) => log(`${pod} wasn't labelled ${role}: ${error.message}`))
				// The watch shows what became of it, or else the next tick tries again.
				.finally(() => this.#labelling.delete(uid));
		}
	}

	/** Looks again once the next deadline has passed; a timer that fires too early is set again. */
	#setTimer(): void {
		clearTimeout(this.#timer);
		const now = this.#effects.clock();
		const deadline = nextDeadline(this.#succession, now);
		if (deadline === null) return;
		this.#timer = setTimeout(() => this.consider(), Math.max(1, Math.ceil((deadline - now) * 1000)));
		this.#timer.unref();
	}

	/**
	 * Epochs count up one at a time, so no process's word makes them jump: what a standby met in the
	 * store only says that its own was too low, and the next one is tried. An active one's epoch was
	 * given by this State Controller, or is on a Pod; by one before it, which had no time to put it
	 * there, one more.
	 */
	#believed({ pod, role, epoch }: RoleReport): number {
		if (role === "standby") return Math.min(epoch, this.#epoch);
		const highest = this.#epoch + (this.term === null ? 1 : 0);
		if (epoch <= highest) return epoch;
		throw new EpochNotGiven(
			`${pod} says that it is active in epoch ${epoch}, but no epoch above ${highest} was given: it isn't believed.`,
		);
	}

	/** Nobody's role changes before it is known who is active. */
	#orderFor({ uid, process, role, epoch }: RoleReport): RoleOrder {
		const { term } = this;
		if (term === null) return { role, epoch };
		const isActive = term.uid === uid && term.process === process;
		return { role: isActive ? "active" : "standby", epoch: term.epoch };
	}

	/** Whether a process is to be told something else than what it says. */
	#isNews(report: RoleReport): boolean {
		const { role, epoch } = this.#orderFor(report);
		return role !== report.role || (role === "active" && epoch !== report.epoch);
	}

	#untilNews(report: RoleReport, waitSeconds: number, left: AbortSignal): Promise<void> {
		return new Promise((resolve) => {
			const done = () => {
				clearTimeout(timer);
				this.#waiting.delete(look);
				left.removeEventListener("abort", done);
				resolve();
			};
			const look = () => {
				if (this.#isNews(report)) done();
			};
			const timer = setTimeout(done, waitSeconds * 1000);
			this.#waiting.add(look);
			left.addEventListener("abort", done);
		});
	}
}

import { identityOf } from "../../../schema/standbyIdentity.ts";
import type { Role, RoleOrder, RoleReport } from "../../app/src/standby/roles.ts";
import type { PodView } from "./podView.ts";
import { decide, type HeardProcess, nextDeadline, type Succession, silenceSeconds, type Term } from "./succession.ts";

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

/** Switches each identity's Pods between active and standby. All that it knows is in memory; a new one finds it again. */
export interface StateController {
	/** What the watch says: there is such a Pod. */
	seen(view: PodView): void;
	/** What the watch says: it is gone. */
	gone(uid: string): void;
	/**
	 * What a process says; its answer, at once where it differs from what is reported.
	 *
	 * @throws EpochNotGiven
	 */
	ask(report: RoleReport, waitSeconds: number, left: AbortSignal): Promise<RoleOrder>;
	/** Looks at everything anew: for what only time brings about. Called every second, or so. */
	tick(): void;
	/** Identity → who is active; null: nobody. */
	terms(): ReadonlyMap<string, Term | null>;
}

/** A process says that it is active in an epoch that nobody gave, as far as is known. */
export class EpochNotGiven extends Error {
	override name = "EpochNotGiven";
}

interface Known {
	pods: Map<string, PodView>;
	/** By UID of the Pod. */
	heard: Map<string, HeardProcess>;
	/** UIDs of Pods that were Ready once. */
	wereReady: Set<string>;
	term: Term | null;
	because: string;
	epoch: number;
	since: number;
	/** Answers that wait for another role. */
	waiting: Set<() => void>;
	labelling: Set<string>;
	/** For what only time brings about. */
	timer: NodeJS.Timeout | undefined;
}

/** A look that comes so much too late says that this process stood still: others weren't silent for that. */
const lateSeconds = 2;

export function createStateController(effects: ControllerEffects): StateController {
	const { clock } = effects;
	const identities = new Map<string, Known>();
	let lookedAt = clock();

	function known(identity: string): Known {
		const found = identities.get(identity);
		if (found) return found;
		const made: Known = {
			pods: new Map(),
			heard: new Map(),
			wereReady: new Set(),
			term: null,
			because: "",
			epoch: 0,
			since: clock(),
			waiting: new Set(),
			labelling: new Set(),
			timer: undefined,
		};
		identities.set(identity, made);
		return made;
	}

	function successionOf(of: Known): Succession {
		return {
			term: of.term,
			epoch: of.epoch,
			since: of.since,
			candidates: [...of.pods.values()].map((view) => ({
				...view,
				unready: of.wereReady.has(view.uid) && !view.ready,
				process: of.heard.get(view.uid) ?? null,
			})),
		};
	}

	/** There is a look at least every second, unless this process stood still. */
	function noticeStandstill(): void {
		const now = clock();
		if (now - lookedAt > lateSeconds) {
			for (const { heard } of identities.values()) {
				for (const process of heard.values()) {
					process.heardAt = Math.max(process.heardAt, now - silenceSeconds / 2);
				}
			}
		}
		lookedAt = now;
	}

	/** Looks again once the next deadline has passed; a timer may fire a little too early, and is set again then. */
	function setTimer(identity: string, of: Known): void {
		clearTimeout(of.timer);
		const now = clock();
		const deadline = nextDeadline(successionOf(of), now);
		if (deadline === null) return;
		of.timer = setTimeout(() => consider(identity), Math.max(1, Math.ceil((deadline - now) * 1000)));
		of.timer.unref();
	}

	function consider(identity: string): void {
		noticeStandstill();
		const of = known(identity);
		const decision = decide(successionOf(of), clock());
		if (decision.kind === "promote" || decision.kind === "adopt") {
			const { candidate, epoch } = decision;
			const adopted = decision.kind === "adopt";
			of.epoch = Math.max(of.epoch, epoch);
			of.term = {
				epoch,
				uid: candidate.uid,
				pod: candidate.pod,
				process: candidate.process?.start ?? 0,
				since: clock(),
				confirmed: adopted,
			};
			of.because = adopted ? "" : decision.because;
			effects.log(
				adopted
					? `${identity}: ${candidate.pod} is active already, epoch ${epoch}`
					: `${identity}: ${candidate.pod} shall be active, epoch ${epoch}: ${decision.because}`,
			);
			for (const wake of of.waiting) wake();
		} else if (decision.kind === "confirm" && of.term) {
			const { term } = of;
			term.confirmed = true;
			const durationSeconds = clock() - term.since;
			const { epoch, pod, uid, process } = term;
			const { because } = of;
			effects.onPromoted({
				...{ identity, pod, uid, process },
				...{ epoch, because, durationSeconds },
			});
		}
		labelAll(of);
		setTimer(identity, of);
	}

	function labelAll(of: Known): void {
		const { term } = of;
		if (term === null) return;
		for (const { pod, uid, labelled, epoch } of of.pods.values()) {
			const role: Role = uid === term.uid ? "active" : "standby";
			const isRight = labelled === role && (role === "standby" || epoch === term.epoch);
			if (isRight || of.labelling.has(uid)) continue;
			of.labelling.add(uid);
			effects
				.label({ pod, uid }, role, term.epoch)
				.catch((error: Error) => effects.log(`${pod} wasn't labelled ${role}: ${error.message}`))
				// The watch shows what became of it, or else the next tick tries again.
				.finally(() => of.labelling.delete(uid));
		}
	}

	/**
	 * Epochs count up one at a time, so no process's word makes them jump: what a standby met in the store only says that its own
	 * was too low, and the next one is tried. An active one's epoch was given by this State Controller, or is on a Pod; by one
	 * before it, which had no time to put it there, one more.
	 */
	function believed(of: Known, { pod, role, epoch }: RoleReport): number {
		if (role === "standby") return Math.min(epoch, of.epoch);
		const highest = of.epoch + (of.term === null ? 1 : 0);
		if (epoch <= highest) return epoch;
		throw new EpochNotGiven(
			`${pod} says that it is active in epoch ${epoch}, but no epoch above ${highest} was given: it isn't believed.`,
		);
	}

	/** Nobody's role changes before it is known who is active. */
	function orderFor(of: Known, report: RoleReport): RoleOrder {
		const { term } = of;
		const { uid, process, role, epoch } = report;
		if (term === null) return { role, epoch };
		const mine = term.uid === uid && term.process === process;
		return { role: mine ? "active" : "standby", epoch: term.epoch };
	}

	return {
		seen(view) {
			const of = known(view.identity);
			of.pods.set(view.uid, view);
			if (view.ready) of.wereReady.add(view.uid);
			of.epoch = Math.max(of.epoch, view.epoch);
			consider(view.identity);
		},
		gone(uid) {
			for (const [identity, of] of identities) {
				if (!of.pods.delete(uid)) continue;
				of.heard.delete(uid);
				of.wereReady.delete(uid);
				consider(identity);
			}
		},
		async ask(report, waitSeconds, left) {
			const identity = identityOf(report.pod);
			const of = known(identity);
			const { process, role, uid } = report;
			const epoch = believed(of, report);
			noticeStandstill();
			const heard: HeardProcess = {
				...{ start: process, role, epoch },
				...{ heardAt: clock(), hungUpAt: null },
			};
			of.heard.set(uid, heard);
			of.epoch = Math.max(of.epoch, epoch);
			consider(identity);
			const differs = ({ role, epoch }: RoleOrder) =>
				role !== report.role || (role === "active" && epoch !== report.epoch);
			const order = orderFor(of, report);
			if (differs(order)) return order;
			await new Promise<void>((resolve) => {
				const timer = setTimeout(done, waitSeconds * 1000);
				function done(): void {
					clearTimeout(timer);
					of.waiting.delete(look);
					left.removeEventListener("abort", done);
					resolve();
				}
				function look(): void {
					if (differs(orderFor(of, report))) done();
				}
				of.waiting.add(look);
				left.addEventListener("abort", done);
			});
			if (!left.aborted) heard.heardAt = clock();
			else if (of.heard.get(uid) === heard) {
				heard.hungUpAt = clock();
				consider(identity);
			}
			return orderFor(of, report);
		},
		tick() {
			noticeStandstill();
			for (const identity of identities.keys()) consider(identity);
		},
		terms: () => new Map([...identities].map(([identity, { term }]) => [identity, term])),
	};
}

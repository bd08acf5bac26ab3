import { identityOf } from "../../app/src/standby/identity.ts";
import type {
	Role,
	RoleOrder,
	RoleReport,
} from "../../app/src/standby/roles.ts";
import type { PodView } from "./podView.ts";
import {
	type Decision,
	decide,
	type HeardProcess,
	hangUpSeconds,
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
	label: (
		pod: { pod: string; uid: string },
		role: Role,
		epoch: number,
	) => Promise<void>;
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
	/** What a process says; its answer, at once where it differs from what is reported. */
	ask(
		report: RoleReport,
		waitSeconds: number,
		left: AbortSignal,
	): Promise<RoleOrder>;
	/** Looks at everything anew: for what only time brings about. Called every second, or so. */
	tick(): void;
	/** Identity → who is active; null: nobody. */
	terms(): ReadonlyMap<string, Term | null>;
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
}

/** A tick that comes so much too late says that this process stood still: others weren't silent for that. */
const lateSeconds = 2;

export function createStateController(
	effects: ControllerEffects,
): StateController {
	const { clock } = effects;
	const identities = new Map<string, Known>();
	let tickedAt = clock();

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
		};
		identities.set(identity, made);
		return made;
	}

	function decisionFor(of: Known): Decision {
		return decide(
			{
				term: of.term,
				epoch: of.epoch,
				since: of.since,
				candidates: [...of.pods.values()].map((view) => ({
					...view,
					unready: of.wereReady.has(view.uid) && !view.ready,
					process: of.heard.get(view.uid) ?? null,
				})),
			},
			clock(),
		);
	}

	function consider(identity: string): void {
		const of = known(identity);
		const decision = decisionFor(of);
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
	}

	function labelAll(of: Known): void {
		const { term } = of;
		if (term === null) return;
		for (const { pod, uid, labelled, epoch } of of.pods.values()) {
			const role: Role = uid === term.uid ? "active" : "standby";
			const isRight =
				labelled === role && (role === "standby" || epoch === term.epoch);
			if (isRight || of.labelling.has(uid)) continue;
			of.labelling.add(uid);
			effects
				.label({ pod, uid }, role, term.epoch)
				.catch((error: Error) =>
					effects.log(`${pod} wasn't labelled ${role}: ${error.message}`),
				)
				// The watch shows what became of it, or else the next tick tries again.
				.finally(() => of.labelling.delete(uid));
		}
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
			const { process, role, epoch, uid } = report;
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
				setTimeout(() => consider(identity), hangUpSeconds * 1000);
			}
			return orderFor(of, report);
		},
		tick() {
			const now = clock();
			if (now - tickedAt > lateSeconds) {
				for (const { heard } of identities.values()) {
					for (const process of heard.values()) {
						process.heardAt = Math.max(
							process.heardAt,
							now - silenceSeconds / 2,
						);
					}
				}
			}
			tickedAt = now;
			for (const identity of identities.keys()) consider(identity);
		},
		terms: () =>
			new Map([...identities].map(([identity, { term }]) => [identity, term])),
	};
}

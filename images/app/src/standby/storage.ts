import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../../../clock.ts";
import { CentralStorage } from "../storage/central.ts";
import type { CouchDb } from "../storage/couchdb.ts";
import { fencedBy, fencedCouch, type Lease, takeOver, unsealedCouch } from "../storage/fenced.ts";
import { NotApplied } from "../storage/outcome.ts";
import type { RetryingStorageOptions } from "../storage/retryingStorage.ts";
import { forReading, readerOf } from "../storage/stateReader.ts";
import { type StateStorage, stateStorage } from "../storage/stateStorage.ts";
import type { AskRole, RoleReport } from "./roles.ts";

export interface StandbyOptions {
	/** Whose state it is. */
	identity: string;
	/** This process, as the State Controller knows it. */
	self: Pick<RoleReport, "pod" | "uid" | "process">;
	couch: CouchDb;
	/** Opens another client of the same store, for whoever looks at what it holds. */
	openCouch: () => CouchDb;
	ask: AskRole;
	clock: Clock;
	/** Called once, with a sentence, when the process is active no longer. */
	onDeposed: (reason: string) => void;
	storage: RetryingStorageOptions;
	/** Of one wait for another role. */
	waitSeconds?: number;
	/** Between tries while the State Controller, or the store, doesn't answer. */
	pauseSeconds?: number;
}

/**
 * Storage of a process that stands by until the State Controller makes it its identity's active
 * one; what the active one writes is fenced by its lease. Once it is active it asks no more than
 * whether it still is: without the State Controller it goes on.
 */
export function standbyStorage(options: StandbyOptions): StateStorage {
	const { identity, couch, openCouch, storage } = options;
	let active: StateStorage | null = null;
	let standsBy = false;
	let deposed = false;

	function depose(reason: string): void {
		if (deposed) return;
		deposed = true;
		options.onDeposed(reason);
	}

	function mine(): StateStorage {
		if (active) return active;
		throw new NotApplied(`This process stands by for ${identity}.`);
	}

	return {
		async prepare(stop, onWaiting) {
			const found = await becomeActive(options, stop, onWaiting, () => {
				standsBy = true;
			});
			if (found === null) return null;
			const { lease, orderedAt } = found;
			const fenced = fencedCouch(couch, lease, (by) => depose(fencedBy(by)));
			active = stateStorage(
				identity,
				new CentralStorage(fenced, {
					...storage,
					// Taken over before there was any state.
					precedes: (key, stored, value) => stored === "" || (storage.precedes?.(key, stored, value) ?? false),
				}),
			);
			void watchRole(options, lease, stop, () => deposed, depose);
			return { startedAt: null, ...(standsBy && { waitedUntil: orderedAt }) };
		},
		standsBy: () => standsBy,
		async load() {
			const { state, revision } = await mine().load();
			return { state: state === "" ? null : state, revision };
		},
		persist: (state) => mine().persist(state),
		// Of a process that stands by, too: whoever only reads needs no lease.
		openReader() {
			const other = openCouch();
			return readerOf(new CentralStorage({ ...other, ...unsealedCouch(other) }, forReading(storage)), true);
		},
	};
}

/** Until it is told to be active, and is; null: stopped before. */
async function becomeActive(
	{ identity, self, couch, ask, clock, waitSeconds = 2, pauseSeconds = 0.2 }: StandbyOptions,
	stop: AbortSignal,
	onWaiting: (reason: string) => void,
	onStandingBy: () => void,
): Promise<{ lease: Lease; orderedAt: number } | null> {
	let epoch = 0;
	// The way to the store is warm when it is needed.
	void couch.read(identity, 1);
	while (!stop.aborted) {
		const order = await ask({ ...self, role: "standby", epoch }, waitSeconds);
		if ("reason" in order) {
			onWaiting(`the State Controller doesn't answer: ${order.reason}`);
			await pause(pauseSeconds, stop);
			continue;
		}
		if (order.role === "standby") {
			onStandingBy();
			onWaiting("standing by");
			continue;
		}
		const orderedAt = clock();
		const lease = { epoch: order.epoch, holder: `${self.pod} ${self.process}` };
		const taken = await takeOver(couch, identity, lease, { stop, timeoutSeconds: 1, pauseSeconds, onWaiting });
		if (taken?.taken) return { lease, orderedAt };
		// The State Controller has to know, so that the next epoch is high enough.
		if (taken) epoch = taken.by.epoch;
	}
	return null;
}

/** Asks whether it is still to be active, until it isn't. */
async function watchRole(
	{ self, ask, waitSeconds = 2, pauseSeconds = 0.2 }: StandbyOptions,
	{ epoch }: Lease,
	stop: AbortSignal,
	isDeposed: () => boolean,
	depose: (reason: string) => void,
): Promise<void> {
	while (!stop.aborted && !isDeposed()) {
		const order = await ask({ ...self, role: "active", epoch }, waitSeconds);
		if ("reason" in order) await pause(pauseSeconds, stop);
		else if (order.role === "standby") {
			depose(`the State Controller made another one active, with epoch ${order.epoch}`);
		}
	}
}

function pause(seconds: number, stop: AbortSignal): Promise<void> {
	return sleep(seconds * 1000, undefined, { signal: stop }).catch(() => {});
}

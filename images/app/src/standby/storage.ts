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
export function standbyStorage({
	identity,
	self,
	couch,
	openCouch,
	ask,
	clock,
	onDeposed,
	storage: options,
	waitSeconds = 2,
	pauseSeconds = 0.2,
}: StandbyOptions): StateStorage {
	let active: StateStorage | null = null;
	let standsBy = false;
	let deposed = false;

	function depose(reason: string): void {
		if (deposed) return;
		deposed = true;
		onDeposed(reason);
	}

	function pause(stop: AbortSignal): Promise<void> {
		return sleep(pauseSeconds * 1000, undefined, { signal: stop }).catch(() => {});
	}

	/** Until it is told to be active, and is. */
	async function becomeActive(
		stop: AbortSignal,
		onWaiting: (reason: string) => void,
	): Promise<{ lease: Lease; orderedAt: number } | null> {
		let epoch = 0;
		// The way to the store is warm when it is needed.
		void couch.read(identity, 1);
		while (!stop.aborted) {
			const order = await ask({ ...self, role: "standby", epoch }, waitSeconds);
			if ("reason" in order) {
				onWaiting(`the State Controller doesn't answer: ${order.reason}`);
				await pause(stop);
				continue;
			}
			if (order.role === "standby") {
				standsBy = true;
				onWaiting("standing by");
				continue;
			}
			const orderedAt = clock();
			const lease = {
				epoch: order.epoch,
				holder: `${self.pod} ${self.process}`,
			};
			const taken = await takeOver(couch, identity, lease, {
				stop,
				timeoutSeconds: 1,
				pauseSeconds,
				onWaiting,
			});
			if (taken?.taken) return { lease, orderedAt };
			// The State Controller has to know, so that the next epoch is high enough.
			if (taken) epoch = taken.by.epoch;
		}
		return null;
	}

	async function untilDeposed(lease: Lease, stop: AbortSignal): Promise<void> {
		const { epoch } = lease;
		while (!stop.aborted && !deposed) {
			const order = await ask({ ...self, role: "active", epoch }, waitSeconds);
			if ("reason" in order) await pause(stop);
			else if (order.role === "standby") {
				depose(`the State Controller made another one active, with epoch ${order.epoch}`);
			}
		}
	}

	function mine(): StateStorage {
		if (active) return active;
		throw new NotApplied(`This process stands by for ${identity}.`);
	}

	return {
		async prepare(stop, onWaiting) {
			const found = await becomeActive(stop, onWaiting);
			if (found === null) return null;
			const { lease, orderedAt } = found;
			active = stateStorage(
				identity,
				new CentralStorage(
					fencedCouch(couch, lease, (by) => depose(fencedBy(by))),
					{
						...options,
						// Taken over before there was any state.
						precedes: (key, stored, value) => stored === "" || (options.precedes?.(key, stored, value) ?? false),
					},
				),
			);
			void untilDeposed(lease, stop);
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
			const unsealed = { ...other, ...unsealedCouch(other) };
			return readerOf(new CentralStorage(unsealed, forReading(options)), true);
		},
	};
}

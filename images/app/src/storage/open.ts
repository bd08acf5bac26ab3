import { setTimeout as sleep } from "node:timers/promises";
import { unixSeconds } from "../../../clock.ts";
import { httpRequest } from "../../../request.ts";
import { precedesOnChain } from "../locate.ts";
import type { Settings } from "../settings.ts";
import { sha256Base64 } from "../sha256.ts";
import { httpRoles } from "../standby/roles.ts";
import { standbyStorage } from "../standby/storage.ts";
import { CentralStorage } from "./central.ts";
import { type Consensus, httpConsensus } from "./consensus.ts";
import { couchDb } from "./couchdb.ts";
import { DecentralStorage } from "./decentral.ts";
import { folderOnDisk } from "./disk.ts";
import { etcdStates } from "./etcd.ts";
import { failingOver } from "./failover.ts";
import { MemoryStorage } from "./memory.ts";
import type { RetryingStorageOptions } from "./retryingStorage.ts";
import { type StateStorage, stateStorage } from "./stateStorage.ts";
import { VolumeStorage } from "./volume.ts";

/**
 * The storage of the mode that the settings name.
 *
 * @param onDeposed called with a sentence when another process took this one's place, in the mode that has such
 */
export function openStorage(
	settings: Settings,
	stop: AbortSignal,
	onDeposed: (reason: string) => void,
): StateStorage {
	const { pod, indexLimit } = settings;
	const options: RetryingStorageOptions = {
		stop,
		precedes: (identity, stored, value) =>
			precedesOnChain(sha256Base64, identity, stored, value, indexLimit),
	};
	switch (settings.mode) {
		case "none":
			return stateStorage(pod, new MemoryStorage(options));
		case "volume":
			return stateStorage(
				pod,
				new VolumeStorage(folderOnDisk(settings.volumeFolder), options),
			);
		case "central":
			return stateStorage(
				pod,
				new CentralStorage(couchDb(settings.central, httpRequest()), options),
			);
		case "central-etcd":
			return stateStorage(
				pod,
				new DecentralStorage(
					etcdStates(settings.etcdUrls, httpRequest()),
					options,
					"The central etcd",
				),
			);
		case "standby": {
			const request = httpRequest();
			return standbyStorage({
				identity: pod,
				self: { ...settings.self, process: performance.timeOrigin / 1000 },
				couch: couchDb(settings.central, request),
				ask: httpRoles(settings.controllerUrl, request),
				clock: unixSeconds,
				onDeposed,
				storage: options,
			});
		}
		case "decentral":
		case "hybrid": {
			const { urls, token } = settings.consensus;
			const request = httpRequest();
			const consensus = failingOver(
				urls.map((url) => httpConsensus(url, request, token)),
				ordinalIn(pod),
			);
			// What doesn't run in the Pod is no part of its start.
			const isOutside = settings.mode === "hybrid";
			return stateStorage(
				pod,
				new DecentralStorage(consensus, options),
				async (stop, onWaiting) => {
					const formed = await untilFormed(consensus, pod, stop, onWaiting);
					return formed && isOutside ? { startedAt: null } : formed;
				},
			);
		}
	}
}

/** i of `pod-i`; 0 for any other name. */
function ordinalIn(pod: string): number {
	return Number(/-(\d+)$/.exec(pod)?.[1] ?? 0);
}

/** One wait; short enough for the loop's signs of life. */
const waitSeconds = 2;

/** The study's application waits for the cluster to form before its first step. */
async function untilFormed(
	consensus: Consensus,
	identity: string,
	stop: AbortSignal,
	onWaiting: (reason: string) => void,
): Promise<{ startedAt: number } | null> {
	while (!stop.aborted) {
		const answer = await consensus.verify(waitSeconds);
		if ("startedAt" in answer) {
			await warmUp(consensus, identity);
			return answer;
		}
		onWaiting(answer.reason);
		// A consensus replica that isn't up yet refuses at once.
		await sleep(100);
	}
	return null;
}

const warmUpCalls = 15;

/** Makes the calls of the first step fast. The writes change nothing: what they expect to be stored never is. */
async function warmUp(consensus: Consensus, identity: string): Promise<void> {
	const never = "warm-up";
	for (let call = 0; call < warmUpCalls; call++) {
		await consensus.read(identity, 1);
		await consensus.write(identity, never, never, 1);
	}
}

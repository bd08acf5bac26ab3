/** What the modes have in common that keep states by way of consensus replicas. */
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod/mini";
import { baseUrls } from "../../../../environment.ts";
import { httpRequest } from "../../../../request.ts";
import { type Consensus, httpConsensus } from "../consensus.ts";
import { DecentralStorage } from "../decentral.ts";
import { failingOver } from "../failover.ts";
import { forReading, readerOf } from "../stateReader.ts";
import { type StateStorage, stateStorage } from "../stateStorage.ts";
import type { Opening } from "./adapter.ts";

export const consensusEnvironment = {
	CONSENSUS_URL: z._default(baseUrls, ["http://127.0.0.1:32200"]),
	CONSENSUS_TOKEN: z.optional(z.string()),
};

interface ConsensusVariables {
	CONSENSUS_URL: string[];
	CONSENSUS_TOKEN?: string | undefined;
}

/** @param isOutside whether they run elsewhere than in this Pod, and so are no part of its start */
export function consensusStorage(
	{ CONSENSUS_URL, CONSENSUS_TOKEN: token }: ConsensusVariables,
	{ pod, storage }: Opening,
	isOutside: boolean,
): StateStorage {
	const replicas = () => {
		const request = httpRequest();
		return failingOver(
			CONSENSUS_URL.map((each) => httpConsensus(each, request, token ?? null)),
			ordinalIn(pod),
		);
	};
	const consensus = replicas();
	return stateStorage(
		pod,
		new DecentralStorage(consensus, storage),
		async (stop, onWaiting) => {
			const formed = await untilFormed(consensus, pod, stop, onWaiting);
			return formed && isOutside ? { startedAt: null } : formed;
		},
		// Any consensus replica reads any identity's state, whichever group that lies in.
		() => readerOf(new DecentralStorage(replicas(), forReading(storage)), true),
	);
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
const longestWarmUpSeconds = 0.25;

/**
 * Makes the calls of the first step fast, as far as there is time: on busy processors, or by way of
 * a peer, warming up would take longer than it saves. The writes change nothing: what they expect
 * to be stored never is.
 */
async function warmUp(consensus: Consensus, identity: string): Promise<void> {
	const never = "warm-up";
	const end = performance.now() + longestWarmUpSeconds * 1000;
	for (let call = 0; call < warmUpCalls && performance.now() < end; call++) {
		await consensus.read(identity, 1);
		await consensus.write(identity, never, never, 1);
	}
}

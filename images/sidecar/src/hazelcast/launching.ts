import { setTimeout as sleep } from "node:timers/promises";
import { unixSeconds } from "../../../clock.ts";
import { type Launcher, pipeLauncher } from "../launcher.ts";
import { Stopwatch } from "../stopwatch.ts";
import { decideStart, type PeerView, whomToAsk } from "./formation.ts";
import { JoinThrottle } from "./joinThrottle.ts";
import type { OwnMember } from "./ownMember.ts";
import type { Settings } from "./settings.ts";

/** While the member runs without a connection to it yet, and between all other looks. */
const startingSeconds = 0.1;
const pauseSeconds = 0.3;

/**
 * Lets the member start when it waits, as often as it does: it may be killed alone. Never ends.
 *
 * @param onFormationLimit nobody came: one sentence
 */
export async function keepLauncher(
	own: OwnMember,
	settings: Settings,
	ask: (ordinal: number) => Promise<PeerView>,
	log: (line: string) => void,
	onFormationLimit: (reason: string) => void,
): Promise<never> {
	const { ordinal, replicas, podPrefix, podAddress, formationLimitSeconds, peerDomain } = settings;
	const launcher: Launcher = pipeLauncher(settings.launcher);
	const waiting = new Stopwatch(unixSeconds);
	let throttle = new JoinThrottle(ordinal, unixSeconds);
	for (let round = 0; ; ) {
		if (own.connection !== null || !(await launcher.memberWaits())) {
			waiting.stop();
			throttle = new JoinThrottle(ordinal, unixSeconds);
			round = 0;
			await sleep((own.connection === null ? startingSeconds : pauseSeconds) * 1000);
			continue;
		}
		own.member = "waiting";
		own.broken = null;
		waiting.start();
		const asked = whomToAsk(ordinal, replicas, round++);
		const views = new Map(await Promise.all(asked.map(async (each) => [each, await ask(each)] as const)));
		const decision = decideStart(ordinal, replicas, views, podPrefix);
		if (decision.kind === "wait") {
			if (waiting.seconds > formationLimitSeconds) {
				onFormationLimit(
					`Waited ${formationLimitSeconds} s in vain to form a cluster of ${replicas}: ${decision.reason}. Are all ${replicas} Pods there, and does DNS list them below ${peerDomain}?`,
				);
			}
		} else if (decision.kind === "join" && !throttle.admits(decision.clusterSize)) {
			waiting.stop();
		} else {
			const address = decision.kind === "join" ? decision.address : podAddress;
			log(decision.kind === "join" ? `the member joins ${address}` : "the member founds the cluster");
			// From here on it may be in a cluster, whether we have heard of it yet or not.
			own.member = "unknown";
			if (!(await launcher.launch(address))) continue;
		}
		await sleep(pauseSeconds * 1000);
	}
}

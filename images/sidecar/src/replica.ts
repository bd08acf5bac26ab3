/** What the consensus replicas of both engines are put together from. */
import type { Hono } from "hono";
import { unixSeconds } from "../../clock.ts";
import { onStop } from "../../exit.ts";
import { listen } from "../../listen.ts";
import { containerStart, processStartOf } from "../../processStart.ts";
import { httpRequest } from "../../request.ts";
import { eventReporter, reportFormed } from "./events.ts";
import { createMetrics } from "./metrics.ts";
import { gateway, type PeerCall, peerCaller, peerStates } from "./peers.ts";
import { StateRouteKeeper } from "./stateRoute.ts";
import { routedStates, type States } from "./states.ts";

interface ReplicaSettings {
	pod: string;
	podPrefix: string;
	peerDomain: string;
	peerPort: number;
	peerToken: string;
	mode: string;
	observer: string | null;
	observerToken: string | null;
}

export type Replica = ReturnType<typeof consensusReplica>;

export function consensusReplica(settings: ReplicaSettings) {
	const { pod, podPrefix, mode, peerDomain: domain, peerPort: port, peerToken: token } = settings;
	const request = httpRequest();
	const log = (line: string) => console.log(`${pod}: ${line}`);
	const process = processStartOf(performance.timeOrigin);
	return {
		startedAt: containerStart(unixSeconds),
		request,
		log,
		metrics: createMetrics({ pod, mode }),
		report: eventReporter({ ...settings, process, request, clock: unixSeconds, log }),
		callPeer: peerCaller({ podPrefix, domain, port, token, request }),
	};
}

/**
 * States by way of the own member, or of a peer that serves.
 *
 * @param own null while the own member can't be asked
 * @param others whose members keep the same states
 */
export function stateRoute(
	{ callPeer, log }: { callPeer: PeerCall; log: (line: string) => void },
	own: () => { states: States; answers: boolean } | null,
	others: readonly number[],
	serves: (ordinal: number) => Promise<boolean>,
) {
	const detour = gateway({ serves, states: (each) => peerStates(callPeer, each) }, others);
	const states = routedStates({
		own,
		peer: detour.states,
		clock: unixSeconds,
		onDoubt() {
			log("the own member left a write's outcome unknown");
			void detour.search();
		},
	});
	const memberAnswers = () => own()?.answers === true && !states.ownWritesInDoubt();
	return { detour, states, memberAnswers };
}

/** Keeps a way open to the own Pod's state, and tells when it was read for the first time. */
export function routeKeeper(
	{ report, startedAt }: Pick<Replica, "report" | "startedAt">,
	{ detour, memberAnswers }: ReturnType<typeof stateRoute>,
	read: StateRouteReader,
): StateRouteKeeper {
	return new StateRouteKeeper({
		memberAnswers,
		exists: () => memberAnswers() || detour.states() !== null,
		search: detour.search,
		read,
		onServed: () => reportFormed(report, unixSeconds() - startedAt),
		clock: unixSeconds,
	});
}

type StateRouteReader = () => ReturnType<States["read"]>;

/** Answers the application and peers, until the program is told to end. */
export async function serve(
	settings: { host: string; port: number; peerHost: string; peerPort: number },
	api: Hono,
	peerApi: Hono,
	onStopping: () => void,
): Promise<void> {
	await listen(peerApi, { host: settings.peerHost, port: settings.peerPort });
	await listen(api, settings);
	onStop(() => {
		onStopping();
		process.exit(0);
	});
}

import { unixSeconds } from "../../clock.ts";
import { exit, onStop, orExit } from "../../exit.ts";
import { listen } from "../../listen.ts";
import { containerStart, processStartOf } from "../../processStart.ts";
import { operationHistory } from "./history.ts";
import { application } from "./http.ts";
import { heartbeat, patienceSeconds } from "./liveness.ts";
import { locateState } from "./locate.ts";
import { runIntervals } from "./loop.ts";
import { createMetrics } from "./metrics.ts";
import { noRecorder, recorderClient, type SentEvent } from "./recorder.ts";
import { createReplica } from "./replica.ts";
import { phaseFraction, scheduleFrom } from "./schedule.ts";
import { readSettings } from "./settings.ts";
import { sha256Base64 } from "./sha256.ts";
import { openStorage } from "./storage/open.ts";
import { storedStates } from "./stored.ts";

let startedAt = containerStart(unixSeconds);
const settings = orExit(() => readSettings(process.env));
const { pod, mode, intervalSeconds } = settings;
const processStart = processStartOf(performance.timeOrigin);
/** Once everything is stored, the process ends at once; whoever can't wait till then kills it. */
const flushSeconds = 10;

const stop = new AbortController();
const metrics = createMetrics({ pod: settings.self.pod, mode });
const pulse = heartbeat(patienceSeconds(intervalSeconds), unixSeconds);
const recorder = settings.recorder
	? recorderClient({
			...settings.recorder,
			hello: { pod, process: processStart, mode, port: settings.port },
		})
	: noRecorder;

function report(event: SentEvent["event"], more: Partial<SentEvent> = {}) {
	recorder.send({
		event: {
			source: "application",
			event,
			pod,
			process: processStart,
			senderTime: unixSeconds(),
			...more,
		},
	});
}

const storage = openStorage(settings, stop.signal, end);
/** Nobody is told of a process that stands by before it takes over its identity. */
let isTold = storage.standsBy === undefined;
const history = operationHistory({
	pod,
	process: processStart,
	clock: unixSeconds,
	send: (record) => recorder.send({ record }),
	onEnd(kind, outcome, durationSeconds) {
		pulse.beat();
		metrics.operationEnded(kind, outcome, durationSeconds);
	},
});
const replica = createReplica(
	{
		identity: pod,
		sha256: sha256Base64,
		clock: unixSeconds,
		storage,
		locate: (state) => locateState(sha256Base64, pod, state, settings.indexLimit, pulse.beat),
		history,
	},
	{
		onReady() {
			const startupDelaySeconds = unixSeconds() - startedAt;
			metrics.started(startupDelaySeconds);
			report("method-ready", { startupDelaySeconds });
			console.log(`ready after ${startupDelaySeconds.toFixed(3)} s`);
		},
		onState: ({ index }) => metrics.stateIndex(index),
		onMissed: metrics.missed,
		onAdvance: metrics.advanced,
		onTrouble: (reason) => (reason === null ? console.log("persisting again") : console.error(reason)),
	},
);

const server = await listen(
	application({
		registry: metrics.registry,
		alive: pulse.alive,
		ready: () => replica.ready() || (storage.standsBy?.() ?? false),
		advance: replica.advance,
		stored: storedStates({
			identity: pod,
			replicas: settings.replicas,
			openReader: storage.openReader,
		}),
		history: history.length,
		status: () => ({
			pod,
			mode,
			index: replica.position()?.index ?? null,
			state: replica.position()?.state ?? null,
			process: processStart,
			missedIntervals: replica.missedIntervals(),
		}),
	}),
	settings,
).catch(exit);

/** Finishes what is in hand, and no more. */
function end(reason: string): void {
	if (isTold) report("process-stopping", { detail: reason });
	console.log(`ending: ${reason}`);
	stop.abort();
	void replica.close();
}

onStop(end);

if (isTold) report("process-started");
console.log(`${pod}: mode ${mode}, a step every ${intervalSeconds} s, port ${settings.port}`);
const prepared = await storage.prepare(stop.signal, pulse.beat);
if (prepared?.startedAt) startedAt = Math.min(startedAt, prepared.startedAt);
if (prepared?.waitedUntil) startedAt = prepared.waitedUntil;
if (prepared && !isTold) {
	isTold = true;
	report("process-started", { detail: settings.self.pod });
}
await runIntervals(
	scheduleFrom(unixSeconds(), intervalSeconds, phaseFraction(sha256Base64, settings.seed, pod)),
	unixSeconds,
	stop.signal,
	(due) => {
		pulse.beat();
		return replica.run(due);
	},
);
await replica.close();
if (isTold) report("history-confirmed", history.length());
await recorder.close(flushSeconds);
server.close();
process.exit(0);

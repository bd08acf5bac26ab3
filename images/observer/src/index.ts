import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { serve } from "@hono/node-server";
import type { LabEvent } from "../../../schema/event.ts";
import type { OperationRecord } from "../../../schema/operation.ts";
import { unixSeconds } from "../../clock.ts";
import { exit, onStop, orExit } from "../../exit.ts";
import { httpRequest } from "../../request.ts";
import { authorizationBy } from "./authorization.ts";
import { keepBallast } from "./ballast.ts";
import { beginning } from "./beginning.ts";
import { openOnes } from "./closedPorts.ts";
import { createConfirmations } from "./confirmations.ts";
import { application, type Status } from "./http.ts";
import { type Journal, openJournal } from "./journal.ts";
import { createMetrics } from "./metrics.ts";
import { ownEvents } from "./ownEvents.ts";
import { watchPods } from "./podWatch.ts";
import { createRecorder } from "./recorder.ts";
import { createRefusals } from "./refusals.ts";
import { readSettings } from "./settings.ts";

const settings = orExit(() => readSettings(process.env));
await mkdir(settings.dataFolder, { recursive: true }).catch(exit);

const startedAt = unixSeconds();
/** So that the observer can tell that a file is full. */
const reserveBytes = 4 * 1024 ** 2;

const ballast = await keepBallast(join(settings.dataFolder, "ballast"));
const own = ownEvents((event) =>
	events.appendReserved(event).catch(async (error: Error) => {
		if (!(await ballast.drop())) throw error;
		await events.appendReserved(event);
	}),
);
const tell = (event: LabEvent) => void own.tell(event);
const refusals = createRefusals({ clock: unixSeconds, tell });
const authorization = authorizationBy(settings.tokens);
const recorder = createRecorder({
	authorization,
	clock: unixSeconds,
	record: (record) => operations.append(record),
	event: (event) => events.append(event),
	tell,
	refusals,
	refused: console.error,
	pendingBytes: () => operations.pendingBytes() + events.pendingBytes(),
	leftUnconfirmed: (process) => void confirmations.ask(process),
});
const confirmations = createConfirmations({
	request: httpRequest(),
	clock: unixSeconds,
	tell: own.tell,
	connected: () => recorder.connected(),
	stored: (pod, process) => recorder.stored(pod, process),
});

function openFile(name: string, onLine?: (line: object) => void, reserveBytes?: number): Promise<Journal> {
	const path = join(settings.dataFolder, name);
	return openJournal(path, settings.fileLimitBytes, onLine, reserveBytes);
}
const operations = await openFile("operations.ndjson", (line) => recorder.remember(line as OperationRecord)).catch(
	exit,
);
const events = await openFile("events.ndjson", (line) => recorder.remember(line as LabEvent), reserveBytes).catch(exit);
const reads = await openFile("reads.ndjson").catch(exit);
const files = { "operations.ndjson": operations, "events.ndjson": events, "reads.ndjson": reads };
const recovered = {
	operations: operations.found().lines,
	events: events.found().lines,
	reads: reads.found().lines,
	damagedBytes: Object.values(files).reduce((bytes, file) => bytes + file.found().damagedBytes, 0),
};
tell({
	time: startedAt,
	source: "observer",
	event: "observer-started",
	detail: beginning(recovered),
});
await recorder.listen(settings.host, settings.streamPort).catch(exit);

const watch = settings.watchNamespace ? watchPods(settings.watchNamespace, unixSeconds, tell) : null;

function status(): Status {
	return {
		operations: operations.lines(),
		events: events.lines(),
		reads: reads.lines(),
		gaps: recorder.gaps(),
		refused: refusals.count() + own.lost(),
		full: Object.entries(files)
			.filter(([, file]) => file.refusing())
			.map(([name]) => name),
		connections: recorder.connections(),
		watching: watch?.watching() ?? false,
		startedAt,
		recovered,
		unauthorized: authorization.refused(),
	};
}

/** What can't be stored is told to its sender, and to whoever judges the run. */
async function orRefused(storing: Promise<void>, pod?: string): Promise<void> {
	try {
		await storing;
	} catch (error) {
		refusals.refuse("not-stored", (error as Error).message, { pod });
		throw error;
	}
}

async function tryClosedPorts(): Promise<void> {
	for (const detail of await openOnes(settings.closedPorts)) {
		tell({ time: unixSeconds(), source: "observer", event: "port-open", detail });
	}
}

const server = serve(
	{
		fetch: application({
			clock: unixSeconds,
			status,
			operations,
			events,
			reads,
			store: (event) => orRefused(events.append(event), event.pod),
			storeRead: (read) => orRefused(reads.append(read), read.pod),
			confirm: confirmations.askAll,
			onRunStarted: () => void tryClosedPorts().catch(exit),
			authorization,
			ready: () => watch === null || watch.watching(),
			registry: createMetrics(status),
		}).fetch,
		hostname: settings.host,
		port: settings.httpPort,
	},
	() =>
		console.log(
			`recording on port ${settings.streamPort}, answering on port ${settings.httpPort}, watching ${settings.watchNamespace ?? "no namespace"}`,
		),
);
server.on("error", exit);

onStop(async () => {
	server.close();
	await watch?.close();
	await recorder.close();
	await own.close();
	await Promise.all([operations.close(), events.close(), reads.close()]);
	process.exit(0);
});

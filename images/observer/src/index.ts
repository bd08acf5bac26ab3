import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { serve } from "@hono/node-server";
import type { LabEvent } from "../../../analysis/schema/event.ts";
import type { OperationRecord } from "../../../analysis/schema/operation.ts";
import { unixSeconds } from "../../clock.ts";
import { exit, orExit } from "../../exit.ts";
import { authorizationBy } from "./authorization.ts";
import { openOnes } from "./closedPorts.ts";
import { application, type Status } from "./http.ts";
import { type Journal, openJournal } from "./journal.ts";
import { createMetrics } from "./metrics.ts";
import { watchPods } from "./podWatch.ts";
import { createRecorder } from "./recorder.ts";
import { readSettings } from "./settings.ts";

const settings = orExit(() => readSettings(process.env));
await mkdir(settings.dataFolder, { recursive: true }).catch(exit);

const authorization = authorizationBy(settings.tokens);
const recorder = createRecorder({
	authorization,
	clock: unixSeconds,
	record: (record) => operations.append(record),
	event: (event) => events.append(event),
	refused: console.error,
	pendingBytes: () => operations.pendingBytes() + events.pendingBytes(),
});
const operations: Journal = await openJournal(
	join(settings.dataFolder, "operations.ndjson"),
	settings.fileLimitBytes,
	(line) => recorder.remember(line as OperationRecord),
);
const events: Journal = await openJournal(
	join(settings.dataFolder, "events.ndjson"),
	settings.fileLimitBytes,
	(line) => recorder.remember(line as LabEvent),
);
const reads: Journal = await openJournal(
	join(settings.dataFolder, "reads.ndjson"),
	settings.fileLimitBytes,
);
await recorder.listen(settings.host, settings.streamPort).catch(exit);

const watch = settings.watchNamespace
	? watchPods(settings.watchNamespace, unixSeconds, (event) => {
			events.append(event).catch(exit);
		})
	: null;

function status(): Status {
	return {
		operations: operations.lines(),
		events: events.lines(),
		reads: reads.lines(),
		gaps: recorder.gaps(),
		connections: recorder.connections(),
		watching: watch?.watching() ?? false,
		unauthorized: authorization.refused(),
	};
}

async function tryClosedPorts(): Promise<void> {
	for (const detail of await openOnes(settings.closedPorts)) {
		await events.append({
			time: unixSeconds(),
			source: "observer",
			event: "port-open",
			detail,
		});
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
			store: events.append,
			storeRead: reads.append,
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

for (const signal of ["SIGTERM", "SIGINT"] as const) {
	process.once(signal, async () => {
		server.close();
		await watch?.close();
		await recorder.close();
		await Promise.all([operations.close(), events.close(), reads.close()]);
		process.exit(0);
	});
}

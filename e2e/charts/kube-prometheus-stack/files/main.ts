/**
 * In place of Prometheus' operator and of Prometheus' discovery: turns PodMonitors, Pods and Nodes
 * into files that Prometheus reads, for as long as it runs.
 */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { configuration, type PodMonitor } from "./configuration.ts";
import { type Node, type Pod, targetFiles } from "./targets.ts";

const everySeconds = 1;
const answerSeconds = 10;
const token = "/var/run/secrets/kubernetes.io/serviceaccount/token";
const {
	API = "https://kubernetes.default.svc",
	FOLDER = "/configuration",
	NAMESPACES = "",
	KUBELET_INTERVAL: interval = "",
	KUBELET_PATH: path = "",
} = process.env;

process.on("SIGTERM", () => process.exit(0));

/** All objects of a kind at a path of the API. */
async function list<Kind>(of: string): Promise<Kind[]> {
	const answer = await fetch(`${API}${of}`, {
		headers: { authorization: `Bearer ${readFileSync(token, "utf8")}` },
		signal: AbortSignal.timeout(answerSeconds * 1000),
	});
	if (!answer.ok) {
		throw new Error(`${of} can't be listed: ${answer.status} ${await answer.text()}`);
	}
	return ((await answer.json()) as { items: Kind[] }).items;
}

const written = new Map<string, string>();

/** Writes a file where it changed, and says whether it did. */
function write(name: string, value: unknown): boolean {
	const text = JSON.stringify(value, null, "\t");
	if (written.get(name) === text) return false;
	// Renamed into place, so that nobody reads half of it.
	writeFileSync(`${FOLDER}/${name}.new`, text);
	renameSync(`${FOLDER}/${name}.new`, `${FOLDER}/${name}`);
	written.set(name, text);
	console.log(`wrote ${name}`);
	return true;
}

/** Prometheus, which starts only later, reads its configuration anew. */
async function reload(): Promise<void> {
	const answer = await fetch("http://127.0.0.1:9090/-/reload", {
		method: "POST",
		signal: AbortSignal.timeout(answerSeconds * 1000),
	});
	if (!answer.ok) {
		throw new Error(`Prometheus refuses it: ${await answer.text()}`);
	}
	console.log("Prometheus has the new configuration");
}

const namespaces = NAMESPACES.split(",").filter((each) => each !== "");
const listEach = async <Kind>(of: (namespace: string) => string) =>
	(await Promise.all(namespaces.map((each) => list<Kind>(of(each))))).flat();
let stale = true;
for (;;) {
	try {
		const [monitors, pods, nodes] = await Promise.all([
			listEach<PodMonitor>((namespace) => `/apis/monitoring.coreos.com/v1/namespaces/${namespace}/podmonitors`),
			listEach<Pod>((namespace) => `/api/v1/namespaces/${namespace}/pods`),
			list<Node>("/api/v1/nodes"),
		]);
		const files = targetFiles(monitors, pods, nodes);
		for (const [name, targets] of Object.entries(files)) write(name, targets);
		// JSON is YAML, too.
		if (write("prometheus.yml", configuration(monitors, { interval, path }, FOLDER))) {
			stale = true;
		}
		if (stale) {
			await reload();
			stale = false;
		}
	} catch (error) {
		const { message, cause } = error as Error;
		console.error(cause instanceof Error ? cause.message : message);
	}
	await sleep(everySeconds * 1000);
}

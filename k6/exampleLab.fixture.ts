import { hash } from "node:crypto";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { listen as serveApp } from "../images/listen.ts";
import { faultInterface } from "../infra/cluster/native/faults/http.ts";
import type { FaultEffects } from "../infra/cluster/native/faults/standingFaults.ts";
import type { ReadRecord } from "../schema/read.ts";
import { type Outcome, reportOf } from "../schema/witnessReport.ts";
import type { NodePatch } from "./nodes.ts";

/** What is wrong with a made-up lab. */
export type Flaw =
	| "none"
	| "off-chain"
	| "backwards"
	| "never-back"
	/** The first replica acknowledges updates that it doesn't make. */
	| "acknowledged-for-nothing"
	/** The first replica never answers. */
	| "silent";

/**
 * Each replica has an address of its own, as Pods do, and all the application's port. Other
 * processes' replicas have others.
 */
const addressOf = (replica: number) => `127.${64 + ((process.pid >> 8) & 127)}.${process.pid & 255}.${replica + 1}`;
const applicationPort = 32000;
const consensusPort = 32201;

/**
 * Raft group → the replica that leads it, before or after the run has started. Null: there are no
 * sidecars.
 */
export type Leadership = ((started: boolean) => { [group: string]: number }) | null;

/** The node that all replicas are on. */
export const furtherNode = "holdfast-1";

type Replica = {
	name: string;
	address: string;
	uid: number;
	/** Listens; a killed one breaks every connection. */
	up: boolean;
	deleting: boolean;
	states: string[];
};

/**
 * Replicas, with a consensus sidecar each if any, a Kubernetes API and an observer on loopback,
 * enough of each for the chaos scenario. A deleted Pod is back after 0.8 s.
 */
export async function serveLab(
	replicas: number,
	flaw: Flaw,
	leadership: Leadership = null,
): Promise<{
	server: string;
	observer: string;
	requests: {
		deletions: Deletion[];
		evictions: Eviction[];
		events: ChaosEvent[];
		reads: SentRead[];
		/** `Authorization` headers that the observer was sent. */
		shown: Set<string | undefined>;
	};
	close(): void;
}> {
	const pods = Array.from({ length: replicas }, (_, i) => newReplica(i));
	const deletions: Deletion[] = [];
	const evictions: Eviction[] = [];
	let closed = false;
	const events: ChaosEvent[] = [];
	const reads: SentRead[] = [];
	const shown = new Set<string | undefined>();
	const ticking = setInterval(() => {
		for (const pod of pods) if (pod.up) advance(pod);
	}, 200);
	const servers = await Promise.all([
		...pods.map((pod, i) =>
			listen(
				(request, response) => {
					if (!pod.up) return request.socket.destroy();
					if (i === 0 && flaw === "silent") return;
					const made = i !== 0 || flaw !== "acknowledged-for-nothing";
					if (request.method === "POST" && made) advance(pod);
					response.end(JSON.stringify(answerOf(pod, i, flaw)));
				},
				pod.address,
				applicationPort,
			),
		),
		...(leadership === null ? [] : pods).map((pod, i) =>
			listen(
				(request, response) => {
					const started = events.some(({ event }) => event === "run-started");
					if (!pod.up) request.socket.destroy();
					else response.end(metricsOf(pod, i, leadership?.(started) ?? {}));
				},
				pod.address,
				consensusPort,
			),
		),
		listen(async (request, response) => {
			const body = await bodyOf(request);
			shown.add(request.headers.authorization);
			if (request.url === "/reads") reads.push(...(body as SentRead[]));
			else events.push(body as ChaosEvent);
			response.writeHead(201).end();
		}),
		listen(async (request, response) => {
			if (request.headers.authorization !== "Bearer secret") {
				response.writeHead(401).end('{"message":"Unauthorized"}');
				return;
			}
			const url = new URL(request.url ?? "/", "http://api");
			if (url.pathname === `/api/v1/nodes/${furtherNode}`) {
				if (request.method === "PATCH") {
					const patch = (await bodyOf(request)) as NodePatch;
					closed = patch.spec.unschedulable === true;
				}
				response.end(JSON.stringify(apiNode(closed)));
				return;
			}
			const evicted = pods.find(({ name }) => url.pathname.endsWith(`/pods/${name}/eviction`));
			if (evicted) {
				// A budget that one Pod may be away.
				const refused = pods.some(({ up }) => !up);
				evictions.push({ pod: evicted.name, refused });
				if (!refused) remove(evicted, flaw);
				response.writeHead(refused ? 429 : 201).end("{}");
				return;
			}
			const name = /\/pods\/(.+)$/.exec(url.pathname)?.[1];
			const pod = pods.find((candidate) => candidate.name === name);
			if (request.method === "DELETE" && pod) {
				deletions.push({ pod: pod.name, options: await bodyOf(request) });
				remove(pod, flaw);
			}
			const selected = namesIn(url.searchParams.get("labelSelector"));
			response.end(
				JSON.stringify(
					pod
						? apiPod(pod)
						: {
								items: pods.filter((one) => selected?.includes(one.name) ?? true).map(apiPod),
							},
				),
			);
		}),
	]);
	const [observer, server] = servers.slice(-2) as [Server, Server];
	return {
		server: urlOf(server),
		observer: urlOf(observer),
		requests: { deletions, evictions, events, reads, shown },
		close() {
			clearInterval(ticking);
			for (const one of servers) one.close();
		},
	};
}

export type SentRead = Omit<ReadRecord, "received">;
export type Deletion = { pod: string; options: unknown };
/** An asking for one, and whether the budget refused it. */
export type Eviction = { pod: string; refused: boolean };
export type ChaosEvent = {
	event: string;
	source?: string;
	pod?: string;
	outcome?: string;
	value?: number;
	detail?: string;
};

/**
 * A fault agent whose faults do nothing, and can't be undone so many times.
 *
 * @param bites what its witness sees of each fault
 */
export async function serveAgent({
	failures,
	bites,
}: {
	failures: number;
	bites: Outcome;
}): Promise<{ agent: { url: string; token: string }; close(): void }> {
	const seen = (outcome: Outcome) => reportOf([{ victim: null, outcome, value: 2, detail: "2 processes" }]);
	let left = failures;
	const effects: FaultEffects = {
		inject: () => () => {
			if (left-- > 0) throw new Error("not now");
		},
		later: (seconds, work) => setTimeout(work, seconds * 1000).unref(),
		trouble: () => {},
		witness: {
			before: () => null,
			injected: () => seen(bites),
			undone: () => seen("confirmed"),
		},
	};
	const token = "secret-of-the-agent";
	const { app } = faultInterface(token, effects);
	const server = await serveApp(app, { host: "127.0.0.1", port: 0 });
	const { port } = server.address() as AddressInfo;
	return {
		agent: { url: `http://127.0.0.1:${port}/faults`, token },
		close: () => server.close(),
	};
}

function newReplica(i: number): Replica {
	const replica = {
		name: `pod-${i}`,
		address: addressOf(i),
		uid: 1,
		up: true,
		deleting: false,
		states: [],
	};
	for (let k = 0; k < 5; k++) advance(replica);
	return replica;
}

function advance({ name, states }: Replica): void {
	states.push(hash("sha256", states.at(-1) ?? name, "base64"));
}

function answerOf({ name, states }: Replica, replica: number, flaw: Flaw) {
	const flawed = replica === 0 && states.length >= 10;
	const index = flawed && flaw === "backwards" ? 1 : states.length - 1;
	const state = flawed && flaw === "off-chain" ? "c3RyYW5nZXI=" : states[index];
	return { pod: name, process: 1, mode: "central", index, state };
}

function metricsOf({ name }: Replica, replica: number, leaders: { [group: string]: number }): string {
	const lines = Object.entries(leaders).map(
		([group, leader]) =>
			`holdfast_cp_leads{group="${group}",pod="${name}",mode="decentral"} ${leader === replica ? 1 : 0}\n`,
	);
	const members = [`holdfast_cp_members{pod="${name}"} 3\n`];
	members.push(`holdfast_cp_live_members{pod="${name}"} 3\n`);
	return `# TYPE holdfast_cp_leads gauge\n${[...lines, ...members].join("")}`;
}

function remove(pod: Replica, flaw: Flaw): void {
	pod.up = false;
	pod.deleting = true;
	if (flaw === "never-back") return;
	setTimeout(() => {
		pod.up = true;
		pod.deleting = false;
		pod.uid++;
	}, 800);
}

function apiNode(unschedulable: boolean) {
	return {
		metadata: { name: furtherNode, resourceVersion: "1" },
		spec: { unschedulable },
	};
}

function apiPod({ name, uid, address, up, deleting }: Replica) {
	return {
		metadata: {
			name,
			uid: `${name}-${uid}`,
			...(deleting && { deletionTimestamp: "2026-11-23T09:30:00Z" }),
		},
		spec: { nodeName: furtherNode },
		status: {
			podIP: address,
			conditions: [{ type: "Ready", status: up ? "True" : "False" }],
			containerStatuses: [
				{
					name: "app",
					containerID: `containerd://${hash("sha256", `${name}-${uid}`)}`,
					state: { running: {} },
				},
			],
		},
	};
}

function namesIn(selector: string | null): string[] | undefined {
	return / in \((.*)\)$/.exec(selector ?? "")?.[1]?.split(",");
}

async function bodyOf(request: AsyncIterable<unknown>): Promise<unknown> {
	let text = "";
	for await (const chunk of request) text += chunk;
	return JSON.parse(text);
}

function listen(answer: RequestListener, address = "127.0.0.1", port = 0): Promise<Server> {
	const server = createServer(answer);
	return new Promise((resolve, reject) => {
		server.once("error", reject);
		server.listen(port, address, () => resolve(server));
	});
}

function urlOf(server: Server): string {
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

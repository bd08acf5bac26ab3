import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { judge } from "../analysis/checker.ts";
import { nextState } from "../schema/chain.ts";
import { type LabEvent, labEvent } from "../schema/event.ts";
import { type OperationRecord, operationRecord } from "../schema/operation.ts";
import { sha256Base64 } from "./app/src/sha256.ts";
import type { Status as ReplicaStatus } from "./app/src/status.ts";
import { testAdapterContract } from "./app/src/storage/adapterContract.ts";
import { CentralStorage } from "./app/src/storage/central.ts";
import { couchDb } from "./app/src/storage/couchdb.ts";
import { bundleImages } from "./bundle.ts";
import type { Confirmation } from "./observer/src/confirmations.ts";
import type { Status as ObserverStatus } from "./observer/src/http.ts";
import { observerTokens, exampleTokens as tokens } from "./observer/src/tokens.fixture.ts";
import { httpRequest } from "./request.ts";

// The images' programs as they are bundled, without Kubernetes: every process is real, all on
// loopback.

const node = join(import.meta.dirname, "..", "node_modules", ".bin", "node");
const credentials = { user: "admin", password: "quorum" };
const folder = mkdtempSync(join(tmpdir(), "holdfast-images-"));

interface Program {
	process: ChildProcess;
	output: () => string;
	exit: Promise<number | null>;
}

const running = new Set<Program>();

function start(image: "app" | "liar" | "observer" | "sidecar" | "store", variables: Record<string, string>): Program {
	const child = spawn(node, [join(folder, image, "index.mjs")], {
		env: { HOST: "127.0.0.1", ...variables },
		stdio: ["ignore", "pipe", "pipe"],
	});
	let output = "";
	for (const stream of [child.stdout, child.stderr]) {
		stream.on("data", (chunk) => {
			output += chunk;
		});
	}
	const program: Program = {
		process: child,
		output: () => output,
		exit: once(child, "exit").then(([code]) => {
			running.delete(program);
			return code;
		}),
	};
	running.add(program);
	return program;
}

async function stop(program: Program, signal: NodeJS.Signals = "SIGTERM") {
	program.process.kill(signal);
	return program.exit;
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as { port: number };
	server.close();
	await once(server, "close");
	return port;
}

async function until<T>(what: string, attempt: () => Promise<T | null | undefined | false>, seconds = 60): Promise<T> {
	const deadline = performance.now() + seconds * 1000;
	for (;;) {
		const result = await attempt().catch(() => null);
		if (result) return result;
		if (performance.now() > deadline) {
			throw new Error(
				`${what}: not within ${seconds} s. Output:\n${[...running].map((program) => program.output()).join("\n")}`,
			);
		}
		await new Promise((resume) => setTimeout(resume, 50));
	}
}

/** Hands connections on to `port`, until they are cut. */
async function relayTo(port: number) {
	const sockets: Socket[] = [];
	const server = createServer((near) => {
		const far = connect(port, "127.0.0.1");
		for (const socket of [near, far]) socket.on("error", () => {});
		near.pipe(far).pipe(near);
		sockets.push(near, far);
	}).listen(0, "127.0.0.1");
	await once(server, "listening");
	return {
		port: (server.address() as { port: number }).port,
		cut() {
			server.close();
			for (const socket of sockets) socket.destroy();
		},
	};
}

async function lab(observerVariables: Record<string, string> = {}) {
	const [storePort, streamPort, observerPort] = await Promise.all([freePort(), freePort(), freePort()]);
	const store = start("store", {
		PORT: String(storePort),
		COUCHDB_USER: credentials.user,
		COUCHDB_PASSWORD: credentials.password,
		COUCHDB_DATABASE: "states",
	});
	const storeUrl = `http://127.0.0.1:${storePort}`;
	const observerUrl = `http://127.0.0.1:${observerPort}`;
	const dataFolder = mkdtempSync(join(folder, "data-"));
	const startObserver = async () => {
		const observer = start("observer", {
			...observerTokens(tokens),
			DATA_DIR: dataFolder,
			WATCH_NAMESPACE: "",
			STREAM_PORT: String(streamPort),
			HTTP_PORT: String(observerPort),
			...observerVariables,
		});
		await until("the observer answers", async () => (await fetch(`${observerUrl}/readyz`)).ok);
		return observer;
	};
	await until("the store is up", async () => (await fetch(`${storeUrl}/_up`)).ok);
	const observer = await startObserver();

	async function replica(pod: string, over: Record<string, string> = {}) {
		const port = await freePort();
		const program = start("app", {
			POD_NAME: pod,
			MODE: "central",
			REPLICAS: "2",
			INTERVAL_SECONDS: "0.1",
			SEED: "7",
			PORT: String(port),
			RECORDER: `127.0.0.1:${streamPort}`,
			RECORDER_TOKEN: tokens.application,
			CENTRAL_URL: storeUrl,
			CENTRAL_USER: credentials.user,
			CENTRAL_PASSWORD: credentials.password,
			...over,
		});
		const url = `http://127.0.0.1:${port}`;
		const status = async () =>
			(await (await fetch(url, { headers: { accept: "application/json" } })).json()) as ReplicaStatus;
		return {
			...program,
			program,
			url,
			status,
			reaches: (index: number, seconds?: number) =>
				until(
					`${pod} reaches state ${index}`,
					async () => {
						const now = await status();
						return (now.index ?? -1) >= index && now;
					},
					seconds,
				),
		};
	}

	async function lines<T>(file: string, parse: (value: unknown) => T): Promise<T[]> {
		const text = await (await fetch(`${observerUrl}/${file}`)).text();
		return text
			.split("\n")
			.filter((line) => line !== "")
			.map((line) => parse(JSON.parse(line)));
	}

	return {
		store,
		storeUrl,
		observerUrl,
		streamPort,
		observer,
		startObserver,
		replica,
		operations: () => lines("operations.ndjson", (value) => operationRecord.parse(value)),
		events: () => lines("events.ndjson", (value) => labEvent.parse(value)),
		observerStatus: async () => (await (await fetch(`${observerUrl}/status`)).json()) as ObserverStatus,
	};
}

/** What must hold of every history: complete, on the chain, and nothing acknowledged lost. */
function check(pod: string, history: OperationRecord[], length: number) {
	const states: string[] = [];
	for (let index = 0; index <= length + 10; index++) {
		states.push(nextState(sha256Base64, pod, states.at(-1) ?? null));
	}
	const own = history.filter((record) => record.pod === pod);
	const processes = new Set(own.map(({ process }) => process));
	for (const process of processes) {
		const numbers = own.filter((record) => record.process === process).map(({ number }) => number);
		expect(numbers).toEqual(numbers.map((_, index) => index));
	}
	let acknowledged = -1;
	for (const { type, kind, index, state } of own) {
		if (index !== null) expect(state).toBe(states[index]);
		if (type !== "ok") continue;
		if (kind === "load") expect(index ?? -1).toBeGreaterThanOrEqual(acknowledged);
		if (kind === "persist") {
			expect(index).toBeGreaterThan(acknowledged);
			acknowledged = index ?? -1;
		}
	}
	return { acknowledged, processes: [...processes] };
}

function acknowledgedUpdates(history: OperationRecord[], pod: string) {
	return history.filter((record) => record.pod === pod && record.kind === "persist" && record.type === "ok");
}

beforeAll(() => bundleImages(folder), 120_000);
afterEach(async () => {
	await Promise.all([...running].map((program) => stop(program, "SIGKILL")));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the images' programs together", { timeout: 180_000 }, () => {
	test("a store that lies is found out, of the replicas that it lied about alone", async () => {
		const { replica, operations, events, storeUrl, observerUrl } = await lab();
		const port = await freePort();
		const liarUrl = `http://127.0.0.1:${port}`;
		start("liar", {
			PORT: String(port),
			STORE_URL: storeUrl,
			LIES: "0.1",
			SEED: "3",
			OBSERVER: observerUrl,
			OBSERVER_TOKEN: tokens.store,
		});
		await until("the liar answers", async () => (await fetch(`${liarUrl}/_up`)).ok);
		const lied = await replica("pod-0", {
			CENTRAL_URL: liarUrl,
			INDEX_LIMIT: "1000",
		});
		const other = await replica("pod-1");
		await Promise.all([lied.reaches(30), other.reaches(30)]);
		await Promise.all([stop(lied.program), stop(other.program)]);
		const lies = (await events()).filter(({ event }) => event === "lied");
		expect(new Set(lies.map(({ pod }) => pod))).toEqual(new Set(["pod-0"]));
		const { violations, doubts } = judge(await operations(), await events(), ["pod-0", "pod-1"]);
		expect(doubts).toEqual([]);
		expect(new Set(violations.map(({ pod }) => pod))).toEqual(new Set(["pod-0"]));
	});

	test("replicas advance along their chains, and the history is complete", async () => {
		const { replica, operations, events, observerStatus } = await lab();
		const [one, two] = [await replica("pod-0"), await replica("pod-1")];
		await one.reaches(20);
		await two.reaches(10);
		expect(await stop(one.program)).toBe(0);
		expect(await stop(two.program)).toBe(0);

		const history = await operations();
		for (const pod of ["pod-0", "pod-1"]) {
			const updates = acknowledgedUpdates(history, pod);
			expect(updates.map(({ index }) => index)).toEqual(updates.map((_, index) => index));
			check(pod, history, updates.length);
		}
		// Every operation ended: nothing was cut off by SIGTERM.
		expect(history.filter(({ type }) => type === "invoke").length * 2).toBe(history.length);
		expect(await observerStatus()).toMatchObject({
			operations: history.length,
			gaps: 0,
			watching: false,
		});
		const told = (await events()).filter(({ pod }) => pod === "pod-0");
		expect(told.map(({ event }) => event)).toEqual([
			"process-started",
			"method-ready",
			"process-stopping",
			"history-confirmed",
		]);
		expect(told.at(-1)).toMatchObject({
			source: "application",
			process: told[0]?.process,
			records: history.filter(({ pod }) => pod === "pod-0").length,
			persisted: acknowledgedUpdates(history, "pod-0").length,
		});
		expect(told[1]?.startupDelaySeconds).toBeGreaterThan(0);
		expect(told[1]?.startupDelaySeconds).toBeLessThan(30);
	});

	test("a replica told to stop, and one killed, go on from the stored state", async () => {
		const { replica, operations, observerStatus } = await lab();
		let pod = await replica("pod-0");
		await pod.reaches(5);
		expect(await stop(pod.program, "SIGTERM")).toBe(0);
		const afterTerm = acknowledgedUpdates(await operations(), "pod-0").at(-1);

		pod = await replica("pod-0");
		const resumed = await pod.reaches((afterTerm?.index ?? 0) + 5);
		await stop(pod.program, "SIGKILL");

		pod = await replica("pod-0");
		await pod.reaches((resumed.index ?? 0) + 5);
		await stop(pod.program);

		const history = await operations();
		const { processes, acknowledged } = check("pod-0", history, 1000);
		expect(processes.length).toBe(3);
		const second = history.find((record) => record.process === processes[1] && record.type === "ok");
		expect(second).toMatchObject({ kind: "load", index: afterTerm?.index });
		// No step was made twice or left out, except that a kill may hide one acknowledgement.
		const updates = acknowledgedUpdates(history, "pod-0");
		expect(acknowledged + 1 - updates.length).toBeLessThanOrEqual(1);
		expect((await observerStatus()).gaps).toBe(0);
	});

	test("a store that stands still for 3 s stops neither the loop nor the probes, and nothing acknowledged is lost", async () => {
		const { replica, store, operations } = await lab();
		const pod = await replica("pod-0");
		const before = await pod.reaches(5);
		store.process.kill("SIGSTOP");
		await new Promise((resume) => setTimeout(resume, 3000));
		expect((await fetch(`${pod.url}/livez`)).status).toBe(200);
		expect((await fetch(`${pod.url}/readyz`)).status).toBe(200);
		store.process.kill("SIGCONT");
		const after = await pod.reaches((before.index ?? 0) + 15);
		expect(after.missedIntervals).toBeGreaterThan(5);
		await stop(pod.program);

		const history = await operations();
		check("pod-0", history, 1000);
		const updates = acknowledgedUpdates(history, "pod-0").map(({ index }) => index ?? -1);
		expect(updates.length).toBeGreaterThan(15);
	});

	test("a store that is gone makes loads fail and the loop go on; an empty one that comes back is told the next state", async () => {
		const { replica, store, storeUrl, operations } = await lab();
		const pod = await replica("pod-0");
		const before = await pod.reaches(5);
		await stop(store, "SIGKILL");
		await until("a load fails", async () =>
			(await operations()).some(({ kind, type }) => kind === "load" && type === "fail"),
		);
		expect((await fetch(`${pod.url}/livez`)).status).toBe(200);
		start("store", {
			PORT: new URL(storeUrl).port,
			COUCHDB_USER: credentials.user,
			COUCHDB_PASSWORD: credentials.password,
			COUCHDB_DATABASE: "states",
		});
		await pod.reaches((before.index ?? 0) + 10);
		await stop(pod.program);
		const updates = acknowledgedUpdates(await operations(), "pod-0").map(({ index }) => index ?? -1);
		expect(updates).toEqual([...updates].sort((a, b) => a - b));
		expect(pod.output()).toContain("persisting again");
	});

	test("any replica tells what the store holds of any identity, and its own updates go on as if nobody asked", async () => {
		const { replica, operations } = await lab();
		const first = await replica("pod-0");
		const second = await replica("pod-1");
		await Promise.all([first.reaches(3), second.reaches(3)]);
		const stored = async (identity: string) => {
			const answer = await fetch(`${first.url}/stored/${identity}`);
			const body = (await answer.json()) as { state?: string | null };
			return { status: answer.status, body };
		};
		const before = acknowledgedUpdates(await operations(), "pod-1").at(-1);
		const look = await stored("pod-1");
		expect(look).toMatchObject({
			status: 200,
			body: { pod: "pod-1", by: "pod-0" },
		});
		await second.reaches((before?.index ?? 0) + 3);
		const updates = acknowledgedUpdates(await operations(), "pod-1");
		const found = updates.find(({ state }) => state === look.body.state);
		expect(found?.index).toBeGreaterThanOrEqual(before?.index ?? 0);
		expect((await stored("pod-2")).status).toBe(400);
		for (let i = 0; i < 20; i++) await stored("pod-0");
		await first.reaches(((await first.status()).index ?? 0) + 3);
		expect((await operations()).filter(({ type }) => type === "fail")).toEqual([]);
	});

	test("an observer that is killed and comes back misses nothing and stores nothing twice", async () => {
		const { replica, observer, startObserver, operations, events, observerStatus } = await lab();
		const pod = await replica("pod-0");
		await pod.reaches(5);
		await stop(observer, "SIGKILL");
		const meanwhile = await pod.reaches(((await pod.status()).index ?? 0) + 5);
		await startObserver();
		await pod.reaches((meanwhile.index ?? 0) + 5);
		await until("the replica reconnects", async () => (await observerStatus()).connections === 1);
		await stop(pod.program);
		const history = await operations();
		check("pod-0", history, 1000);
		const updates = acknowledgedUpdates(history, "pod-0");
		expect(updates.map(({ index }) => index)).toEqual(updates.map((_, index) => index));
		expect((await observerStatus()).gaps).toBe(0);
		const told = await events();
		expect(told.map(({ event }: LabEvent) => event)).toEqual([
			"observer-started",
			"process-started",
			"method-ready",
			"observer-started",
			"process-stopping",
			"history-confirmed",
		]);
		expect(told[0]?.detail).toBe("fresh");
		expect(told[3]?.detail).toMatch(/^on top of \d+ operations, 3 events and 0 reads/);
		expect(told[5]?.records).toBe(history.length);
	});

	test("a replica that ends while the observer stands still answers for its history until that is stored, and then ends at once", async () => {
		const { replica, observer, operations, events } = await lab();
		const pod = await replica("pod-0");
		await pod.reaches(5);
		observer.process.kill("SIGSTOP");
		await pod.reaches(10);
		pod.program.process.kill("SIGTERM");
		await until("it says that it ends", async () => pod.output().includes("ending"));
		await new Promise((resume) => setTimeout(resume, 1500));
		const told = await (await fetch(`${pod.url}/history`)).json();
		observer.process.kill("SIGCONT");
		const ended = performance.now();
		expect(await pod.exit).toBe(0);
		expect(performance.now() - ended).toBeLessThan(3000);
		const history = await operations();
		check("pod-0", history, 1000);
		const { process } = history[0] as OperationRecord;
		const records = history.length;
		const persisted = acknowledgedUpdates(history, "pod-0").length;
		expect(told).toEqual({ pod: "pod-0", process, records, persisted });
		expect((await events()).at(-1)).toMatchObject({
			event: "history-confirmed",
			source: "application",
			records,
			persisted,
		});
	});

	test("a process that is cut off from the observer is asked for its history, and one that was killed confirms nothing", async () => {
		const { replica, streamPort, events, operations } = await lab();
		const relay = await relayTo(streamPort);
		const [cut, killed] = [await replica("pod-0", { RECORDER: `127.0.0.1:${relay.port}` }), await replica("pod-1")];
		await cut.reaches(5);
		await killed.reaches(5);
		await stop(killed.program, "SIGKILL");
		relay.cut();
		const confirmed = async () => (await events()).filter(({ event }) => event === "history-confirmed");
		await until("it is asked", async () => (await confirmed()).length > 0);
		const process = (await cut.status()).process;
		expect(await confirmed()).toEqual([
			{
				time: expect.any(Number),
				source: "observer",
				event: "history-confirmed",
				pod: "pod-0",
				process,
				records: expect.any(Number),
				persisted: expect.any(Number),
			},
		]);
		const stored = (await operations()).filter(({ pod }) => pod === "pod-0");
		const records = (await confirmed())[0]?.records;
		expect(records).toBeGreaterThanOrEqual(stored.length);
	});

	test("all processes confirm their histories when they are asked to", async () => {
		const { replica, observerUrl, operations } = await lab();
		const pods = [await replica("pod-0"), await replica("pod-1")];
		for (const { reaches } of pods) await reaches(3);
		const response = await fetch(`${observerUrl}/confirm`, {
			method: "POST",
			headers: { authorization: `Bearer ${tokens.scenario}` },
		});
		const confirmations = (await response.json()) as Confirmation[];
		expect(confirmations.map(({ pod }) => pod).sort()).toEqual(["pod-0", "pod-1"]);
		const history = await operations();
		for (const { pod, process, records, stored } of confirmations) {
			expect(stored).toBeGreaterThanOrEqual(records ?? Number.NaN);
			const own = history.filter((record) => record.pod === pod && record.process === process);
			expect(own.length).toBeGreaterThanOrEqual(stored);
		}
	});

	test("an observer without room says so, and still tells that it has none", async () => {
		const { replica, observerStatus, events, operations } = await lab({
			FILE_LIMIT_BYTES: "4000",
		});
		const pod = await replica("pod-0");
		await pod.reaches(15);
		await until("it refuses", async () => (await observerStatus()).refused > 0);
		const status = await observerStatus();
		expect(status).toMatchObject({ full: ["operations.ndjson"], gaps: 0 });
		expect((await operations()).length).toBe(status.operations);
		const refused = await until("it is told", async () =>
			(await events()).find(({ event }) => event === "record-refused"),
		);
		expect(refused).toMatchObject({
			source: "observer",
			pod: "pod-0",
			process: (await pod.status()).process,
			detail: expect.stringContaining("FILE_LIMIT_BYTES above 4000"),
		});
	});

	test("with wrong credentials a replica lives, isn't ready, and says why", async () => {
		const { replica } = await lab();
		const pod = await replica("pod-0", { CENTRAL_PASSWORD: "wrong" });
		await until("it says why", async () => pod.output().includes("401 unauthorized"));
		expect((await fetch(`${pod.url}/livez`)).status).toBe(200);
		expect((await fetch(`${pod.url}/readyz`)).status).toBe(503);
		expect(await pod.status()).toMatchObject({ index: null, state: null });
	});

	test("an observer takes nothing from those without its token, and counts them", async () => {
		const { replica, operations, observerUrl, observerStatus } = await lab();
		const stranger = await replica("pod-0", {
			RECORDER_TOKEN: tokens.scenario,
		});
		await stranger.reaches(3);
		const event = await fetch(`${observerUrl}/events`, {
			method: "POST",
			headers: { authorization: `Bearer ${tokens.application}` },
			body: '{"source":"chaos","event":"run-started"}',
		});
		expect(event.status).toBe(403);
		await until("the replica is counted, too", async () => (await observerStatus()).unauthorized > 1);
		const own = await replica("pod-1");
		await own.reaches(3);
		expect(new Set((await operations()).map(({ pod }) => pod))).toEqual(new Set(["pod-1"]));
	});

	test("an observer without tokens doesn't start", async () => {
		const program = start("observer", {
			DATA_DIR: mkdtempSync(join(folder, "data-")),
		});
		expect(await program.exit).toBe(1);
		expect(program.output().trim()).toMatch(
			/^The environment is wrong: APPLICATION_TOKEN, .*: without them anybody could write to the observer\.$/,
		);
	});

	test("wrong settings end a program with one sentence", async () => {
		const program = start("app", { POD_NAME: "pod-0", MODE: "quorum" });
		expect(await program.exit).toBe(1);
		expect(program.output().trim()).toBe(
			'The environment is wrong: MODE="quorum" must be one of: central, decentral, hybrid, central-etcd, volume, standby, none. REPLICAS is not set; it must be a whole number of at least 1.',
		);
	});

	test("nobody gets at the store without credentials, and trying doesn't hurt it", async () => {
		const { storeUrl } = await lab();
		for (const [method, path] of [
			["PUT", "/states"],
			["GET", "/states/pod-0"],
			["DELETE", "/states"],
			["GET", "/_all_dbs"],
		]) {
			const response = await fetch(`${storeUrl}${path}`, {
				method: method ?? "",
			});
			expect(response.status).toBe(401);
		}
		expect((await fetch(`${storeUrl}/_up`)).status).toBe(200);
		expect(await (await fetch(storeUrl)).json()).toMatchObject({
			standsInFor: "CouchDB 3",
		});
	});
});

describe("a consensus replica whose peers don't show up", () => {
	/** A member that waits at its launcher, and the consensus replica beside it. */
	async function waiting(variables: Record<string, string>) {
		const launcher = join(mkdtempSync(join(folder, "launcher-")), "start");
		execFileSync("mkfifo", [launcher]);
		const member = spawn("sh", ["-c", `read -r join <${launcher} && echo told`]);
		let told = "";
		member.stdout.on("data", (text) => {
			told += text;
		});
		const port = await freePort();
		const consensus = start("sidecar", {
			POD_NAME: "pod-0",
			POD_IP: "127.0.0.1",
			REPLICAS: "3",
			GROUP_SIZE: "3",
			PEER_TOKEN: "0123456789abcdef",
			PEER_DOMAIN: "invalid",
			PEER_HOST: "127.0.0.1",
			PEER_PORT: String(await freePort()),
			PORT: String(port),
			LAUNCHER: launcher,
			...variables,
		});
		return {
			consensus,
			member,
			told: () => told,
			url: `http://127.0.0.1:${port}`,
		};
	}

	test("holds its member back, says so, and gives up after a while with a sentence that names them", async () => {
		const { consensus, member, told, url } = await waiting({
			FORMATION_LIMIT_SECONDS: "3",
		});
		const verification = await until("it answers", () => fetch(`${url}/api/v1/cp/verify`));
		expect(verification.status).toBe(503);
		expect(verification.headers.get("retry-after")).toBe("1");
		expect(await verification.json()).toMatchObject({ formed: false });
		expect(await consensus.exit).toBe(1);
		expect(consensus.output()).toContain("Waited 3 s in vain to form a cluster of 3: no answer yet from pod-1, pod-2.");
		member.kill();
		expect(told()).toBe("");
	});

	test("that serves others' Pods answers whoever shows the clients' token, and names its peers as their Pods are called", async () => {
		const token = "fedcba9876543210";
		const { consensus, member, url } = await waiting({
			POD_NAME: "hybrid-0",
			POD_PREFIX: "hybrid",
			CLIENTS: "5",
			CLIENT_TOKEN: token,
			FORMATION_LIMIT_SECONDS: "3",
		});
		const ask = (authorization: string) => fetch(`${url}/api/v1/cp/verify`, { headers: { authorization } });
		const refused = await until("it answers", () => ask("Bearer none"));
		expect(refused.status).toBe(401);
		expect((await ask(`Bearer ${token}`)).status).toBe(503);
		expect(await consensus.exit).toBe(1);
		expect(consensus.output()).toContain("no answer yet from hybrid-1, hybrid-2.");
		member.kill();
	});

	test("refuses sizes that make no group, in one sentence", async () => {
		const { consensus, member } = await waiting({ REPLICAS: "2" });
		expect(await consensus.exit).toBe(1);
		expect(consensus.output().trim()).toBe(
			"The environment is wrong: A Raft group needs at least 3 members, but there are 2 replicas: choose 3 or more.",
		);
		member.kill();
	});
});

describe("the adapter on the stand-in", { timeout: 60_000 }, () => {
	let contractStore: Program;
	let url: string;

	testAdapterContract("PouchDB Server", async () => {
		const port = await freePort();
		contractStore = start("store", {
			PORT: String(port),
			COUCHDB_USER: credentials.user,
			COUCHDB_PASSWORD: credentials.password,
			COUCHDB_DATABASE: "states",
		});
		url = `http://127.0.0.1:${port}`;
		await until("the store is up", async () => (await fetch(`${url}/_up`)).ok);
		return new CentralStorage(couchDb({ url, database: "states", credentials }, httpRequest()));
	});
	afterAll(() => contractStore && stop(contractStore, "SIGKILL"));
});

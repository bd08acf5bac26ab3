import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { judge } from "../analysis/checker.ts";
import type { LabEvent } from "../schema/event.ts";
import type { OperationRecord } from "../schema/operation.ts";
import { type ApiServer, startApiServer } from "../toolchain/plugins/test/apiserver.ts";
import { bundleImages } from "./bundle.ts";
import { unixSeconds } from "./clock.ts";
import { application } from "./controller/src/http.ts";
import { createMetrics } from "./controller/src/metrics.ts";
import { type Pods, podsIn } from "./controller/src/pods.ts";
import { podView } from "./controller/src/podView.ts";
import { promotionEvents } from "./controller/src/promotionEvents.ts";
import { createStateController } from "./controller/src/stateController.ts";
import { listen } from "./listen.ts";
import { observerTokens, exampleTokens as tokens } from "./observer/src/tokens.fixture.ts";
import { httpRequest } from "./request.ts";

// A real API server, whose Pods nobody runs, and real processes of the images' programs in their
// place, all on loopback.

const node = join(import.meta.dirname, "..", "node_modules", ".bin", "node");
const namespace = "holdfast";
const roleToken = "token-of-the-replicas";
const folder = mkdtempSync(join(tmpdir(), "holdfast-standby-"));
const running = new Set<ChildProcess>();
let output = "";
let api: ApiServer;
let pods: Pods;
let environment: Record<string, string>;
let observer: string;
let stopServing = () => {};

function start(image: string, variables: Record<string, string>): ChildProcess {
	const child = spawn(node, [join(folder, image, "index.mjs")], {
		env: { HOST: "127.0.0.1", ...variables },
		stdio: ["ignore", "pipe", "pipe"],
	});
	for (const stream of [child.stdout, child.stderr]) {
		stream.on("data", (chunk) => {
			output += `${image}: ${chunk}`;
		});
	}
	running.add(child);
	child.once("exit", () => running.delete(child));
	return child;
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as { port: number };
	server.close();
	await once(server, "close");
	return port;
}

async function until<T>(what: string, attempt: () => Promise<T | null | undefined | false>): Promise<T> {
	const end = performance.now() + 60_000;
	for (;;) {
		const result = await attempt().catch(() => null);
		if (result) return result;
		if (performance.now() > end) throw new Error(`${what}: ${output}`);
		await new Promise((resume) => setTimeout(resume, 20));
	}
}

const json = "application/json";

function create(path: string, object: object) {
	return api.request("POST", path, object, json);
}

const podsPath = `/api/v1/namespaces/${namespace}/pods`;

/** A Pod that nobody runs, and the process that its container would be. */
async function startPod(name: string) {
	const { metadata } = (await create(podsPath, {
		apiVersion: "v1",
		kind: "Pod",
		metadata: { name, labels: { "app.kubernetes.io/name": "replica" } },
		spec: {
			automountServiceAccountToken: false,
			containers: [{ name: "app", image: "app" }],
		},
	})) as { metadata: { uid: string } };
	const port = await freePort();
	const process = start("app", {
		...environment,
		POD_NAME: name,
		POD_UID: metadata.uid,
		PORT: String(port),
	});
	const status = async () =>
		(await (
			await fetch(`http://127.0.0.1:${port}/`, {
				headers: { accept: "application/json" },
			})
		).json()) as { index: number | null };
	return {
		name,
		process,
		index: async () => (await status()).index ?? -1,
		isReady: async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok,
		delete: () => api.request("DELETE", `${podsPath}/${name}`, { gracePeriodSeconds: 0 }, json),
	};
}

async function roleOf(pod: string): Promise<string | undefined> {
	const found = (await api.request("GET", `${podsPath}/${pod}`)) as {
		metadata?: { labels?: Record<string, string> };
	};
	return found.metadata?.labels?.["holdfast.dev/role"];
}

async function linesOf<T>(name: string): Promise<T[]> {
	const text = await (await fetch(`${observer}/${name}.ndjson`)).text();
	return text
		.split("\n")
		.filter((line) => line !== "")
		.map((line) => JSON.parse(line) as T);
}

beforeAll(async () => {
	const [storePort, streamPort, observerPort, controllerPort] = await Promise.all([
		freePort(),
		freePort(),
		freePort(),
		freePort(),
	]);
	[api] = await Promise.all([startApiServer(), bundleImages(folder)]);
	await create("/api/v1/namespaces", {
		apiVersion: "v1",
		kind: "Namespace",
		metadata: { name: namespace },
	});
	const credentials = { user: "admin", password: "quorum" };
	start("store", {
		PORT: String(storePort),
		COUCHDB_USER: credentials.user,
		COUCHDB_PASSWORD: credentials.password,
		COUCHDB_DATABASE: "states",
	});
	start("observer", {
		...observerTokens(tokens),
		DATA_DIR: mkdtempSync(join(folder, "data-")),
		STREAM_PORT: String(streamPort),
		HTTP_PORT: String(observerPort),
	});
	observer = `http://127.0.0.1:${observerPort}`;
	await until("the observer answers", async () => (await fetch(`${observer}/readyz`)).ok);
	environment = {
		MODE: "standby",
		REPLICAS: "1",
		INTERVAL_SECONDS: "0.1",
		RECORDER: `127.0.0.1:${streamPort}`,
		RECORDER_TOKEN: tokens.application,
		CENTRAL_URL: `http://127.0.0.1:${storePort}`,
		CENTRAL_USER: credentials.user,
		CENTRAL_PASSWORD: credentials.password,
		CONTROLLER_URL: `http://127.0.0.1:${controllerPort}`,
		CONTROLLER_TOKEN: roleToken,
	};
	const config = new KubeConfig();
	config.loadFromFile(api.kubeconfig);
	const tell = promotionEvents({ observer, observerToken: tokens.controller }, httpRequest(), unixSeconds, () => {});
	const controller = createStateController({
		clock: () => performance.now() / 1000,
		label: (...label) => pods.label(...label),
		onPromoted: (promotion) => void tell(promotion),
		log(line) {
			output += `controller: ${line}\n`;
		},
	});
	pods = podsIn(
		{ namespace, selector: "app.kubernetes.io/name=replica" },
		{
			seen(pod) {
				const view = podView(pod);
				if (view) controller.seen(view);
			},
			gone: (uid) => controller.gone(uid),
		},
		config,
	);
	const ticking = setInterval(() => controller.tick(), 1000);
	const server = await listen(
		application({
			controller,
			watching: pods.watching,
			token: roleToken,
			registry: createMetrics(() => controller.terms()).registry,
		}),
		{ host: "127.0.0.1", port: controllerPort },
	);
	stopServing = () => {
		clearInterval(ticking);
		server.close();
	};
	await until("the Pods are watched", async () => pods.watching());
}, 180_000);

afterAll(async () => {
	stopServing();
	await pods?.close();
	for (const child of running) child.kill("SIGKILL");
	await api?.stop();
	rmSync(folder, { recursive: true, force: true });
});

test("standbys take over from deleted Pods and killed processes, and nothing is lost", async () => {
	const first = await startPod("pod-0");
	await until("the first Pod goes on", async () => (await first.index()) > 2);
	const second = await startPod("standby-0");
	await until("the second one stands by", second.isReady);
	await until("the labels say so", async () => {
		const roles = [await roleOf("pod-0"), await roleOf("standby-0")];
		return roles.join() === "active,standby";
	});
	expect(await second.index()).toBe(-1);

	const before = await first.index();
	await first.delete();
	await until("the standby goes on", async () => (await second.index()) > before + 2);
	await until("its label says so", async () => (await roleOf("standby-0")) === "active");
	// The old process was never told, and nobody stopped it: it is fenced.
	await until("the old process ends", async () => first.process.exitCode === 0);

	const third = await startPod("pod-0");
	await until("the successor stands by", third.isReady);
	second.process.kill("SIGKILL");
	await until("the successor goes on", async () => (await third.index()) > before + 4);
	await until("its label says so", async () => (await roleOf("pod-0")) === "active");

	third.process.kill("SIGTERM");
	await once(third.process, "exit");
	const events = await linesOf<LabEvent>("events");
	const operations = await linesOf<OperationRecord>("operations");
	const { evidence, violations } = judge(operations, events, ["pod-0"]);
	expect(violations).toEqual([]);
	// Nobody looks for the last state here: nothing holds for certain, but all of it could have shown
	// otherwise.
	for (const { observations, property } of evidence) {
		expect(observations, property).toBeGreaterThan(0);
	}
	const promoted = events.filter(({ event }) => event === "promoted");
	expect(promoted.map(({ detail }) => detail)).toEqual([
		"pod-0 with epoch 1: nobody is active",
		expect.stringMatching(/^standby-0 with epoch 2: pod-0 is (gone|being deleted)$/),
		"pod-0 with epoch 3: standby-0 hung up",
	]);
});

test("a Pod that has another's name by now isn't labelled in its place", async () => {
	const pod = await startPod("pod-7");
	await expect(pods.label({ pod: "pod-7", uid: "another" }, "standby", 1)).rejects.toThrow();
	pod.process.kill("SIGKILL");
});

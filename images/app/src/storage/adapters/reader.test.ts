import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { Request } from "../../../../request.ts";
import { readSettings } from "../../settings.ts";
import { fakeConsensus } from "../fakeConsensus.ts";
import { fakeStateStore } from "../fakeCouch.ts";
import { fakeEtcd } from "../fakeEtcd.ts";
import { seal } from "../fenced.ts";
import { openStorage } from "../open.ts";
import { Conflict } from "../outcome.ts";
import type { StateStorage } from "../stateStorage.ts";
import { adapters } from "./index.ts";

const servers: Server[] = [];
const folder = mkdtempSync(join(tmpdir(), "holdfast-reader-"));
afterEach(() => {
	for (const server of servers.splice(0)) {
		server.close();
		server.closeAllConnections();
	}
	rmSync(folder, { recursive: true, force: true });
});

/** A store of tests behind a real server: its base URL. */
async function served(request: Request): Promise<string> {
	const server = createServer(async (incoming, outgoing) => {
		let body = "";
		for await (const chunk of incoming) body += chunk;
		const { status, text } = await request(incoming.method ?? "GET", `http://store${incoming.url}`, {
			headers: {},
			timeoutSeconds: 1,
			...(body !== "" && { body }),
		});
		outgoing.writeHead(status).end(text);
	}).listen(0, "127.0.0.1");
	servers.push(server);
	await once(server, "listening");
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function open(mode: string, variables: Record<string, string>, pod = "pod-0") {
	const settings = readSettings({
		...{ POD_NAME: pod, MODE: mode, REPLICAS: "3", ...variables },
		// States of these tests are on no chain.
		INDEX_LIMIT: "9",
	});
	return openStorage(settings, new AbortController().signal, () => {});
}

function readerOf(storage: StateStorage) {
	const reader = storage.openReader?.();
	if (!reader) throw new Error("It can't be looked into.");
	return reader;
}

const shared: Record<string, () => Promise<Record<string, string>>> = {
	central: async () => ({
		CENTRAL_URL: await served(fakeStateStore().request),
	}),
	decentral: async () => ({
		CONSENSUS_URL: await served(fakeConsensus().request),
	}),
	hybrid: async () => ({
		CONSENSUS_URL: await served(fakeConsensus().request),
	}),
	"central-etcd": async () => ({
		ETCD_URLS: await served(fakeEtcd().request),
	}),
};

test("every mode can be looked into", () => {
	const modes = [...Object.keys(shared), "volume", "none", "standby"];
	expect(adapters.map(({ name }) => name).sort()).toEqual(modes.sort());
});

test.each(Object.entries(shared))(
	"%s: any identity's state is read, and what the loop knows of the store stays what it was",
	async (mode, serve) => {
		const variables = await serve();
		const own = open(mode, variables);
		const twin = open(mode, variables);
		const other = open(mode, variables, "pod-1");
		const reader = readerOf(own);
		expect(reader.readsAll).toBe(true);
		expect(await reader.read("pod-0")).toBeNull();

		await own.load();
		await own.persist("one");
		await other.load();
		await other.persist("another's");
		expect(await reader.read("pod-0")).toBe("one");
		expect(await reader.read("pod-1")).toBe("another's");

		await twin.load();
		await twin.persist("two");
		expect(await reader.read("pod-0")).toBe("two");
		// Had the reader's look been the loop's, this would replace the twin's state.
		await expect(own.persist("three")).rejects.toThrow(Conflict);
		expect(await reader.read("pod-0")).toBe("two");
	},
);

test("volume: the file is read, of its own identity", async () => {
	const own = open("volume", { VOLUME_FOLDER: mkdtempSync(`${folder}-`) });
	const reader = readerOf(own);
	expect(reader.readsAll).toBe(false);
	expect(await reader.read("pod-0")).toBeNull();
	await own.persist("one");
	expect(await reader.read("pod-0")).toBe("one");
});

test("none: the process's own memory is what there is", async () => {
	const own = open("none", {});
	await own.persist("one");
	const reader = readerOf(own);
	expect(reader.readsAll).toBe(false);
	expect(await reader.read("pod-0")).toBe("one");
});

test("standby: one that stands by, or was told nothing yet, reads without a lease", async () => {
	const couch = fakeStateStore();
	const CENTRAL_URL = await served(couch.request);
	const reader = readerOf(open("standby", { CENTRAL_URL, CONTROLLER_TOKEN: "t" }, "standby-0"));
	expect(await reader.read("pod-0")).toBeNull();
	const lease = { epoch: 7, holder: "pod-0 1" };
	couch.put("pod-0", seal(lease, ""));
	expect(await reader.read("pod-0")).toBeNull();
	couch.put("pod-0", seal(lease, "one"));
	expect(await reader.read("pod-0")).toBe("one");
	couch.put("pod-1", "no lease at all");
	await expect(reader.read("pod-1")).rejects.toThrow("the store's document says nothing of a lease");
});

import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { goBinary } from "../../../toolchain/goTools.ts";
import { type ApiServer, startApiServer } from "../../../toolchain/plugins/test/apiserver.ts";
import type { Api } from "./apiClient.ts";
import { credentials } from "./components.ts";
import { offerVolumes } from "./volumeClass.ts";
import { localVolumeClass, volumeProvisionerName } from "./volumeNames.ts";

/**
 * The provisioner as the node starts it, against a real API server, with its own rights and no
 * other. What the scheduler and the controllers would do is done by the tests.
 */
let server: ApiServer;
let folder: string;
let volumes: string;
let provisioner: ChildProcess;
let said = "";

const json = "application/json";
const namespace = "default";
const claims = `/api/v1/namespaces/${namespace}/persistentvolumeclaims`;
const storedVolumes = "/api/v1/persistentvolumes";

interface Volume {
	metadata: { name: string; deletionTimestamp?: string };
	spec: {
		local?: { path: string };
		claimRef?: { name: string };
		nodeAffinity?: unknown;
		storageClassName?: string;
		persistentVolumeReclaimPolicy?: string;
		capacity?: { storage: string };
	};
}

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), "local-volumes-"));
	volumes = join(folder, "volumes");
	mkdirSync(volumes);
	server = await startApiServer();
	const api: Api = async (method, path, body) => {
		const answer = await server.request(method as "POST", path, body, json);
		return { status: 201, body: answer };
	};
	await offerVolumes(api);
	provisioner = spawn(goBinary("local-volumes"), [
		`--kubeconfig=${kubeconfigOf(credentials["local-volumes"].user)}`,
		`--folder=${volumes}`,
		`--name=${volumeProvisionerName}`,
	]);
	for (const stream of [provisioner.stdout, provisioner.stderr]) {
		stream?.setEncoding("utf8").on("data", (text: string) => {
			said += text;
		});
	}
}, 300_000);

afterAll(async () => {
	provisioner?.kill("SIGKILL");
	await server?.stop();
	rmSync(folder, { recursive: true, force: true });
});

/** The administrator, who speaks as somebody else. */
function kubeconfigOf(user: string): string {
	const config = parse(readFileSync(server.kubeconfig, "utf8"));
	config.users[0].user.as = user;
	const file = join(folder, "kubeconfig");
	writeFileSync(file, stringify(config), { mode: 0o600 });
	return file;
}

function create(path: string, object: object) {
	return server.request("POST", path, object, json);
}

/** Makes a claim for which the scheduler has chosen a node. */
async function claim(name: string, more: { node?: string; accessMode?: string } = {}): Promise<string> {
	const { node = "holdfast-1", accessMode = "ReadWriteOnce" } = more;
	const made = (await create(claims, {
		apiVersion: "v1",
		kind: "PersistentVolumeClaim",
		metadata: {
			name,
			annotations: {
				"volume.kubernetes.io/storage-provisioner": volumeProvisionerName,
				"volume.kubernetes.io/selected-node": node,
			},
		},
		spec: {
			accessModes: [accessMode],
			resources: { requests: { storage: "16Mi" } },
		},
	})) as {
		metadata: { uid: string };
		spec: { storageClassName?: string };
	};
	expect(made.spec.storageClassName).toBe(localVolumeClass);
	return `pvc-${made.metadata.uid}`;
}

/** The volume of the name; null when there is none. */
async function volumeCalled(name: string): Promise<Volume | null> {
	const { items } = (await server.request("GET", storedVolumes)) as unknown as {
		items: Volume[];
	};
	return items.find(({ metadata }) => metadata.name === name) ?? null;
}

async function until<Value>(what: string, value: () => Promise<Value | null | undefined | false>): Promise<Value> {
	const deadline = performance.now() + 60_000;
	for (;;) {
		const found = await value();
		if (found) return found;
		if (performance.now() > deadline || provisioner.exitCode !== null) {
			throw new Error(`Waited in vain until ${what}; it said:\n${said}`);
		}
		await pause(50);
	}
}

/** What Kubernetes does to a volume whose claim is gone. */
async function release(name: string): Promise<void> {
	await server.request(
		"PATCH",
		`${storedVolumes}/${name}/status`,
		{ status: { phase: "Released" } },
		"application/merge-patch+json",
	);
}

test("a claim without a class gets a folder on its node, which can be had there alone", async () => {
	const name = await claim("state-pod-0");
	const { spec } = await until("there is a volume", () => volumeCalled(name));
	expect(spec).toMatchObject({
		local: { path: join(volumes, "holdfast-1", name) },
		claimRef: { name: "state-pod-0" },
		capacity: { storage: "16Mi" },
		storageClassName: localVolumeClass,
		persistentVolumeReclaimPolicy: "Delete",
		nodeAffinity: {
			required: {
				nodeSelectorTerms: [
					{
						matchExpressions: [
							{
								key: "kubernetes.io/hostname",
								operator: "In",
								values: ["holdfast-1"],
							},
						],
					},
				],
			},
		},
	});
	expect(existsSync(spec.local?.path ?? "")).toBe(true);
});

test("a volume whose claim is gone goes with all that is on it", async () => {
	const name = await claim("state-pod-1");
	const { spec } = await until("there is a volume", () => volumeCalled(name));
	const path = spec.local?.path ?? "";
	writeFileSync(join(path, "pod-1.state"), "state");
	await release(name);
	// Here is no controller that would let it go for good.
	await until("the volume is about to go", async () => {
		const volume = await volumeCalled(name);
		return volume === null || volume.metadata.deletionTimestamp !== undefined;
	});
	expect(existsSync(path)).toBe(false);
});

test("21 claims at once all get volumes", async () => {
	const names = await Promise.all(
		Array.from({ length: 21 }, (_, i) => claim(`many-${i}`, { node: `holdfast-${i % 3}` })),
	);
	for (const name of names) {
		await until("there is a volume", () => volumeCalled(name));
	}
});

test("a claim that a folder can't meet is told why, and gets none", async () => {
	const name = await claim("shared", { accessMode: "ReadWriteMany" });
	const told = await until("the claim is told", async () => {
		const { items } = (await server.request("GET", `/api/v1/namespaces/${namespace}/events`)) as unknown as {
			items: { reason: string; message: string }[];
		};
		return items.find(({ reason }) => reason === "ProvisioningFailed");
	});
	expect(told.message).toBe(
		"the claim default/shared gets no volume: it asks for the access mode ReadWriteMany, and a folder on one node has only ReadWriteOnce",
	);
	expect(await volumeCalled(name)).toBeNull();
});

test("nothing is removed that lies elsewhere, whatever a volume says", async () => {
	const elsewhere = join(folder, "holdfast-1", "precious");
	mkdirSync(elsewhere, { recursive: true });
	const name = await claim("state-pod-2");
	const volume = await until("there is a volume", () => volumeCalled(name));
	await create(storedVolumes, {
		apiVersion: "v1",
		kind: "PersistentVolume",
		metadata: {
			name: "precious",
			annotations: { "pv.kubernetes.io/provisioned-by": volumeProvisionerName },
		},
		spec: {
			...volume.spec,
			claimRef: undefined,
			accessModes: ["ReadWriteOnce"],
			local: { path: elsewhere },
		},
	});
	await release("precious");
	await until("it is refused", async () => said.includes("where it wasn't made"));
	expect(existsSync(elsewhere)).toBe(true);
	expect(await volumeCalled("precious")).not.toBeNull();
});

test("it asks for nothing that it has no right to", () => {
	expect(said).not.toMatch(/forbidden/i);
});

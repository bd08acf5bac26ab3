import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { readSettings } from "./config.ts";
import { createLaboratory } from "./laboratory.ts";
import { methods } from "./methods/index.ts";
import { traitsOf } from "./methods/traits.ts";
import type { Platform } from "./settings.ts";

// What the set-up built isn't asked for: the graph is the same with any images and versions.
vi.mock("./cluster/native/archives.ts", async (original) => ({
	...(await original<object>()),
	nodeImages: ({ study }: { study: boolean }) => {
		const names = ["app", "observer", "store", "prometheus", "sidecar", "controller", "liar"];
		const members = ["hazelcast", "etcd", "pause"];
		const all = [...names, ...members, ...(study ? ["study"] : [])];
		return {
			archives: [{ archive: "/images.tar", references: {} }],
			references: Object.fromEntries(
				all.map((name) => [name, { reference: `holdfast.local/${name}:1`, digest: "sha256:1" }]),
			),
		};
	},
}));
vi.mock("../toolchain/versions.ts", () => ({
	componentVersions: () => ({ kubernetes: "v1" }),
	toolVersions: () => ({ k6: "v1" }),
	storeVersion: () => "1",
	memberEtcdVersion: () => "v3",
	goModuleVersion: () => "v1",
}));
const deletedWith = vi.hoisted(() => ({ leases: [] as unknown[] }));
vi.mock("./deletion.ts", () => ({
	deleteWithLease: (lease: unknown) => deletedWith.leases.push(lease),
}));

interface Made {
	type: string;
	name: string;
	inputs: Record<string, unknown>;
}
let made: Made[] = [];

beforeAll(async () => {
	await pulumi.runtime.setMocks({
		newResource({ type, name, inputs }) {
			made.push({ type, name, inputs });
			const report = { instance: "1", server: "https://api", version: "v1" };
			return {
				id: name,
				state: {
					...inputs,
					...(type === "command:local:Command" && {
						stdout: JSON.stringify(report),
					}),
				},
			};
		},
		call: ({ inputs }) => inputs,
	});
});
afterEach(() => {
	made = [];
	deletedWith.leases = [];
});

async function graphOf(stack: string, platform: Platform, more: Record<string, string> = {}): Promise<Made[]> {
	const config: Record<string, string> = {
		platform,
		registry: "registry.example.com",
		...more,
	};
	await createLaboratory(readSettings(stack, (key) => config[key]));
	await pulumi.runtime.disconnect();
	return made;
}

const ofType = (graph: Made[], type: string) => graph.filter((each) => each.type === type).map(({ name }) => name);
const command = "command:local:Command";
const release = "kubernetes:helm.sh/v3:Release";
const platforms = ["native", "kind", "k3s", "kubeconfig"] as const;
const modes = methods.map(({ name }) => name);
const withDatabase = ["central", "standby", "lying"];
const every = platforms.flatMap((platform) => modes.map((mode) => [platform, mode] as const));

test.each(every)("on %s, %s has the parts it should", async (platform, mode) => {
	const graph = await graphOf(`${mode}-5`, platform);
	const native = platform === "native";
	expect(ofType(graph, release).sort()).toEqual(
		native ? [] : withDatabase.includes(mode) ? ["central", "prometheus"] : ["prometheus"],
	);
	expect(ofType(graph, "kubernetes:helm.sh/v4:Chart")).toEqual(mode === "hybrid" && !native ? ["members"] : []);
	const monitors = graph.filter(({ inputs }) => inputs.kind === "PodMonitor");
	const monitored = traitsOf(mode).store?.members ? 2 : 1;
	expect(monitors).toHaveLength(native ? 0 : monitored);
	expect(ofType(graph, "kubernetes:core/v1:Service")).toEqual(
		expect.arrayContaining([
			...["replicas", "observer", "prometheus"],
			...(withDatabase.includes(mode) || mode === "central-etcd" ? ["central"] : []),
			...(mode === "hybrid" && native ? [mode] : []),
			...(mode === "standby" ? ["controller", "active-4"] : []),
		]),
	);
	const sets = ofType(graph, "kubernetes:apps/v1:StatefulSet");
	const besides: Record<string, string> = {
		// Elsewhere Hazelcast's chart makes it.
		...(native && { hybrid: "hybrid" }),
		"central-etcd": "central",
		standby: "standby",
	};
	expect(sets.sort()).toEqual(["pod", besides[mode] ?? []].flat().sort());
	const first = {
		native: "lease",
		kind: "kind",
		k3s: "host",
		kubeconfig: "host",
	};
	expect(ofType(graph, command)).toContain(first[platform]);
	// A cluster of others outlives the stack.
	const [lease] = deletedWith.leases;
	expect(lease !== undefined).toBe(native || platform === "kind");
});

test("with an image of CouchDB, native brings it into the nodes and takes CouchDB's chart, and no other", async () => {
	const graph = await graphOf("central-5", "native", {
		couchdbImage: "couchdb:3.5.0",
	});
	expect(ofType(graph, release)).toEqual(["central"]);
	expect(ofType(graph, command)).toContain("couchdb-image");
	expect(ofType(graph, "kubernetes:apps/v1:Deployment")).not.toContain("central");
	made = [];
	const decentral = await graphOf("decentral-5", "native", {
		couchdbImage: "couchdb:3.5.0",
	});
	expect(ofType(decentral, command)).not.toContain("couchdb-image");
	expect(ofType(decentral, release)).toEqual([]);
});

const statefulSets = (graph: Made[]) =>
	new Map(
		graph
			.filter(({ type }) => type === "kubernetes:apps/v1:StatefulSet")
			.map(({ name, inputs }) => [name, JSON.stringify(inputs)]),
	);

test("etcd's members keep their data in memory, or on a volume of each Pod", async () => {
	for (const [mode, set] of [
		["decentral-etcd", "pod"],
		["central-etcd", "central"],
	] as const) {
		const inMemory = statefulSets(await graphOf(`${mode}-5`, "native"));
		expect(inMemory.get(set)).toContain('"medium":"Memory"');
		expect(inMemory.get(set)).not.toContain("volumeClaimTemplates");
		made = [];
		const onVolumes = statefulSets(await graphOf(`${mode}-5`, "kind", { durability: "volume" }));
		expect(onVolumes.get(set)).not.toContain('"medium":"Memory"');
		const { spec } = JSON.parse(onVolumes.get(set) ?? "") as Replicas;
		const name = spec.volumeClaimTemplates?.[0]?.metadata.name;
		expect(name).toMatch(/^data-[0-9a-f]{16}$/);
		// The claim, and where each of the two containers has it.
		expect(onVolumes.get(set)?.split(`"${name}"`)).toHaveLength(4);
		expect(spec.persistentVolumeClaimRetentionPolicy?.whenDeleted).toBe("Delete");
		made = [];
	}
});

test("with central-etcd the replicas are told all members' addresses, and need no chart of CouchDB", async () => {
	const graph = await graphOf("central-etcd-5", "kind");
	expect(statefulSets(graph).get("pod")).toContain(
		"http://central-0.central:2379,http://central-1.central:2379,http://central-2.central:2379",
	);
	expect(ofType(graph, release)).toEqual(["prometheus"]);
});

test("only a cluster of others gets namespaces that bear the stack's name", async () => {
	const namespaces = async (platform: Platform) => {
		made = [];
		return ofType(await graphOf("decentral-5", platform), "kubernetes:core/v1:Namespace");
	};
	expect(await namespaces("native")).toEqual(["holdfast", "holdfast-observability"]);
	expect(await namespaces("kind")).toEqual(await namespaces("native"));
	expect(await namespaces("kubeconfig")).toEqual(["holdfast-decentral-5", "holdfast-decentral-5-observability"]);
});

test("on a cluster of others the Pods' images are those of the registry", async () => {
	const graph = await graphOf("central-5", "kubeconfig");
	const pods = graph.find(({ type }) => type === "kubernetes:apps/v1:StatefulSet");
	expect(JSON.stringify(pods?.inputs)).toContain('"image":"registry.example.com/app:1"');
});

test("Grafana comes with a password of the stack's own and a dashboard of its mode", async () => {
	const parts = async (stack: string) => {
		made = [];
		const graph = await graphOf(stack, "kubeconfig", { grafana: "true" });
		const named = (name: string) => graph.find((each) => each.name === name)?.inputs;
		return {
			secret: named("grafana-admin"),
			service: named("grafana"),
			dashboards: JSON.stringify(named("holdfast-dashboards")),
			release: JSON.stringify(named("prometheus")),
		};
	};
	const central = await parts("central-5");
	// So wrapped, a value is a secret of the state.
	expect(central.secret).toMatchObject({
		stringData: { value: { "admin-user": "admin" } },
	});
	expect(central.service).toBeDefined();
	expect(central.release).toContain('"dashboardsConfigMaps"');
	expect(central.dashboards).toContain("holdfast_persist_duration_seconds");
	expect(central.dashboards).not.toContain("holdfast_cp_");
	expect((await parts("decentral-5")).dashboards).toContain("holdfast_cp_");
});

test("without being asked for, no Grafana is there", async () => {
	const graph = await graphOf("central-5", "kind");
	expect(ofType(graph, "kubernetes:core/v1:Service")).not.toContain("grafana");
});

describe("the members outside the replicas' Pods", () => {
	const members = "kubernetes:apps/v1:StatefulSet hybrid";
	const replicas = "kubernetes:apps/v1:StatefulSet pod";

	/** Inputs by type and name, of hybrid-5 with five members. */
	async function inputs() {
		const graph = await graphOf("hybrid-5", "native", { members: "5" });
		return new Map(graph.map(({ type, name, inputs }) => [`${type} ${name}`, inputs]));
	}
	/** The containers' environment: name → value, or the key of the Secret that it is in. */
	const environmentOf = (set: unknown) => {
		const { containers } = (set as { spec: { template: { spec: PodSpec } } }).spec.template.spec;
		return new Map(
			containers.map(({ name, env }) => [
				name,
				new Map(env.map(({ name, value, valueFrom }) => [name, value ?? valueFrom?.secretKeyRef?.key])),
			]),
		);
	};
	interface PodSpec {
		containers: {
			name: string;
			env: {
				name: string;
				value?: string;
				valueFrom?: { secretKeyRef?: { key: string } };
			}[];
		}[];
	}

	test("make up one Raft group that keeps the states of all replicas", async () => {
		const made = await inputs();
		expect(made.get(members)).toMatchObject({
			spec: { replicas: 5, podManagementPolicy: "Parallel" },
		});
		const environment = environmentOf(made.get(members));
		expect([...environment.keys()]).toEqual(["consensus", "hazelcast"]);
		for (const of of environment.values()) {
			expect(of.get("REPLICAS")).toBe("5");
			expect(of.get("GROUP_SIZE")).toBe("5");
		}
		const consensus = Object.fromEntries(environment.get("consensus") ?? []);
		expect(consensus).toMatchObject({
			CLIENTS: "5",
			CLIENT_TOKEN: "clients",
			PEER_TOKEN: "peers",
			POD_PREFIX: "hybrid",
			PEER_DOMAIN: "hybrid",
			MODE: "hybrid",
		});
	});

	test("are known to each replica by name, which has their clients' token and not their own", async () => {
		const app = environmentOf((await inputs()).get(replicas)).get("app");
		expect(app?.get("CONSENSUS_URL")?.split(",")).toEqual(
			[0, 1, 2, 3, 4].map((i) => `http://hybrid-${i}.hybrid:32200`),
		);
		expect(app?.get("CONSENSUS_TOKEN")).toBe("clients");
		expect([...(app?.keys() ?? [])]).not.toContain("PEER_TOKEN");
	});

	test("let only replicas ask for states, and only one another into the cluster", async () => {
		const made = await inputs();
		const policy = made.get("kubernetes:networking.k8s.io/v1:NetworkPolicy hybrid") as {
			spec: {
				ingress: { ports: { port: number }[]; from?: unknown }[];
			};
		};
		const from = (port: number) =>
			JSON.stringify(policy.spec.ingress.find(({ ports }) => ports[0]?.port === port)?.from);
		expect(from(32_200)).toContain('"replica"');
		expect(from(5701)).toContain('"hybrid"');
		expect(from(32_201)).toBeUndefined();
	});

	test("are tried from outside for open ports", async () => {
		const observer = (await inputs()).get("kubernetes:apps/v1:Deployment observer");
		expect(environmentOf(observer).get("observer")?.get("CLOSED_PORTS")).toBe(
			"hybrid-0.hybrid.holdfast:5701,hybrid-0.hybrid.holdfast:32200",
		);
	});
});

/** The replicas' StatefulSet, and the command that starts the native nodes. */
async function replicasOf(stack: string) {
	const graph = await graphOf(stack, "native");
	const set = graph.find(({ type }) => type === "kubernetes:apps/v1:StatefulSet");
	const node = graph.find(({ name }) => name === "node");
	return { ...(set?.inputs as unknown as Replicas), node: node?.inputs.create };
}
interface Replicas {
	spec: {
		volumeClaimTemplates?: { metadata: { name: string } }[];
		persistentVolumeClaimRetentionPolicy?: { whenDeleted: string };
		template: {
			metadata: { labels: Record<string, string> };
			spec: {
				containers: {
					name: string;
					volumeMounts?: { name: string; mountPath: string }[];
				}[];
			};
		};
	};
}

test("a volume is each replica's own, of the run, and goes with the replicas", async () => {
	const { spec, node } = await replicasOf("volume-5");
	const run = spec.template.metadata.labels["holdfast.dev/states"];
	const name = `state-${run}`;
	expect(spec.volumeClaimTemplates).toMatchObject([{ metadata: { name }, spec: { accessModes: ["ReadWriteOnce"] } }]);
	expect(spec.persistentVolumeClaimRetentionPolicy?.whenDeleted).toBe("Delete");
	const [app] = spec.template.spec.containers;
	expect(app?.volumeMounts).toEqual([{ name, mountPath: "/state" }]);
	expect(node).toContain(" --volumes");
});

test("the native platform provides volumes where etcd's members keep their data on such", async () => {
	const graph = await graphOf("central-etcd-5", "native", {
		durability: "volume",
	});
	const node = graph.find(({ name }) => name === "node");
	expect(node?.inputs.create).toContain(" --volumes");
});

test("a stack that claims no volumes neither gets any nor has them offered", async () => {
	for (const mode of ["none", "central", "decentral-etcd"]) {
		made = [];
		const { spec, node } = await replicasOf(`${mode}-5`);
		expect(spec.volumeClaimTemplates).toBeUndefined();
		expect(spec.template.spec.containers[0]?.volumeMounts).toBeUndefined();
		expect(node).not.toContain("--volumes");
	}
});

describe("the standby mode", () => {
	interface SetInputs {
		spec: {
			selector: { matchLabels: Record<string, string> };
			template: {
				spec: {
					affinity: object;
					containers: { env: { name: string; value?: string }[] }[];
				};
			};
		};
	}

	/** Inputs by type and name. */
	async function standby() {
		const graph = await graphOf("standby-5", "native");
		return <Inputs>(name: string) => graph.find((each) => `${each.type} ${each.name}` === name)?.inputs as Inputs;
	}
	const set = "kubernetes:apps/v1:StatefulSet";

	test("has two StatefulSets that don't select each other's Pods, which are apart from their twins", async () => {
		const named = await standby();
		const selectors = ["pod", "standby"].map((name) => named<SetInputs>(`${set} ${name}`).spec.selector.matchLabels);
		expect(selectors).toMatchObject([{ "holdfast.dev/set": "pod" }, { "holdfast.dev/set": "standby" }]);
		for (const name of ["pod", "standby"]) {
			const { spec } = named<SetInputs>(`${set} ${name}`).spec.template;
			expect(JSON.stringify(spec.affinity)).toContain('"matchLabelKeys":["apps.kubernetes.io/pod-index"]');
			const env = spec.containers[0]?.env.map(({ name, value }) => `${name}=${value}`);
			expect(env).toContain("CONTROLLER_URL=http://controller:32300");
			expect(env).toContain("CENTRAL_URL=http://central:5984");
		}
	});

	test("lets the State Controller see Pods of its namespace and label its replicas', and no more", async () => {
		const named = await standby();
		expect(named<{ rules: object[] }>("kubernetes:rbac.authorization.k8s.io/v1:Role controller").rules).toEqual([
			{ apiGroups: [""], resources: ["pods"], verbs: ["list", "watch"] },
			{
				apiGroups: [""],
				resources: ["pods"],
				resourceNames: ["pod", "standby"].flatMap((prefix) => [0, 1, 2, 3, 4].map((i) => `${prefix}-${i}`)),
				verbs: ["patch"],
			},
		]);
	});

	test("has a Service for each identity's active Pod", async () => {
		const named = await standby();
		expect(named<{ spec: { selector: object } }>("kubernetes:core/v1:Service active-3").spec.selector).toEqual({
			"app.kubernetes.io/name": "replica",
			"apps.kubernetes.io/pod-index": "3",
			"holdfast.dev/role": "active",
		});
	});
});

test("what lies stands between the application and its store", async () => {
	const graph = await graphOf("lying-5", "native", { seed: "7" });
	const env = (type: string, name: string) =>
		JSON.stringify(graph.find((each) => each.type === type && each.name === name)?.inputs);
	const pod = env("kubernetes:apps/v1:StatefulSet", "pod");
	expect(pod).toContain('{"name":"MODE","value":"central"}');
	expect(pod).toContain('{"name":"CENTRAL_URL","value":"http://liar:5985"}');
	const liar = env("kubernetes:apps/v1:Deployment", "liar");
	expect(liar).toContain('{"name":"STORE_URL","value":"http://central:5984"}');
	expect(liar).toContain('{"name":"SEED","value":"7"}');
});

import { describe, expect, test } from "vitest";
import { readTestRunArguments } from "../commands/testRunArguments.ts";
import { parseDescription } from "../k6/labDescription.ts";
import { testRunManifests } from "./testRunManifests.ts";

const lab = {
	stack: "central-5",
	mode: "central",
	run: "1",
	replicas: 5,
	seed: 2,
	namespace: "holdfast-central-5",
	platform: "kubeconfig",
	observer: "http://10.0.0.9:32101",
	kubernetes: {
		server: "https://cloud.example.com",
		chaosToken: "secret-token",
	},
	observerTokens: { scenario: "secret-scenario", clients: "clients-token" },
	agent: { url: "http://127.0.0.1:1", token: "secret-agent" },
	system: {},
	protocol: { load: { clients: 8, readsPerSecond: 10, advancesPerSecond: 2 } },
};
const spread = {
	parallelism: 4,
	image: "grafana/k6:1.8.1",
	starterImage: "ghcr.io/grafana/k6-operator:starter-v1.6.0",
};
const manifests = (clients = 8, variables: Record<string, string> = { CLIENTS: String(clients) }) =>
	testRunManifests(
		parseDescription(JSON.stringify(lab), "lab.json"),
		"export default 1;",
		{ load: { ...lab.protocol.load, clients }, variables },
		spread,
	) as Manifest[];
interface Manifest {
	kind: string;
	metadata: {
		name: string;
		namespace?: string;
		labels: Record<string, string>;
	};
	data: Record<string, string>;
	stringData: Record<string, string>;
	rules: object[];
	spec: {
		parallelism: number;
		script: object;
		runner: { serviceAccountName: string; env: object[] };
	};
}
const ofKind = (kind: string) => {
	const found = manifests().find((each) => each.kind === kind);
	if (!found) throw new Error(`There is no ${kind}.`);
	return found;
};

describe("what the k6 operator gets", () => {
	test("has no secret of the laboratory in it, but for what lets clients' reads be recorded", () => {
		const text = JSON.stringify(manifests());
		expect(text).not.toContain("secret-");
		expect(text.split("clients-token")).toHaveLength(2);
		const { metadata, stringData } = ofKind("Secret");
		expect(metadata.namespace).toBe("holdfast-central-5-load");
		expect(stringData).toEqual({ observer: "clients-token" });
		expect(ofKind("TestRun").spec.runner.env).toContainEqual({
			name: "HOLDFAST_OBSERVER_TOKEN",
			valueFrom: { secretKeyRef: { name: metadata.name, key: "observer" } },
		});
	});

	test("may only look at the replicas' Pods, and lies beside what is measured", () => {
		expect(ofKind("Role")).toMatchObject({
			metadata: { namespace: "holdfast-central-5" },
			rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get", "list"] }],
		});
		const { metadata, spec } = ofKind("TestRun");
		expect(metadata.namespace).toBe("holdfast-central-5-load");
		expect(spec.runner.serviceAccountName).toBe(ofKind("ServiceAccount").metadata.name);
		expect(ofKind("Namespace").metadata).toMatchObject({
			name: metadata.namespace,
			labels: { "pod-security.kubernetes.io/enforce": "restricted" },
		});
	});

	test("finds script and laboratory where the operator mounts them", () => {
		const { metadata, data } = ofKind("ConfigMap");
		const { spec } = ofKind("TestRun");
		expect(spec).toMatchObject({
			parallelism: 4,
			script: { configMap: { name: metadata.name, file: "load.js" } },
		});
		expect(Object.keys(data)).toEqual(["load.js", "lab.json"]);
		expect(spec.runner.env).toEqual(
			expect.arrayContaining([
				{ name: "HOLDFAST_LAB", value: "/test/lab.json" },
				{ name: "CLIENTS", value: "8" },
			]),
		);
		expect(JSON.parse(data["lab.json"] ?? "")).toEqual({
			...{ stack: "central-5", mode: "central", run: "1", replicas: 5 },
			...{ seed: 2, system: {}, namespace: "holdfast-central-5" },
			observer: "http://10.0.0.9:32101",
			kubernetes: { server: "https://kubernetes.default.svc" },
			protocol: lab.protocol,
		});
	});

	test("gives each k6 process as many clients: with fewer, some states had none", () => {
		expect(() => manifests(6)).toThrow(
			"The 6 clients of each state can't be shared out evenly among 4 k6 processes: set CLIENTS to a multiple of 4, such as -e CLIENTS=8.",
		);
	});
});

describe("the command line", () => {
	test("takes the load as k6 does", () => {
		expect(readTestRunArguments(["--parallelism", "4", "-e", "CLIENTS=8", "-e", "DURATION=5m"])).toEqual({
			parallelism: 4,
			image: null,
			starterImage: null,
			variables: { CLIENTS: "8", DURATION: "5m" },
		});
	});

	test.each([
		[["--parallelism", "0"], '--parallelism must be a whole number, from 1 to 64, not "0".'],
		[
			["-e", "TARGET=leader"],
			"-e TARGET=leader: give <name>=<value>, where the name is one of: CLIENTS, READS, ADVANCES, DURATION.",
		],
		[["-e", "READS"], /^-e READS: give <name>=<value>/],
	])("%j is refused", (commandLine, message) => {
		expect(() => readTestRunArguments(commandLine)).toThrow(message);
	});
});

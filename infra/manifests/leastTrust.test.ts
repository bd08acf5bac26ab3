import { describe, expect, test } from "vitest";
import { namedParts } from "../cluster/parts.ts";
import { methodNames, traitsOf } from "../methods/traits.ts";
import type { Manifest } from "./manifest.ts";
import { renderStack } from "./render.ts";
import { settingsOf, variantsOf } from "./variants.fixture.ts";

interface Variable {
	name: string;
	valueFrom?: { secretKeyRef?: { name: string; key: string } };
}

interface PodSpec {
	automountServiceAccountToken: boolean;
	serviceAccountName?: string;
	initContainers?: { name: string; env?: Variable[] }[];
	containers: { name: string; env?: Variable[] }[];
}

interface Workload {
	metadata: { name: string };
	spec: {
		template: { metadata: { labels: Record<string, string> }; spec: PodSpec };
	};
}

interface Role {
	metadata: { name: string };
	rules: { resources: string[]; verbs: string[]; resourceNames?: string[] }[];
}

const secondsToRender = 60;
const parts = namedParts((name) => `holdfast.local/${name}:version`);

async function rendered(mode: string) {
	const [native] = variantsOf(mode);
	if (!native) throw new Error(`The mode ${mode} has no variant.`);
	const manifests = await renderStack(settingsOf(mode, native), parts);
	const ofKind = <T>(...kinds: string[]) =>
		manifests
			.filter(({ document }: Manifest) => kinds.includes(document.kind))
			.map(({ document }) => document as unknown as T);
	return {
		workloads: ofKind<Workload>("Deployment", "StatefulSet"),
		roles: ofKind<Role>("Role", "ClusterRole"),
	};
}

/** Key of the observer's tokens that a container of the application's namespace is given. */
const tokenOf: Readonly<Record<string, string>> = {
	app: "application",
	consensus: "consensus",
	controller: "controller",
	liar: "store",
};

describe.each(methodNames)("in the mode %s", { timeout: secondsToRender * 1000 }, (mode) => {
	test("each container is given the token of its role alone, and tells the observer only with one", async () => {
		const { workloads } = await rendered(mode);
		const tellers = new Set<string | undefined>();
		for (const { metadata, spec } of workloads) {
			const { labels } = spec.template.metadata;
			const { initContainers = [], containers } = spec.template.spec;
			for (const { name, env = [] } of [...initContainers, ...containers]) {
				const keys = env
					.map(({ valueFrom }) => valueFrom?.secretKeyRef)
					.filter((ref) => ref?.name === "observer-tokens")
					.map((ref) => ref?.key);
				if (metadata.name === "observer") {
					expect(keys).toContain("scenario");
					continue;
				}
				// The study's consensus replica tells nobody.
				const tells = env.some(({ name }) => ["OBSERVER", "RECORDER"].includes(name));
				expect(keys, `${metadata.name}/${name}`).toEqual(tells ? [tokenOf[name]] : []);
				if (env.some(({ name }) => name === "OBSERVER")) {
					tellers.add(labels["app.kubernetes.io/name"]);
				}
			}
		}
		const { tellsObserver } = traitsOf(mode);
		expect([...tellers]).toEqual(tellsObserver ? [tellsObserver] : []);
	});

	test("only what asks the Kubernetes API has a token for it", async () => {
		const { workloads } = await rendered(mode);
		const withToken = workloads
			.filter(({ spec }) => spec.template.spec.automountServiceAccountToken)
			.map(({ metadata }) => metadata.name);
		expect(withToken.sort()).toEqual(
			[...(traitsOf(mode).standbys ? ["controller"] : []), ...["observer", "prometheus"]].sort(),
		);
	});

	test("whoever may change Pods may change those that are named, or, of a store whose Pods have no names of their own, delete any", async () => {
		const { roles } = await rendered(mode);
		const { store } = traitsOf(mode);
		for (const { metadata, rules } of roles) {
			for (const { resources, verbs, resourceNames } of rules) {
				if (!resources.includes("pods")) continue;
				const changes = verbs.filter((verb) => !["get", "list", "watch"].includes(verb));
				if (changes.length === 0) continue;
				if (metadata.name === "chaos" && store !== null && !store.members) {
					expect(changes).toEqual(["delete"]);
					continue;
				}
				expect(resourceNames?.slice(0, 5)).toEqual(["pod-0", "pod-1", "pod-2", "pod-3", "pod-4"]);
			}
		}
	});
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { sharedNamespaces } from "../../names.ts";
import { accessReview, type ClusterQuestions } from "./ask.ts";
import { clusterProblem } from "./check.ts";
import { contextProblem } from "./context.ts";
import { inRegistry, registryReference } from "./registry.ts";
import { neededRights, type Right, rightsProblem } from "./rights.ts";

const namespaces = sharedNamespaces("central-5");
const fine: ClusterQuestions = {
	missing: async () => [],
	storageClasses: async () => [{ name: "standard", isDefault: true }],
	nodes: async () => 1,
	room: async () => [{ memoryBytes: 2 ** 32, millicores: 2000, pods: 110 }],
};
const problem = (
	change: Partial<ClusterQuestions> = {},
	expected: {
		storageClass?: string;
		withoutVolumes?: string | null;
		oneNode?: boolean;
	} = {},
) =>
	clusterProblem(
		{ ...fine, ...change },
		{
			context: "cloud",
			namespaces,
			labelsPods: false,
			storageClass: undefined,
			withoutVolumes: "storage pods",
			oneNode: false,
			pods: [
				{
					of: "StatefulSet pod",
					pods: 5,
					memoryBytes: 2 ** 28,
					millicores: 100,
				},
			],
			...expected,
		},
	);

test("a cluster that allows everything and has a storage class is fine", async () => {
	expect(await problem()).toBeNull();
	expect(await problem({}, { storageClass: "", oneNode: true })).toBeNull();
	expect(await problem({}, { storageClass: "standard" })).toBeNull();
});

test("rights that are missing are named, the first of them", async () => {
	const missing = async (rights: readonly Right[]) => rights.filter(({ verb }) => verb === "create");
	const sentence = (await problem({ missing })) ?? "";
	expect(sentence).toContain(
		'The context "cloud" lacks rights that a stack needs: create namespaces in the whole cluster; create clusterroles.rbac.authorization.k8s.io in the whole cluster; ',
	);
	expect(sentence).toMatch(/; and \d+ more\. Ask the cluster's administrator/);
	expect(sentence).not.toContain("\n");
});

test("however many rights are missing, it is one sentence about no more than four", () => {
	fc.assert(
		fc.property(fc.subarray(neededRights(namespaces, false)), (missing) => {
			const sentence = rightsProblem("cloud", missing);
			expect(sentence === null).toBe(missing.length === 0);
			if (sentence === null) return;
			const named = sentence.split(": ")[1]?.split(". Ask")[0]?.split("; ");
			expect(named).toHaveLength(Math.min(missing.length, 5));
		}),
	);
});

test("no default storage class, and one that isn't there, are told with those that are", async () => {
	const storageClasses = async () => [{ name: "slow", isDefault: false }];
	expect(await problem({ storageClasses }, { storageClass: "" })).toBe(
		'The cluster of the context "cloud" has no default storage class: name one with "pulumi config set storageClass …" (it has: slow), or keep the data in the Pods with "pulumi config set storage pods".',
	);
	expect(await problem({ storageClasses }, { storageClass: "fast" })).toContain('has no storage class "fast"');
});

test("a mode that can't do without volumes isn't told to", async () => {
	const storageClasses = async () => [];
	expect(await problem({ storageClasses }, { storageClass: "", withoutVolumes: null })).toBe(
		'The cluster of the context "cloud" has no default storage class: name one with "pulumi config set storageClass …" (it has: none).',
	);
});

test("a k3s of several nodes is sent to a registry", async () => {
	const nodes = async () => 3;
	expect(await problem({ nodes }, { oneNode: true })).toContain(
		'has 3 nodes, but images are loaded into this machine\'s alone: choose the platform "kubeconfig"',
	);
	expect(await problem({ nodes })).toBeNull();
});

test("a cluster without room is told, unless the user may not list nodes", async () => {
	expect(await problem({ room: async () => [] })).toContain(
		'The cluster of the context "cloud" has no node that takes Pods',
	);
	expect(await problem({ room: async () => null })).toBeNull();
});

test("a cluster that doesn't answer is told with the cause, on one line", async () => {
	const missing = () => Promise.reject(new Error("fetch failed", { cause: new Error("ECONNREFUSED\nat …") }));
	expect(await problem({ missing })).toBe(
		'The cluster of the context "cloud" doesn\'t answer as it should: ECONNREFUSED. See whether "kubectl --context cloud get nodes" works.',
	);
});

test("a stack makes in the whole cluster only namespaces and what the operator needs", () => {
	const wide = neededRights(namespaces, false).filter(
		({ verb, namespace }) => verb === "create" && namespace === undefined,
	);
	expect(new Set(wide.map(({ resource }) => resource))).toEqual(
		new Set(["namespaces", "clusterroles", "clusterrolebindings", "customresourcedefinitions"]),
	);
});

test("what the operator is handed is asked for, and said in words", () => {
	const rights = neededRights(namespaces, false);
	const secrets = { verb: "*", group: "", resource: "secrets" };
	expect(rights).toContainEqual(secrets);
	expect(rightsProblem("cloud", [secrets])).toContain(
		"lacks rights that a stack needs: do anything to secrets in the whole cluster. Ask",
	);
});

test("only what labels Pods needs the right to", () => {
	const patch = {
		verb: "patch",
		group: "",
		resource: "pods",
		namespace: namespaces.application,
	};
	expect(neededRights(namespaces, false)).not.toContainEqual(patch);
	expect(neededRights(namespaces, true)).toContainEqual(patch);
});

test("an access review asks for a part of a resource as Kubernetes does", () => {
	expect(
		accessReview({
			verb: "create",
			group: "",
			resource: "serviceaccounts/token",
			namespace: "holdfast-central-5",
		}).spec.resourceAttributes,
	).toEqual({
		verb: "create",
		group: "",
		resource: "serviceaccounts",
		subresource: "token",
		namespace: "holdfast-central-5",
	});
});

test("a context that isn't there is told with those that are", () => {
	expect(contextProblem("/k", ["a", "b"], "a")).toBeNull();
	expect(contextProblem("/k", ["a", "b"], "c")).toBe(
		'/k has no context "c": name another with "pulumi config set context …" (it has a, b).',
	);
	expect(contextProblem("/k", [], undefined)).toBe(
		'/k has no current context: name one with "pulumi config set context …" (it has none).',
	);
});

test("images keep their names and versions in the user's registry", () => {
	const reference = "holdfast.local/app:1a2b";
	expect(registryReference(reference, "registry.example.com/team/")).toBe("registry.example.com/team/app:1a2b");
	expect(inRegistry({ app: { reference, digest: "sha256:1" } }, "localhost:5000")).toEqual({
		app: { reference: "localhost:5000/app:1a2b", digest: "sha256:1" },
	});
});

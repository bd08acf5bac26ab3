import { expect, test } from "vitest";
import { parse } from "yaml";
import { configurationFiles, nodeAgents } from "../native/components.ts";
import { network } from "../native/layout.ts";
import { clusterNode } from "../native/nodes.ts";
import { kindClusterName, kindConfig, kindNetwork } from "./config.ts";

const configOf = (workers: number, nodeImage = "") => kindConfig("central-5", { workers, nodeImage });

test("a kind cluster has one control plane and the workers that are asked for", () => {
	const roles = (workers: number) => configOf(workers).nodes.map(({ role }) => role);
	expect(roles(2)).toEqual(["control-plane", "worker", "worker"]);
	expect(roles(0)).toEqual(["control-plane"]);
});

test("every node runs the image that is named, or kind's own", () => {
	const images = (image: string) => configOf(1, image).nodes.map((node) => ("image" in node ? node.image : ""));
	expect(images("")).toEqual(["", ""]);
	expect(images("kindest/node:v1.35.0")).toEqual(["kindest/node:v1.35.0", "kindest/node:v1.35.0"]);
});

test("a cluster's name tells stack and checkout, and is short enough for its nodes' names", () => {
	expect(kindClusterName("central-5")).toMatch(/^holdfast-central-5-[0-9a-f]{6}$/);
	// kind appends "-control-plane" to it, and a host's name has 63 characters at most.
	expect(kindClusterName("decentral-etcd-100").length).toBeLessThan(50);
});

test("kind's addresses are none of the native node's, so that both can be up", () => {
	const half = (range: string) => range.split(".").slice(0, 2).join(".");
	expect(configOf(2).networking).toEqual({
		podSubnet: kindNetwork.pods,
		serviceSubnet: kindNetwork.services,
	});
	for (const range of Object.values(kindNetwork)) {
		expect(half(range)).not.toBe(half(network.range));
	}
});

test("kubelet and kube-proxy are set as on the native platform, since figures rest on it", () => {
	const node = clusterNode(0, 1);
	const files = configurationFiles({
		node,
		restrictOomScore: true,
		sandboxImage: "pause",
	});
	const native = parse(Object.entries(files).find(([path]) => path.endsWith("kubelet.yaml"))?.[1] ?? "");
	const flags = nodeAgents({ hyperkube: "h", containerd: "c", shimFolder: "s" }, node).flatMap(
		({ command }) => command,
	);
	const patches = configOf(2).kubeadmConfigPatches.map((text) => parse(text));
	const patchOf = (kind: string) => patches.find((patch) => patch.kind === kind);
	const { kind: _, ...kubelet } = patchOf("KubeletConfiguration");
	expect(native).toMatchObject(kubelet);
	expect(kubelet.failCgroupV1).toBe(false);
	expect(flags).toContain(`--iptables-min-sync-period=${patchOf("KubeProxyConfiguration").iptables.minSyncPeriod}`);
	const housekeeping = configOf(2).kubeadmConfigPatchesJSON6902.map(({ patch }) => parse(patch)[0].value);
	for (const value of housekeeping) {
		expect(flags).toContain(`--housekeeping-interval=${value.value ?? value}`);
	}
	expect(housekeeping).toHaveLength(4);
});

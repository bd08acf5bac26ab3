import { expect, test } from "vitest";
import { parse } from "yaml";
import {
	configurationFiles,
	controlPlane,
	credentials,
	dnsServer,
	faultAgent,
	furtherCredentials,
	kubeconfig,
	nodeAgents,
	volumeProvisioner,
} from "./components.ts";
import { network, nodeVolumesFolder } from "./layout.ts";
import { clusterNode, clusterNodes, mostNodes } from "./nodes.ts";

const binaries = {
	hyperkube: "/tools/hyperkube",
	containerd: "/tools/containerd",
	shimFolder: "/tools",
};
const only = clusterNode(0, 1);
const files = (restrictOomScore = false, node = only) =>
	configurationFiles({ node, restrictOomScore, sandboxImage: "pause:1" });
const fileCalled = (name: string, node = only) =>
	Object.entries(files(false, node)).find(([path]) => path.endsWith(name))?.[1] ?? "";
const flagsOf = (node = only) => nodeAgents(binaries, node).flatMap(({ command }) => command);

test("nothing of the node listens on every address", () => {
	const commands = [...controlPlane(binaries), ...nodeAgents(binaries, only), dnsServer(binaries)].flatMap(
		({ command }) => command,
	);
	const addresses = commands
		.filter((word) => /address=|listen-.*=/.test(word))
		.map((word) => word.slice(word.indexOf("=") + 1));
	expect(addresses.length).toBeGreaterThan(6);
	for (const address of addresses) {
		expect(address).toMatch(new RegExp(`^(http://)?(127\\.0\\.0\\.1|${network.node})(:\\d+)?$`));
	}
	expect(parse(fileCalled("kubelet.yaml")).address).toBe(network.node);
	expect(fileCalled("Corefile")).toContain(`bind ${network.dns}`);
});

test("volumes are folders where every node has them, made by somebody with an account of its own", () => {
	const { command } = volumeProvisioner("/tools/local-volumes");
	expect(command).toEqual([
		"/tools/local-volumes",
		"--kubeconfig=/run/node/local-volumes.kubeconfig",
		`--folder=${nodeVolumesFolder}`,
		"--name=holdfast.dev/local-volumes",
	]);
	expect(credentials["local-volumes"]).toEqual({
		user: "holdfast:local-volumes",
	});
});

test("root without CAP_SYS_RESOURCE runs containers at their parent's OOM score", () => {
	const config = (restrict: boolean) => Object.values(files(restrict)).find((text) => text.startsWith("version"));
	expect(config(true)).toContain("restrict_oom_score_adj = true");
	expect(config(false)).toContain("restrict_oom_score_adj = false");
});

test("a component's kubeconfig names files and holds no key", () => {
	const { users } = parse(kubeconfig("scheduler"));
	expect(users[0].user).toEqual({
		"client-certificate": "/run/node/scheduler.crt",
		"client-key": "/run/node/scheduler.key",
	});
});

test("a cluster's only node is called, reached and fed as it was before there could be others", () => {
	expect(flagsOf()).toEqual(
		expect.arrayContaining(["--hostname-override=holdfast", "--node-ip=198.19.255.2", "--bind-address=198.19.255.2"]),
	);
	expect(parse(fileCalled("kubelet.yaml"))).toMatchObject({
		address: "198.19.255.2",
		cgroupRoot: "/holdfast",
	});
	const { plugins } = parse(fileCalled(".conflist"));
	expect(plugins[0].ipam.ranges).toEqual([[{ subnet: "198.19.0.0/20" }]]);
	expect(credentials.kubelet).toEqual({
		user: "system:node:holdfast",
		group: "system:nodes",
		dnsNames: ["holdfast"],
		addresses: ["198.19.255.2"],
	});
	expect(faultAgent(1).command).toHaveLength(2);
	expect(faultAgent(1).restarts).toBe("always");
	expect(Object.keys(files()).map((path) => path.split("/").at(-1))).toEqual([
		...["containerd.toml", "10-holdfast.conflist", "kubelet.yaml"],
		...["resolv.conf", "Corefile"],
	]);
});

test("of several nodes each has a name, addresses, a control group and an identity of its own", () => {
	const nodes = clusterNodes(mostNodes);
	const distinct = (values: string[]) => expect(new Set(values).size).toBe(mostNodes);
	distinct(nodes.map((node) => flagsOf(node).join(" ")));
	distinct(nodes.map((node) => fileCalled(".conflist", node)));
	distinct(nodes.map((node) => furtherCredentials(node).kubelet.user));
	for (const node of nodes) {
		expect(parse(fileCalled("kubelet.yaml", node))).toMatchObject({
			address: node.address,
			cgroupRoot: `/${node.controlGroup}`,
			clusterDNS: [network.dns],
		});
		expect(furtherCredentials(node).kubelet).toMatchObject({
			user: `system:node:${node.name}`,
			addresses: [node.address],
		});
	}
});

test("only the first node answers for the cluster's names", () => {
	expect(fileCalled("Corefile", clusterNode(0, 3))).not.toBe("");
	expect(fileCalled("Corefile", clusterNode(1, 3))).toBe("");
});

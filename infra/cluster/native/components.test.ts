import { expect, test } from "vitest";
import { parse } from "yaml";
import {
	configurationFiles,
	controlPlane,
	kubeconfig,
	nodeAgents,
} from "./components.ts";
import { network } from "./layout.ts";

const binaries = {
	hyperkube: "/tools/hyperkube",
	containerd: "/tools/containerd",
	shimFolder: "/tools",
};
const files = (restrictOomScore = false) =>
	configurationFiles({ restrictOomScore, sandboxImage: "pause:1" });
const fileCalled = (name: string) =>
	Object.entries(files()).find(([path]) => path.endsWith(name))?.[1] ?? "";

test("nothing of the node listens on every address", () => {
	const commands = [...controlPlane(binaries), ...nodeAgents(binaries)].flatMap(
		({ command }) => command,
	);
	const addresses = commands
		.filter((word) => /address=|listen-.*=/.test(word))
		.map((word) => word.slice(word.indexOf("=") + 1));
	expect(addresses.length).toBeGreaterThan(6);
	for (const address of addresses) {
		expect(address).toMatch(
			new RegExp(`^(http://)?(127\\.0\\.0\\.1|${network.node})(:\\d+)?$`),
		);
	}
	expect(parse(fileCalled("kubelet.yaml")).address).toBe(network.node);
	expect(fileCalled("Corefile")).toContain(`bind ${network.dns}`);
});

test("root without CAP_SYS_RESOURCE runs containers at their parent's OOM score", () => {
	const config = (restrict: boolean) =>
		Object.values(files(restrict)).find((text) => text.startsWith("version"));
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

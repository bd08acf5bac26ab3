import { expect, test } from "vitest";
import { network } from "../native/layout.ts";
import { kindConfig, kindNetwork } from "./config.ts";

test("a kind cluster has one control plane and the workers that are asked for", () => {
	const roles = (workers: number) =>
		kindConfig("central-5", workers).nodes.map(({ role }) => role);
	expect(roles(2)).toEqual(["control-plane", "worker", "worker"]);
	expect(roles(0)).toEqual(["control-plane"]);
});

test("kind's addresses are none of the native node's, so that both can be up", () => {
	const half = (range: string) => range.split(".").slice(0, 2).join(".");
	expect(kindConfig("central-5", 2).networking).toEqual({
		podSubnet: kindNetwork.pods,
		serviceSubnet: kindNetwork.services,
	});
	for (const range of Object.values(kindNetwork)) {
		expect(half(range)).not.toBe(half(network.range));
	}
});

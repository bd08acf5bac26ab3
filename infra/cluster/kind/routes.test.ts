import { expect, test } from "vitest";
import { routesTo } from "./routes.ts";

const node = (name: string, address: string, podRange: string) => ({
	name,
	address,
	podRange,
	controlPlane: name === "control-plane",
});

test("each node leads to its Pods, and the control plane to the Services", () => {
	expect(
		routesTo([
			node("worker", "172.18.0.3", "198.18.1.0/24"),
			node("control-plane", "172.18.0.2", "198.18.0.0/24"),
		]),
	).toEqual([
		{ range: "198.18.1.0/24", via: "172.18.0.3" },
		{ range: "198.18.0.0/24", via: "172.18.0.2" },
		{ range: "198.18.128.0/20", via: "172.18.0.2" },
	]);
});

test("a cluster without a control plane is no cluster", () => {
	expect(() =>
		routesTo([node("worker", "172.18.0.3", "198.18.1.0/24")]),
	).toThrow("no control plane");
});

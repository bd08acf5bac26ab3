import fc from "fast-check";
import { expect, test } from "vitest";
import { network } from "../native/layout.ts";
import { type KindNode, missingOf, routesOver, routesTo, takenRoute } from "./routes.ts";

const node = (name: string, address: string, podRange: string): KindNode => ({
	name,
	address,
	podRange,
	controlPlane: name === "control-plane",
	ready: true,
	runtime: "containerd://2.3.4",
});
const nodes = [node("worker", "172.18.0.3", "198.18.1.0/24"), node("control-plane", "172.18.0.2", "198.18.0.0/24")];

test("each node leads to its Pods, and the control plane to the Services", () => {
	expect(routesTo(nodes)).toEqual([
		{ range: "198.18.1.0/24", via: "172.18.0.3" },
		{ range: "198.18.0.0/24", via: "172.18.0.2" },
		{ range: "198.18.128.0/20", via: "172.18.0.2" },
	]);
});

test("a cluster without a control plane is no cluster", () => {
	expect(() => routesTo(nodes.slice(0, 1))).toThrow("no control plane");
	expect(missingOf(nodes.slice(0, 1), 1)).toBe("it shows no control plane");
});

test("a node that isn't there, or isn't ready, or has no Pods' range is missing", () => {
	expect(missingOf(nodes, 2)).toBeNull();
	expect(missingOf(nodes, 3)).toBe("it has 2 nodes instead of 3");
	const [worker, controlPlane] = nodes as [KindNode, KindNode];
	const missing = (change: Partial<KindNode>) => missingOf([{ ...worker, ...change }, controlPlane], 2);
	expect(missing({ ready: false })).toBe("its node worker isn't Ready");
	expect(missing({ podRange: "" })).toContain("has no range of Pods");
	expect(missing({ address: "" })).toContain("has no address");
});

test.each([
	"198.18.0.0/24 via 172.18.0.2 dev br-1",
	"198.18.0.0/15 dev tun0 scope link",
	"local 198.18.128.1 dev lo table local",
	"blackhole 198.18.0.0/16",
])("a route that leads to the cluster's addresses is taken: %s", (line) => {
	const table = `default via 10.0.0.1 dev eth0\n${line}\n10.0.0.0/24 dev eth0`;
	expect(takenRoute(table)).toBe(line);
});

test("the native node's route, a default route and the machine's own networks are in nobody's way", () => {
	expect(
		takenRoute(
			[
				"default via 198.18.0.1 dev eth0",
				`${network.range} via ${network.node} dev ${network.hostDevice}`,
				"172.17.0.0/16 dev docker0 scope link src 172.17.0.1",
				"broadcast 127.255.255.255 dev lo table local",
				"fe80::/64 dev eth0 proto kernel metric 256",
			].join("\n"),
		),
	).toBeNull();
});

test("a route is taken exactly where it has an address in common", () => {
	const octet = fc.integer({ min: 0, max: 255 });
	fc.assert(
		fc.property(octet, octet, (third, last) => {
			const inPods = third < 128;
			const inServices = third >= 128 && third < 144;
			expect(takenRoute(`198.18.${third}.${last} dev tun0`) !== null).toBe(inPods || inServices);
		}),
	);
});

test("routes to a cluster's own nodes, or to nobody, go with it; those to another cluster's stay", () => {
	const network = {
		ranges: ["172.18.0.0/16", "fc00:f853:ccd:e793::/64"],
		addresses: new Map([
			["own-worker", "172.18.0.3"],
			["other-worker", "172.18.0.4"],
		]),
	};
	const table = [
		"default via 172.18.0.1 dev eth0",
		"172.18.0.0/16 dev br-1 proto kernel scope link src 172.18.0.1",
		"198.18.1.0/24 via 172.18.0.3 dev br-1",
		"198.18.2.0/24 via 172.18.0.4 dev br-1",
		"198.18.128.0/20 via 172.18.0.9 dev br-1",
		"198.18.3.0/24 via 10.0.0.1 dev tun0",
		"198.19.0.0/16 via 172.18.0.3 dev br-1",
	].join("\n");
	expect(routesOver(table, network, ["own-worker"])).toEqual([
		{ range: "198.18.1.0/24", via: "172.18.0.3" },
		{ range: "198.18.128.0/20", via: "172.18.0.9" },
	]);
});

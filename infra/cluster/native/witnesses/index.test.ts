import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { FaultOrder } from "../../../../schema/faultOrder.ts";
import { witnessOf } from "./index.ts";
import { container, MadeWorld } from "./world.fixture.ts";

let world: MadeWorld;
beforeEach(() => {
	world = new MadeWorld();
});
afterEach(() => world.remove());

const group = `kubepods/pod1/${container}`;
const app = (state: string, startTicks = 100) => [
	{ pid: 7, state, startTicks },
	{ pid: 8, state, startTicks },
];

/** Looks before a fault is done, and again as often as it is asked. */
function watch(order: FaultOrder) {
	const witness = witnessOf(world);
	// As it is kept in a file.
	const before = JSON.parse(JSON.stringify(witness.before(order)));
	const brief = ({ outcome, victims: [first] }: ReturnType<typeof witness.injected>) =>
		[outcome, first?.value] as const;
	return {
		injected: () => brief(witness.injected(order, before)),
		undone: () => brief(witness.undone(order, before)),
	};
}

describe("kill", () => {
	const order: FaultOrder = { do: "kill", containers: [container] };

	test("is confirmed once every process is gone, those that only wait to be fetched too", () => {
		world.put(group, app("S"));
		const { injected } = watch(order);
		expect(injected()).toEqual(["mismatch", 0]);
		world.end(7);
		expect(injected()).toEqual(["mismatch", 1]);
		world.put(group, [{ pid: 8, state: "Z" }]);
		expect(injected()).toEqual(["confirmed", 2]);
	});

	test("isn't fooled by a later process of the same id", () => {
		world.put(group, app("S"));
		const { injected } = watch(order);
		world.put(group, app("S", 900));
		expect(injected()).toEqual(["confirmed", 2]);
	});

	test("of a container that had ended before can't be told", () => {
		expect(watch(order).injected()).toEqual(["inconclusive", null]);
	});
});

describe("freeze", () => {
	const order: FaultOrder = {
		do: "freeze",
		containers: [container],
		lastsSeconds: 5,
	};

	test("is confirmed while every process is stopped, and undone when none is", () => {
		world.put(group, app("S"));
		const { injected, undone } = watch(order);
		expect(injected()).toEqual(["mismatch", 0]);
		world.put(group, [{ pid: 7, state: "T" }, { pid: 8 }]);
		expect(injected()).toEqual(["mismatch", 1]);
		expect(undone()).toEqual(["mismatch", 1]);
		world.put(group, app("T"));
		expect(injected()).toEqual(["confirmed", 2]);
		expect(undone()).toEqual(["mismatch", 0]);
		world.put(group, app("R"));
		expect(undone()).toEqual(["confirmed", 2]);
	});

	test("can't be told of a container that ended meanwhile, and nothing of it stands", () => {
		world.put(group, app("S"));
		const { injected, undone } = watch(order);
		world.end(7, 8);
		world.removeGroup(group);
		expect(injected()).toEqual(["inconclusive", null]);
		expect(undone()).toEqual(["confirmed", 0]);
	});

	test("a process that left its control group and is stopped still stands", () => {
		world.put(group, app("S"));
		const { undone } = watch(order);
		world.put(group, app("T"));
		world.removeGroup(group);
		expect(undone()).toEqual(["mismatch", 0]);
	});
});

test("an API server that is stopped is told from one that isn't", () => {
	const server = (state: string) => [{ pid: 20, state, command: ["hyperkube", "kube-apiserver"] }];
	world.put("node", server("S"));
	const { injected, undone } = watch({
		do: "stop-api-server",
		lastsSeconds: 5,
	});
	expect(injected()).toEqual(["mismatch", 0]);
	world.put("node", server("T"));
	expect(injected()).toEqual(["confirmed", 1]);
	expect(undone()).toEqual(["mismatch", 0]);
	world.put("node", server("S"));
	expect(undone()).toEqual(["confirmed", 1]);
});

describe("cut-off", () => {
	const order: FaultOrder = {
		do: "cut-off",
		addresses: ["198.19.0.7"],
		lastsSeconds: 5,
	};
	const listing = (...rows: string[]) =>
		[
			"Chain FORWARD (policy ACCEPT 9 packets, 99 bytes)",
			"    pkts      bytes target     prot opt in     out     source               destination",
			...rows,
		].join("\n");
	const from = (packets: number, address = "198.19.0.7") => `${packets} 720 DROP  all  --  *  *  ${address}  0.0.0.0/0`;
	const to = (packets: number) => `${packets} 720 DROP  all  --  *  *  0.0.0.0/0  198.19.0.7`;

	test("is confirmed once rules for both directions have dropped packets, and undone when there is none", () => {
		world.rules = listing(from(9, "198.19.0.70"));
		const { injected, undone } = watch(order);
		expect(injected()).toEqual(["mismatch", 0]);
		expect(undone()).toEqual(["confirmed", 0]);
		world.rules = listing(from(0), to(0));
		expect(injected()).toEqual(["mismatch", 0]);
		world.rules = listing(from(12));
		expect(injected()).toEqual(["mismatch", 12]);
		world.rules = listing(from(12), to(30));
		expect(injected()).toEqual(["confirmed", 42]);
		expect(undone()).toEqual(["mismatch", 2]);
	});

	test("can't be told where the packet filter can't be read", () => {
		world.forwardRules = () => {
			throw new Error("Another app is currently holding the xtables lock");
		};
		const { injected, undone } = watch(order);
		expect(injected()).toEqual(["inconclusive", null]);
		expect(undone()).toEqual(["inconclusive", null]);
	});

	test("rules of both families are read", () => {
		const address = "fd00::7";
		world.rules = listing(`3 9 DROP  0  --  *  *  ${address}/128  ::/0`, `4 9 DROP  all      *  *  ::/0  ${address}`);
		const { injected } = watch({
			...order,
			addresses: [address],
		} as FaultOrder);
		expect(injected()).toEqual(["confirmed", 7]);
	});
});

test("busy loops are confirmed once all of them run and take the processors, those that ran before aside", () => {
	const loop = (pid: number, usedTicks: number) => ({
		pid,
		usedTicks,
		command: ["node", "--eval", "for (;;);"],
	});
	world.put("node", [loop(30, 9000)]);
	const { injected, undone } = watch({
		do: "squeeze-cpu",
		workers: 2,
		lastsSeconds: 5,
	});
	expect(injected()).toEqual(["mismatch", 0]);
	world.put("node", [loop(31, 40)]);
	expect(injected()).toEqual(["mismatch", 0.4]);
	world.put("node", [loop(31, 10), loop(32, 10)]);
	expect(injected()).toEqual(["mismatch", 0.2]);
	world.put("node", [loop(31, 100), loop(32, 50)]);
	expect(injected()).toEqual(["confirmed", 1.5]);
	expect(undone()).toEqual(["mismatch", 2]);
	world.end(31, 32);
	expect(undone()).toEqual(["confirmed", 0]);
});

describe.each([
	{
		version: "v2",
		files: (limit: string, used: number, hits: number) => ({
			"memory.max": limit,
			"memory.current": `${used}`,
			"memory.events": `low 0\nhigh 0\nmax ${hits}\noom 0`,
		}),
		none: "max",
	},
	{
		version: "v1",
		files: (limit: string, used: number, hits: number) => ({
			"memory.limit_in_bytes": limit,
			"memory.usage_in_bytes": `${used}`,
			"memory.failcnt": `${hits}`,
		}),
		none: "9223372036854771712",
	},
])("squeeze-memory with control groups $version", ({ files, none }) => {
	const order: FaultOrder = {
		do: "squeeze-memory",
		containers: [container],
		headroomMebibytes: 0,
		lastsSeconds: 5,
	};

	test("is confirmed where a tighter limit is met, in doubt where it isn't, and undone with the old one", () => {
		world.memory(group, files(none, 1000, 3));
		const { injected, undone } = watch(order);
		expect(injected()).toEqual(["mismatch", 0]);
		expect(undone()).toEqual(["confirmed", 1000]);
		world.memory(group, files("4000", 1000, 3));
		expect(injected()).toEqual(["inconclusive", 0]);
		expect(undone()).toEqual(["mismatch", 1000]);
		world.memory(group, files("4000", 3900, 3));
		expect(injected()).toEqual(["confirmed", 0]);
		world.memory(group, files("4000", 1000, 8));
		expect(injected()).toEqual(["confirmed", 5]);
		world.memory(group, files(none, 1000, 8));
		expect(undone()).toEqual(["confirmed", 1000]);
	});

	test("a container that the kernel killed for it was hit; one that just ended can't be told", () => {
		world.memory(group, files(none, 1000, 3));
		const { injected, undone } = watch(order);
		world.removeGroup(group);
		expect(injected()).toEqual(["inconclusive", 0]);
		world.kernelKills(1);
		expect(injected()).toEqual(["confirmed", 1]);
		expect(undone()).toEqual(["confirmed", null]);
	});
});

test("a node is stopped when its link is down and all on it stands still, and back once its kubelet runs", () => {
	const processes = (state: string) => [
		{ pid: 50, state, command: ["hyperkube", "kubelet"] },
		{ pid: 51, state },
	];
	const { injected, undone } = watch({
		do: "stop-node",
		node: "holdfast-1",
		lastsSeconds: 5,
	});
	world.put("node-1/node", processes("S"));
	expect(injected()).toEqual(["mismatch", 0]);
	world.flags = ["BROADCAST"];
	expect(injected()).toEqual(["mismatch", 0]);
	world.put("node-1/node", processes("T"));
	world.put("node-1/kubepods", [{ pid: 60, state: "T" }]);
	expect(injected()).toEqual(["confirmed", 3]);
	expect(undone()).toEqual(["mismatch", 0]);
	world.flags = ["UP"];
	world.put("node-1/node", [{ pid: 51 }]);
	world.put("node-1/kubepods", []);
	expect(undone()).toEqual(["mismatch", 1]);
	world.put("node-1/node", processes("S"));
	expect(undone()).toEqual(["confirmed", 2]);
});

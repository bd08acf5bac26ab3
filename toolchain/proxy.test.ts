import { spawnSync } from "node:child_process";
import { BlockList } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { kindNetwork } from "../infra/cluster/kind/config.ts";
import { network } from "../infra/cluster/native/layout.ts";
import { nodeNetwork } from "../infra/cluster/native/nodes.ts";
import { direct, directHosts, directLines, proxiesIn, withoutProxy } from "./proxy.ts";

const hosts = fc.array(fc.constantFrom("a.example", ".corp", "10.0.0.0/8", "*")).map((list) => list.join(","));
const environments = fc.record(
	{
		NO_PROXY: hosts,
		no_proxy: hosts,
		HTTP_PROXY: fc.constant("http://proxy:3128"),
		https_proxy: fc.constant("http://proxy:3128"),
		all_proxy: fc.constant("socks5://proxy:1080"),
		NODE_USE_ENV_PROXY: fc.constant("1"),
		NODE_OPTIONS: fc.constantFrom("--use-env-proxy --no-warnings", "--no-warnings --use-env-proxy", "--no-warnings"),
		OTHER: fc.constant("kept"),
	},
	{ requiredKeys: [] },
);
const entries = (list: string | undefined) => new Set((list ?? "").split(",").filter((entry) => entry !== ""));

test("every address of a laboratory on this machine is reached without a proxy", () => {
	const list = new BlockList();
	for (const host of directHosts) {
		const [range = "", prefix] = host.split("/");
		if (prefix) list.addSubnet(range, Number(prefix));
	}
	const { kubernetesService, dns, host, node, ...others } = network;
	const ranges = [others.range, others.pods, others.services];
	for (const address of [
		...[kubernetesService, dns, host, node, nodeNetwork.gateway],
		...[...ranges, ...Object.values(kindNetwork)].map((range) => range.split("/")[0] ?? ""),
		"127.0.0.1",
	])
		expect(list.check(address), address).toBe(true);
});

test("whatever is set, the user's exceptions stay, the lab's are added, and Node's own switch is off", () => {
	fc.assert(
		fc.property(environments, (environment) => {
			const { NO_PROXY, no_proxy, ...rest } = direct(environment);
			expect(no_proxy).toBe(NO_PROXY);
			expect(entries(NO_PROXY)).toEqual(
				new Set([...entries(environment.NO_PROXY), ...entries(environment.no_proxy), ...directHosts]),
			);
			const { NODE_USE_ENV_PROXY = "", NODE_OPTIONS = "" } = {
				...environment,
				...rest,
			};
			expect(["", "0"]).toContain(NODE_USE_ENV_PROXY);
			expect(NODE_OPTIONS).not.toContain("proxy");
			expect(NODE_OPTIONS.includes("--no-warnings")).toBe(environment.NODE_OPTIONS !== undefined);
		}),
	);
});

test("a shell's script comes to the same", () => {
	fc.assert(
		fc.property(environments, (environment) => {
			const script = [...directLines, "env -0"].join("\n");
			const { stdout, stderr } = spawnSync("sh", ["-c", script], {
				encoding: "utf8",
				env: { PATH: process.env.PATH, ...environment },
			});
			expect(stderr).toBe("");
			const said = Object.fromEntries(stdout.split("\0").map((line) => line.split(/=(.*)/s).slice(0, 2)));
			const { NO_PROXY } = direct(environment);
			expect(entries(said.NO_PROXY)).toEqual(entries(NO_PROXY));
			expect(said.no_proxy).toBe(said.NO_PROXY);
			expect(said.NODE_USE_ENV_PROXY).toBeUndefined();
			expect(said.NODE_OPTIONS ?? "").not.toContain("proxy");
			expect(said.HTTP_PROXY).toBe(environment.HTTP_PROXY);
		}),
		{ numRuns: 25 },
	);
});

test("the nodes' own programs know of no proxy, and of all else", () => {
	fc.assert(
		fc.property(environments, (environment) => {
			const left = withoutProxy(environment);
			expect(JSON.stringify(left)).not.toMatch(/proxy/i);
			expect(left.OTHER).toBe(environment.OTHER);
		}),
	);
});

test("proxies are told without their passwords", () => {
	expect(proxiesIn({ NO_PROXY: "a", HTTP_PROXY: "" })).toBeNull();
	expect(
		proxiesIn({
			HTTP_PROXY: "http://me:secret@proxy:3128",
			https_proxy: "proxy:3128",
		}),
	).toBe("HTTP_PROXY=http://…@proxy:3128, https_proxy=proxy:3128");
});

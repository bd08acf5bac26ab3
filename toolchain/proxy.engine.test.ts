import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { network } from "../infra/cluster/native/layout.ts";
import { goBinary } from "./goTools.ts";
import { toolBinary } from "./machineTools.ts";
import { direct, directLines } from "./proxy.ts";

const folder = mkdtempSync(join(tmpdir(), "holdfast-proxy-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** In the address range of a laboratory, and at a proxy's: each says who was asked. */
const servers = `
const { createServer } = require("node:http");
for (const [who, port, host] of [["lab", 8080, "${network.node}"], ["proxy", 3128, "127.0.0.1"]])
	createServer((request, answer) => answer.end(JSON.stringify({ who })))
		.on("connect", (_, socket) => socket.end("HTTP/1.1 502 proxy\\r\\n\\r\\n"))
		.listen(port, host);`;
const url = `http://${network.node}:8080/version`;
writeFileSync(
	join(folder, "script.js"),
	`import http from "k6/http"; export default () => console.log(http.get("${url}").body);`,
);
const proxies = {
	HTTP_PROXY: "http://127.0.0.1:3128",
	http_proxy: "http://127.0.0.1:3128",
	HTTPS_PROXY: "http://127.0.0.1:3128",
	ALL_PROXY: "http://127.0.0.1:3128",
	NODE_USE_ENV_PROXY: "1",
};

/** Runs a command in a network of its own, with a laboratory's address and a proxy. */
function ask(command: string, environment: Record<string, string>): string {
	const { stdout, stderr } = spawnSync(
		"unshare",
		[
			// All of it ends with its first process.
			...["--net", "--pid", "--fork", "--kill-child", "sh", "-c"],
			[
				"ip link set lo up",
				`ip address add ${network.node}/32 dev lo`,
				`env -u NODE_USE_ENV_PROXY "${process.execPath}" -e '${servers}' & servers=$!`,
				`sleep 1`,
				command,
				"kill $servers",
			].join("\n"),
		],
		{
			encoding: "utf8",
			timeout: 30_000,
			killSignal: "SIGKILL",
			env: { ...process.env, NO_PROXY: "", no_proxy: "", ...environment },
		},
	);
	return stdout + stderr;
}

const programs: [name: string, command: () => string][] = [
	["kubectl", () => `"${goBinary("hyperkube")}" kubectl --server http://${network.node}:8080 get --raw /version`],
	["k6", () => `"${toolBinary("k6")}" run --quiet ${join(folder, "script.js")}`],
	[
		"Node",
		// The laboratory is there, so whoever fails has asked the proxy, which tunnels nothing.
		() =>
			`"${process.execPath}" -e 'fetch("${url}").then((answer) => answer.text()).then(console.log, () => console.log(JSON.stringify({ who: "proxy" })))'`,
	],
];

test.each(programs)("without more, %s asks the proxy for the laboratory", (_name, command) => {
	expect(ask(command(), proxies)).toMatch(/who.{1,4}:.{1,3}proxy/);
});

test.each(programs)(
	"%s asks the laboratory itself, as a command of the shell and with its environment",
	(_name, command) => {
		const lab = /who.{1,4}:.{1,3}lab/;
		expect(ask([...directLines, command()].join("\n"), proxies)).toMatch(lab);
		expect(ask(command(), { ...proxies, ...direct(proxies) })).toMatch(lab);
	},
);

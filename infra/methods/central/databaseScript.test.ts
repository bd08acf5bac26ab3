import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { databaseScript } from "./databaseScript.ts";

const node = join(import.meta.dirname, ...["..", "..", "..", "node_modules", ".bin", "node"]);

/** Requests as they came, with the connection's number, until the script ended. */
async function requestsOf(answers: (string | object | number)[], environment: Record<string, string> = {}) {
	const asked: string[] = [];
	const sockets: unknown[] = [];
	const listener: RequestListener = ({ method, url, headers, socket }, to) => {
		if (!sockets.includes(socket)) sockets.push(socket);
		asked.push(`${sockets.indexOf(socket)} ${method} ${url}`);
		expect(headers.authorization).toBe(`Basic ${btoa("admin:quorum")}`);
		const answer = answers.shift();
		to.statusCode = typeof answer === "number" ? answer : 200;
		to.end(typeof answer === "object" ? JSON.stringify(answer) : "{}");
	};
	const server = createServer(listener).listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	const child = spawn(node, ["--input-type=module", "-e", databaseScript], {
		env: {
			URL: `http://127.0.0.1:${port}`,
			DATABASE: "states-1",
			NODES: "3",
			COUCHDB_USER: "admin",
			COUCHDB_PASSWORD: "quorum",
			...environment,
		},
		stdio: ["ignore", "ignore", "inherit"],
	});
	const [code] = await once(child, "exit");
	server.close();
	expect(code).toBe(0);
	return asked;
}

const whole = { all_nodes: ["a", "b", "c"], cluster_nodes: ["a", "b", "c"] };

test("the database is made by a node that knows all nodes, over the connection that said so", async () => {
	const alone = { all_nodes: ["a"], cluster_nodes: ["a"] };
	const apart = { all_nodes: ["a"], cluster_nodes: ["a", "b", "c"] };
	expect(await requestsOf([alone, apart, whole, 201])).toEqual([
		"0 GET /_membership",
		"1 GET /_membership",
		"2 GET /_membership",
		"2 PUT /states-1",
	]);
}, 20_000);

test("a database that is there already is fine, and a single server that knows no membership, too", async () => {
	expect(await requestsOf([whole, 412, 200])).toHaveLength(3);
	expect(await requestsOf([404, 201])).toHaveLength(2);
}, 20_000);

test("what too few nodes have, and a failing store, are asked again", async () => {
	expect(await requestsOf([whole, 202, whole, 500, 503, whole, 412, 404, whole, 412, 200])).toEqual([
		...["0 GET /_membership", "0 PUT /states-1"],
		...["1 GET /_membership", "1 PUT /states-1"],
		"2 GET /_membership",
		...["3 GET /_membership", "3 PUT /states-1", "3 GET /states-1"],
		...["4 GET /_membership", "4 PUT /states-1", "4 GET /states-1"],
	]);
}, 20_000);

test("where nobody else does it, the cluster is finished first, however often that was tried", async () => {
	const finished = ["POST /_cluster_setup", "GET /_users"];
	expect(
		await requestsOf([whole, 500, 404, whole, 400, 200, 201], {
			FINISH: "yes",
		}),
	).toEqual([
		...["GET /_membership", ...finished].map((one) => `0 ${one}`),
		...["GET /_membership", ...finished, "PUT /states-1"].map((one) => `1 ${one}`),
	]);
}, 20_000);

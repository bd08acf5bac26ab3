import { Registry } from "prom-client";
import { expect, test } from "vitest";
import type { RoleReport } from "../../app/src/standby/roles.ts";
import { application } from "./http.ts";
import { EpochNotGiven } from "./stateController.ts";

function server(watching = true, token?: string) {
	const asked: [RoleReport, number][] = [];
	const app = application({
		controller: {
			async ask(report, waitSeconds) {
				asked.push([report, waitSeconds]);
				if (report.epoch > 99) throw new EpochNotGiven("Not given.");
				return { role: "active", epoch: 3 };
			},
			terms: () => new Map([["pod-0", null]]),
		},
		watching: () => watching,
		registry: new Registry(),
		...(token !== undefined && { token }),
	});
	return { app, asked };
}

test("a process that asks is told its role", async () => {
	const { app, asked } = server();
	const answer = await app.request("/role?pod=standby-0&uid=u&process=12.5&role=standby&epoch=0&waitSeconds=2");
	expect(await answer.json()).toEqual({ role: "active", epoch: 3 });
	expect(asked).toEqual([[{ pod: "standby-0", uid: "u", process: 12.5, role: "standby", epoch: 0 }, 2]]);
});

test("anything else is told what is wrong with it", async () => {
	const answer = await server().app.request("/role?pod=standby-0&uid=&process=x&role=leader&epoch=-1&waitSeconds=60");
	expect(answer.status).toBe(400);
	expect(await answer.json()).toEqual({
		error: "Not a process that asks for its role: uid, process, role, epoch, waitSeconds.",
	});
});

test("a process in an epoch that nobody gave is refused", async () => {
	const answer = await server().app.request("/role?pod=pod-0&uid=u&process=1&role=active&epoch=100&waitSeconds=2");
	expect(answer.status).toBe(409);
	expect(await answer.json()).toEqual({ error: "Not given." });
});

test("it is ready once the Pods are watched", async () => {
	expect((await server(false).app.request("/readyz")).status).toBe(503);
	expect((await server().app.request("/readyz")).status).toBe(200);
});

test.each([
	["without a token", {}],
	["with a wrong token", { authorization: "Bearer wrong" }],
	["with the token as a password", { authorization: "Basic secret" }],
])("nobody is told a role, or heard, %s", async (_, headers) => {
	const { app, asked } = server(true, "secret");
	const answer = await app.request("/role?pod=pod-0&uid=u&process=1&role=active&epoch=9&waitSeconds=0", { headers });
	expect(answer.status).toBe(401);
	expect(await answer.json()).toEqual({
		error: "Only replicas may ask for a role.",
	});
	expect(asked).toEqual([]);
});

test("a replica shows the token; anybody may see who is active", async () => {
	const { app, asked } = server(true, "secret");
	const answer = await app.request("/role?pod=pod-0&uid=u&process=1&role=standby&epoch=0&waitSeconds=0", {
		headers: { authorization: "Bearer secret" },
	});
	expect(answer.status).toBe(200);
	expect(asked).toHaveLength(1);
	for (const path of ["/terms", "/metrics", "/readyz", "/livez"]) {
		expect((await app.request(path)).status).toBe(200);
	}
});

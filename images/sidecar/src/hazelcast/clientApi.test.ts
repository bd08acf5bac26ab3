import { expect, test } from "vitest";
import { clientInterface } from "./clientApi.ts";
import { fakeConnection } from "./fakeConnection.ts";
import { statesOfClients } from "./layout.ts";
import { memberStates } from "./memberStates.ts";

const token = "0123456789abcdef";

/** Three members that keep the states of 21 replicas. */
function interfaceWith() {
	const connection = fakeConnection();
	const layout = statesOfClients(21);
	const app = clientInterface({
		token,
		replicas: layout.states,
		states: memberStates(connection, layout),
		verify: () => ({
			formed: true,
			startedAt: 1000,
			group: layout.ownGroup,
			cpMembers: 3,
			replicas: 3,
			lostMajority: [],
		}),
	});
	const send = (
		method: string,
		path: string,
		{ given = `Bearer ${token}`, body }: { given?: string; body?: object } = {},
	) =>
		app.request(path, {
			method,
			headers: { ...(given && { authorization: given }) },
			...(body && { body: JSON.stringify(body) }),
		});
	return { connection, send };
}

const write = { identifier: "pod-20", state: "1", previous: null };

test("a replica in another Pod writes and reads its state", async () => {
	const { send } = interfaceWith();
	const put = await send("PUT", "/api/v1/state", { body: write });
	expect(put.status).toBe(200);
	const got = await send("GET", "/api/v1/state/pod-20");
	expect(await got.json()).toEqual({ identifier: "pod-20", state: "1" });
	expect((await send("GET", "/api/v1/cp/verify")).status).toBe(200);
	expect((await send("GET", "/api/v1/state/pod-21")).status).toBe(404);
	expect((await send("GET", "/api/v1/state/hybrid-0")).status).toBe(400);
});

test.each([
	["none", ""],
	["a wrong one", "Bearer fedcba9876543210"],
	["the token alone", token],
])("with %s in place of the token everything is refused, and nothing written", async (_, given) => {
	const { connection, send } = interfaceWith();
	for (const [method, path, body] of [
		["PUT", "/api/v1/state", write],
		["GET", "/api/v1/state/pod-20"],
		["GET", "/api/v1/cp/verify"],
		["GET", "/none"],
	] as const) {
		const answer = await send(method, path, { given, ...(body && { body }) });
		expect(answer.status).toBe(401);
		expect(await answer.text()).not.toContain(token);
	}
	expect(connection.calls).toEqual([]);
});

test("no client can remove a member", async () => {
	const { send } = interfaceWith();
	for (const pod of ["pod-0", "hybrid-0"]) {
		expect((await send("DELETE", `/api/v1/cp/${pod}`)).status).toBe(404);
	}
});

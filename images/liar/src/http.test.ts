import { expect, test } from "vitest";
import { RequestFailed } from "../../request.ts";
import { application } from "./http.ts";

test("a request reaches the store as it was, and its answer comes back", async () => {
	const sent: unknown[] = [];
	const app = application("http://central:5984", async (...request) => {
		sent.push(request);
		return { status: 201, text: '{"ok":true}' };
	});
	const answer = await app.request("/states/pod-0?rev=1-a", {
		method: "PUT",
		body: '{"value":"x"}',
		headers: { authorization: "Basic abc", "content-type": "application/json" },
	});
	expect(answer.status).toBe(201);
	expect(await answer.text()).toBe('{"ok":true}');
	expect(sent).toEqual([
		[
			"PUT",
			"http://central:5984/states/pod-0?rev=1-a",
			{
				headers: {
					authorization: "Basic abc",
					"content-type": "application/json",
				},
				timeoutSeconds: 5,
				body: '{"value":"x"}',
			},
		],
	]);
});

test("a store that doesn't answer leaves the outcome unknown", async () => {
	const app = application("http://central:5984", async () => {
		throw new RequestFailed("ECONNRESET", true);
	});
	const answer = await app.request("/states/pod-0");
	expect(answer.status).toBe(502);
	expect(await answer.json()).toEqual({
		error: "no_answer",
		reason: "ECONNRESET",
	});
});

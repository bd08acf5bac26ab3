import { expect, test } from "vitest";
import type { Request } from "../../../request.ts";
import { classify, couchDb } from "./couchdb.ts";

test.each([
	["PUT", 201, '{"ok":true,"id":"pod-0","rev":"2-a"}', { kind: "acknowledged", revision: "2-a" }],
	["PUT", 201, '{"ok":true}', { kind: "acknowledged", revision: "" }],
	["DELETE", 200, '{"ok":true,"id":"pod-0","rev":"3-a"}', { kind: "acknowledged", revision: "3-a" }],
	["PUT", 409, '{"error":"conflict","reason":"Document update conflict."}', { kind: "conflict" }],
	["PUT", 412, '{"error":"precondition_failed","reason":"The precondition failed."}', { kind: "conflict" }],
	["GET", 404, '{"error":"not_found","reason":"missing"}', { kind: "missing" }],
	["GET", 404, '{"error":"not_found","reason":"deleted"}', { kind: "missing" }],
	[
		"GET",
		404,
		'{"error":"not_found","reason":"Database does not exist."}',
		{ kind: "unreachable", reason: "404 not_found (Database does not exist.)" },
	],
	[
		"GET",
		404,
		'{"error":"not_found","reason":"no_db_file"}',
		{ kind: "unreachable", reason: "404 not_found (no_db_file)" },
	],
	["GET", 404, "<html>", { kind: "unreachable", reason: "404" }],
	[
		"PUT",
		401,
		'{"error":"unauthorized","reason":"Name or password is incorrect."}',
		{
			kind: "refused",
			reason: "401 unauthorized (Name or password is incorrect.)",
		},
	],
	["PUT", 413, "", { kind: "refused", reason: "413" }],
	["PUT", 429, "", { kind: "unreachable", reason: "429" }],
	[
		"PUT",
		500,
		'{"error":"timeout","reason":"The request could not be processed in a reasonable amount of time."}',
		{
			kind: "unknown",
			reason: "500 timeout (The request could not be processed in a reasonable amount of time.)",
		},
	],
	["PUT", 302, "", { kind: "unknown", reason: "302" }],
] as const)("%s answered %i %s", (method, status, body, answer) => {
	expect(classify(method, status, body)).toEqual(answer);
});

test("202 is never an acknowledgement", () => {
	expect(classify("PUT", 202, '{"ok":true,"rev":"2-a"}').kind).toBe("quorum-missed");
	expect(classify("DELETE", 202, '{"ok":true,"rev":"2-a"}').kind).toBe("quorum-missed");
});

test("a document is its revision, value, expiry and the mark of who wrote it, if it has one", () => {
	expect(classify("GET", 200, '{"_id":"pod-0","_rev":"1-a","value":"x","expires":null}')).toEqual({
		kind: "document",
		document: { revision: "1-a", value: "x", expires: null, writer: null },
	});
	expect(classify("GET", 200, '{"_rev":"1-a","value":"x","writer":"a.1"}')).toMatchObject({
		document: { expires: null, writer: "a.1" },
	});
});

test("a document that is no state is refused, not taken for missing", () => {
	expect(classify("GET", 200, '{"_id":"pod-0","_rev":"1-a"}').kind).toBe("refused");
});

test("a document is written as the study's with its writer's mark, with credentials", async () => {
	const sent: unknown[] = [];
	const request: Request = async (method, url, options) => {
		sent.push([method, url, options]);
		return { status: 201, text: '{"rev":"2-b"}' };
	};
	const server = couchDb(
		{
			url: "http://central:5984",
			database: "states",
			credentials: { user: "admin", password: "pä" },
		},
		request,
	);
	const content = { value: "x", expires: null, writer: "a.1" };
	await server.write("pod-0", content, "1-a", 2);
	expect(sent).toEqual([
		[
			"PUT",
			"http://central:5984/states/pod-0",
			{
				timeoutSeconds: 2,
				headers: {
					accept: "application/json",
					"content-type": "application/json",
					authorization: `Basic ${Buffer.from("admin:pä").toString("base64")}`,
				},
				body: '{"_id":"pod-0","_rev":"1-a","value":"x","expires":null,"writer":"a.1"}',
			},
		],
	]);
});

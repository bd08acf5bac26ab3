import { describe, expect, test } from "vitest";
import { EtcdFailed, etcdGateway, etcdValues } from "./etcdGateway.ts";
import { RequestFailed } from "./request.ts";

const url = "http://127.0.0.1:2379";
const base64 = (text: string) => Buffer.from(text).toString("base64");

/** An etcd that answers always the same, and notes what it was asked. */
function answering(status: number, body: object | string) {
	const asked: { path: string; body: unknown }[] = [];
	const call = etcdGateway(url, async (_, target, { body: sent }) => {
		asked.push({
			path: new URL(target).pathname,
			body: JSON.parse(sent ?? "null"),
		});
		return {
			status,
			text: typeof body === "string" ? body : JSON.stringify(body),
		};
	});
	return { values: etcdValues(call), asked };
}

async function failure(work: Promise<unknown>): Promise<EtcdFailed> {
	try {
		await work;
	} catch (error) {
		if (error instanceof EtcdFailed) return error;
		throw error;
	}
	throw new Error("It didn't fail.");
}

describe("values", () => {
	test("a key that isn't there is null, and an empty value is a value", async () => {
		expect(await answering(200, {}).values.get("k", 1)).toBeNull();
		const empty = answering(200, { kvs: [{ key: base64("k") }] });
		expect(await empty.values.get("k", 1)).toBe("");
	});

	test("a value comes back to the byte", async () => {
		const text = "ä € 𝄞 \u0000 \n";
		const { values, asked } = answering(200, {
			kvs: [{ value: base64(text) }],
		});
		expect(await values.get("a/b", 1)).toBe(text);
		expect(asked).toEqual([{ path: "/v3/kv/range", body: { key: base64("a/b") } }]);
	});

	test("a swap compares with the value, or with there being none, and asks for what is there otherwise", async () => {
		const { values, asked } = answering(200, { succeeded: true });
		expect(await values.swap("k", "a", "b", 1)).toEqual({ kind: "stored" });
		expect(await values.swap("k", null, "b", 1)).toEqual({ kind: "stored" });
		expect(asked.map(({ body }) => body)).toMatchObject([
			{
				compare: [{ target: "VALUE", result: "EQUAL", value: base64("a") }],
				success: [{ requestPut: { key: base64("k"), value: base64("b") } }],
				failure: [{ requestRange: { key: base64("k") } }],
			},
			{ compare: [{ target: "VERSION", result: "EQUAL", version: "0" }] },
		]);
	});

	test("a swap that fails says what is there", async () => {
		const { values } = answering(200, {
			responses: [{ response_range: { kvs: [{ value: base64("c") }] } }],
		});
		expect(await values.swap("k", "a", "b", 1)).toEqual({
			kind: "other",
			value: "c",
		});
		const nothing = answering(200, { responses: [{ response_range: {} }] });
		expect(await nothing.values.swap("k", "a", "b", 1)).toEqual({
			kind: "other",
			value: null,
		});
	});

	test("null deletes", async () => {
		const { values, asked } = answering(200, { succeeded: true });
		await values.swap("k", "a", null, 1);
		await values.put("k", null, 1);
		expect(asked).toMatchObject([
			{ body: { success: [{ requestDeleteRange: { key: base64("k") } }] } },
			{ path: "/v3/kv/deleterange" },
		]);
	});
});

describe("failures", () => {
	test.each([
		["etcdserver: too many requests", false],
		["etcdserver: rpc not supported for learner", false],
		["etcdserver: no leader", false],
		["etcdserver: request timed out", true],
		["etcdserver: leader changed", true],
		// It may have been proposed before the server stopped.
		["etcdserver: server stopped", true],
	])("%s: may have been applied: %s", async (message, maybeApplied) => {
		const { values } = answering(503, { code: 14, message });
		const error = await failure(values.put("k", "v", 1));
		expect(error.maybeApplied).toBe(maybeApplied);
		expect(error.message).toBe(`etcd: ${message}`);
	});

	test("an answer that can't be read came after everything was done", async () => {
		for (const body of ["no JSON", '{"kvs": 1}']) {
			const { values } = answering(200, body);
			const error = await failure(values.get("k", 1));
			expect(error.maybeApplied).toBe(true);
		}
	});

	test.each([true, false])("a connection that failed when the request may have been sent: %s", async (maybeSent) => {
		const values = etcdValues(
			etcdGateway(url, async () => {
				throw new RequestFailed("ECONNREFUSED", maybeSent);
			}),
		);
		const error = await failure(values.put("k", "v", 1));
		expect(error.maybeApplied).toBe(maybeSent);
	});
});

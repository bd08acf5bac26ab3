/**
 * etcd's interface as its gRPC gateway offers it in JSON (etcd 3.7, `api/etcdserverpb/rpc.proto`):
 * texts are base64, and 64-bit numbers are texts. Over a kept-alive connection it is as fast as
 * gRPC, for half the processor time and 60 MB less memory than `@grpc/grpc-js` or `etcd3` take in a
 * Node process (measured: docs/methods/decentral-etcd.md).
 */
import * as z from "zod/mini";
import { parseJson } from "./json.ts";
import { type Request, RequestFailed } from "./request.ts";

/** etcd refused, or didn't answer. */
export class EtcdFailed extends Error {
	override name = "EtcdFailed";
	/** Whether a change that was asked for may be made, or may yet be. */
	readonly maybeApplied: boolean;

	constructor(message: string, maybeApplied: boolean) {
		super(message);
		this.maybeApplied = maybeApplied;
	}
}

/** What a compare-and-set found. */
export type Swap =
	| { kind: "stored" }
	/** Another value than expected is there. */
	| { kind: "other"; value: string | null };

/** Keys and values of an etcd cluster, linearizable. Null stands for no value. */
export interface EtcdValues {
	/** @throws EtcdFailed */
	get(key: string, timeoutSeconds: number): Promise<string | null>;
	/** @throws EtcdFailed */
	put(key: string, value: string | null, timeoutSeconds: number): Promise<void>;
	/**
	 * Stores `value` if `expected` is there.
	 *
	 * @throws EtcdFailed
	 */
	swap(key: string, expected: string | null, value: string | null, timeoutSeconds: number): Promise<Swap>;
}

export type EtcdCall = (path: string, body: object, timeoutSeconds: number) => Promise<unknown>;

const range = z.object({ kvs: z.optional(z.array(z.object({ value: z.optional(z.string()) }))) });
const txn = z.object({
	succeeded: z.optional(z.boolean()),
	responses: z.optional(z.array(z.object({ response_range: z.optional(range) }))),
});
const problem = z.object({ message: z.string() });

/** Said before a proposal is made (etcd 3.7, `api/v3rpc/rpctypes/error.go`). */
const refusals = [
	"etcdserver: not leader",
	"etcdserver: no leader",
	"etcdserver: too many requests",
	"etcdserver: request is too large",
	"etcdserver: rpc not supported for learner",
];

/**
 * Calls of one etcd member.
 *
 * @param url base URL, such as http://127.0.0.1:2379
 */
export function etcdGateway(url: string, request: Request): EtcdCall {
	return async (path, body, timeoutSeconds) => {
		let answer: { status: number; text: string };
		try {
			answer = await request("POST", `${url}${path}`, {
				timeoutSeconds,
				headers: { "content-type": "application/json" },
				body: JSON.stringify(body),
			});
		} catch (error) {
			if (!(error instanceof RequestFailed)) throw error;
			throw new EtcdFailed(`etcd: ${error.message}`, error.maybeSent);
		}
		const parsed = parseJson(answer.text);
		if (answer.status === 200 && parsed !== undefined) return parsed;
		const said = z.safeParse(problem, parsed);
		const reason = said.success ? said.data.message : String(answer.status);
		throw new EtcdFailed(`etcd: ${reason}`, !refusals.some((refusal) => reason.startsWith(refusal)));
	};
}

export function etcdValues(call: EtcdCall): EtcdValues {
	return {
		async get(key, timeoutSeconds) {
			const answer = await call("/v3/kv/range", { key: base64(key) }, timeoutSeconds);
			return valueIn(read(range, answer));
		},
		async put(key, value, timeoutSeconds) {
			await (value === null
				? call("/v3/kv/deleterange", { key: base64(key) }, timeoutSeconds)
				: call("/v3/kv/put", { key: base64(key), value: base64(value) }, timeoutSeconds));
		},
		async swap(key, expected, value, timeoutSeconds) {
			const encoded = base64(key);
			const answer = read(
				txn,
				await call(
					"/v3/kv/txn",
					{
						compare: [
							expected === null
								? // A key that isn't there has version 0.
									{ key: encoded, target: "VERSION", result: "EQUAL", version: "0" }
								: { key: encoded, target: "VALUE", result: "EQUAL", value: base64(expected) },
						],
						success: [
							value === null
								? { requestDeleteRange: { key: encoded } }
								: { requestPut: { key: encoded, value: base64(value) } },
						],
						failure: [{ requestRange: { key: encoded } }],
					},
					timeoutSeconds,
				),
			);
			if (answer.succeeded) return { kind: "stored" };
			const found = answer.responses?.[0]?.response_range;
			return { kind: "other", value: valueIn(found ?? {}) };
		},
	};
}

/** @throws EtcdFailed for an answer of another shape, which came after everything was done */
function read<Schema extends z.core.$ZodType>(schema: Schema, answer: unknown): z.output<Schema> {
	const { success, data } = z.safeParse(schema, answer);
	if (success) return data;
	throw new EtcdFailed("etcd: an answer that can't be read", true);
}

/** An empty value is left out of the JSON. */
function valueIn({ kvs }: z.output<typeof range>): string | null {
	const [found] = kvs ?? [];
	if (!found) return null;
	return Buffer.from(found.value ?? "", "base64").toString("utf8");
}

function base64(text: string): string {
	return Buffer.from(text, "utf8").toString("base64");
}

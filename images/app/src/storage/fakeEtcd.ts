import { type Request, RequestFailed } from "../../../request.ts";

/** What goes wrong with one request to a member. */
export type Fault =
	/** Nobody listens. */
	| "refused"
	/** Done, the answer is lost. */
	| "applied-lost"
	/** Not done, and nobody knows. */
	| "dropped-lost"
	/** Delivered twice; the second answer is the one that arrives. */
	| "twice";

export interface FakeEtcd {
	request: Request;
	/** Hosts that were asked, in order. */
	asked: string[];
	values: Map<string, string>;
}

interface Body {
	key?: string;
	compare?: { target: string; value?: string }[];
	success?: { requestPut?: { value: string }; requestDeleteRange?: object }[];
	failure?: { requestRange: { key: string } }[];
}

/** The part of etcd's JSON gateway that the adapter uses, over a map that all members share. */
export function fakeEtcd(nextFault: (host: string, isWrite: boolean) => Fault | null = () => null): FakeEtcd {
	const values = new Map<string, string>();
	const asked: string[] = [];
	const found = (key: string) => {
		const value = values.get(key);
		return value === undefined ? {} : { kvs: [{ key, value }] };
	};

	function handle(path: string, body: Body): object {
		if (path === "/v3/kv/range") return found(body.key ?? "");
		const [compare] = body.compare ?? [];
		const key = body.failure?.[0]?.requestRange.key ?? "";
		const expected = compare?.target === "VALUE" ? compare.value : undefined;
		if (values.get(key) !== expected) return { responses: [{ response_range: found(key) }] };
		const [change] = body.success ?? [];
		if (change?.requestPut) values.set(key, change.requestPut.value);
		else values.delete(key);
		return { succeeded: true };
	}

	return {
		asked,
		values,
		async request(_, url, { body }) {
			await null;
			const { host, pathname } = new URL(url);
			asked.push(host);
			const fault = nextFault(host, pathname === "/v3/kv/txn");
			if (fault === "refused") throw new RequestFailed("ECONNREFUSED", false);
			if (fault === "dropped-lost") throw new RequestFailed("no answer within 1 s", true);
			if (fault === "twice") handle(pathname, JSON.parse(body ?? "{}"));
			const answer = handle(pathname, JSON.parse(body ?? "{}"));
			if (fault === "applied-lost") throw new RequestFailed("ECONNRESET", true);
			return { status: 200, text: JSON.stringify(answer) };
		},
	};
}

import type { Request } from "../../../request.ts";
import { faultyRequest, jsonAnswer, type RequestFault } from "./faultyRequest.ts";

/** What goes wrong with one request to a member. */
export type Fault = RequestFault;

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
		request: faultyRequest(
			(_, { pathname }, body) => jsonAnswer(200, handle(pathname, JSON.parse(body ?? "{}"))),
			(_, url) => {
				const { host, pathname } = new URL(url);
				asked.push(host);
				return nextFault(host, pathname === "/v3/kv/txn");
			},
		),
	};
}

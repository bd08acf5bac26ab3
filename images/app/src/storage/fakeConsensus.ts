import type { Request } from "../../../request.ts";
import { unwrap } from "./envelope.ts";
import { jsonAnswer as answer, faultyRequest, type RequestFault } from "./faultyRequest.ts";

/** What goes wrong with one request. */
export type Fault =
	| RequestFault
	/** 503, certainly not applied. */
	| "unavailable"
	/** 503, not known whether applied: it was, or wasn't. */
	| "unknown-applied"
	| "unknown-dropped";

export interface FakeConsensus {
	request: Request;
	/** The values that a key held, oldest first. */
	updates(key: string): (string | null)[];
	/** Another process of the same identity. */
	put(key: string, text: string): void;
	/** As the policy `reset` does. */
	forget(): void;
	calls: string[];
}

/** A consensus replica in a function, for tests: the study's interface over a map. */
export function fakeConsensus(nextFault: (method: string) => Fault | null = () => null): FakeConsensus {
	const texts = new Map<string, string>();
	const log: [key: string, text: string | null][] = [];
	const calls: string[] = [];

	function store(key: string, text: string | null): void {
		if (text === null) texts.delete(key);
		else texts.set(key, text);
		log.push([key, text]);
	}

	function respond(method: string, url: URL, body: string | undefined) {
		if (method === "GET") {
			const key = decodeURIComponent(url.pathname.split("/").at(-1) ?? "");
			return answer(200, { identifier: key, state: texts.get(key) ?? null });
		}
		const { identifier, state, previous } = JSON.parse(body ?? "{}");
		const stored = texts.get(identifier) ?? null;
		if (previous !== undefined && previous !== stored) {
			return answer(409, { error: "another state", state: stored });
		}
		store(identifier, state);
		return answer(200, { identifier, state });
	}

	function faultOf(method: string, url: string): Fault | null {
		calls.push(`${method} ${new URL(url).pathname}`);
		return nextFault(method);
	}

	const unknown = answer(503, { error: "no majority in time", applied: "unknown" });
	return {
		calls,
		request: faultyRequest(respond, faultOf, (fault, _, apply) => {
			if (fault === "unavailable") return answer(503, { error: "not yet", applied: "no" });
			if (fault === "unknown-applied") apply();
			return unknown;
		}),
		updates: (key) =>
			log.filter(([each]) => each === key).map(([, text]) => (text === null ? null : unwrap(text).value)),
		put: store,
		forget: () => texts.clear(),
	};
}

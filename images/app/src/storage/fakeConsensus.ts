import { type Request, RequestFailed } from "../../../request.ts";
import { unwrap } from "./envelope.ts";

/** What goes wrong with one request. */
export type Fault =
	/** Nobody listens. */
	| "refused"
	/** Done, the answer is lost. */
	| "applied-lost"
	/** Neither arrives, and nobody knows. */
	| "dropped-lost"
	/** Given up by its sender, yet done later: two requests later. */
	| "late"
	/** Delivered twice; the second answer is the one that arrives. */
	| "twice"
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
	const late: { requestsLeft: number; apply: () => void }[] = [];

	const answer = (status: number, body: object) => ({ status, text: JSON.stringify(body) });

	function store(key: string, text: string | null): void {
		if (text === null) texts.delete(key);
		else texts.set(key, text);
		log.push([key, text]);
	}

	function handle(method: string, url: URL, body: string | undefined) {
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

	return {
		calls,
		async request(method, url, { body }) {
			await null;
			const target = new URL(url);
			calls.push(`${method} ${target.pathname}`);
			const fault = nextFault(method);
			for (const pending of late) pending.requestsLeft--;
			while (late[0] && late[0].requestsLeft < 0) late.shift()?.apply();
			const unknown = { error: "no majority in time", applied: "unknown" };
			switch (fault) {
				case null:
					return handle(method, target, body);
				case "refused":
					throw new RequestFailed("ECONNREFUSED", false);
				case "dropped-lost":
					throw new RequestFailed("no answer within 1 s", true);
				case "twice":
					handle(method, target, body);
					return handle(method, target, body);
				case "applied-lost":
					handle(method, target, body);
					throw new RequestFailed("ECONNRESET", true);
				case "late":
					late.push({ requestsLeft: 2, apply: () => handle(method, target, body) });
					throw new RequestFailed("no answer within 1 s", true);
				case "unavailable":
					return answer(503, { error: "not yet", applied: "no" });
				case "unknown-applied":
					handle(method, target, body);
					return answer(503, unknown);
				case "unknown-dropped":
					return answer(503, unknown);
			}
		},
		updates: (key) =>
			log.filter(([each]) => each === key).map(([, text]) => (text === null ? null : unwrap(text).value)),
		put: store,
		forget: () => texts.clear(),
	};
}

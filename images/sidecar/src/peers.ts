import { lookup } from "node:dns/promises";
import * as z from "zod/mini";
import { bearer } from "../../bearer.ts";
import { type Request, RequestFailed } from "../../request.ts";
import type { StateAnswer, States, Write } from "./states.ts";
import { within } from "./within.ts";

/** Paths that only peers may call. */
export const peerPaths = { view: "/peer/view", state: "/peer/state" } as const;

/** An address is taken to be good for so long; Pods that come back have new ones. */
const addressSeconds = 2;
/** The peer gives its own member 0.9 s. */
const stateSeconds = 1;

const stateAnswer = z.discriminatedUnion("kind", [
	z.object({ kind: z.literal("ok"), state: z.nullable(z.string()) }),
	z.object({ kind: z.literal("conflict"), state: z.nullable(z.string()) }),
	z.object({
		kind: z.literal("unavailable"),
		applied: z.enum(["no", "unknown"]),
		reason: z.string(),
	}),
]);

/** Calls a peer's consensus replica; what it answered with 200, from JSON. */
export type PeerCall = (
	ordinal: number,
	method: "GET" | "PUT" | "POST",
	path: string,
	timeoutSeconds: number,
	content?: object,
) => Promise<unknown>;

export interface PeerAddresses {
	/** Peer i is `<prefix>-i.<domain>`. */
	podPrefix: string;
	domain: string;
	port: number;
	token: string;
	request: Request;
	/** Address of a name; rejects when DNS has none. */
	resolve?: (name: string) => Promise<string>;
}

/** Every call may throw RequestFailed. */
export function peerCaller(options: PeerAddresses): PeerCall {
	const { podPrefix, domain, port, token, request } = options;
	const resolve = options.resolve ?? (async (name) => (await lookup(name)).address);
	const addresses = new Map<string, { address: string; until: number }>();

	async function addressOf(name: string): Promise<string> {
		const known = addresses.get(name);
		if (known && known.until > performance.now()) return known.address;
		const address = await resolve(name);
		const until = performance.now() + addressSeconds * 1000;
		addresses.set(name, { address, until });
		return address;
	}

	return async (ordinal, method, path, timeoutSeconds, content) => {
		const name = `${podPrefix}-${ordinal}.${domain}`;
		let address: string;
		try {
			address = await within(timeoutSeconds, `the address of ${name}`, () => addressOf(name));
		} catch {
			throw new RequestFailed(`DNS has no ${name}`, false);
		}
		const host = address.includes(":") ? `[${address}]` : address;
		const { status, text } = await request(method, `http://${host}:${port}${path}`, {
			timeoutSeconds,
			headers: { ...bearer(token), ...(content && { "content-type": "application/json" }) },
			...(content && { body: JSON.stringify(content) }),
		});
		if (status !== 200) throw new RequestFailed(`${name}: ${status}`, status >= 500);
		return JSON.parse(text);
	};
}

async function askState(call: () => Promise<unknown>, isWrite: boolean): Promise<StateAnswer> {
	try {
		return z.parse(stateAnswer, await call());
	} catch (error) {
		// An answer that can't be read was one to something that arrived.
		const maybeSent = !(error instanceof RequestFailed) || error.maybeSent;
		return {
			kind: "unavailable",
			applied: isWrite && maybeSent ? "unknown" : "no",
			reason: `a peer's consensus replica: ${(error as Error).message}`,
		};
	}
}

/** The states by way of a peer. */
export function peerStates(call: PeerCall, ordinal: number): States {
	return {
		read: (identifier) =>
			askState(() => call(ordinal, "GET", `${peerPaths.state}/${encodeURIComponent(identifier)}`, stateSeconds), false),
		write: (write: Write) => askState(() => call(ordinal, "PUT", peerPaths.state, stateSeconds, write), true),
	};
}

/** The states by way of some peer that serves. */
export interface Gateway {
	/** Null while none is known. */
	states(): States | null;
	search(): Promise<void>;
}

/** Looks for a peer whose member serves, and keeps to it until it fails. */
export function gateway(
	peers: {
		/** Whether its member serves. */
		serves(ordinal: number): Promise<boolean>;
		states(ordinal: number): States;
	},
	candidates: readonly number[],
): Gateway {
	let chosen: number | null = null;
	let next = 0;
	return {
		states() {
			if (chosen === null) return null;
			const ordinal = chosen;
			const states = peers.states(ordinal);
			const dropping = async (answer: Promise<StateAnswer>) => {
				const found = await answer;
				if (found.kind === "unavailable" && chosen === ordinal) chosen = null;
				return found;
			};
			return {
				read: (identifier) => dropping(states.read(identifier)),
				write: (write) => dropping(states.write(write)),
			};
		},
		async search() {
			if (chosen !== null || candidates.length === 0) return;
			const asked = [0, 1].map((i) => candidates[(next + i) % candidates.length] as number);
			next = (next + asked.length) % candidates.length;
			for (const ordinal of new Set(asked)) {
				if (!(await peers.serves(ordinal))) continue;
				chosen = ordinal;
				return;
			}
		},
	};
}

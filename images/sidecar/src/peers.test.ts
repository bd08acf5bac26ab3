import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { listen } from "../../listen.ts";
import { httpRequest, type Request, RequestFailed } from "../../request.ts";
import { fakeConnection } from "./hazelcast/fakeConnection.ts";
import type { PeerView } from "./hazelcast/formation.ts";
import { statesOfOwnReplicas } from "./hazelcast/layout.ts";
import { askPeer } from "./hazelcast/memberPeers.ts";
import { memberStates } from "./hazelcast/memberStates.ts";
import { type PeerApiSources, peerInterface } from "./peerApi.ts";
import { gateway, type PeerAddresses, peerCaller, peerPaths, peerStates } from "./peers.ts";
import type { StateAnswer, States } from "./states.ts";

const token = "0123456789abcdef";
const layout = statesOfOwnReplicas({
	pod: "pod-0",
	ordinal: 0,
	replicas: 5,
	groupSize: 5,
});
const view: Extract<PeerView, { kind: "answered" }> = {
	kind: "answered",
	member: "joined",
	address: "10.0.0.1",
	formed: true,
	liveMembers: ["a", "b"],
};
const local = async () => "127.0.0.1";

function peersAt(addresses: PeerAddresses) {
	const call = peerCaller(addresses);
	return {
		ask: (ordinal: number) => askPeer(call, ordinal),
		states: (ordinal: number) => peerStates(call, ordinal),
	};
}

describe("a peer on the network", () => {
	let states: States | null;
	let fine: boolean;
	let settled: boolean;
	let server: Server;
	let port: number;
	beforeEach(async () => {
		states = memberStates(fakeConnection(), layout, 10);
		fine = true;
		settled = true;
		const sources: PeerApiSources = {
			replicas: 5,
			token,
			view: () => view,
			states: () => states,
			memberIsSettled: () => settled,
			memberIsFine: () => fine,
			exposition: {
				metrics: async () => "metric 1\n",
				contentType: "text/plain; version=0.0.4; charset=utf-8",
			},
		};
		server = (await listen(peerInterface(sources), {
			host: "127.0.0.1",
			port: 0,
		})) as Server;
		({ port } = server.address() as AddressInfo);
	});
	afterEach(() => end(server));

	const peers = (options: Partial<PeerAddresses> = {}) =>
		peersAt({
			podPrefix: "pod",
			domain: "replicas",
			port,
			token,
			request: httpRequest(),
			resolve: local,
			...options,
		});
	const send = (method: string, path: string, given?: string, body?: string) =>
		httpRequest()(method, `http://127.0.0.1:${port}${path}`, {
			timeoutSeconds: 10,
			headers: given === undefined ? {} : { authorization: given },
			...(body !== undefined && { body }),
		});

	test("what a peer says of its member arrives whole", async () => {
		expect(await peers().ask(1)).toEqual(view);
	});

	test("a peer's name begins as its Pod's does", async () => {
		const names: string[] = [];
		const resolve = async (name: string) => {
			names.push(name);
			return "127.0.0.1";
		};
		await peers({ podPrefix: "hybrid", domain: "hybrid", resolve }).ask(2);
		expect(names).toEqual(["hybrid-2.hybrid"]);
	});

	test("a peer is asked by its name below the domain", async () => {
		const names: string[] = [];
		const resolve = async (name: string) => {
			names.push(name);
			return "127.0.0.1";
		};
		const all = peers({ resolve });
		await all.ask(3);
		await all.ask(4);
		await all.ask(3);
		expect(names).toEqual(["pod-3.replicas", "pod-4.replicas"]);
	});

	test("states are read, written and compared by way of a peer", async () => {
		const there = peers().states(1);
		const write = { identifier: "pod-0", state: "1", previous: null };
		expect(await there.read("pod-0")).toEqual({ kind: "ok", state: null });
		expect(await there.write(write)).toEqual({ kind: "ok", state: "1" });
		expect(await there.write(write)).toEqual({ kind: "conflict", state: "1" });
		expect(await there.write({ identifier: "pod-0", state: null })).toEqual({
			kind: "ok",
			state: null,
		});
	});

	test("a peer whose own member doesn't serve says so, and sends nobody on", async () => {
		states = null;
		const answer = {
			kind: "unavailable",
			applied: "no",
			reason: "the peer's member doesn't serve",
		};
		const there = peers().states(1);
		expect(await there.read("pod-0")).toEqual(answer);
		expect(await there.write({ identifier: "pod-0", state: "1" })).toEqual(answer);
	});

	test("an outcome that the peer doesn't know stays unknown", async () => {
		const unknown: StateAnswer = {
			kind: "unavailable",
			applied: "unknown",
			reason: "no leader",
		};
		states = { read: async () => unknown, write: async () => unknown };
		expect(await peers().states(1).write({ identifier: "pod-0", state: "1" })).toEqual(unknown);
	});

	test.each([
		["none", undefined],
		["a wrong one", "Bearer fedcba9876543210"],
		["a shorter one", "Bearer 0123"],
		["the token alone", token],
	])("with %s in place of the token everything of peers is refused, and nothing is written", async (_, given) => {
		const body = JSON.stringify({ identifier: "pod-0", state: "1" });
		for (const answer of [
			await send("GET", peerPaths.view, given),
			await send("GET", `${peerPaths.state}/pod-0`, given),
			await send("PUT", peerPaths.state, given, body),
			await send("GET", "/peer/none", given),
		]) {
			expect(answer.status).toBe(401);
			expect(answer.text).not.toContain(token);
		}
		expect(await states?.read("pod-0")).toEqual({ kind: "ok", state: null });
	});

	test("to a replica with another token the peer is silent, and certainly writes nothing", async () => {
		const strangers = peers({ token: "another-0123456789" });
		expect(await strangers.ask(1)).toEqual({ kind: "silent" });
		expect(await strangers.states(1).write({ identifier: "pod-0", state: "1" })).toEqual({
			kind: "unavailable",
			applied: "no",
			reason: "a peer's consensus replica: pod-1.replicas: 401",
		});
	});

	test("what a peer can't take is refused with a status: no identity, no such replica, no JSON, too long", async () => {
		const given = `Bearer ${token}`;
		const get = (pod: string) => send("GET", `${peerPaths.state}/${pod}`, given);
		const put = (body: string) => send("PUT", peerPaths.state, given, body);
		expect((await get("web-1")).status).toBe(400);
		expect((await get("pod-5")).status).toBe(404);
		expect((await put("{")).status).toBe(400);
		expect((await put('{"identifier":"pod-5","state":null}')).status).toBe(404);
		expect((await put("x".repeat(64 * 1024 + 1))).status).toBe(413);
	});

	test("probes and metrics need no token", async () => {
		expect((await send("GET", "/livez")).status).toBe(200);
		expect((await send("GET", "/metrics")).text).toBe("metric 1\n");
		expect((await send("GET", "/member/livez")).status).toBe(200);
		fine = false;
		expect((await send("GET", "/member/livez")).status).toBe(503);
		expect((await send("GET", "/livez")).status).toBe(200);
		expect((await send("GET", "/readyz")).status).toBe(200);
		settled = false;
		expect((await send("GET", "/readyz")).status).toBe(503);
	});

	test("where DNS has no such name, the peer is silent and nothing is sent", async () => {
		const request: Request = () => {
			throw new Error("sent");
		};
		const none = peers({
			request,
			resolve: () => Promise.reject(new Error("ENOTFOUND")),
		});
		expect(await none.ask(1)).toEqual({ kind: "silent" });
		expect(await none.states(1).write({ identifier: "pod-0", state: "1" })).toEqual({
			kind: "unavailable",
			applied: "no",
			reason: "a peer's consensus replica: DNS has no pod-1.replicas",
		});
	});

	test("where nobody listens, the peer is silent and nothing was applied", async () => {
		await end(server);
		expect(await peers().ask(1)).toEqual({ kind: "silent" });
		expect(await peers().states(1).write({ identifier: "pod-0", state: "1" })).toMatchObject({
			kind: "unavailable",
			applied: "no",
		});
	});
});

describe("answers that go wrong", () => {
	const write = { identifier: "pod-0", state: "1" };
	const answering = (answer: Awaited<ReturnType<Request>> | Error) =>
		peersAt({
			podPrefix: "pod",
			domain: "replicas",
			port: 1,
			token,
			resolve: local,
			request: async () => {
				if (answer instanceof Error) throw answer;
				return answer;
			},
		});

	test("a write that was sent and not answered may have been applied; a read never is", async () => {
		const { states } = answering(new RequestFailed("no answer", true));
		expect(await states(1).write(write)).toMatchObject({ applied: "unknown" });
		expect(await states(1).read("pod-0")).toMatchObject({ applied: "no" });
	});

	test("an answer that isn't a peer's is silence", async () => {
		for (const text of ["", "{}", '{"kind":"silent"}', "<html>"]) {
			expect(await answering({ status: 200, text }).ask(1)).toEqual({
				kind: "silent",
			});
			expect(await answering({ status: 200, text }).states(1).read("pod-0")).toMatchObject({ kind: "unavailable" });
		}
	});

	test("a write with an answer that can't be understood may have been applied", async () => {
		const { states } = answering({ status: 200, text: '{"kind":"o' });
		expect(await states(1).write(write)).toMatchObject({ applied: "unknown" });
	});

	test("a write that made the peer fail may have been applied", async () => {
		const { states } = answering({ status: 500, text: "" });
		expect(await states(1).write(write)).toMatchObject({ applied: "unknown" });
	});

	test("a peer whose name DNS doesn't resolve in time is silent", async () => {
		const hanging = peersAt({
			podPrefix: "pod",
			domain: "replicas",
			port: 1,
			token,
			request: httpRequest(),
			resolve: () => new Promise(() => {}),
		});
		const limit = new Promise((resume) => setTimeout(resume, 1500, "late"));
		expect(await Promise.race([hanging.ask(1), limit])).toEqual({
			kind: "silent",
		});
	});
});

describe("the gateway", () => {
	/** Peers of which those in `serving` serve. */
	function fakePeers(serving: Set<number>) {
		const asked: number[] = [];
		const called: number[] = [];
		const call = (ordinal: number) => async (): Promise<StateAnswer> => {
			called.push(ordinal);
			return serving.has(ordinal)
				? { kind: "ok", state: String(ordinal) }
				: { kind: "unavailable", applied: "no", reason: "gone" };
		};
		const peers: Parameters<typeof gateway>[0] = {
			async serves(ordinal) {
				asked.push(ordinal);
				return serving.has(ordinal);
			},
			states: (ordinal) => ({ read: call(ordinal), write: call(ordinal) }),
		};
		return { peers, asked, called };
	}

	test("it has no way before it has found one, and asks two peers a search, around the circle", async () => {
		const { peers, asked } = fakePeers(new Set());
		const { states, search } = gateway(peers, [1, 2, 3]);
		expect(states()).toBeNull();
		await search();
		await search();
		expect(asked).toEqual([1, 2, 3, 1]);
		expect(states()).toBeNull();
	});

	test("it keeps to a peer that serves, and searches no more, until it fails", async () => {
		const serving = new Set([2]);
		const { peers, asked, called } = fakePeers(serving);
		const { states, search } = gateway(peers, [1, 2, 3, 4]);
		await search();
		await search();
		expect(asked).toEqual([1, 2]);
		expect(await states()?.read("pod-0")).toEqual({ kind: "ok", state: "2" });
		await states()?.write({ identifier: "pod-0", state: "x" });
		expect(called).toEqual([2, 2]);

		serving.delete(2);
		serving.add(4);
		expect(await states()?.read("pod-0")).toMatchObject({
			kind: "unavailable",
		});
		expect(states()).toBeNull();
		await search();
		expect(await states()?.read("pod-0")).toEqual({ kind: "ok", state: "4" });
	});

	test("a conflict is no failure", async () => {
		const { peers } = fakePeers(new Set([1]));
		peers.states = () => {
			const conflict = async (): Promise<StateAnswer> => ({
				kind: "conflict",
				state: "other",
			});
			return { read: conflict, write: conflict };
		};
		const { states, search } = gateway(peers, [1]);
		await search();
		await states()?.write({ identifier: "pod-0", state: "x", previous: "y" });
		expect(states()).not.toBeNull();
	});

	test("a failure of an earlier choice doesn't drop a later one", async () => {
		const serving = new Set([1]);
		const { peers } = fakePeers(serving);
		const { states, search } = gateway(peers, [1, 2]);
		await search();
		const earlier = states();
		serving.delete(1);
		await earlier?.read("pod-0");
		serving.add(2);
		await search();
		await earlier?.read("pod-0");
		expect(await states()?.read("pod-0")).toEqual({ kind: "ok", state: "2" });
	});
});

async function end(server: Server): Promise<void> {
	if (!server.listening) return;
	const closed = new Promise((resolve) => server.close(resolve));
	server.closeAllConnections();
	await closed;
}

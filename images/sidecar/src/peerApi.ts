import { Hono } from "hono";
import { onlyWithToken } from "../../bearer.ts";
import { addMetrics, addProbe, type Exposition } from "../../probes.ts";
import { bodyAtMost64KiB, checkedIdentity, checkedWrite } from "./api.ts";
import { peerPaths } from "./peers.ts";
import type { States } from "./states.ts";

export interface PeerApiSources {
	/** Whose states there are: pod-0 to pod-(replicas − 1). */
	replicas: number;
	token: string;
	/** What the own member is, in the engine's words. */
	view: (asked: URLSearchParams) => object | Promise<object>;
	/** By way of the own member alone: no call goes round in circles; null while it doesn't serve. */
	states: () => States | null;
	/** Whether the member serves and has its seat. */
	memberIsSettled: () => boolean;
	/** Whether the member must be started anew. */
	memberIsFine: () => boolean;
	exposition: Exposition;
}

/** What others than the own Pod ask: peers with a token, the kubelet's probes, Prometheus. */
export function peerInterface(sources: PeerApiSources): Hono {
	const { replicas, token, states } = sources;
	const app = new Hono();
	addProbe(app, "/livez");
	addProbe(app, "/readyz", sources.memberIsSettled, "The member has no seat yet.");
	addProbe(app, "/member/livez", sources.memberIsFine, "The member must be started anew.");
	addMetrics(app, sources.exposition);

	app.use("/peer/*", onlyWithToken(token, "Only peers may ask this."));
	app.get(peerPaths.view, async (context) => context.json(await sources.view(new URL(context.req.url).searchParams)));
	app.get(`${peerPaths.state}/:pod`, async (context) => {
		const pod = checkedIdentity(context.req.param("pod"), replicas);
		return context.json((await states()?.read(pod)) ?? notServing);
	});
	app.put(peerPaths.state, bodyAtMost64KiB(), async (context) => {
		const write = checkedWrite(await context.req.text(), replicas);
		return context.json((await states()?.write(write)) ?? notServing);
	});
	return app;
}

const notServing = {
	kind: "unavailable",
	applied: "no",
	reason: "the peer's member doesn't serve",
} as const;

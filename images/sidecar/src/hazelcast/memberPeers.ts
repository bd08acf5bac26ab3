import * as z from "zod/mini";
import { type PeerCall, peerPaths } from "../peers.ts";
import type { PeerView } from "./formation.ts";

const askSeconds = 1;

const answered = z.object({
	kind: z.literal("answered"),
	member: z.enum(["joined", "waiting", "unknown"]),
	address: z.string(),
	formed: z.boolean(),
	liveMembers: z.array(z.string()),
});

/** Asks another Pod's consensus replica what it says of its member. */
export async function askPeer(call: PeerCall, ordinal: number): Promise<PeerView> {
	try {
		return z.parse(answered, await call(ordinal, "GET", peerPaths.view, askSeconds));
	} catch {
		return { kind: "silent" };
	}
}

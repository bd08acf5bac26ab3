import * as z from "zod/mini";
import { type PeerCall, peerPaths } from "../peers.ts";
import type { SeatView } from "./founding.ts";

/** What the other Pods' consensus replicas are asked about one group. */
export interface SeatPeers {
	view(ordinal: number, wantsTicket: boolean): Promise<SeatView>;
	/**
	 * Has the group put a new member into the place of the own one.
	 *
	 * @throws Error when it can't now
	 */
	replace(by: number): Promise<{ id: string; removed: string | null }>;
	/** @throws Error when it can't now */
	promote(by: number, id: string): Promise<void>;
	/**
	 * Ids of the group's members, as a majority knows them.
	 *
	 * @throws Error when it can't say
	 */
	memberIds(by: number): Promise<string[]>;
}

/** Paths that only peers may call, beside those of the states. */
export const seatPaths = {
	replace: "/peer/replace",
	promote: "/peer/promote",
	members: "/peer/members",
} as const;

const viewSeconds = 1;
/** Its member may need two changes of 2 s each, and others may be before it. */
const changeSeconds = 6;

export const foundingSchema = z.object({
	token: z.string(),
	tickets: z.record(z.string(), z.string()),
});

const answeredView = z.discriminatedUnion("kind", [
	z.object({ kind: z.literal("unknown") }),
	z.object({ kind: z.literal("empty"), ticket: z.nullable(z.string()) }),
	z.object({
		kind: z.literal("kept"),
		founding: z.nullable(foundingSchema),
		serves: z.boolean(),
		leads: z.boolean(),
	}),
]);
const replaced = z.object({ id: z.string(), removed: z.nullable(z.string()) });
const ids = z.array(z.string());

/** @param self ordinal of the own Pod */
export function seatPeers(call: PeerCall, group: number, self: number): SeatPeers {
	return {
		async view(ordinal, wantsTicket) {
			const path = `${peerPaths.view}?group=${group}${wantsTicket ? "&ticket" : ""}`;
			try {
				return z.parse(answeredView, await call(ordinal, "GET", path, viewSeconds));
			} catch {
				return { kind: "silent" };
			}
		},
		replace: async (by) =>
			z.parse(replaced, await call(by, "POST", seatPaths.replace, changeSeconds, { group, ordinal: self })),
		async promote(by, id) {
			await call(by, "POST", seatPaths.promote, changeSeconds, { group, id });
		},
		memberIds: async (by) => z.parse(ids, await call(by, "GET", `${seatPaths.members}?group=${group}`, changeSeconds)),
	};
}

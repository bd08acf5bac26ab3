import type { Context, Hono } from "hono";
import * as z from "zod/mini";
import { seatPaths } from "./seatPeers.ts";
import type { SeatReconciler } from "./seatReconciler.ts";

const replaceOrder = z.object({ group: z.int(), ordinal: z.int() });
const promoteOrder = z.object({ group: z.int(), id: z.string() });

/**
 * What peers ask about a group's membership. The token is checked by the interface that this is
 * added to.
 *
 * @param reconcilerOf of the own member in a group; null where it has none
 */
export function addSeatInterface(app: Hono, reconcilerOf: (group: number) => SeatReconciler | null): void {
	app.post(seatPaths.replace, async (context) => {
		const order = z.safeParse(replaceOrder, await jsonOf(context));
		const reconciler = order.success ? reconcilerOf(order.data.group) : null;
		if (!order.success || !reconciler) return noSuchGroup(context);
		return answer(context, () => reconciler.replace(order.data.ordinal));
	});
	app.post(seatPaths.promote, async (context) => {
		const order = z.safeParse(promoteOrder, await jsonOf(context));
		const reconciler = order.success ? reconcilerOf(order.data.group) : null;
		if (!order.success || !reconciler) return noSuchGroup(context);
		return answer(context, async () => {
			await reconciler.promote(order.data.id);
			return {};
		});
	});
	app.get(seatPaths.members, async (context) => {
		const reconciler = reconcilerOf(Number(context.req.query("group")));
		if (!reconciler) return noSuchGroup(context);
		return answer(context, () => reconciler.memberIds());
	});
}

async function answer(context: Context, work: () => Promise<object>): Promise<Response> {
	try {
		return context.json(await work());
	} catch (error) {
		return context.json({ error: (error as Error).message }, 503);
	}
}

function noSuchGroup(context: Context): Response {
	return context.json({ error: "The body must name a group that this Pod holds a member of." }, 400);
}

function jsonOf(context: Context): Promise<unknown> {
	return context.req.json().catch(() => null);
}

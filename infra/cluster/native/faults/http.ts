import { Hono } from "hono";
import { bearerAuth } from "hono/bearer-auth";
import { type FaultOrder, faultOrder } from "./order.ts";
import type { Undo } from "./undo.ts";

/** What the agent's interface needs of the world. */
export interface FaultEffects {
	/** @returns how to undo it, where it lasts. @throws Error when it can't be done */
	inject: (order: FaultOrder) => Undo | null;
	/** Calls back after a while, in seconds. */
	later: (seconds: number, work: () => void) => void;
	/** A fault that couldn't be undone. */
	trouble: (reason: string) => void;
}

/**
 * The fault agent's HTTP interface: `POST /faults` does an order and answers 201; what lasts undoes itself, also when
 * nobody asks any more. `DELETE /faults` undoes everything at once.
 */
export function faultInterface(token: string, effects: FaultEffects) {
	const standing = new Set<Undo>();
	const undo = (one: Undo) => {
		if (!standing.delete(one)) return;
		try {
			one();
		} catch (error) {
			effects.trouble((error as Error).message);
		}
	};
	const undoAll = () => {
		for (const one of [...standing]) undo(one);
	};
	const app = new Hono();
	app.use(bearerAuth({ token }));
	app.post("/faults", async (context) => {
		const body: unknown = await context.req.json().catch(() => null);
		const parsed = faultOrder.safeParse(body);
		if (!parsed.success) {
			const [issue] = parsed.error.issues;
			return context.json(
				{
					message: `Not a fault order: ${issue?.path.join(".") || "body"}: ${issue?.message}.`,
				},
				400,
			);
		}
		const order = parsed.data;
		try {
			const one = effects.inject(order);
			if (one && "lastsSeconds" in order) {
				standing.add(one);
				effects.later(order.lastsSeconds, () => undo(one));
			}
		} catch (error) {
			return context.json({ message: (error as Error).message }, 409);
		}
		return context.json({ done: order.do }, 201);
	});
	app.delete("/faults", (context) => {
		undoAll();
		return context.body(null, 204);
	});
	return { app, undoAll };
}

import { setTimeout as sleep } from "node:timers/promises";
import { Hono } from "hono";
import { bearerAuth } from "hono/bearer-auth";
import { HTTPException } from "hono/http-exception";
import { faultOrder } from "../../../../schema/faultOrder.ts";
import type { FaultView } from "../../../../schema/faultView.ts";
import { type FaultEffects, StandingFaults } from "./standingFaults.ts";
import { HalfInjected } from "./undo.ts";

/**
 * How long whoever wants everything undone waits for the witness: a killed process takes a moment
 * to go.
 */
const undoneWithinSeconds = 5;
const lookEverySeconds = 0.1;

/**
 * The fault agent's HTTP interface. `POST /faults` does an order and answers 201, or 409 when it
 * can't be done, of which nothing is left then; what lasts undoes itself, also when nobody asks any
 * more. `DELETE /faults` undoes everything at once: 204, or 500 with what still stands, which is
 * tried again by itself. `GET /faults` says what stands, `GET /faults/<id>` what the witness sees
 * of one.
 */
export function faultInterface(token: string, effects: FaultEffects) {
	const faults = new StandingFaults(effects);
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
		try {
			const { id, doneAt, injected } = faults.inject(parsed.data);
			return context.json({ id, done: parsed.data.do, doneAt, injected }, 201);
		} catch (error) {
			const { message } = error as Error;
			const left = error instanceof HalfInjected;
			return context.json({ message, ...(left && { standing: faults.standing() }) }, 409);
		}
	});
	app.get("/faults", (context) => context.json({ standing: faults.standing() }));
	app.get("/faults/:id", (context) => {
		const id = context.req.param("id");
		const fault = faults.fault(id);
		return fault === null ? context.json({ message: `No fault ${id} was ordered.` }, 404) : context.json(fault);
	});
	app.delete("/faults", async (context) => {
		let undone = faults.undoAll();
		const end = Date.now() + undoneWithinSeconds * 1000;
		while (!undone && faults.awaitsWitness() && Date.now() < end) {
			await sleep(lookEverySeconds * 1000);
			undone = faults.undoAll();
		}
		if (undone) return context.body(null, 204);
		const standing = faults.standing();
		return context.json({ message: `Faults still stand: ${sentence(standing)}.`, standing }, 500);
	});
	app.onError((error, context) => {
		// Somebody without the token.
		if (error instanceof HTTPException) return error.getResponse();
		effects.trouble(error.message);
		return context.json({ message: error.message }, 500);
	});
	return {
		app,
		undoAll: () => faults.undoAll(),
		takeOver: () => faults.takeOver(),
	};
}

function sentence(standing: readonly FaultView[]): string {
	return standing
		.map(({ do: kind, stands, trouble }) =>
			trouble === null ? `${kind}: ${stands.join("; ")}` : `${kind}: ${stands.join("; ")}: ${trouble}`,
		)
		.join(". ");
}

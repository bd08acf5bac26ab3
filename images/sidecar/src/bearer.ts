import { timingSafeEqual } from "node:crypto";
import type { MiddlewareHandler } from "hono";

/**
 * Refuses whoever doesn't show the token, with 401.
 *
 * @param error a sentence that says who may ask
 */
export function onlyWithToken(token: string, error: string): MiddlewareHandler {
	return async (context, next) => {
		const given = context.req.header("authorization") ?? "";
		if (!sameText(given, `Bearer ${token}`)) {
			return context.json({ error }, 401);
		}
		return next();
	};
}

/** Takes as long whatever is given. */
function sameText(a: string, b: string): boolean {
	const [left, right] = [Buffer.from(a), Buffer.from(b)];
	return left.length === right.length && timingSafeEqual(left, right);
}

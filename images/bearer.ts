import { hash, timingSafeEqual } from "node:crypto";
import type { MiddlewareHandler } from "hono";

/**
 * Refuses whoever doesn't show the token, with 401.
 *
 * @param error a sentence that says who may ask
 */
export function onlyWithToken(token: string, error: string): MiddlewareHandler {
	return async (context, next) =>
		sameSecret(bearerOf(context.req.header("authorization")), token) ? next() : context.json({ error }, 401);
}

/** The header by which a client shows its token; none without one. */
export function bearer(token: string | null): { authorization?: string } {
	return token === null ? {} : { authorization: `Bearer ${token}` };
}

/** The token in an `Authorization` header; an empty text where there is none. */
export function bearerOf(header: string | undefined): string {
	return /^Bearer (.+)$/.exec(header ?? "")?.[1] ?? "";
}

/** Takes as long whatever is given, however long it is. */
export function sameSecret(a: string, b: string): boolean {
	return timingSafeEqual(hash("sha256", a, "buffer"), hash("sha256", b, "buffer"));
}

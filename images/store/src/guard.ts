import { hash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";

export interface Credentials {
	user: string;
	password: string;
}

/**
 * Answers what needs no database: who this is (`GET /`), whether it is up (`GET /_up`), and 401 to
 * everybody without the credentials, as CouchDB does; PouchDB Server alone would let them in.
 * Everything else goes on to `inner`.
 */
export function guarded(credentials: Credentials, identification: object, inner: RequestListener): RequestListener {
	const expected = digest(`Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString("base64")}`);
	return (request, response) => {
		const path = request.url?.split("?")[0];
		if (request.method === "GET" && path === "/_up") return answer(response, 200, { status: "ok" });
		if (request.method === "GET" && path === "/") return answer(response, 200, identification);
		if (!timingSafeEqual(digest(given(request)), expected)) {
			response.setHeader("www-authenticate", 'Basic realm="store"');
			return answer(response, 401, {
				error: "unauthorized",
				reason: "Name or password is incorrect.",
			});
		}
		inner(request, response);
	};
}

function given(request: IncomingMessage): string {
	return request.headers.authorization ?? "";
}

function digest(text: string): Buffer {
	return hash("sha256", text, "buffer");
}

function answer(response: ServerResponse, status: number, body: object): void {
	response.writeHead(status, { "content-type": "application/json" });
	response.end(`${JSON.stringify(body)}\n`);
}

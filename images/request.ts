import http from "node:http";
import https from "node:https";

export interface Response {
	status: number;
	text: string;
}

/** A request that brought no answer. */
export class RequestFailed extends Error {
	override name = "RequestFailed";
	/** Whether the server may have got the request. */
	readonly maybeSent: boolean;

	constructor(message: string, maybeSent: boolean) {
		super(message);
		this.maybeSent = maybeSent;
	}
}

export type Request = (
	method: string,
	url: string,
	options: { headers: Record<string, string>; body?: string; timeoutSeconds: number },
) => Promise<Response>;

const maximumBytes = 1024 * 1024;

/**
 * One HTTP request over kept-alive connections, never repeated here. Node's own client rather than
 * fetch, which would cost each replica 11 MB of memory (measured with Node 24).
 *
 * @throws RequestFailed on a broken connection, or when the whole answer isn't there within the
 *   time
 */
export function httpRequest(): Request {
	const agents = {
		"http:": new http.Agent({ keepAlive: true, maxSockets: 8 }),
		"https:": new https.Agent({ keepAlive: true, maxSockets: 8 }),
	};
	return (method, url, { headers, body, timeoutSeconds }) =>
		new Promise((resolve, reject) => {
			const target = new URL(url);
			const secure = target.protocol === "https:";
			let connected = false;
			const request = (secure ? https : http).request(target, {
				method,
				agent: agents[secure ? "https:" : "http:"],
				headers: {
					...headers,
					...(body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) }),
				},
			});
			const timer = setTimeout(() => fail(`no answer within ${timeoutSeconds} s`), timeoutSeconds * 1000);
			function fail(reason: string) {
				clearTimeout(timer);
				request.destroy();
				reject(new RequestFailed(reason, connected));
			}
			request.on("socket", (socket) => {
				connected = !socket.connecting;
				if (connected) return;
				socket.once("connect", () => {
					connected = true;
				});
			});
			request.on("error", (error: NodeJS.ErrnoException) => fail(error.code ?? error.message));
			request.on("response", (response) => {
				let text = "";
				response.setEncoding("utf8");
				response.on("data", (chunk: string) => {
					text += chunk;
					if (text.length > maximumBytes) fail("an answer beyond 1 MiB");
				});
				response.on("error", (error: NodeJS.ErrnoException) => fail(error.code ?? error.message));
				response.on("end", () => {
					clearTimeout(timer);
					resolve({ status: response.statusCode ?? 0, text });
				});
			});
			request.end(body);
		});
}

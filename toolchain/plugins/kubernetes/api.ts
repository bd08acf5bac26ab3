import { Agent as HttpAgent, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { setTimeout as pause } from "node:timers/promises";
import { field } from "../provider/values.ts";
import type { Cluster } from "./kubeconfig.ts";

const REQUEST_TIMEOUT_MILLISECONDS = 30_000;
/** Every request the provider makes may be repeated: GET, DELETE, and server-side apply with force. */
const ATTEMPTS = 4;

export interface ApiRequest {
	method: "GET" | "PATCH" | "DELETE" | "POST";
	/** Path and query. */
	path: string;
	body?: unknown;
	/** Content type of the body; server-side apply unless said otherwise. */
	type?: string | undefined;
	signal: AbortSignal;
}

/** The API server answered with an error. `reason` is Kubernetes' word for it, such as `NotFound` or `Invalid`. */
export class ApiError extends Error {
	override name = "ApiError";
	status: number;
	reason: string;
	/** What was wrong with each field (`details.causes`), where the API says so. */
	causes: unknown[];

	constructor(
		message: string,
		status: number,
		reason: string,
		causes: unknown[] = [],
	) {
		super(message);
		this.status = status;
		this.reason = reason;
		this.causes = causes;
	}
}

/** There was no answer from the API server at all. */
export class ApiUnreachable extends Error {
	override name = "ApiUnreachable";
}

/** Sends requests to the Kubernetes API and gives their JSON answers. */
export interface Api {
	server: string;
	/** @throws {ApiError} when the status isn't 2xx, {ApiUnreachable} when there is no answer, the signal's reason */
	send(request: ApiRequest): Promise<unknown>;
}

/** An API client over kept-alive connections. */
export function connect(cluster: Cluster): Api {
	const secure = new URL(cluster.server).protocol === "https:";
	const agent = secure
		? new HttpsAgent({
				keepAlive: true,
				ca: cluster.authority,
				cert: cluster.certificate,
				key: cluster.key,
				rejectUnauthorized: !cluster.insecure,
			})
		: new HttpAgent({ keepAlive: true });
	const base = cluster.server.replace(/\/+$/, "");

	async function once({
		method,
		path,
		body,
		type = "application/apply-patch+yaml", // JSON is YAML
		signal,
	}: ApiRequest) {
		const payload = body === undefined ? undefined : JSON.stringify(body);
		return new Promise<{
			status: number;
			retryAfter: string | undefined;
			text: string;
		}>((resolve, reject) => {
			const request = (secure ? httpsRequest : httpRequest)(
				base + path,
				{
					method,
					agent,
					signal,
					timeout: REQUEST_TIMEOUT_MILLISECONDS,
					headers: {
						accept: "application/json",
						...(cluster.token && { authorization: `Bearer ${cluster.token}` }),
						...(payload !== undefined && {
							"content-type": type,
							"content-length": Buffer.byteLength(payload),
						}),
					},
				},
				(response) => {
					const chunks: Buffer[] = [];
					response.on("data", (chunk) => chunks.push(chunk));
					response.on("error", reject);
					response.on("end", () =>
						resolve({
							status: response.statusCode ?? 0,
							retryAfter: response.headers["retry-after"],
							text: Buffer.concat(chunks).toString("utf8"),
						}),
					);
				},
			);
			request.on("timeout", () =>
				request.destroy(
					new Error(
						`no answer within ${REQUEST_TIMEOUT_MILLISECONDS / 1000} s`,
					),
				),
			);
			request.on("error", reject);
			request.end(payload);
		});
	}

	return {
		server: cluster.server,
		async send(request) {
			for (let attempt = 1; ; attempt++) {
				try {
					const { status, retryAfter, text } = await once(request);
					if (status >= 200 && status < 300)
						return text === "" ? {} : JSON.parse(text);
					if ((status !== 429 && status !== 503) || attempt >= ATTEMPTS)
						throw apiError(status, text);
					await pause((Number(retryAfter) || 1) * 1000, undefined, {
						signal: request.signal,
					});
				} catch (error) {
					request.signal.throwIfAborted();
					if (error instanceof ApiError) throw error;
					const { code, message } = error as NodeJS.ErrnoException;
					// A kept-alive connection may be closed by the server just as we use it.
					const dropped = code === "ECONNRESET" || code === "EPIPE";
					if (!dropped || attempt >= ATTEMPTS)
						throw new ApiUnreachable(
							`The Kubernetes API at ${cluster.server} can't be reached (${message || code}); is the cluster up?`,
						);
				}
			}
		},
	};
}

function apiError(status: number, text: string): ApiError {
	let answer: unknown;
	try {
		answer = JSON.parse(text);
	} catch {}
	const message = field(answer, "message");
	const causes = field(answer, "details", "causes");
	return new ApiError(
		`Kubernetes refused it: ${typeof message === "string" ? message : text.trim() || `status ${status}`}`,
		status,
		String(field(answer, "reason") ?? status),
		Array.isArray(causes) ? causes : [],
	);
}

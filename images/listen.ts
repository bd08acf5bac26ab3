import { type ServerType, serve } from "@hono/node-server";
import type { Hono } from "hono";

/** Starts to listen; rejects with a sentence when it can't, as when the port is taken. */
export function listen(app: Pick<Hono, "fetch">, address: { host: string; port: number }): Promise<ServerType> {
	return new Promise((resolve, reject) => {
		const server = serve({ fetch: app.fetch, hostname: address.host, port: address.port }, () => resolve(server));
		server.on("error", (error) =>
			reject(
				new Error(
					`This program can't listen on ${address.host}:${address.port}: ${error.message}. Choose another port.`,
				),
			),
		);
	});
}

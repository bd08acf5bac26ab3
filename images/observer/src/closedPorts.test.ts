import { createServer } from "node:net";
import { expect, test } from "vitest";
import { openOnes } from "./closedPorts.ts";

test("a port that somebody listens on is open, one that nobody does is not", async () => {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
	const { port } = server.address() as { port: number };
	const here = `127.0.0.1:${port}`;
	expect(await openOnes([here, "127.0.0.1:1"])).toEqual([here]);
	server.close();
});

/**
 * Deletes the kind cluster of a stack, the host's routes to it and what the host kept of it; fine when there is nothing.
 *
 *     node down.ts <stack>
 */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { run } from "../../../toolchain/run.ts";
import { hostFolder } from "../hostFolder.ts";
import { kindClusterName } from "./config.ts";
import type { Route } from "./routes.ts";

/** Another checkout's cluster of the same name has no folder here, and is left alone. */
export async function removeCluster(stack: string): Promise<void> {
	const host = hostFolder(stack);
	if (!existsSync(host.folder)) return;
	for (const { range, via } of routesIn(host.routes)) {
		// Docker's bridge may be gone, and its routes with it.
		await run(["ip", "route", "del", range, "via", via]).catch(() => {});
	}
	await run(["kind", "delete", "cluster", "--name", kindClusterName(stack)]);
	rmSync(host.folder, { recursive: true });
}

function routesIn(file: string): Route[] {
	return existsSync(file)
		? (JSON.parse(readFileSync(file, "utf8")) as Route[])
		: [];
}

if (import.meta.main) {
	try {
		await removeCluster(process.argv[2] ?? "");
	} catch (error) {
		console.error((error as Error).message);
		process.exit(1);
	}
}

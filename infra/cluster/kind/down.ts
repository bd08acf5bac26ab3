/**
 * Deletes the kind cluster of a stack, the host's routes to it and what the host kept of it; fine
 * when there is nothing.
 *
 *     node down.ts <stack>
 */
import { rmSync } from "node:fs";
import { run } from "../../../toolchain/run.ts";
import { hostFolder } from "../hostFolder.ts";
import { kindClusterName } from "./config.ts";
import { containersOf, kindDockerNetwork } from "./docker.ts";
import { routesOver } from "./routes.ts";

/**
 * Whose a cluster is stands on its own containers, so it is found without anything that this
 * machine kept of it. Another checkout's has another name, and is left alone.
 *
 * @throws Error while anything of the cluster is left, or when nobody can tell
 */
export async function removeCluster(stack: string): Promise<void> {
	const host = hostFolder(stack);
	const name = kindClusterName(stack);
	const containers = await tellingWhat(name, () => containersOf(name));
	await removeRoutes(containers);
	if (containers.length > 0) {
		await tellingWhat(name, () =>
			run([
				...["kind", "delete", "cluster", "--name", name],
				// Else it would look for the cluster in the user's own file.
				...["--kubeconfig", host.kubeconfig],
			]),
		);
		const left = await tellingWhat(name, () => containersOf(name));
		if (left.length > 0) {
			throw new Error(
				`The kind cluster "${name}" is still there: kind left ${left.join(", ")}. Remove them with "docker rm --force --volumes ${left.join(" ")}", and try again.`,
			);
		}
	}
	rmSync(host.folder, { recursive: true, force: true });
}

/** The bridge that they lead over stays, so they would, too. */
async function removeRoutes(containers: readonly string[]): Promise<void> {
	const network = await kindDockerNetwork();
	if (network === null) return;
	const table = await run(["ip", "-4", "route", "show"]);
	for (const { range, via } of routesOver(table, network, containers)) {
		await run(["ip", "route", "del", range, "via", via]);
	}
}

/** @throws Error that says which cluster may be left */
async function tellingWhat<T>(name: string, work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		throw new Error(
			`Whether the kind cluster "${name}" is gone isn't known: ${(error as Error).message}\nStart Docker, and try again.`,
		);
	}
}

if (import.meta.main) {
	try {
		await removeCluster(process.argv[2] ?? "");
		console.error(
			'Docker keeps the nodes\' image and its network "kind", for the next cluster: "docker network rm kind" and "docker image rm …" remove them.',
		);
	} catch (error) {
		console.error((error as Error).message);
		process.exit(1);
	}
}

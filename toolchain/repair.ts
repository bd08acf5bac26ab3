/**
 * Mends what killed engines left of this project's stacks: `pulumi` runs it before it changes a stack (see shell.ts).
 *
 *     PULUMI_BACKEND_URL=file://… node toolchain/repair.ts
 */
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { checkout } from "./cache.ts";
import { untilNoOrphans } from "./repair/orphans.ts";
import { type Deployment, withNothingPending } from "./repair/unfinished.ts";
import { run } from "./run.ts";
import { liveLock, removeLocks } from "./stackLocks.ts";
import { providersWithStandIn } from "./standIns.ts";

/** Plugins end a command with SIGTERM, after 3 s with SIGKILL, and then themselves. */
const orphansEndSeconds = 10;

/** Where a stack is, and what Pulumi needs to work on it. */
export interface Place {
	stack: string;
	/** Folder of the local backend. */
	backend: string;
	/** The project's folder. */
	project: string;
	/** Beside this process's own. */
	environment: Readonly<Record<string, string>>;
}

/**
 * Mends one stack: removes the lock of an engine that was killed, and settles what it had begun. Leaves a stack alone that is
 * being worked on.
 *
 * @throws Error when Pulumi refuses
 */
export async function repair({
	stack,
	backend,
	project,
	environment,
}: Place): Promise<void> {
	if (liveLock(stack, backend) !== undefined) return;
	if (removeLocks(stack, backend)) {
		console.error(`Removed the lock that a killed pulumi left on ${stack}.`);
	}
	if (!hasPending(stack, backend)) return;
	await untilNoOrphans(orphansEndSeconds);
	const pulumi = (...parameters: string[]) =>
		run(["pulumi", "stack", ...parameters, "--stack", stack], {
			cwd: project,
			environment,
		});
	const exported = JSON.parse(await pulumi("export")) as {
		deployment: Deployment;
	};
	const { pending_operations = [] } = exported.deployment;
	const standIns = providersWithStandIn(environment.PATH ?? process.env.PATH);
	const deployment = withNothingPending(exported.deployment, {
		adopts: standIns.includes("kubernetes"),
	});
	const folder = mkdtempSync(join(tmpdir(), "holdfast-repair-"));
	try {
		const file = join(folder, "state.json");
		await writeFile(file, JSON.stringify({ ...exported, deployment }));
		await pulumi("import", "--file", file);
	} finally {
		rmSync(folder, { recursive: true });
	}
	const names = pending_operations.map(
		({ resource, type }) => `${type} ${resource.urn.split("::").at(-1)}`,
	);
	console.error(
		`A killed pulumi left work on ${stack} unfinished (${names.join(", ")}): "up" goes on with it, "destroy" deletes it.`,
	);
}

const statesFolder = join(".pulumi", "stacks", "holdfast");

/** Names of the stacks of this project that a backend knows. */
function stacksIn(backend: string): string[] {
	return globSync("*.json", { cwd: join(backend, statesFolder) }).map((file) =>
		basename(file, ".json"),
	);
}

function hasPending(stack: string, backend: string): boolean {
	const { checkpoint } = JSON.parse(
		readFileSync(join(backend, statesFolder, `${stack}.json`), "utf8"),
	) as { checkpoint: { latest?: Deployment } };
	return (checkpoint.latest?.pending_operations?.length ?? 0) > 0;
}

if (import.meta.main) {
	const { PULUMI_BACKEND_URL = "" } = process.env;
	const backend = /^file:\/\/(.+)$/.exec(PULUMI_BACKEND_URL)?.[1];
	try {
		for (const stack of backend ? stacksIn(backend) : []) {
			await repair({
				stack,
				backend: backend ?? "",
				project: checkout,
				environment: {},
			});
		}
	} catch (error) {
		console.error((error as Error).message);
		process.exit(1);
	}
}

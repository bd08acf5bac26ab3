/**
 * Mends what killed engines left of this project's stacks: `pulumi` runs it before it changes a
 * stack (see shell.ts).
 *
 *     PULUMI_BACKEND_URL=file://… node commands/repair.ts [pulumi's parameters]
 */
import { globSync, mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { liveLock, removeLocks } from "../infra/stackLocks.ts";
import { checkout } from "../schema/checkout.ts";
import { backendFolder } from "../toolchain/backend.ts";
import { damagedStateCode } from "../toolchain/pulumiCommand.ts";
import { run } from "../toolchain/run.ts";
import { helmRecords } from "./repair/helmRecords.ts";
import { untilNoOrphans } from "./repair/orphans.ts";
import { withReleasesSettled } from "./repair/releases.ts";
import { type Deployment, withNothingPending } from "./repair/unfinished.ts";
import { DamagedState, readState } from "./stackState.ts";

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
 * Mends one stack: removes the lock of an engine that was killed, and settles what it had begun.
 * Leaves a stack alone that is being worked on.
 *
 * @throws {DamagedState} when its state can't be read; Error when Pulumi refuses
 */
export async function repair({ stack, backend, project, environment }: Place): Promise<void> {
	if (liveLock(stack, backend) !== undefined) return;
	if (removeLocks(stack, backend)) {
		console.error(`Removed the lock that a killed pulumi left on ${stack}.`);
	}
	const { pending_operations: pending } = readState(stack, backend) ?? {};
	if (!pending?.length) return;
	await untilNoOrphans(orphansEndSeconds, backend);
	const pulumi = (...parameters: string[]) =>
		run(["pulumi", "stack", ...parameters, "--stack", stack], {
			cwd: project,
			environment,
		});
	const exported = JSON.parse(await pulumi("export")) as {
		deployment: Deployment;
	};
	const { pending_operations = [] } = exported.deployment;
	const deployment = withNothingPending(await withReleasesSettled(exported.deployment, helmRecords));
	const folder = mkdtempSync(join(tmpdir(), "holdfast-repair-"));
	try {
		const file = join(folder, "state.json");
		await writeFile(file, JSON.stringify({ ...exported, deployment }));
		await pulumi("import", "--file", file);
	} finally {
		rmSync(folder, { recursive: true });
	}
	const names = pending_operations.map(({ resource, type }) => `${type} ${resource.urn.split("::").at(-1)}`);
	console.error(
		`A killed pulumi left work on ${stack} unfinished (${names.join(", ")}): "up" goes on with it, "destroy" deletes it.`,
	);
}

/** Names of the stacks of this project that a backend knows. */
function stacksIn(backend: string): string[] {
	const states = join(backend, ".pulumi", "stacks", "holdfast");
	return globSync("*.json", { cwd: states }).map((file) => basename(file, ".json"));
}

/** The stack that pulumi's parameters or environment name, or null. */
export function namedStack(
	parameters: readonly string[],
	environment: Readonly<Record<string, string | undefined>>,
): string | null {
	const { values } = parseArgs({
		args: [...parameters],
		options: { stack: { type: "string", short: "s" } },
		strict: false,
	});
	const name = typeof values.stack === "string" ? values.stack : environment.PULUMI_STACK;
	// An organisation and a project may stand before it.
	return name?.split("/").at(-1) || null;
}

if (import.meta.main) {
	const backend = backendFolder(process.env.PULUMI_BACKEND_URL);
	const named = namedStack(process.argv.slice(2), process.env);
	try {
		for (const stack of backend === null ? [] : stacksIn(backend)) {
			if (named !== null && stack !== named) continue;
			const place = { stack, backend: backend ?? "", project: checkout };
			await repair({ ...place, environment: {} }).catch((error) => {
				// Without a name, nobody knows yet whether it is this stack that matters.
				if (named !== null || !(error instanceof DamagedState)) throw error;
			});
		}
	} catch (error) {
		console.error((error as Error).message);
		process.exit(error instanceof DamagedState ? damagedStateCode : 1);
	}
}

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { backendUrl } from "../toolchain/backend.ts";
import { run } from "../toolchain/run.ts";
import { shellEnvironment } from "../toolchain/shell.ts";

/**
 * A stack on a backend of its own: the user's stacks, their state and their files are left alone.
 */
export interface OwnStack {
	name: string;
	/** Holds the backend's state and the stack's configuration. */
	folder: string;
	/** Where its runs are written. */
	results: string;
	/** Of every command that works on it, beside what they need. */
	environment?: Readonly<Record<string, string>>;
}

/** Of every command that works on the stack. */
export function ownEnvironment({ folder, results, environment }: OwnStack): Record<string, string> {
	return {
		...environment,
		...shellEnvironment(),
		PULUMI_BACKEND_URL: backendUrl(folder),
		HOLDFAST_RESULTS: results,
	};
}

/** Where the stack's configuration is. */
function configurationFile({ name, folder }: OwnStack): string {
	return join(folder, `Pulumi.${name}.yaml`);
}

/**
 * Makes the stack.
 *
 * @param contents of its file, such as `{ config: { "holdfast:seed": "7" } }`
 * @throws Error when Pulumi can't
 */
export async function createOwnStack(stack: OwnStack, contents: Readonly<Record<string, unknown>>): Promise<void> {
	mkdirSync(stack.folder, { recursive: true });
	// Pulumi writes a new stack's salt beside the project's file: here, and not into the checkout.
	writeFileSync(join(stack.folder, "Pulumi.yaml"), stringify({ name: "holdfast", runtime: "nodejs" }));
	if (Object.keys(contents).length > 0) {
		writeFileSync(configurationFile(stack), stringify(contents));
	}
	await run([...["pulumi", "stack", "init", stack.name], ...["--no-select", "--non-interactive"]], {
		cwd: stack.folder,
		environment: ownEnvironment(stack),
	});
}

/** What brings the stack up or takes it down, to be called in the checkout. */
export function changeCommand(action: "up" | "destroy", stack: OwnStack): string[] {
	return [
		...["pulumi", action, "--yes", "--skip-preview", "--non-interactive"],
		...["--stack", stack.name, "--config-file", configurationFile(stack)],
	];
}

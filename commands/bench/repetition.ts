import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { latestRun, readRun } from "../../analysis/results.ts";
import { checkout } from "../../schema/checkout.ts";
import { run } from "../../toolchain/run.ts";
import { changeCommand, createOwnStack, type OwnStack, ownEnvironment } from "../ownStack.ts";
import { type Figures, figuresOf } from "./measures.ts";

/**
 * Brings a stack up, which runs its experiment, and takes it down again, on a backend and results
 * of its own.
 * @throws Error when a command failed, or left no result
 */
export async function repetition(stack: string): Promise<Figures> {
	const folder = mkdtempSync(join(tmpdir(), "holdfast-bench-"));
	const results = join(folder, "results");
	const own: OwnStack = { name: stack, folder, results };
	const change = (action: "up" | "destroy") => timed(changeCommand(action, own), ownEnvironment(own));
	try {
		await createOwnStack(own, publishedContents(stack));
		const upAt = Date.now() / 1000;
		const failure = await change("up").then(
			() => null,
			(error: Error) => error,
		);
		const destroySeconds = await change("destroy");
		if (failure) throw failure;
		const ref = await latestRun(results, stack);
		if (!ref) throw new Error("The run left no result.");
		return figuresOf(await readRun(ref.folder), { upAt, destroySeconds });
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Of the stack's file in `stacks/`; empty where it has none. */
function publishedContents(stack: string): Record<string, unknown> {
	const file = join(checkout, "stacks", `Pulumi.${stack}.yaml`);
	return existsSync(file) ? parse(readFileSync(file, "utf8")) : {};
}

/** Runs a command in the checkout and returns how many seconds it took. */
export async function timed(
	command: readonly string[],
	environment: Readonly<Record<string, string>>,
): Promise<number> {
	const start = performance.now();
	await run(command, { cwd: checkout, environment });
	return (performance.now() - start) / 1000;
}

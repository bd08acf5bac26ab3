import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { latestRun, readRun } from "../../analysis/results.ts";
import { checkout } from "../cache.ts";
import { run } from "../run.ts";
import { shellEnvironment } from "../shell.ts";
import { type Figures, figuresOf } from "./figures.ts";

/**
 * Brings a stack up, which runs its experiment, and takes it down again, on a backend and results of its own.
 * @throws Error when a command failed, or left no result
 */
export async function repetition(stack: string): Promise<Figures> {
	const folder = mkdtempSync(join(tmpdir(), "holdfast-bench-"));
	const results = join(folder, "results");
	const configuration = join(folder, `Pulumi.${stack}.yaml`);
	const pulumi = (...parameters: string[]) =>
		timed(["pulumi", ...parameters, "--non-interactive", "--stack", stack], {
			...shellEnvironment(),
			PULUMI_BACKEND_URL: `file://${folder}`,
			HOLDFAST_RESULTS: results,
		});
	const change = (command: "up" | "destroy") =>
		pulumi(
			...[command, "--yes", "--skip-preview"],
			...["--config-file", configuration],
		);
	try {
		const published = join(checkout, "stacks", `Pulumi.${stack}.yaml`);
		const isPublished = existsSync(published);
		await pulumi("stack", "init", "--no-select");
		copyFileSync(published, configuration);
		// Pulumi has made it.
		if (!isPublished) rmSync(published);

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

/** Runs a command in the checkout and returns how many seconds it took. */
export async function timed(
	command: readonly string[],
	environment: Readonly<Record<string, string>>,
): Promise<number> {
	const start = performance.now();
	await run(command, { cwd: checkout, environment });
	return (performance.now() - start) / 1000;
}

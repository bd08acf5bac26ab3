import { mkdirSync, renameSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import {
	type GoTool,
	goModuleFolder,
	goToolFolder,
	goTools,
} from "../goTools.ts";
import { fromMachine } from "../machineTools.ts";
import { run } from "../run.ts";
import { isWhole, noteWhole } from "../wholeness.ts";
import { progress, roughly } from "./progress.ts";

const environment = { CGO_ENABLED: "0", GOFLAGS: "-trimpath -buildvcs=false" };

/**
 * The tools that are neither whole in the cache nor, in a fitting version, on this machine.
 *
 * @param options.tests also what only the tests need
 * @param options.soak also what only the tests need that take too long for `npm test`
 */
export function missingGoTools({ tests = false, soak = false } = {}): GoTool[] {
	const wanted = { tests, soak };
	return goTools.filter(
		(tool) =>
			(!tool.onlyFor || wanted[tool.onlyFor]) &&
			tool.binaries.some(
				({ name }) =>
					!isWhole(join(goToolFolder(tool), name)) &&
					fromMachine(name) === null,
			),
	);
}

/** How long building the tools takes on this machine, in seconds. */
export function buildEstimate(tools: readonly GoTool[]): number {
	const total = tools.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
	// Linking and the longest chains of packages don't parallelise: more than 8 cores gain nothing.
	return total / Math.min(availableParallelism(), 8);
}

/** Builds a tool into the cache. Interrupted, it goes on where it was: Go keeps every package that it has compiled. */
export async function buildGoTool(tool: GoTool): Promise<void> {
	const folder = goToolFolder(tool);
	const unfinished = `${folder}.unfinished`;
	rmSync(unfinished, { recursive: true, force: true });
	mkdirSync(unfinished, { recursive: true });
	const show = progress(`building ${tool.name}`);
	const cwd = goModuleFolder(tool);
	const packages = tool.binaries.map((binary) => binary.package);
	show.update("downloading its modules");
	const dependencies = await run(
		["go", "list", "-deps", ...tagFlag(tool), ...packages],
		{ cwd, environment, onLine: (line) => show.update(line) },
	);
	const total = dependencies.trim().split("\n").length;
	let compiled = 0;
	for (const binary of tool.binaries) {
		const build = ["go", "build", "-v", ...tagFlag(tool), "-ldflags"];
		const output = join(unfinished, binary.name);
		await run([...build, linkerFlags(tool), "-o", output, binary.package], {
			cwd,
			environment,
			onLine: () => {
				compiled++;
				const left = buildEstimate([tool]) * (1 - compiled / total);
				show.update(
					`${compiled} of ${total} packages, ${roughly(Math.max(left, 10))} left at most`,
				);
			},
		});
	}
	noteWhole(...tool.binaries.map(({ name }) => join(unfinished, name)));
	rmSync(folder, { recursive: true, force: true });
	renameSync(unfinished, folder);
	show.done("built");
}

function tagFlag({ tags }: GoTool): string[] {
	return tags ? ["-tags", tags] : [];
}

function linkerFlags({ stamps = {} }: GoTool): string {
	const values = Object.entries(stamps).map(
		([name, value]) => `-X ${name}=${value}`,
	);
	return ["-s", "-w", ...values].join(" ");
}

import { mkdirSync, renameSync, rmSync } from "node:fs";
import { availableParallelism, freemem } from "node:os";
import { join } from "node:path";
import { isDiskFull } from "../fullDisk.ts";
import { type GoTool, goModuleFolder, goToolFolder, goTools } from "../goTools.ts";
import { fromMachine } from "../machineTools.ts";
import { run } from "../run.ts";
import { isWhole, noteWhole } from "../wholeness.ts";
import { pluginSources } from "./pluginSources.ts";
import { downloadsPlugins } from "./plugins.ts";
import { progress, roughly } from "./progress.ts";

/**
 * A compiler or linker that has this much memory needs no garbage collection for all but the
 * largest packages.
 */
const enoughMemoryMiB = 1536;
/** More isn't used. */
const mostMemoryMiB = 4096;
/** Until this part is compiled, how fast it goes isn't known. */
const leastShare = 0.1;

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
			!(tool.plugin && downloadsPlugins()) &&
			tool.binaries.some(({ name }) => !isWhole(join(goToolFolder(tool), name)) && fromMachine(name) === null),
	);
}

/** How long building the tools takes on this machine, in seconds. */
export function buildEstimate(tools: readonly GoTool[]): number {
	const total = tools.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
	// Linking and the longest chains of packages don't parallelise: more than 8 cores gain nothing.
	return total / Math.min(availableParallelism(), 8);
}

/**
 * Builds a tool into the cache. Interrupted, it goes on where it was: Go keeps every package that
 * it has compiled.
 * @throws Error with one sentence where its modules can't be downloaded, or a disk is full; nothing
 *   unfinished is left then
 */
export async function buildGoTool(tool: GoTool): Promise<void> {
	const folder = goToolFolder(tool);
	const unfinished = `${folder}.unfinished`;
	rmSync(unfinished, { recursive: true, force: true });
	try {
		mkdirSync(unfinished, { recursive: true });
		await buildInto(unfinished, tool);
	} catch (error) {
		rmSync(unfinished, { recursive: true, force: true });
		throw inOneSentence(tool, error as Error);
	}
	rmSync(folder, { recursive: true, force: true });
	renameSync(unfinished, folder);
}

async function buildInto(folder: string, tool: GoTool): Promise<void> {
	const show = progress(`building ${tool.name}`);
	const cwd = goModuleFolder(tool);
	const environment = goEnvironment();
	const packages = tool.binaries.map((binary) => binary.package);
	show.update("downloading its modules");
	const made = join(folder, "made");
	const flags = [
		...(tool.tags ? ["-tags", tool.tags] : []),
		...(tool.plugin ? await pluginSources(tool, made) : []),
		...compilerFlags(tool),
		`-ldflags=${linkerFlags(tool)}`,
	];
	// Downloads what is missing, too.
	const stale = await run(
		[...["go", "list", "-deps", "-f", "{{if .Stale}}{{.ImportPath}}{{end}}"], ...[...flags, ...packages]],
		{ cwd, environment, onLine: (line) => show.update(line) },
	);
	const total = stale.split("\n").filter(Boolean).length;
	const start = Date.now();
	let compiled = 0;
	await run(["go", "build", "-v", ...flags, "-o", folder, ...packages], {
		cwd,
		environment,
		onLine: () => {
			compiled++;
			const left = secondsLeft({
				share: compiled / total,
				seconds: (Date.now() - start) / 1000,
				estimate: buildEstimate([tool]),
			});
			show.update(`${compiled} of ${total} packages, ${roughly(left)} left`);
		},
	});
	rmSync(made, { recursive: true, force: true });
	noteWhole(...tool.binaries.map(({ name }) => join(folder, name)));
	show.done("built");
}

/**
 * What Go's own programs are told. Without garbage collection the compiler takes a sixth less time;
 * what it makes is the same.
 *
 * @param memoryMiB free on this machine
 * @param processes that Go runs at a time, in the two lanes of the set-up
 */
export function goEnvironment(
	memoryMiB = freemem() / 2 ** 20,
	processes = 2 * availableParallelism(),
): Record<string, string> {
	const share = Math.floor(memoryMiB / 2 / processes);
	return {
		CGO_ENABLED: "0",
		GOFLAGS: "-trimpath -buildvcs=false",
		...(share >= enoughMemoryMiB && {
			GOGC: "off",
			GOMEMLIMIT: `${Math.min(share, mostMemoryMiB)}MiB`,
		}),
	};
}

/**
 * What is measured is compiled as Go compiles it: even without what a debugger reads, other machine
 * code comes out.
 */
function compilerFlags({ unoptimised }: GoTool): string[] {
	return unoptimised ? ["-gcflags=all=-N -l -dwarf=false"] : [];
}

function linkerFlags({ stamps = {} }: GoTool): string {
	const values = Object.entries(stamps).map(([name, value]) => `-X ${name}=${value}`);
	return ["-s", "-w", ...values].join(" ");
}

/**
 * How long the rest takes, in seconds: as fast as it went until now, and before anybody can know,
 * as estimated.
 *
 * @param at.share of the packages that are compiled, from 0 to 1
 * @param at.seconds that this took
 * @param at.estimate of all of it, in seconds
 */
export function secondsLeft(at: { share: number; seconds: number; estimate: number }): number {
	const { share, seconds, estimate } = at;
	const rest = Math.max(1 - share, 0);
	return share < leastShare ? estimate * rest : (seconds / share) * rest;
}

/** Why a tool couldn't be built, where that is nothing about the tool; else the error itself. */
export function inOneSentence({ name }: GoTool, error: Error): Error {
	if (isDiskFull(error)) {
		return new Error(`Building ${name} stopped: no space left on device.`);
	}
	const [, cause] =
		/(?:Get "\S+": |reading https?:\S+: )(.*(?:dial|lookup|connect|timeout|EOF|reset|refused|[45]\d\d ).*)/.exec(
			error.message,
		) ?? [];
	if (cause === undefined) return error;
	return new Error(
		`The Go modules that ${name} is made of can't be downloaded (${cause.trim()}): see that the module proxy answers (GOPROXY, "go env GOPROXY" tells which), and run the set-up again, which goes on where it was.`,
	);
}

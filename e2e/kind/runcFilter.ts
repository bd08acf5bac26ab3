/**
 * Takes out of an OCI runtime's configuration what this machine's root can't grant, without
 * CAP_SYS_RESOURCE: the capability itself, limits and negative scores for the out-of-memory killer.
 *
 *     node runcFilter.ts <parameters of runc>
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

interface Process {
	capabilities?: Record<string, string[]>;
	rlimits?: unknown[];
	oomScoreAdj?: number;
}

/**
 * The file that says how a process is to run, and whether it holds a container's whole
 * configuration; null: the command has none.
 */
function processFile(parameters: readonly string[]): { file: string; whole: boolean } | null {
	const given = (...names: string[]) => {
		const at = parameters.findIndex((each) => names.includes(each));
		return at < 0 ? undefined : parameters[at + 1];
	};
	if (parameters.includes("create")) {
		const bundle = given("--bundle", "-b") ?? ".";
		return { file: join(bundle, "config.json"), whole: true };
	}
	const file = parameters.includes("exec") && given("--process", "-p");
	return file ? { file, whole: false } : null;
}

const found = processFile(process.argv.slice(2));
if (found) {
	const configuration = JSON.parse(readFileSync(found.file, "utf8"));
	const started: Process = found.whole ? configuration.process : configuration;
	for (const [set, names] of Object.entries(started.capabilities ?? {})) {
		started.capabilities = {
			...started.capabilities,
			[set]: names.filter((name) => name !== "CAP_SYS_RESOURCE"),
		};
	}
	delete started.rlimits;
	if ((started.oomScoreAdj ?? 0) < 0) delete started.oomScoreAdj;
	writeFileSync(found.file, JSON.stringify(configuration));
}

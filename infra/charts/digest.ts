import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/**
 * All of a chart's folder that its objects are made of; what is only for people, or for its own
 * tests, isn't.
 */
const made = [...["templates/**/*", "crds/**/*", "files/**/*"], ...["values.yaml", "values.schema.json"]];

interface ChartFile {
	name?: string;
	version?: string;
	dependencies?: { name: string; alias?: string; condition?: string }[];
}

/**
 * SHA-256 of all that a chart's objects are made of, in hexadecimal digits. A packaged chart that
 * was unpacked has the same as its sources, though `helm package` writes Chart.yaml anew and leaves
 * out what .helmignore names.
 *
 * @param folder of the chart
 * @param unused names of charts that it brings along and that nothing of ours switches on: they
 *   don't count
 */
export function chartDigest(folder: string, unused: readonly string[] = []): string {
	const hash = createHash("sha256");
	for (const line of linesOf(folder, unused)) hash.update(`${line}\n`);
	return hash.digest("hex");
}

function linesOf(folder: string, unused: readonly string[]): string[] {
	const ignored = ignoredFolders(folder);
	const files = globSync(made, { cwd: folder, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
		.filter((file) => !ignored.some((prefix) => file.startsWith(prefix)))
		.sort();
	const parts = globSync("charts/*/Chart.yaml", { cwd: folder })
		.map((file) => file.split("/")[1] as string)
		.filter((name) => !unused.includes(name))
		.sort();
	return [
		JSON.stringify(essence(folder)),
		...files.map((file) => {
			const content = readFileSync(join(folder, file));
			return `${createHash("sha256").update(content).digest("hex")} ${file}`;
		}),
		...parts.map((name) => `${chartDigest(join(folder, "charts", name), unused)} charts/${name}`),
	];
}

function essence(folder: string) {
	const chart = parse(readFileSync(join(folder, "Chart.yaml"), "utf8")) as ChartFile | null;
	return {
		name: chart?.name,
		version: chart?.version,
		dependencies: (chart?.dependencies ?? []).map(({ name, alias, condition }) => ({ name, alias, condition })),
	};
}

/** Folders that .helmignore names without a pattern. */
function ignoredFolders(folder: string): string[] {
	const file = join(folder, ".helmignore");
	if (!existsSync(file)) return [];
	return readFileSync(file, "utf8")
		.split("\n")
		.map((line) => line.trim())
		.filter((line) => /^[\w./-]+\/$/.test(line));
}

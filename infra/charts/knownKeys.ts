/**
 * Writes down which values a chart knows, so that the tests can tell a misspelt one without the
 * chart; and the digest of its contents, by which a copy is told from another chart of its name.
 *
 *     helm pull couchdb --version 4.6.2 --repo https://apache.github.io/couchdb-helm --untar --untardir charts
 *     node infra/charts/knownKeys.ts charts/couchdb
 */
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { charts } from "./catalogue.ts";
import { chartDigest } from "./digest.ts";
import { knownFile } from "./known.ts";
import { type Known, knownFrom, knownIn } from "./knownValues.ts";

interface ChartFile {
	name: string;
	version: string;
	dependencies?: { name: string; alias?: string; condition?: string }[];
}

/**
 * What a chart's folder knows: its values.yaml, what its templates read, and the same of the charts
 * that it brings along.
 *
 * @throws Error when it is no chart
 */
export function knownOf(folder: string): {
	chart: string;
	version: string;
	values: Known;
} {
	const { name, version, dependencies = [] } = yamlOf<ChartFile>(join(folder, "Chart.yaml"));
	const templates = globSync("templates/**/*", {
		cwd: folder,
		withFileTypes: true,
	})
		.filter((entry) => entry.isFile())
		.map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
	const valuesFile = join(folder, "values.yaml");
	const values = existsSync(valuesFile) ? yamlOf<unknown>(valuesFile) : {};
	const parts = dependencies.map((part) => {
		const inside = join(folder, "charts", part.name);
		return {
			name: part.alias ?? part.name,
			known: existsSync(inside) ? knownOf(inside).values : ("any" as const),
			conditions: part.condition?.split(",") ?? [],
		};
	});
	return {
		chart: name,
		version,
		values: knownFrom({ values, templates, parts }),
	};
}

/** All that is written down of the chart in a folder. */
export function written(folder: string) {
	const { chart, version, values } = knownOf(folder);
	const listed = Object.values(charts).find(({ name }) => name === chart);
	return {
		chart,
		version,
		digest: chartDigest(folder, listed?.unused),
		values,
	};
}

function yamlOf<T>(file: string): T {
	if (!existsSync(file)) throw new Error(`There is no ${file}: name a chart's folder.`);
	return parse(readFileSync(file, "utf8")) as T;
}

if (import.meta.main) {
	const [folder] = process.argv.slice(2);
	if (folder === undefined) {
		throw new Error("Name the chart's folder: node infra/charts/knownKeys.ts charts/couchdb");
	}
	const known = written(resolve(folder));
	const file = knownFile({ name: known.chart, version: known.version });
	writeFileSync(file, knownIn(known));
	console.log(`wrote ${file}`);
}

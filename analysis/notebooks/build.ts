import { globSync } from "node:fs";
import { dirname, join } from "node:path";
import { config, observable } from "@observablehq/notebook-kit/vite";
import { build, createServer, type InlineConfig, type Plugin } from "vite";
import { bundledOnly } from "./bundledOnly.ts";
import { onePage } from "./onePage.ts";

const folder = import.meta.dirname;
/** The cells import this path; it is where the report's tables are in a checkout. */
const tablesPath = "../../report/tables.json";

/**
 * Builds each notebook into one page that opens from disk, and needs nothing beside itself.
 *
 * @param tablesFile what the notebooks show: a JSON of `ExportedGroup[]`
 * @returns the pages' paths
 * @throws Error when a notebook imports what isn't there, or can't be parsed
 */
export async function buildNotebooks({
	tablesFile,
	outFolder,
}: {
	tablesFile: string;
	outFolder: string;
}): Promise<string[]> {
	const pages: string[] = [];
	for (const name of globSync("*.html", { cwd: folder }).sort()) {
		await build({
			...shared(tablesFile),
			logLevel: "error",
			build: {
				outDir: outFolder,
				emptyOutDir: false,
				modulePreload: false,
				assetsInlineLimit: Number.MAX_SAFE_INTEGER,
				chunkSizeWarningLimit: Number.MAX_SAFE_INTEGER,
				rolldownOptions: { input: join(folder, name), output: { codeSplitting: false } },
			},
		});
		pages.push(join(outFolder, name));
	}
	return pages;
}

/**
 * Serves the notebooks on this machine, and shows each change of a cell, a figure function or the
 * tables at once.
 * @returns the pages' addresses
 */
export async function previewNotebooks(tablesFile: string): Promise<string[]> {
	const server = await createServer({
		...shared(tablesFile),
		logLevel: "error",
		server: { host: "127.0.0.1", fs: { allow: [join(folder, "../.."), dirname(tablesFile)] } },
	});
	await server.listen();
	const [address = ""] = server.resolvedUrls?.local ?? [];
	return globSync("*.html", { cwd: folder })
		.sort()
		.map((name) => `${address}${name}`);
}

function shared(tablesFile: string): InlineConfig {
	return {
		...config(),
		configFile: false,
		root: folder,
		plugins: [tablesAre(tablesFile), bundledOnly(), observable({ template: join(folder, "page.tmpl") }), onePage()],
	};
}

function tablesAre(file: string): Plugin {
	return {
		name: "tables",
		enforce: "pre",
		resolveId: (specifier) => (specifier === tablesPath ? file : null),
	};
}

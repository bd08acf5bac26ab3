import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { build, type Plugin } from "esbuild";
import { routes } from "./store/src/routes.ts";

const here = import.meta.dirname;

const bundledImages = ["app", "controller", "liar", "observer", "sidecar", "store"] as const;

type BundledImage = (typeof bundledImages)[number];

/** Programs of an image: file → entry point, below the image's folder. */
const programs: Readonly<Partial<Record<BundledImage, Record<string, string>>>> = {
	// The same replica over another engine, as its own file so that neither loads what the other
	// needs.
	sidecar: { index: "src/hazelcast/index.ts", etcd: "src/etcd/index.ts" },
};

/**
 * Bundles the programs of the images, each into one file: `<outFolder>/<name>/index.mjs`, and the
 * consensus replica over etcd into `<outFolder>/sidecar/etcd.mjs`.
 *
 * @throws Error when the store's packages aren't installed, or a source doesn't compile
 */
export async function bundleImages(outFolder: string): Promise<void> {
	if (!existsSync(join(here, "store", "node_modules", "express-pouchdb"))) {
		throw new Error("The store's packages aren't installed: run \"npm ci --omit=optional --prefix images/store\".");
	}
	for (const name of bundledImages) {
		await mkdir(join(outFolder, name), { recursive: true });
		await build({
			entryPoints: Object.fromEntries(
				Object.entries(programs[name] ?? { index: "src/index.ts" }).map(([file, source]) => [
					file,
					join(here, name, source),
				]),
			),
			outdir: join(outFolder, name),
			outExtension: { ".js": ".mjs" },
			absWorkingDir: here,
			// The same bundle wherever node_modules is: esbuild writes the paths of packages into it.
			preserveSymlinks: true,
			bundle: true,
			format: "esm",
			platform: "node",
			target: "node24",
			// Bundled CommonJS packages call `require` for Node's own modules.
			banner: {
				js: `import { createRequire as holdfastCreateRequire } from "node:module";
import { fileURLToPath as holdfastFileUrlToPath } from "node:url";
const require = holdfastCreateRequire(import.meta.url);
const __filename = holdfastFileUrlToPath(import.meta.url);
const __dirname = holdfastFileUrlToPath(new URL(".", import.meta.url));`,
			},
			plugins: name === "store" ? [chosenRoutes] : [],
			logLevel: "warning",
			legalComments: "eof",
		});
	}
}

/** express-pouchdb requires its parts by computed names: names those that the store uses. */
const chosenRoutes: Plugin = {
	name: "chosen-routes",
	setup({ onLoad }) {
		onLoad({ filter: /express-pouchdb\/lib\/index\.js$/ }, async ({ path }) => {
			const source = await readFile(path, "utf8");
			const computed = "require('./' + file)(app)";
			if (source.split(computed).length !== 2) {
				throw new Error(`express-pouchdb no longer says ${computed} exactly once: adapt images/bundle.ts.`);
			}
			const parts = routes.map((route) => `${JSON.stringify(route)}: () => require("./${route}")`);
			return {
				contents: source.replace(computed, `({ ${parts.join(", ")} })[file]()(app)`),
			};
		});
	},
};

if (import.meta.main) {
	const outFolder = process.argv[2] ?? join(here, "..", "dist", "images");
	await bundleImages(outFolder);
	console.log(`bundled into ${outFolder}`);
}

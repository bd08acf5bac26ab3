import type { Plugin } from "vite";

/** Modules of the kit's standard library that load others from a content delivery network. */
const loading = /\/notebook-kit\/.*\/stdlib\/(recommendedLibraries|sampleDatasets|xlsx|zip)\.js$/;

/**
 * Takes the kit's implicit libraries away: `Plot`, `d3`, `Inputs` and their like would come from
 * elsewhere, and in a page that is one file, some would be loaded even when nobody uses them. A
 * cell that uses one without importing it fails with "… is not defined".
 */
export function bundledOnly(): Plugin {
	return { name: "bundled-only", enforce: "pre", load: (id) => (loading.test(id) ? "export {};" : null) };
}

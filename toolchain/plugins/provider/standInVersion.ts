import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/**
 * The version a stand-in reports: that of the npm package whose plugin it stands in for (the engine
 * compares them), with build metadata that tells it from the real one.
 */
export function standInVersion(sdk: string): string {
	const path = createRequire(import.meta.url).resolve(`${sdk}/package.json`);
	return `${JSON.parse(readFileSync(path, "utf8")).version}+stand-in`;
}

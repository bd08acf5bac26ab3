import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Chart } from "./catalogue.ts";
import type { Known } from "./knownValues.ts";

/** Where it is written down what a version of a chart knows. */
export function knownFile({
	name,
	version,
}: Pick<Chart, "name" | "version">): string {
	return join(import.meta.dirname, "known", `${name}-${version}.json`);
}

/** What the chart knows, as `knownKeys.ts` found it. */
export function knownValues(chart: Pick<Chart, "name" | "version">): Known {
	return (
		JSON.parse(readFileSync(knownFile(chart), "utf8")) as { values: Known }
	).values;
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Chart } from "./catalogue.ts";
import type { Known } from "./knownValues.ts";

/** Where it is written down what a version of a chart knows. */
export function knownFile({ name, version }: Pick<Chart, "name" | "version">): string {
	return join(import.meta.dirname, "known", `${name}-${version}.json`);
}

/** What is written down of a version of a chart. */
export interface WrittenDown {
	/** Of its contents: see `chartDigest`. */
	digest: string;
	/** What it knows. */
	values: Known;
}

/** As `knownKeys.ts` found it. */
export function writtenDown(chart: Pick<Chart, "name" | "version">): WrittenDown {
	return JSON.parse(readFileSync(knownFile(chart), "utf8")) as WrittenDown;
}

import { expect, it } from "vitest";
import { normalUpperTail } from "./normal.ts";

it.each([
	// scipy 1.17.1: stats.norm.sf(z)
	[0, 0.5],
	[0.5, 0.3085375387259869],
	[1.96, 0.024997895148220435],
	[3, 0.0013498980316300933],
	[3.5, 0.00023262907903552502],
	[8, 6.22096057427174e-16],
	[20, 2.7536241186061556e-89],
])("knows how likely a normal value is above %d", (z, expected) => {
	expect(normalUpperTail(z) / expected).toBeCloseTo(1, 11);
});

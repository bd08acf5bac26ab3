import { expect, test } from "vitest";
import { readAudit } from "./npmAudit.ts";

test("a severe advisory is a finding, with what mends it; a lesser one isn't", () => {
	const { findings, unasked } = readAudit(
		{
			vulnerabilities: {
				a: { severity: "critical", range: "<2", fixAvailable: true },
				b: { severity: "high", range: "*", fixAvailable: false },
				c: { severity: "moderate", range: "*", fixAvailable: true },
			},
		},
		"the product",
	);
	expect(findings).toEqual([
		'a <2 (critical): "npm audit fix" mends it',
		"b * (high)",
	]);
	expect(unasked).toBeNull();
});

test("a registry that refuses is said to have refused, and not to have found nothing", () => {
	const answer = { message: "405 Method Not Allowed", error: { summary: "" } };
	expect(readAudit(answer, "the product").unasked).toBe(
		"405 Method Not Allowed",
	);
});

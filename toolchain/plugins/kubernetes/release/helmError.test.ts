import fc from "fast-check";
import { expect, test } from "vitest";
import { helmSentence, saysNotFound } from "./helmError.ts";

test("a chart repository that can't be reached is told with its address and the last cause", () => {
	expect(
		helmSentence(
			'Error: looks like "http://127.0.0.1:1" is not a valid chart repository or cannot be reached: Get "http://127.0.0.1:1/index.yaml": dial tcp 127.0.0.1:1: connect: connection refused\n',
		),
	).toBe(
		"The chart repository http://127.0.0.1:1 can't be reached (connection refused): look whether its address is right and this machine gets there, or name a chart's folder or archive.",
	);
	expect(
		helmSentence(
			'Error: looks like "https://nowhere.invalid" is not a valid chart repository or cannot be reached: Get "https://nowhere.invalid/index.yaml": dial tcp: lookup nowhere.invalid on 10.0.0.1:53: no such host',
		),
	).toContain("(lookup nowhere.invalid: no such host)");
});

test("a chart or version that a repository hasn't is told", () => {
	expect(
		helmSentence(
			'Error: chart "buoy" version "9.9.9" not found in http://charts.example repository\n',
		),
	).toBe(
		"The chart repository http://charts.example has no chart buoy 9.9.9: look at its name and version.",
	);
});

test("values that break the chart's schema are told in one line", () => {
	expect(
		helmSentence(
			"Error: values don't meet the specifications of the schema(s) in the following chart(s):\nbuoy:\n- at '/depth': got string, want integer\n- at '': additional properties 'other' not allowed\n\n",
		),
	).toBe(
		"The values don't fit the chart: buoy: at '/depth': got string, want integer; at '': additional properties 'other' not allowed.",
	);
});

test("what a chart's template refuses is told with the place", () => {
	expect(
		helmSentence(
			"Error: execution error at (buoy/templates/lamp.yaml:3:4): a lamp needs a battery",
		),
	).toBe(
		"The chart doesn't take these values: a lamp needs a battery (buoy/templates/lamp.yaml:3:4).",
	);
});

test("waiting in vain is told with what helm was at", () => {
	expect(
		helmSentence("Error: UPGRADE FAILED: context deadline exceeded\n"),
	).toBe("The release was not ready in time.");
	expect(
		helmSentence(
			"Error: UPGRADE FAILED: pre-upgrade hooks failed: 1 error occurred:\n\t* timed out waiting for the condition\n\n",
		),
	).toBe(
		"Helm waited in vain: pre-upgrade hooks failed: 1 error occurred: timed out waiting for the condition.",
	);
});

test("warnings before the error are left out, and what nobody foresaw is told as it is", () => {
	expect(
		helmSentence(
			"WARNING: Kubernetes configuration file is group-readable.\nError: INSTALLATION FAILED: something new\n",
		),
	).toBe("something new.");
	expect(helmSentence("")).toBe("helm failed and said nothing.");
});

test("whatever helm prints becomes one line that ends", () => {
	fc.assert(
		fc.property(fc.string({ unit: "grapheme" }), (output) => {
			const sentence = helmSentence(output);
			expect(sentence).not.toContain("\n");
			expect(sentence).toMatch(/[.?!]$/);
		}),
	);
});

test("only the absence of a release counts as not found", () => {
	expect(saysNotFound("Error: release: not found\n")).toBe(true);
	expect(
		saysNotFound("Error: uninstall: Release not loaded: x: release: not found"),
	).toBe(true);
	expect(saysNotFound('Error: namespaces "x" not found')).toBe(false);
});

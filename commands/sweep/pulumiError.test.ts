import { expect, test } from "vitest";
import { pulumiError } from "./pulumiError.ts";

test("the first error that says something is what went wrong", () => {
	expect(
		pulumiError(`
 +  command:local:Command claim creating (0s)
Diagnostics:
  command:local:Command (claim):
    error: The stack "central-5" can't come up.
  pulumi:pulumi:Stack (holdfast-central-5):
    error: update failed
`),
	).toBe('The stack "central-5" can\'t come up.');
});

test("without an error, the last words have to do", () => {
	expect(pulumiError("Updating\nsetpriv: failed to execute pulumi\n\n")).toBe(
		"setpriv: failed to execute pulumi",
	);
	expect(pulumiError("")).toBe("");
});

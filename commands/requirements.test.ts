import { expect, test } from "vitest";
import { goRequirement, unmet } from "./requirements.ts";

test.each(["go1.21.0", "go1.26.8", "go2.0"])("%s builds the tools", (version) => {
	expect(goRequirement(version).problem).toBeNull();
});

test.each(["go1.19.8", "devel", null])("%s doesn't, and the user is told what to do", (version) => {
	expect(goRequirement(version)).toMatchObject({
		found: version ?? "not on PATH",
		problem: "Install Go 1.21 or newer from https://go.dev/dl/ and put its bin folder on PATH.",
	});
});

test("what is missing is told with what was found, and where", () => {
	expect(
		unmet({
			name: "disk space of at least 12 GiB for the tools",
			found: "3 GiB free at /cache",
			problem: "Free some space.",
		}),
	).toBe(
		"This machine lacks disk space of at least 12 GiB for the tools (found: 3 GiB free at /cache). Free some space.",
	);
});

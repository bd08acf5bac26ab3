import { expect, test } from "vitest";
import { helmVersion } from "../../../goTools.ts";
import { helmProblem } from "./version.ts";

test("the helm of the set-up is fit, and so is any newer 3", () => {
	expect(helmProblem(helmVersion)).toBeNull();
	expect(helmProblem("v3.17.0+g1234\n")).toBeNull();
	expect(helmProblem("v3.101.2")).toBeNull();
});

test("an older helm, another major version and none at all are refused", () => {
	expect(helmProblem("v3.16.9")).toBe(
		'A Release needs helm 3.17 or a newer 3, but the one on PATH is v3.16.9: "npm run setup" builds one.',
	);
	expect(helmProblem("v4.0.0")).toContain("v4.0.0");
	expect(helmProblem("")).toContain("of no version");
});

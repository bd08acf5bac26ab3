import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { cacheFolder } from "./cache.ts";
import { findTools, problemOf, toolNamed } from "./machineTools.ts";

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "holdfast-tools-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A program that prints a text. */
function program(name: string, says: string, mode = 0o755): string {
	const file = join(folder, name);
	writeFileSync(file, `#!/bin/sh\ncat <<'.'\n${says}\n.\n`);
	chmodSync(file, mode);
	return file;
}

describe("a version", () => {
	test.each([
		["pulumi", "v3.232.7", true],
		["pulumi", "v3.240.0", true],
		["pulumi", "v3.231.9", false],
		["pulumi", "v4.0.0", false],
		["k6", "v1.8.0", true],
		["k6", "v1.7.9", false],
		["k6", "v2.0.0", false],
		["kubectl", "v1.36.0", true],
		["kubectl", "v1.38.2", true],
		["kubectl", "v1.35.4", false],
		["kubectl", "v1.39.0", false],
	])("%s %s fits: %s", (name, version, fits) => {
		expect(problemOf(toolNamed(name), version) === null).toBe(fits);
	});

	test("that doesn't fit is explained with what would", () => {
		expect(problemOf(toolNamed("pulumi"), "v3.100.0")).toBe("isn't 3.232 or a newer 3");
		expect(problemOf(toolNamed("kubectl"), "v1.32.4")).toBe("isn't within one minor version of 1.37");
		expect(problemOf(toolNamed("k6"), null)).toBe("doesn't say its version");
	});
});

test("each tool's own way to say its version is understood", () => {
	program("k6", "k6 v1.9.2 (go1.26.1, linux/amd64)");
	program(
		"kubectl",
		'{"clientVersion":{"major":"1","minor":"37+","gitVersion":"v1.37.0-eks","goVersion":"go1.26.1"},"kustomizeVersion":"v5.5.0"}',
	);
	expect(findTools(`${folder}:/bin`).map(({ name, version, unfit }) => [name, version, unfit])).toEqual([
		["k6", "v1.9.2", null],
		["kubectl", "v1.37.0", null],
	]);
});

test("pulumi is used only with the language host that came with it, also behind a link", () => {
	mkdirSync(join(folder, "real"));
	const real = program("real/pulumi", "v3.240.0");
	symlinkSync(real, join(folder, "pulumi"));
	const unfit = () => findTools(folder).map((tool) => tool.unfit);
	expect(unfit()).toEqual(["has no pulumi-language-nodejs beside it"]);
	program("real/pulumi-language-nodejs", "");
	expect(unfit()).toEqual([null]);
});

test("what can't be run, and what the set-up itself made, isn't the machine's", () => {
	program("k6", "k6 v1.9.2", 0o644);
	expect(findTools(folder)).toEqual([]);
	expect(findTools([`${cacheFolder}/shells/1/bin`, ""].join(":"))).toEqual([]);
});

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { pluginProblem } from "./plugins.ts";

const folder = mkdtempSync(join(tmpdir(), "holdfast-plugins-"));
afterAll(() => rmSync(folder, { recursive: true }));
const plugin = join(folder, "pulumi-resource-kubernetes");
writeFileSync(plugin, "");

test("a plugin on PATH that the engine would take in place of its own is told, in one sentence", () => {
	expect(pluginProblem({ standIns: false }, `/bin:${folder}`)).toBe(
		`Pulumi's engine would take ${plugin}, whatever its version, in place of the plugin that belongs to this checkout's packages: take it off PATH, or remove it.`,
	);
});

test("where plugins come from us, which stand first, and where there is none, nothing is told", () => {
	expect(pluginProblem({ standIns: true }, folder)).toBeNull();
	expect(pluginProblem({ standIns: false }, "/bin")).toBeNull();
});

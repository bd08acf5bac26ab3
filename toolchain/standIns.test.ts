import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pluginStandIns, pluginStandInsFolder } from "./standIns.ts";

test("the stand-in on PATH is named, with what it stands in for", () => {
	expect(pluginStandIns(`/bin:${pluginStandInsFolder}`)).toMatchObject([
		{ standsInFor: "Pulumi's pulumi-resource-command" },
	]);
});

test("without it, and behind another plugin on PATH, there is none", () => {
	expect(pluginStandIns("/bin:/usr/bin")).toEqual([]);
	const folder = mkdtempSync(join(tmpdir(), "holdfast-plugins-"));
	writeFileSync(join(folder, "pulumi-resource-command"), "");
	expect(pluginStandIns(`${folder}:${pluginStandInsFolder}`)).toEqual([]);
	rmSync(folder, { recursive: true });
});

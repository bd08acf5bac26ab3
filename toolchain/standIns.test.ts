import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pluginStandIns, pluginStandInsFolder } from "./standIns.ts";

test("stand-ins on PATH are named, each with what it stands in for", () => {
	expect(
		pluginStandIns(`/bin:${pluginStandInsFolder}`).map(
			({ standsInFor }) => standsInFor,
		),
	).toEqual([
		"Pulumi's pulumi-resource-kubernetes",
		"Pulumi's pulumi-resource-command",
	]);
});

test("without them, and behind another plugin on PATH, there are none", () => {
	expect(pluginStandIns("/bin:/usr/bin")).toEqual([]);
	const folder = mkdtempSync(join(tmpdir(), "holdfast-plugins-"));
	writeFileSync(join(folder, "pulumi-resource-command"), "");
	expect(
		pluginStandIns(`${folder}:${pluginStandInsFolder}`).map(({ name }) => name),
	).toEqual(["Holdfast's pulumi-resource-kubernetes"]);
	rmSync(folder, { recursive: true });
});

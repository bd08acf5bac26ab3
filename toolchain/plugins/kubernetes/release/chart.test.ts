import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { placeOf } from "./chart.ts";

const folder = mkdtempSync(join(tmpdir(), "chart-test-"));
mkdirSync(join(folder, "buoy"));
writeFileSync(join(folder, "buoy", "Chart.yaml"), "name: buoy\n");
afterAll(() => rmSync(folder, { recursive: true }));

test("a folder with a Chart.yaml is a chart, unless a repository is named", () => {
	const path = join(folder, "buoy");
	expect(placeOf({ chart: path })).toEqual({ path });
	expect(
		placeOf({
			chart: "buoy",
			repositoryOpts: { repo: "https://charts.example" },
		}),
	).toEqual({
		reference: "buoy",
		repository: "https://charts.example",
		usersConfiguration: false,
	});
});

test("only configured repositories and registries see the user's configuration", () => {
	expect(placeOf({ chart: "buoy", repositoryOpts: { repo: "mine" } })).toEqual({
		reference: "mine/buoy",
		usersConfiguration: true,
	});
	expect(placeOf({ chart: "mine/buoy" })).toEqual({
		reference: "mine/buoy",
		usersConfiguration: true,
	});
	expect(placeOf({ chart: "oci://charts.example/buoy" })).toEqual({
		reference: "oci://charts.example/buoy",
		usersConfiguration: true,
	});
	expect(placeOf({ chart: "https://charts.example/buoy-1.tgz" })).toEqual({
		reference: "https://charts.example/buoy-1.tgz",
		usersConfiguration: false,
	});
});

test("what is nowhere is refused with one sentence", () => {
	const missing = join(folder, "missing");
	expect(() => placeOf({ chart: missing })).toThrow(
		`There is no chart at ${missing}.`,
	);
	expect(() => placeOf({ chart: folder })).toThrow(
		`${folder} is no chart, it has no Chart.yaml.`,
	);
	expect(() => placeOf({ chart: "buoy" })).toThrow(
		"There is no chart buoy: it is neither a folder or archive here, nor does the Release name a repository (repositoryOpts.repo).",
	);
});

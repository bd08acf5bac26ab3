import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { chartArgs, charts } from "./catalogue.ts";
import { chartProblem } from "./problem.ts";

const folder = mkdtempSync(join(tmpdir(), "holdfast-chart-"));
afterAll(() => rmSync(folder, { recursive: true }));
const nobodyAsks = async () => {
	throw new Error("The repository was asked.");
};

test("a chart comes from its repository in its pinned version, or from a path as it is", () => {
	expect(chartArgs(charts.couchdb, "repo")).toEqual({
		chart: "couchdb",
		version: "4.6.2",
		repositoryOpts: { repo: "https://apache.github.io/couchdb-helm" },
	});
	expect(chartArgs(charts.couchdb, "/charts/couchdb")).toEqual({
		chart: "/charts/couchdb",
	});
});

test("a repository that has the version is fine; one that hasn't, or doesn't answer, is told", async () => {
	const from = (get: (url: string) => Promise<string>) =>
		chartProblem("couchdb", "repo", get);
	const index = async (url: string) => {
		expect(url).toBe("https://apache.github.io/couchdb-helm/index.yaml");
		return "entries:\n  couchdb:\n  - name: couchdb\n    version: 4.6.2\n";
	};
	expect(await from(index)).toBeNull();
	expect(await from(async () => "    version: 4.6.20\n")).toContain(
		"doesn't have version 4.6.2 of the chart couchdb",
	);
	expect(
		await from(() =>
			Promise.reject(
				new Error("fetch failed", { cause: new Error("ENOTFOUND") }),
			),
		),
	).toBe(
		'The chart couchdb 4.6.2 can\'t be reached at https://apache.github.io/couchdb-helm (ENOTFOUND): get the chart elsewhere, and name its folder or archive with "pulumi config set couchdbChart …".',
	);
});

test("a folder must hold the chart that the values are written for", async () => {
	const local = (path = folder) => chartProblem("couchdb", path, nobodyAsks);
	expect(await local("/nowhere/couchdb")).toBe(
		'There is no chart at /nowhere/couchdb: name another with "pulumi config set couchdbChart …".',
	);
	expect(await local()).toContain("it has no Chart.yaml");
	writeFileSync(join(folder, "Chart.yaml"), "name: couchdb\nversion: 4.5.0\n");
	expect(await local()).toContain(
		"is couchdb 4.5.0, but the values are those of couchdb 4.6.2",
	);
	writeFileSync(join(folder, "Chart.yaml"), "name: couchdb\nversion: 4.6.2\n");
	expect(await local()).toBeNull();
});

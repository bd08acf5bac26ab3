import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { storeValues } from "../methods/central/couchdbValues.ts";
import { chartArgs } from "./args.ts";
import { chartProblem } from "./problem.ts";

const folder = mkdtempSync(join(tmpdir(), "holdfast-chart-"));
afterAll(() => rmSync(folder, { recursive: true }));
const nobodyAsks = async () => {
	throw new Error("The repository was asked.");
};

test("a chart comes from its repository in its pinned version, or from a path as it is", () => {
	expect(chartArgs("couchdb", "repo")).toEqual({
		chart: "couchdb",
		version: "4.6.2",
		repositoryOpts: { repo: "https://apache.github.io/couchdb-helm" },
	});
	expect(chartArgs("couchdb", "/charts/couchdb")).toEqual({
		chart: "/charts/couchdb",
	});
});

test("a copy that is edited in place is another one to the provider", () => {
	const edited = mkdtempSync(join(tmpdir(), "holdfast-chart-"));
	writeFileSync(join(edited, "Chart.yaml"), "name: couchdb\nversion: 4.6.2\n");
	const before = chartArgs("couchdb", edited);
	expect(chartArgs("couchdb", edited)).toEqual(before);
	writeFileSync(join(edited, "values.yaml"), "clusterSize: 3\n");
	const after = chartArgs("couchdb", edited);
	expect(after.chart).toBe(before.chart);
	expect(after).not.toEqual(before);
	rmSync(edited, { recursive: true });
});

test("a repository that has the version is fine; one that hasn't, or doesn't answer, is told", async () => {
	const from = (get: (url: string) => Promise<string>) => chartProblem("couchdb", "repo", get);
	const index = async (url: string) => {
		expect(url).toBe("https://apache.github.io/couchdb-helm/index.yaml");
		return "entries:\n  couchdb:\n  - name: couchdb\n    version: 4.6.2\n";
	};
	expect(await from(index)).toBeNull();
	expect(await from(async () => "    version: 4.6.20\n")).toContain("doesn't have version 4.6.2 of the chart couchdb");
	expect(await from(() => Promise.reject(new Error("fetch failed", { cause: new Error("ENOTFOUND") })))).toBe(
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
	expect(await local()).toContain("is couchdb 4.5.0, but the values are those of couchdb 4.6.2");
	writeFileSync(join(folder, "Chart.yaml"), "name: couchdb\nversion: 4.6.2\n");
	const { podDisruptionBudget, ...others } = storeValues({
		...{ secretName: "", uuid: "", storage: "volumes", storageClass: "fast" },
		node: "holdfast",
	});
	const file = join(folder, "values.yaml");
	writeFileSync(file, JSON.stringify(others));
	expect(await local()).toBe(
		`The chart at ${folder} was changed: it doesn't know the value podDisruptionBudget, which couchdb 4.6.2 has and the laboratory sets: name another with "pulumi config set couchdbChart …".`,
	);
	writeFileSync(file, JSON.stringify({ podDisruptionBudget, ...others }));
	expect(await local()).toBeNull();
});

test("an archive is looked into, too, and one that is damaged is told", async () => {
	const archive = join(folder, "couchdb.tgz");
	const told = () => chartProblem("couchdb", archive, nobodyAsks);
	writeFileSync(archive, "no archive");
	expect(await told()).toMatch(/couchdb\.tgz can't be unpacked \(.+\): get it again\.$/);
	const place = join(folder, "packed");
	mkdirSync(join(place, "couchdb"), { recursive: true });
	writeFileSync(join(place, "couchdb", "Chart.yaml"), "name: couchdb\nversion: 4.5.0\n");
	execFileSync("tar", ["-czf", archive, "-C", place, "couchdb"]);
	expect(await told()).toContain("is couchdb 4.5.0");
});

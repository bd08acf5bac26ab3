import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { storeVersion } from "../../toolchain/versions.ts";
import { type ChartName, charts } from "./catalogue.ts";
import { chartStandIns, contentInstead } from "./local.ts";
import { chartProblem } from "./problem.ts";

const folder = mkdtempSync(join(tmpdir(), "holdfast-chart-"));
afterAll(() => rmSync(folder, { recursive: true }));
const fixture = (name: ChartName) => `./e2e/charts/${charts[name].name}`;
const ours = ["couchdb", "prometheus"] as const;

test("charts of their repositories stand in for nothing", () => {
	const sources = { couchdb: "repo", prometheus: "repo" };
	expect(chartStandIns(["couchdb", "prometheus"], sources)).toEqual([]);
	expect(contentInstead("repo")).toBeNull();
});

test("a copy of one's own is named with its path, where the stack uses it", () => {
	writeFileSync(join(folder, "Chart.yaml"), "name: couchdb\nversion: 4.6.2\n");
	const sources = { couchdb: folder, prometheus: "./charts/stack.tgz" };
	expect(chartStandIns(["couchdb"], sources)).toEqual([
		{
			name: `chart couchdb from ${folder}`,
			standsInFor: "couchdb 4.6.2 of https://apache.github.io/couchdb-helm",
			why: "the configuration names it; nothing compares it with the original",
		},
	]);
	expect(chartStandIns(["prometheus"], sources)).toMatchObject([
		{ name: "chart kube-prometheus-stack from ./charts/stack.tgz" },
	]);
	expect(contentInstead(folder)).toBeNull();
});

test("a chart that bears another one's name says so, and what is in it", () => {
	expect(contentInstead(fixture("couchdb"))).toEqual({
		name: "PouchDB Server",
		version: storeVersion(),
		insteadOf: "CouchDB",
	});
	const [standIn] = chartStandIns(["prometheus"], {
		couchdb: "repo",
		prometheus: fixture("prometheus"),
	});
	expect(standIn?.why).toMatch(/it holds Prometheus, .* as it says itself$/);
});

test.each(ours)("the tests' own chart for %s is taken for it", async (name) => {
	expect(await chartProblem(name, fixture(name))).toBeNull();
});

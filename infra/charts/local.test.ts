import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { storeVersion } from "../../toolchain/versions.ts";
import { type ChartName, charts } from "./catalogue.ts";
import { chartDigest } from "./digest.ts";
import { chartStandIns, chartVersions, contentInstead, digestOf } from "./local.ts";
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

test("a copy of one's own is named by its contents, where the stack uses it, and no path of the machine is", () => {
	writeFileSync(join(folder, "Chart.yaml"), "name: couchdb\nversion: 4.6.2\n");
	const sources = { couchdb: folder, prometheus: "./charts/stack.tgz" };
	const digest = digestOf("couchdb", folder)?.slice(0, 12);
	expect(chartStandIns(["couchdb"], sources)).toEqual([
		{
			name: `chart couchdb of other contents (sha256 ${digest})`,
			standsInFor: "couchdb 4.6.2 of https://apache.github.io/couchdb-helm",
			why: "the configuration names it; its contents are not the original's",
		},
	]);
	expect(chartStandIns(["prometheus"], sources)).toMatchObject([
		{ name: "chart kube-prometheus-stack of other contents (sha256 unknown)" },
	]);
	expect(contentInstead(folder)).toBeNull();
	expect(chartVersions(["couchdb"], sources)).toEqual({
		"chart couchdb": `4.6.2 of other contents (sha256 ${digest})`,
	});
	expect(chartVersions(["couchdb"], { couchdb: "repo" })).toEqual({
		"chart couchdb": "4.6.2",
	});
});

test("the digest is of what the objects are made of: not of its order, of texts for people, or of parts that are off", () => {
	const chart = (name: string, files: Record<string, string>) => {
		const place = join(folder, name);
		for (const [file, text] of Object.entries(files)) {
			mkdirSync(dirname(join(place, file)), { recursive: true });
			writeFileSync(join(place, file), text);
		}
		return chartDigest(place, ["off"]);
	};
	const files = {
		"Chart.yaml": "name: a\nversion: 1.0.0\n",
		"values.yaml": "b: 1\n",
		"templates/one.yaml": "kind: One\n",
		"charts/part/Chart.yaml": "name: part\nversion: 1.0.0\n",
	};
	const one = chart("one", files);
	expect(
		chart("same", {
			...files,
			"Chart.yaml": "version: 1.0.0\nname: a\nhome: b\n",
			"README.md": "read\n",
			".helmignore": "files/dashboards/\n",
			"files/dashboards/one.json": "{}",
			"charts/off/Chart.yaml": "name: off\nversion: 1.0.0\n",
		}),
	).toBe(one);
	const others = (
		[
			{ "values.yaml": "b: 2\n" },
			{ "templates/two.yaml": "kind: Two\n" },
			{ "charts/part/values.yaml": "c: 1\n" },
			{ "charts/another/Chart.yaml": "name: another\nversion: 1.0.0\n" },
			{ "Chart.yaml": "name: a\nversion: 1.0.1\n" },
			{ "files/read.txt": "by a template\n" },
		] as Record<string, string>[]
	).map((change, i) => chart(`other-${i}`, { ...files, ...change }));
	expect(new Set([one, ...others]).size).toBe(1 + others.length);
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

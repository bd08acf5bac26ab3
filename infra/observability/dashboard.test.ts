import { parser } from "@prometheus-io/lezer-promql";
import { expect, test } from "vitest";
import { createMetrics as ofApplication } from "../../images/app/src/metrics.ts";
import { createMetrics as ofConsensus } from "../../images/sidecar/src/metrics.ts";
import { dashboard } from "./dashboard.ts";
import { commonPanels, groupPanels } from "./dashboardPanels.ts";

const panels = [...commonPanels, ...groupPanels];
const queries = panels.flatMap(({ title, queries }) => queries.map(({ promql }) => [title, promql] as const));

/** Errors of Prometheus' own grammar, and the metrics that are asked for. */
function read(promql: string): { errors: number; metrics: string[] } {
	const text = promql.replaceAll("$__rate_interval", "30s");
	let errors = 0;
	const metrics: string[] = [];
	parser.parse(text).iterate({
		enter({ type, node, from, to }) {
			if (type.isError) errors += 1;
			// A label's name is an Identifier, too.
			if (type.name === "Identifier" && node.parent?.name === "VectorSelector") {
				metrics.push(text.slice(from, to));
			}
		},
	});
	return { errors, metrics };
}

/** Of the metrics endpoints, with the series of histograms. */
async function exported(): Promise<Set<string>> {
	const labels = { pod: "pod-0", mode: "decentral" };
	const application = ofApplication(labels);
	application.stateIndex(0);
	application.started(0);
	const all = await Promise.all([application, ofConsensus(labels)].map(({ registry }) => registry.getMetricsAsArray()));
	return new Set(all.flat().flatMap(({ name }) => [name, `${name}_bucket`]));
}
/** Prometheus' own, and the kubelets'. */
const foreign = ["up", "container_memory_working_set_bytes", "container_cpu_usage_seconds_total"];

test.each(queries)("%s: PromQL that Prometheus' grammar knows, %s", (_, promql) => {
	expect(read(promql).errors).toBe(0);
});

test("PromQL with a mistake is noticed", () => {
	expect(read("sum by (pod) (rate(up[30s])").errors).toBeGreaterThan(0);
	expect(read('up{container="app"').errors).toBeGreaterThan(0);
});

test("every figure asks for metrics that somebody exports", async () => {
	const known = new Set([...(await exported()), ...foreign]);
	for (const [title, promql] of queries) {
		const { metrics } = read(promql);
		expect(metrics, title).not.toEqual([]);
		for (const metric of metrics) expect(known, title).toContain(metric);
	}
});

test("a mode without Raft groups has no figures of them", () => {
	const text = JSON.stringify(dashboard({ groups: false }));
	expect(text).not.toContain("holdfast_cp_");
	expect(JSON.stringify(dashboard({ groups: true }))).toContain("holdfast_cp_leader_changes_total");
});

test("no figure covers another, and none leaves the grid", () => {
	const taken = new Set<string>();
	for (const { gridPos } of dashboard({ groups: true }).panels) {
		const { x, y, w, h } = gridPos ?? { x: 0, y: 0, w: 0, h: 0 };
		expect(x + w).toBeLessThanOrEqual(24);
		for (let column = x; column < x + w; column++) {
			for (let row = y; row < y + h; row++) {
				const cell = `${column} ${row}`;
				expect(taken.has(cell), cell).toBe(false);
				taken.add(cell);
			}
		}
	}
});

test("the dashboard is the one that was looked at", async () => {
	await expect(`${JSON.stringify(dashboard({ groups: true }), null, "\t")}\n`).toMatchFileSnapshot(
		"snapshots/dashboard.json",
	);
});

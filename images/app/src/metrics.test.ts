import { expect, test } from "vitest";
import { createMetrics } from "./metrics.ts";

test("every metric carries pod and mode, and nothing is shown before it has a value", async () => {
	const metrics = createMetrics({ pod: "pod-0", mode: "central" });
	const before = await metrics.registry.metrics();
	expect(before).toMatch(/process_resident_memory_bytes\{pod="pod-0",mode="central"\} \d+/);
	expect(before).not.toContain("holdfast_state_index");
	expect(before).not.toContain("holdfast_startup_duration_seconds");

	metrics.operationEnded("persist", "ok", 0.004);
	metrics.operationEnded("persist", "unknown", 1);
	metrics.operationEnded("load", "ok", 0.003);
	metrics.missed(3);
	metrics.advanced("refused");
	metrics.stateIndex(12);
	metrics.stateIndex(13);
	metrics.started(0.25);
	const after = await metrics.registry.metrics();
	for (const line of [
		'holdfast_persist_duration_seconds_count{pod="pod-0",mode="central"} 1',
		'holdfast_retrieve_duration_seconds_count{pod="pod-0",mode="central"} 1',
		'holdfast_operations_total{kind="persist",outcome="unknown",pod="pod-0",mode="central"} 1',
		'holdfast_missed_intervals_total{pod="pod-0",mode="central"} 3',
		'holdfast_advances_total{outcome="refused",pod="pod-0",mode="central"} 1',
		'holdfast_state_index{pod="pod-0",mode="central"} 13',
		'holdfast_startup_duration_seconds{pod="pod-0",mode="central"} 0.25',
	]) {
		expect(after).toContain(line);
	}
});

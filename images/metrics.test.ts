import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { collectProcessMetrics } from "./metrics.ts";

test("a process tells its processor time, which never falls, and its memory", async () => {
	const registry = new Registry();
	collectProcessMetrics(registry);
	const read = async (name: string) => {
		const text = await registry.metrics();
		return Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1]);
	};
	const before = await read("process_cpu_seconds_total");
	expect(before).toBeGreaterThan(0);
	const start = process.cpuUsage();
	while (process.cpuUsage(start).user < 20_000) Math.sqrt(2);
	expect(await read("process_cpu_seconds_total")).toBeGreaterThan(before + 0.019);
	expect(await read("process_resident_memory_bytes")).toBeGreaterThan(1e6);
});

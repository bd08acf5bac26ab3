import { describe, expect, it } from "vitest";
import type { Sample } from "../../schema/sample.ts";
import { workingSets } from "./samples.ts";

const period = { zero: 1000, end: 1060 };
const replicas = new Set(["pod-0", "pod-1", "pod-2"]);

function sample(fields: Partial<Sample> = {}): Sample {
	return {
		time: 1001,
		pod: "pod-0",
		container: "app",
		metric: "container_memory_working_set_bytes",
		value: 30e6,
		...fields,
	};
}

describe("workingSets", () => {
	it("takes the containers of the replicas and nothing else", () => {
		const readings = workingSets(
			[
				sample(),
				sample({ container: "hazelcast", value: 90e6 }),
				sample({ container: "" }),
				sample({ container: "POD" }),
				sample({ pod: "central-7f9", container: "store" }),
				sample({ metric: "process_resident_memory_bytes" }),
				sample({ time: 990 }),
				sample({ time: 1061 }),
			],
			period,
			replicas,
		);
		expect(readings).toEqual([
			{ pod: "pod-0", container: "app", seconds: 1, bytes: 30e6 },
			{ pod: "pod-0", container: "hazelcast", seconds: 1, bytes: 90e6 },
		]);
	});
});

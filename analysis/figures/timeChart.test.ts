import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import {
	type LatencyRow,
	latencyRows,
	type MemoryRow,
} from "../digest/runTime.ts";
import { memory } from "./memory.ts";
import { memoryByContainer } from "./memoryByContainer.ts";
import { persistLatency } from "./persistLatency.ts";
import { retrieveLatency } from "./retrieveLatency.ts";
import { syntheticContext, syntheticPersists } from "./synthetic.fixture.ts";
import { faultLabel } from "./words.ts";

const pods = ["pod-0", "pod-1", "pod-2", "pod-3", "pod-4"];

const syntheticLatencies: LatencyRow[] = latencyRows(
	pods.flatMap((pod) => syntheticPersists({ from: 1000.5, count: 44, pod })),
	{ zero: 1000, end: 1045 },
	1,
);

const syntheticMemory: MemoryRow[] = pods.flatMap((pod, p) =>
	Array.from({ length: 45 }, (_, seconds) => ({
		pod,
		seconds,
		bytes: 6e7 + p * 1e6,
		segment: pod,
	})),
);

function drawn(svg: string) {
	const { document } = parseHTML(`<html><body>${svg}</body></html>`);
	const texts = [...document.querySelectorAll("text")].map(
		({ textContent }: { textContent: string }) => textContent,
	);
	return {
		texts,
		count: (selector: string) => document.querySelectorAll(selector).length,
	};
}

describe("a figure of a run", () => {
	const figure = drawn(persistLatency(syntheticLatencies, syntheticContext));

	it("names both axes with their units", () => {
		expect(figure.texts).toContain("run time (seconds)");
		expect(figure.texts).toContain("persist latency (milliseconds)");
	});

	it("draws one line for each Pod, the deleted ones apart from the others", () => {
		expect(figure.count(".others path")).toBe(3);
		expect(figure.count(".outstanding-line path")).toBe(2);
	});

	it("tells the deleted Pods apart by dash and marker too", () => {
		expect(figure.count('.outstanding-line[stroke-dasharray="6 3"]')).toBe(1);
		expect(figure.count(".outstanding-markers")).toBe(2);
	});

	it("labels the deleted Pods at the ends of their lines and in the legend", () => {
		expect(figure.texts).toContain("pod-1");
		expect(figure.texts).toContain("pod-3");
		expect(figure.texts).toContain("pod-1 (deleted)");
		expect(figure.texts).toContain("3 other Pods");
	});

	it("shades the fault and says what it was", () => {
		expect(figure.count(".fault-window rect")).toBe(1);
		expect(figure.count(".fault-edge line")).toBe(2);
		expect(figure.texts).toContain("2 Pods deleted, recovered after 3.4 s");
	});

	it("names every stand-in", () => {
		expect(figure.texts).toContain(
			"Stand-ins: store: SyntheticDB stands in for CouchDB.",
		);
	});

	it("is the same each time it is drawn", () => {
		expect(persistLatency(syntheticLatencies, syntheticContext)).toBe(
			persistLatency(syntheticLatencies, syntheticContext),
		);
	});

	it("marks what was not acknowledged with crosses instead of joining it to the line", () => {
		const rows = syntheticLatencies.map((row, i) =>
			i === 20 ? { ...row, outcome: "unknown" as const } : row,
		);
		const withFailure = drawn(persistLatency(rows, syntheticContext));
		expect(withFailure.count(".not-acknowledged path")).toBe(1);
		expect(withFailure.texts).toContain("not acknowledged");
	});

	it("turns to a logarithmic axis, and says so, when a tail would flatten the rest", () => {
		const rows = syntheticLatencies.map((row, i) =>
			i === 20 ? { ...row, serviceSeconds: 5 } : row,
		);
		const withTail = drawn(persistLatency(rows, syntheticContext));
		expect(withTail.texts).toContain("The vertical axis is logarithmic.");
		expect(withTail.texts).toContain("1,000");
	});

	it("draws dots once a line would be nothing but spikes", () => {
		const rows = latencyRows(
			pods.flatMap((pod) =>
				syntheticPersists({ from: 1000.5, count: 299, pod }),
			),
			{ zero: 1000, end: 1300 },
			1,
		);
		const long = drawn(
			persistLatency(rows, { ...syntheticContext, durationSeconds: 300 }),
		);
		expect(long.count(".outstanding-line")).toBe(0);
		expect(long.count(".other-dots circle")).toBe(3 * 299);
	});

	it("says that there are no values instead of failing", () => {
		expect(drawn(persistLatency([], syntheticContext)).texts).toContain(
			"No values were recorded.",
		);
	});

	it("says why a run is incomplete", () => {
		const { texts } = drawn(
			persistLatency(syntheticLatencies, {
				...syntheticContext,
				incompleteBecause: ["pod-2: a record is missing"],
			}),
		);
		expect(texts).toContain("INCOMPLETE RUN: pod-2: a record is missing");
	});

	it("escapes what the manifest says", () => {
		const svg = persistLatency(syntheticLatencies, {
			...syntheticContext,
			standIns: [{ name: "<script>", standsInFor: "a & b" }],
		});
		expect(svg).not.toContain("<script>");
	});
});

describe("the other figures", () => {
	it("shows memory in megabytes", () => {
		const figure = drawn(memory(syntheticMemory, syntheticContext));
		expect(figure.texts).toContain("resident memory (megabytes)");
		expect(figure.texts).toContain("60");
		expect(figure.count(".others path")).toBe(3);
	});

	it("shows loads and no persists as retrieve latency", () => {
		const figure = drawn(retrieveLatency(syntheticLatencies, syntheticContext));
		expect(figure.texts).toContain("retrieve latency (milliseconds)");
		expect(figure.texts).toContain("No values were recorded.");
	});
});

describe("memory by container", () => {
	const names = ["app", "consensus", "hazelcast"];
	const svg = memoryByContainer(
		names.flatMap((container, c) =>
			[2, 7, 12].map((seconds) => ({
				container,
				seconds,
				bytes: 3e7 * (c + 1),
				segment: container,
			})),
		),
		syntheticContext,
	);
	const figure = drawn(svg);

	it("draws a line that stands out for each container, and shades the fault as ever", () => {
		expect(figure.count(".outstanding-line path")).toBe(3);
		expect(figure.count(".others path")).toBe(0);
		expect(figure.count(".fault-window rect")).toBe(1);
		expect(figure.texts).toContain("working set (megabytes)");
	});

	it("names each container at its line's end and in the legend, and no Pod", () => {
		for (const name of names) {
			expect(figure.texts.filter((text) => text === name)).toHaveLength(2);
		}
		expect(figure.texts).not.toContain("pod-1 (deleted)");
		expect(svg).toContain("one line for each of 3 containers");
	});
});

describe("faults that delete nothing", () => {
	const [fault] = syntheticContext.faults;
	if (fault === undefined) throw new Error("The context has no fault.");
	const frozen = {
		...syntheticContext,
		faults: [{ ...fault, fault: "freeze:hazelcast" }],
		damaged: true,
	};
	const { texts } = drawn(persistLatency(syntheticLatencies, frozen));

	it("are said to have hit their victims", () => {
		expect(texts).toContain("pod-1 (hit)");
		expect(texts).toContain("from a fault to recovery");
		expect(texts).not.toContain("pod-1 (deleted)");
	});

	it("and a damaged run is said to be one below its figure", () => {
		expect(texts.join(" ")).toContain("DAMAGED RUN: ");
	});
});

describe("faultLabel", () => {
	it("says when a fault was not recovered from", () => {
		const [fault] = syntheticContext.faults;
		if (fault === undefined) throw new Error("The context has no fault.");
		expect(faultLabel({ ...fault, victims: ["pod-1"], endSeconds: null })).toBe(
			"1 Pod deleted, not recovered before the end",
		);
	});
});

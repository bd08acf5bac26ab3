import { describe, expect, it } from "vitest";
import { syntheticPersists } from "../figures/synthetic.fixture.ts";
import { summarize } from "./summary.ts";
import {
	syntheticManifest,
	syntheticRecovery,
	syntheticRun,
	syntheticWorkingSets,
} from "./syntheticRun.fixture.ts";

function withRecoveries(...recoveries: ReturnType<typeof syntheticRecovery>[]) {
	const { measures } = syntheticManifest();
	if (measures === undefined) throw new Error("The fixture has no measures.");
	return summarize(syntheticRun({ measures: { ...measures, recoveries } }));
}

describe("summarize", () => {
	const summary = summarize(syntheticRun());

	it("takes latency from acknowledged operations only and counts the others", () => {
		expect(summary.persist.service?.count).toBe(87);
		expect(summary.persist.service?.median).toBeCloseTo(0.01);
		expect(summary.persist.notAcknowledged).toBe(0);
		expect(summary.retrieve).toEqual({
			service: null,
			response: null,
			notAcknowledged: 1,
		});
	});

	it("tells first starts from restarts", () => {
		expect(summary.startup.first?.count).toBe(2);
		expect(summary.startup.first?.median).toBeCloseTo(0.3);
		expect(summary.startup.restart?.median).toBe(0.1);
	});

	it("splits the recovery time and reports the worst loss", () => {
		expect(summary.rto.total?.maximum).toBe(2.5);
		const { parts } = summary.rto;
		expect(Object.values(parts).map((part) => part?.median)).toEqual([
			1, 0.75, 0.25, 0.5,
		]);
		expect(summary.rpoUpdates).toBe(0);
	});

	it("counts missed intervals of survivors and of deleted Pods apart", () => {
		expect(summary.missedIntervals).toEqual({ survivors: 0, deleted: 3 });
		expect(summary.availability).toEqual({
			expectedUpdates: 3,
			missedUpdates: 1,
		});
	});

	it("doesn't take an update that a client asked for for one of an interval", () => {
		const run = syntheticRun();
		const missedWith = (...at: number[]) => {
			const advances = at.flatMap((from, i) =>
				syntheticPersists({
					from,
					count: 1,
					pod: "pod-1",
					process: 900,
					firstNumber: 100 + 2 * i,
				}),
			);
			const operations = [...run.operations, ...advances];
			return summarize({ ...run, operations }).missedIntervals;
		};
		expect(missedWith()).toEqual({ survivors: 0, deleted: 3 });
		expect(missedWith(1015.93, 1016.64, 1017.41)).toEqual(missedWith());
		expect(missedWith(1015.2, 1016.2)).toEqual({ survivors: 0, deleted: 1 });
	});

	it("takes the median of memory", () => {
		expect(summary.memory.resident?.median).toBe(61e6);
		expect(summary.memory.workingSet).toBeNull();
	});

	it("keeps the application's memory apart from that of the method's containers", () => {
		const run = syntheticRun();
		const beside = run.samples.map((sample) => ({
			...sample,
			container: "consensus",
			value: 1e9,
		}));
		const { memory } = summarize({
			...run,
			samples: [
				...run.samples,
				...beside,
				...syntheticWorkingSets("hazelcast", 90e6),
				...syntheticWorkingSets("app", 30e6),
				...syntheticWorkingSets("consensus", 50e6),
			],
		});
		expect(memory.resident).toEqual(summary.memory.resident);
		expect(memory.workingSet?.median).toBe(30e6);
		expect(
			memory.methodContainers.map(({ container, workingSet }) => [
				container,
				workingSet.median,
			]),
		).toEqual([
			["consensus", 50e6],
			["hazelcast", 90e6],
		]);
		expect(memory.added).toBe(140e6);
	});

	it("adds nothing where the application is alone in its Pod, and knows no groups", () => {
		expect(summary.memory.methodContainers).toEqual([]);
		expect(summary.memory.added).toBeNull();
		expect(summary.consensus).toBeNull();
	});

	it("doesn't claim that nothing was lost where one Pod's loss is unknown", () => {
		const lost = (rpoUpdates: number | null) =>
			syntheticRecovery({ rpoUpdates });
		expect(withRecoveries(lost(0), lost(null)).rpoUpdates).toBeNull();
		expect(withRecoveries(lost(2), lost(null)).rpoUpdates).toBe(2);
	});

	it("counts Pods that did not come back", () => {
		const gone = syntheticRecovery({ rtoSeconds: null, readySeconds: null });
		const { rto } = withRecoveries(syntheticRecovery(), gone);
		expect(rto.unrecovered).toBe(1);
		expect(rto.total?.count).toBe(1);
	});

	it("says that a run without the checker's measures is unchecked", () => {
		const unchecked = summarize(syntheticRun({ measures: undefined }));
		expect(unchecked.checked).toBe(false);
		expect(unchecked.rpoUpdates).toBeNull();
		expect(unchecked.startup.first).toBeNull();
	});

	it("survives a run that recorded nothing", () => {
		const empty = summarize({
			manifest: syntheticManifest({ measures: undefined }),
			operations: [],
			events: [],
			samples: [],
		});
		expect(empty.persist.service).toBeNull();
		expect(empty.persist.notAcknowledged).toBeNull();
		expect(empty.missedIntervals).toBeNull();
	});
});

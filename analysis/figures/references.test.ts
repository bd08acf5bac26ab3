import { describe, expect, it } from "vitest";
import study from "../study/results.json" with { type: "json" };
import { studyReferences } from "./references.ts";

const times = { durationSeconds: 300, faultSeconds: 60 };
const labels = (...[figure, mode]: [Parameters<typeof studyReferences>[0], string]) =>
	studyReferences(figure, mode, study, times).map(({ label }) => label.join(" "));

describe("studyReferences", () => {
	it("gives what the study's text says of each figure", () => {
		expect(labels("persist", "central")).toEqual(["40–50 ms typical", "60 ms outliers"]);
		expect(labels("persist", "decentral")).toEqual(["180 ms at the start", "below 30 ms once settled"]);
		expect(labels("retrieve", "central")).toEqual(["18–23 ms typical", "28 ms at most"]);
		expect(labels("retrieve", "decentral")).toEqual(["18–23 ms once settled", "up to 80 ms before that"]);
		expect(labels("memory", "central")).toEqual(["20–25 MB without CouchDB"]);
		expect(labels("memory", "decentral")).toEqual(["up to 150 MB (6 × central)"]);
		expect(labels("startup", "central")).toEqual(["0.22 s mean", "0.14 s, restart (37 % shorter)"]);
		expect(labels("startup", "decentral")).toEqual(["115.7 s mean", "67 s, restart (42 % shorter)"]);
	});

	it("gives what it says of crashed Pods from the fault on, if there is one", () => {
		const [, after] = studyReferences("persistCrashed", "decentral", study, times);
		expect(after).toMatchObject({ low: 400, high: 400, from: 60 });
		const without = { ...times, faultSeconds: null };
		expect(studyReferences("persistCrashed", "decentral", study, without)).toHaveLength(1);
	});

	it("has none for modes that the study doesn't know, and none without the study", () => {
		expect(studyReferences("persist", "hybrid", study, times)).toEqual([]);
		expect(studyReferences("persist", "central", null, times)).toEqual([]);
	});
});

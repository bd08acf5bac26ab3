import { expect, it } from "vitest";
import { reportJson } from "./json.ts";
import { syntheticReport } from "./report.fixture.ts";

it("begins with the answers, and has each run's verdicts and numbers", () => {
	const text = reportJson(syntheticReport());
	const read = JSON.parse(text);
	expect(Object.keys(read)[0]).toBe("groups");
	expect(Object.keys(read.groups[0])).toEqual([
		"name",
		"safety",
		"limits",
		"findings",
		"needs",
		"promises",
		"outliers",
		"surer",
	]);
	expect(read.groups[0].findings[0].text).toMatch(/^central is back/);
	expect(read.runs[0]).toMatchObject({
		name: "synthetic-2/20260101T000000Z",
		verdicts: { durability: "holds" },
		numbers: { rtoSlowest: "0.01" },
	});
});

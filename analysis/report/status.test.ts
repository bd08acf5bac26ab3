import { expect, test } from "vitest";
import { syntheticManifest } from "../statistics/syntheticRun.fixture.ts";
import { statusText } from "./status.ts";

const trust = {
	trusted: true,
	reasons: [],
	stealShare: 0,
	loadAverageAtStart: 0,
	lateShare: 0,
};

test("a whole run is complete, whether or not it says that it can be trusted", () => {
	const manifest = syntheticManifest();
	const trusted = syntheticManifest({ trust });
	expect(statusText({ manifest, damaged: false })).toBe("complete");
	expect(statusText({ manifest: trusted, damaged: false })).toBe("complete");
});

test("all that is the matter with a run is said", () => {
	const manifest = syntheticManifest({
		status: "incomplete",
		trust: { ...trust, trusted: false, reasons: ["The machine was busy."] },
	});
	expect(statusText({ manifest, damaged: true })).toBe(
		"INCOMPLETE, DAMAGED, UNTRUSTED",
	);
});

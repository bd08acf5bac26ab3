import { expect, test } from "vitest";
import type { RunManifest } from "../../schema/run.ts";
import { syntheticManifest } from "../statistics/syntheticRun.fixture.ts";
import { lossText } from "./loss.ts";

const { verdicts } = syntheticManifest();

function run(rpoUpdates: readonly (number | null)[], more: Partial<RunManifest> = {}) {
	const recoveries = rpoUpdates.map((rpoUpdates) => ({ rpoUpdates }));
	return {
		mode: "none",
		verdicts: { ...verdicts, durability: "violated" as const },
		measures: { recoveries } as RunManifest["measures"],
		...more,
	};
}

test("a run that lost nothing that is known of says nothing", () => {
	expect(lossText(run([3], { verdicts }))).toBeNull();
});

test("the updates of all replicas that came back are counted together", () => {
	expect(lossText(run([20, 11, null]))).toBe("lost 31 acknowledged updates");
	expect(lossText(run([1]))).toBe("lost 1 acknowledged update");
});

test("a loss that nobody counted is told without a number", () => {
	expect(lossText(run([null]))).toBe("lost acknowledged updates");
	expect(lossText({ ...run([]), measures: undefined })).toBe("lost acknowledged updates");
});

test("a loss that is expected of the mode is told as that", () => {
	const expectedViolations = ["durability"] as const;
	expect(lossText(run([31], { expectedViolations: [...expectedViolations] }))).toBe(
		"lost 31 acknowledged updates, as is expected of the mode none",
	);
});

import { expect, test } from "vitest";
import { leftoverOf } from "./repair.ts";

test("only what a killed helm has left is cleared away", () => {
	expect(
		["pending-install", "pending-upgrade", "pending-rollback"].map(leftoverOf),
	).toEqual(Array(3).fill("unfinished revision"));
	expect(["uninstalling", "uninstalled"].map(leftoverOf)).toEqual(
		Array(2).fill("half uninstalled"),
	);
	expect(
		[undefined, "deployed", "failed", "superseded", "unknown"].map(leftoverOf),
	).toEqual(Array(5).fill(undefined));
});

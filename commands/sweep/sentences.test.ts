import { expect, test } from "vitest";
import { counted } from "../../schema/counted.ts";
import type { Verdicts } from "../../schema/run.ts";
import { duration, estimated, verdictOf } from "./sentences.ts";

test.each([
	[0, "0 s"],
	[89.4, "89 s"],
	[90, "2 min"],
	[89 * 60, "89 min"],
	[120 * 60, "2 h"],
	[250 * 60, "4 h 10 min"],
])("%d s are %s", (seconds, text) => {
	expect(duration(seconds)).toBe(text);
});

test("a count of one is singular", () => {
	expect(counted(1, "run")).toBe("1 run");
	expect(counted(0, "run")).toBe("0 runs");
});

test("an estimate has a range only where it makes a difference", () => {
	expect(estimated({ known: true, least: 1320, likely: 1500, most: 1860 })).toBe("about 25 min (22 min to 31 min)");
	expect(estimated({ known: true, least: 1499, likely: 1500, most: 1501 })).toBe("about 25 min");
	expect(estimated({ known: false, least: 1500 })).toBe("unknown yet, more than 25 min");
});

test("a verdict names the properties that don't hold", () => {
	const verdicts = {
		chain: "holds",
		durability: "holds",
		monotonic: "holds",
		noFork: "unknown",
		fresh: "holds",
		noPhantom: "holds",
	} as const;
	const told = (other: Partial<Verdicts>, loss: string | null = null) =>
		verdictOf({ verdicts: { ...verdicts, ...other }, loss });
	expect(told({ noFork: "holds" })).toBe("safety holds");
	expect(told({})).toBe("safety unknown (noFork)");
	expect(told({ chain: "violated", fresh: "violated" })).toBe("safety VIOLATED (chain, fresh)");
	expect(told({ durability: "violated" }, "lost 3 acknowledged updates")).toBe(
		"safety VIOLATED (durability), lost 3 acknowledged updates",
	);
});

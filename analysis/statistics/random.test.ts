import { expect, it } from "vitest";
import { seededDraw } from "./random.ts";

it("draws the same again for the same seed, and something else for another", () => {
	const drawn = (seed: number) => {
		const draw = seededDraw(seed);
		return Array.from({ length: 20 }, () => draw(1000));
	};
	expect(drawn(3)).toEqual(drawn(3));
	expect(drawn(3)).not.toEqual(drawn(4));
});

it("draws every integer below the count about equally often", () => {
	const draw = seededDraw(1);
	const times = [0, 0, 0, 0, 0];
	for (let i = 0; i < 10_000; i++) (times[draw(5)] as number)++;
	for (const each of times) expect(Math.abs(each - 2000)).toBeLessThan(160);
});

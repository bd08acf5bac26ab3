import fc from "fast-check";
import { expect, test } from "vitest";
import { syntheticManifest } from "../statistics/syntheticRun.fixture.ts";
import { byProtocol, newestOfEach } from "./comparable.ts";

const { protocol } = syntheticManifest();
const calm = { ...protocol, faults: [] };
const thesis = { ...protocol, name: "thesis" };

function run(stack: string, day: number, done = protocol) {
	return {
		manifest: syntheticManifest({
			stack,
			id: `2026010${day}T000000Z`,
			start: `2026-01-0${day}T00:00:00.000Z`,
			protocol: done,
		}),
	};
}

test("a run doesn't take the place of an older one with another protocol or other faults", () => {
	const runs = [
		run("central-21", 1),
		run("central-5", 1),
		run("central-5", 2),
		run("central-5", 3, calm),
		run("central-5", 4, thesis),
	];
	const { newest, older } = newestOfEach(runs);
	expect(newest).toEqual([runs[2], runs[3], runs[4], runs[0]]);
	expect(older).toEqual([runs[1]]);
});

test("only runs of one protocol with the same faults stand side by side", () => {
	const runs = [
		run("central-5", 1),
		run("central-5", 2, thesis),
		run("decentral-5", 3),
		run("decentral-5", 4, calm),
	];
	expect(byProtocol(runs)).toEqual([
		{ name: "quick (delete-pods)", runs: [runs[0], runs[2]] },
		{ name: "quick (no faults)", runs: [runs[3]] },
		{ name: "thesis (delete-pods)", runs: [runs[1]] },
	]);
});

test("every run is either the newest of its kind or an older one", () => {
	const runs = fc.array(
		fc
			.tuple(
				fc.constantFrom("central-5", "central-21"),
				fc.integer({ min: 1, max: 9 }),
				fc.constantFrom(protocol, calm, thesis),
			)
			.map((choice) => run(...choice)),
	);
	fc.assert(
		fc.property(runs, (all) => {
			const { newest, older } = newestOfEach(all);
			expect(new Set([...newest, ...older])).toEqual(new Set(all));
			expect(newest.length + older.length).toBe(all.length);
		}),
	);
});

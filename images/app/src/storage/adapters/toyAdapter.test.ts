import { expect, test, vi } from "vitest";
import { readSettings } from "../../settings.ts";
import { openStorage } from "../open.ts";

vi.mock("./index.ts", async (original) => {
	const { adapters } = await original<typeof import("./index.ts")>();
	const { toy } = await import("./toy.fixture.ts");
	return { adapters: [...adapters, toy] };
});

const given = { POD_NAME: "pod-0", MODE: "toy", REPLICAS: "3" };

test("its mode and its variables are known, with their defaults", () => {
	expect(readSettings(given)).toMatchObject({
		mode: "toy",
		own: { BEADS: 10 },
	});
	expect(() => readSettings({ ...given, MODE: "abacus" })).toThrow(/MODE="abacus" must be one of: .*, none, toy\./);
});

test("what is wrong with its variables is told beside what else is wrong", () => {
	expect(() => readSettings({ ...given, BEADS: "none", REPLICAS: "0" })).toThrow(
		'The environment is wrong: REPLICAS="0" must be a whole number of at least 1. BEADS="none" must be a whole number of at least 1.',
	);
	expect(() => readSettings({ ...given, BEADS: "13" })).toThrow("The environment is wrong: 13 beads bring bad luck.");
});

test("the application's loop keeps its state with it", async () => {
	const storage = openStorage(readSettings({ ...given, BEADS: "5" }), new AbortController().signal, () => {});
	await storage.persist("short");
	await storage.persist("a longer one");
	expect((await storage.load()).state).toBe("short");
});

import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { identify, isProcessIdentity } from "./processes.ts";
import { createWhole, readWhole, replaceWhole } from "./wholeFile.ts";

let folder: string;
let file: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "holdfast-file-"));
	file = join(folder, "init.json");
});
afterEach(() => rmSync(folder, { recursive: true }));

test("what was written is read, and nothing is left beside it", () => {
	const init = identify(process.pid);
	expect(readWhole(file, isProcessIdentity)).toBeNull();
	replaceWhole(file, JSON.stringify(init));
	expect(readWhole(file, isProcessIdentity)).toEqual(init);
	expect(createWhole(file, "another")).toBe(false);
	expect(readWhole(file, isProcessIdentity)).toEqual(init);
	rmSync(file);
	expect(createWhole(file, JSON.stringify(init))).toBe(true);
	expect(readdirSync(folder)).toEqual(["init.json"]);
});

test("the note of a process that was cut short, or holds anything else, names none", () => {
	const whole = JSON.stringify(identify(process.pid));
	const damaged = fc.oneof(
		fc.nat(whole.length - 1).map((length) => whole.slice(0, length)),
		fc.json(),
		fc.string(),
	);
	fc.assert(
		fc.property(damaged, (text) => {
			writeFileSync(file, text);
			expect(readWhole(file, isProcessIdentity)).toBe("damaged");
		}),
	);
});

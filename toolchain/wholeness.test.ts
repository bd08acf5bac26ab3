import { execFileSync } from "node:child_process";
import {
	copyFileSync,
	existsSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	truncateSync,
	utimesSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isWhole, noteWhole, sha256Of } from "./wholeness.ts";

let folder: string;
let file: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "holdfast-whole-"));
	file = join(folder, "tool");
});
afterEach(() => rmSync(folder, { recursive: true }));

const bytes = fc.uint8Array({ minLength: 1, maxLength: 2000 });

test("what was noted is whole; cut short anywhere, or with other bytes, it isn't", () => {
	fc.assert(
		fc.property(bytes, fc.nat(), (content, somewhere) => {
			writeFileSync(file, content);
			noteWhole(file);
			expect(isWhole(file)).toBe(true);
			const place = somewhere % content.length;
			truncateSync(file, place);
			expect(isWhole(file)).toBe(false);
			const other = Uint8Array.from(content);
			other[place] = (other[place] ?? 0) ^ 1;
			writeFileSync(file, other);
			utimesSync(file, 1, 1);
			expect(isWhole(file)).toBe(false);
			writeFileSync(file, content);
			utimesSync(file, 2, 2);
			expect(isWhole(file)).toBe(true);
		}),
	);
});

test("a hash isn't looked at again when neither size nor time changed", () => {
	writeFileSync(file, "right");
	utimesSync(file, 5, 5);
	noteWhole(file);
	writeFileSync(file, "wrong");
	utimesSync(file, 5, 5);
	expect(isWhole(file)).toBe(true);
});

test("what isn't there, is empty, or is a folder isn't whole", () => {
	expect(isWhole(file)).toBe(false);
	writeFileSync(file, "");
	expect(isWhole(file)).toBe(false);
	expect(isWhole(folder)).toBe(false);
});

test("a hash that is known beforehand decides where there is no note, and against one", () => {
	writeFileSync(file, "right");
	const hash = sha256Of(file);
	writeFileSync(file, "righ");
	expect(isWhole(file, hash)).toBe(false);
	noteWhole(file);
	expect(isWhole(file, hash)).toBe(false);
	rmSync(`${file}.whole.json`);
	writeFileSync(file, "right");
	expect(isWhole(file, hash)).toBe(true);
	expect(isWhole(file)).toBe(true);
});

test("a note that isn't whole itself is written anew", () => {
	writeFileSync(file, "#!/bin/sh");
	for (const damage of ["", "{", "null", "{}"]) {
		writeFileSync(`${file}.whole.json`, damage);
		expect(isWhole(file)).toBe(true);
		expect(readFileSync(`${file}.whole.json`, "utf8")).toContain("sha256");
	}
});

/** Programs and archives without a note, as an earlier version left them. */
function samples(): string[] {
	const program = join(folder, "program");
	copyFileSync("/bin/sh", program);
	const archive = join(folder, "archive.tar");
	execFileSync("tar", ["-cf", archive, "-C", folder, "program"]);
	const list = join(folder, "list.json");
	writeFileSync(list, '{"app": {"reference": "a"}}');
	return [program, archive, list];
}

test("without a note, a program, an archive and a list are known by their own format, and cut short anywhere they aren't whole", () => {
	for (const sample of samples()) {
		expect(isWhole(sample), sample).toBe(true);
		expect(existsSync(`${sample}.whole.json`)).toBe(true);
		const whole = readFileSync(sample);
		// The last bytes of an archive are padding.
		const needed = sample.endsWith(".tar") ? whole.length - 1 : whole.length;
		fc.assert(
			fc.property(fc.nat(needed - 1), (length) => {
				rmSync(`${sample}.whole.json`, { force: true });
				writeFileSync(sample, whole.subarray(0, length));
				return (
					!isWhole(sample) ||
					// Ten kilobytes of padding end an archive: less of it is as good.
					(sample.endsWith(".tar") && whole.length - length < 10_240)
				);
			}),
			{ numRuns: 60 },
		);
	}
});

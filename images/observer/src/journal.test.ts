import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openJournal } from "./journal.ts";

let folder: string;
let path: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "holdfast-journal-"));
	path = join(folder, "lines.ndjson");
});
afterEach(() => rmSync(folder, { recursive: true }));

test("lines are in the file, in their order, once they are said to be", async () => {
	const journal = await openJournal(path, 1e6);
	await Promise.all([1, 2, 3].map((n) => journal.append({ n })));
	expect(readFileSync(path, "utf8")).toBe('{"n":1}\n{"n":2}\n{"n":3}\n');
	expect(journal.lines()).toBe(3);
	expect(journal.pendingBytes()).toBe(0);
	expect(await text(journal.read())).toBe('{"n":1}\n{"n":2}\n{"n":3}\n');
	await journal.close();
});

test("a new journal reads as empty", async () => {
	const journal = await openJournal(path, 1e6);
	expect(await text(journal.read())).toBe("");
	await journal.close();
});

test("an opened journal goes on after what it holds, without half a line", async () => {
	appendFileSync(path, '{"n":"ä"}\n{"n":2}\n{"n":');
	const found: unknown[] = [];
	const journal = await openJournal(path, 1e6, (line) => found.push(line));
	expect(found).toEqual([{ n: "ä" }, { n: 2 }]);
	await journal.append({ n: 3 });
	expect(journal.lines()).toBe(3);
	expect(readFileSync(path, "utf8")).toBe('{"n":"ä"}\n{"n":2}\n{"n":3}\n');
	await journal.close();
});

test("a full journal takes no more and says what to do", async () => {
	const journal = await openJournal(path, 20);
	await journal.append({ n: 1 });
	await journal.append({ n: 2 });
	await expect(journal.append({ n: 3 })).rejects.toThrow(/is full: raise FILE_LIMIT_BYTES above 20/);
	expect(readFileSync(path, "utf8")).toBe('{"n":1}\n{"n":2}\n');
	await journal.close();
});

test("many lines at once stay whole", async () => {
	const journal = await openJournal(path, 1e9);
	await Promise.all(Array.from({ length: 5000 }, (_, n) => journal.append({ n, filling: "x".repeat(n % 300) })));
	const lines = (await text(journal.read())).trimEnd().split("\n");
	expect(lines.map((line) => JSON.parse(line).n)).toEqual(Array.from({ length: 5000 }, (_, n) => n));
	await journal.close();
});

test("a part of a journal is read, as far as it is written", async () => {
	const journal = await openJournal(path, 1e6);
	expect(journal.writtenBytes()).toBe(0);
	await Promise.all([1, 2, 3].map((n) => journal.append({ n })));
	expect(journal.writtenBytes()).toBe(24);
	expect(await text(journal.read({ first: 8, last: 15 }))).toBe('{"n":2}\n');
	await journal.close();
});

test("what may use the reserve finds room in a journal that is full", async () => {
	const journal = await openJournal(path, 20, () => {}, 16);
	await journal.append({ n: 1 });
	await journal.append({ n: 2 });
	await expect(journal.append({ n: 3 })).rejects.toThrow(/is full/);
	expect(journal.refusing()).toBe(true);
	await journal.appendReserved({ n: 4 });
	await expect(journal.appendReserved({ n: 5, long: true })).rejects.toThrow();
	expect(readFileSync(path, "utf8")).toBe('{"n":1}\n{"n":2}\n{"n":4}\n');
	await journal.close();
});

test("a line that could not be read again isn't taken", async () => {
	const journal = await openJournal(path, 1e9);
	await expect(journal.append({ n: "x".repeat(1024 ** 2) })).rejects.toThrow("a line is longer than 1 MiB");
	await expect(journal.append({ n: 1n })).rejects.toThrow("is no JSON");
	await journal.close();
	await expect(journal.append({ n: 1 })).rejects.toThrow("it is closed");
	expect(readFileSync(path, "utf8")).toBe("");
});

/** Any text that a sender may put into a line. */
const anyText = fc.string({ unit: "binary" }).map((text) => `${text}\ud800\r\u2028`);

test("whatever a text holds, a journal opened again shows it as it was appended", async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(anyText, { maxLength: 20 }), async (texts) => {
			rmSync(path, { force: true });
			const values = texts.map((text) => ({ text }));
			const journal = await openJournal(path, 1e9);
			await Promise.all(values.map((value) => journal.append(value)));
			await journal.close();
			const found: unknown[] = [];
			const again = await openJournal(path, 1e9, (line) => found.push(line));
			await again.close();
			expect(found).toEqual(values);
			expect(again.found().damagedBytes).toBe(0);
		}),
		{ numRuns: 50 },
	);
});

describe("a journal with damage", () => {
	const good = Buffer.from('{"n":1}\n{"n":"\u2028"}\n');
	const after = Buffer.from('{"n":3}\n');

	test.each([
		["half a line", Buffer.from('{"n":2')],
		["a whole object without its end", Buffer.from('{"n":2}')],
		["a line that is no JSON", Buffer.concat([Buffer.from("{n\n"), after])],
		["an empty line", Buffer.concat([Buffer.from("\n"), after])],
		["a line that is no object", Buffer.concat([Buffer.from("7\n"), after])],
		["a list", Buffer.concat([Buffer.from("[]\n"), after])],
		["null", Buffer.concat([Buffer.from("null\n"), after])],
		[
			"bytes that are no UTF-8",
			Buffer.concat([Buffer.from('{"n":"'), Buffer.from([0xff]), Buffer.from('"}\n'), after]),
		],
		["zeros, as after a loss of power", Buffer.alloc(5000)],
		["more zeros than a line may be long", Buffer.alloc(3 * 1024 ** 2)],
	])("opens from what is whole before %s, and goes on", async (_, damage) => {
		writeFileSync(path, Buffer.concat([good, damage]));
		const found: unknown[] = [];
		const journal = await openJournal(path, 1e9, (line) => found.push(line));
		expect(found).toEqual([{ n: 1 }, { n: "\u2028" }]);
		expect(journal.found()).toEqual({
			lines: 2,
			bytes: good.length,
			damagedBytes: damage.length,
		});
		expect(journal.lines()).toBe(2);
		expect(journal.writtenBytes()).toBe(good.length);
		await journal.append({ n: 4 });
		await journal.close();
		expect(readFileSync(path)).toEqual(Buffer.concat([good, Buffer.from('{"n":4}\n')]));
		expect(existsSync(`${path}.damaged`)).toBe(damage.length > 65_536);
	});
});

describe("on a disk that gets full", () => {
	const prototype = async () => {
		const handle = await open(path, "a+");
		await handle.close();
		return Object.getPrototypeOf(handle) as {
			write: (...args: unknown[]) => Promise<{ bytesWritten: number }>;
			truncate: (length: number) => Promise<void>;
		};
	};
	afterEach(() => vi.restoreAllMocks());

	/** Takes a part of what is written, then says that there is no room, as the system does. */
	async function disk() {
		const handle = await prototype();
		const { write, truncate } = handle;
		const state = { roomBytes: Number.POSITIVE_INFINITY, cuts: true };
		vi.spyOn(handle, "write").mockImplementation(async function (this: unknown, ...args: unknown[]) {
			const [bytes, offset, length, position] = args as [Buffer, number, number, number];
			const fits = Math.min(length, state.roomBytes);
			if (fits === 0) throw new Error("ENOSPC: no space left on device");
			state.roomBytes -= fits;
			return write.call(this, bytes, offset, fits, position);
		});
		vi.spyOn(handle, "truncate").mockImplementation(async function (this: unknown, length: number) {
			if (!state.cuts) throw new Error("EIO");
			return truncate.call(this, length);
		});
		return state;
	}

	test("what was half written is cut off, and what comes next is whole", async () => {
		const state = await disk();
		const journal = await openJournal(path, 1e9);
		await journal.append({ n: 1 });
		state.roomBytes = 5;
		await expect(journal.append({ n: 2 })).rejects.toThrow("can't be written: ENOSPC");
		expect(journal.refusing()).toBe(true);
		expect(readFileSync(path, "utf8")).toBe('{"n":1}\n');
		state.roomBytes = 1e9;
		await journal.append({ n: 3 });
		expect(journal.refusing()).toBe(false);
		expect(readFileSync(path, "utf8")).toBe('{"n":1}\n{"n":3}\n');
		await journal.close();
	});

	test("of what is written together, what there is room for is kept", async () => {
		const state = await disk();
		const journal = await openJournal(path, 1e9);
		state.roomBytes = 20;
		const all = [1, 2, 3, 4].map((n) => journal.append({ n }));
		expect((await Promise.allSettled(all)).map(({ status }) => status)).toEqual([
			...["fulfilled", "fulfilled", "rejected", "rejected"],
		]);
		expect(journal.lines()).toBe(2);
		expect(readFileSync(path, "utf8")).toBe('{"n":1}\n{"n":2}\n');
		await journal.close();
	});

	test("what can't be cut off at once is cut off before anything else is written", async () => {
		const state = await disk();
		const journal = await openJournal(path, 1e9);
		state.roomBytes = 25;
		state.cuts = false;
		await expect(journal.append({ n: "long enough to be cut" })).rejects.toThrow();
		state.roomBytes = 1e9;
		await expect(journal.append({ n: 2 })).rejects.toThrow("EIO");
		expect(journal.writtenBytes()).toBe(0);
		expect(await text(journal.read())).toBe("");
		state.cuts = true;
		await journal.append({ n: 3 });
		expect(readFileSync(path, "utf8")).toBe('{"n":3}\n');
		await journal.close();
	});

	test("however room comes and goes, the file holds what was acknowledged and nothing else", async () => {
		const state = await disk();
		await fc.assert(
			fc.asyncProperty(
				fc.array(
					fc.record({
						roomBytes: fc.nat({ max: 120 }),
						cuts: fc.boolean(),
						lengths: fc.array(fc.nat({ max: 60 }), { maxLength: 5 }),
					}),
					{ maxLength: 12 },
				),
				async (turns) => {
					rmSync(path, { force: true });
					const journal = await openJournal(path, 400);
					const stored: object[] = [];
					let n = 0;
					for (const { roomBytes, cuts, lengths } of turns) {
						Object.assign(state, { roomBytes, cuts });
						await Promise.all(
							lengths.map((length) => {
								const value = { n: n++, filling: "\u2028".repeat(length / 3) };
								return journal.append(value).then(
									() => stored.push(value),
									() => {},
								);
							}),
						);
						const lines = (await text(journal.read())).split("\n").slice(0, -1);
						expect(lines.map((line) => JSON.parse(line))).toEqual(stored);
						expect(journal.lines()).toBe(stored.length);
						expect(journal.pendingBytes()).toBe(0);
					}
					Object.assign(state, { roomBytes: 1e9, cuts: true });
					await journal.close();
					expect(readFileSync(path).length).toBe(journal.writtenBytes());
					const found: object[] = [];
					const again = await openJournal(path, 400, (value) => found.push(value));
					await again.close();
					expect(found).toEqual(stored);
				},
			),
			{ numRuns: 60 },
		);
	});
});

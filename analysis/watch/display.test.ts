import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { runStart } from "../collect/exampleLab.fixture.ts";
import { lineDisplay, liveDisplay, type Output, paintFor } from "./display.ts";
import { plain } from "./line.ts";
import { madeUpRun, newsBetween, stateAfter } from "./run.fixture.ts";

/** Keeps what is written, in the pieces in which it was. */
function output(terminal?: { columns: number; rows: number }) {
	const stream = new PassThrough();
	const text = () => String(stream.read() ?? "");
	return Object.assign(stream, { text, isTTY: !!terminal, ...terminal });
}

/** What a terminal that is tall enough shows of it, line by line: as far as displays use it. */
function screenOf(written: string): string[] {
	const lines: string[] = [""];
	let row = 0;
	for (const [piece] of written.matchAll(/\p{Cc}(?:\[\d*[A-Z])?|\P{Cc}+/gu)) {
		const [, count, command] = /^\p{Cc}\[(\d*)([A-Z])$/u.exec(piece) ?? [];
		if (piece === "\n") {
			row++;
			lines[row] ??= "";
		} else if (command === "A") row -= Number(count);
		else if (command === "J") lines.splice(row, lines.length, "");
		else if (command === undefined) lines[row] += piece;
	}
	return lines;
}

test("a live display shows the newest frame alone, with the cursor below it", () => {
	const out = output({ columns: 80, rows: 24 });
	const display = liveDisplay(out, plain);
	for (const seconds of [5.5, 11.5, 20.5]) {
		display.show(stateAfter(seconds), runStart + seconds, [], null);
	}
	display.close();
	const shown = screenOf(out.text());
	expect(shown[0]).toBe("central-3: 20 s of 40 s, protocol quick");
	expect(shown.filter((line) => line.includes("pod-0")).length).toBe(1);
	expect(shown.at(-1)).toBe("");
});

test("a live display uses neither another screen nor hides the cursor, so that any end leaves the terminal as it was", () => {
	const out = output({ columns: 80, rows: 24 });
	liveDisplay(out, plain).show(stateAfter(5), runStart + 5, [], null);
	expect(out.text()).not.toContain("\u001b[?");
});

test("a live display that lost its width begins anew at the top, in the new size", () => {
	const out: Output & ReturnType<typeof output> = output({
		columns: 80,
		rows: 24,
	});
	const display = liveDisplay(out, plain);
	display.show(stateAfter(5), runStart + 5, [], null);
	out.text();
	out.columns = 20;
	out.emit("resize");
	const written = out.text();
	expect(written.startsWith("\u001b[1;1H")).toBe(true);
	for (const line of stripVTControlCharacters(written).split("\n")) {
		expect([...line.replace("\r", "")].length).toBeLessThanOrEqual(20);
	}
	display.close();
	out.emit("resize");
	expect(out.text()).toBe("");
});

test("a display for files has a line for each event, and a summary every five seconds and at the end", () => {
	const out = output();
	const display = lineDisplay(out);
	const run = madeUpRun();
	for (let seconds = 1; seconds <= 41; seconds++) {
		display.show(stateAfter(seconds), runStart + seconds, newsBetween(run, seconds - 1, seconds).events, null);
	}
	const lines = out.text().trimEnd().split("\n");
	const summaries = lines.filter((line) => line.startsWith("central-3: "));
	expect(summaries.map((line) => line.slice(11, 22))).toEqual([
		...["1 s of 40 s", "6 s of 40 s", "11 s of 40 ", "16 s of 40 "],
		...["21 s of 40 ", "26 s of 40 ", "31 s of 40 ", "36 s of 40 "],
		"ended after",
	]);
	// Processes started before the run did.
	const told = run.events.filter(({ time }) => time >= runStart);
	expect(lines.length).toBe(summaries.length + told.length);
	expect(lines).toContain("+10.00 s  fault-injected  pod-1  delete-pods");
});

test("a display for files tells what is wrong with the watching once", () => {
	const out = output();
	const display = lineDisplay(out);
	for (const seconds of [5, 6, 7]) {
		display.show(stateAfter(5), runStart + seconds, [], "It is silent.");
	}
	expect(out.text().match(/It is silent\./g)?.length).toBe(1);
});

test("colours are for terminals alone, and not where NO_COLOR is set", () => {
	const written = (isTTY: boolean, environment: Record<string, string>) =>
		paintFor(Object.assign(output(), { isTTY }), environment)("red", "gone");
	expect(written(true, {})).toBe("\u001b[31mgone\u001b[39m");
	expect(written(true, { NO_COLOR: "" })).toBe("\u001b[31mgone\u001b[39m");
	expect(written(true, { NO_COLOR: "1" })).toBe("gone");
	expect(written(false, {})).toBe("gone");
});

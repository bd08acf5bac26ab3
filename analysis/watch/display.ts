import { clearScreenDown, cursorTo, moveCursor } from "node:readline";
import { styleText } from "node:util";
import type { LabEvent } from "../../schema/event.ts";
import { frame, type Size } from "./frame.ts";
import { type Paint, plain } from "./line.ts";
import { eventLine, summaryLine } from "./lines.ts";
import type { WatchState } from "./state.ts";

/** Where a run is shown. */
export interface Display {
	/**
	 * @param now by the observer's clock, Unix time in seconds
	 * @param events that were not shown before, of the run that is watched
	 * @param notice what is wrong with the watching itself; null: nothing
	 */
	show(state: WatchState, now: number, events: readonly LabEvent[], notice: string | null): void;
	/** Goes on below what was shown. */
	close(): void;
}

/** What displays need of a stream that they write to. */
export type Output = NodeJS.WritableStream & {
	isTTY?: boolean;
	columns?: number;
	rows?: number;
	cork?(): void;
	uncork?(): void;
};

/** What is not said by a terminal. */
const usualColumns = 100;
const usualRows = 24;

/** The size of a single frame: what isn't a terminal has all the height that it takes. */
export function sizeOf({ columns, isTTY }: Output): Size {
	return { columns: (isTTY && columns) || usualColumns, rows: Number.POSITIVE_INFINITY };
}

/**
 * Colours are for terminals alone, and for users who haven't said NO_COLOR (https://no-color.org).
 */
export function paintFor({ isTTY }: Output, environment: Readonly<Record<string, string | undefined>>): Paint {
	if (!isTTY || environment.NO_COLOR) return plain;
	return (colour, text) => styleText(colour, text, { validateStream: false });
}

/**
 * Draws each frame over the one before. The cursor stays below it, so that nothing is to be put
 * right afterwards.
 */
export function liveDisplay(output: Output, paint: Paint): Display {
	let height = 0;
	let redraw = () => {};

	function draw(lines: readonly string[]): void {
		// In one piece, so that it doesn't flicker.
		output.cork?.();
		cursorTo(output, 0);
		moveCursor(output, 0, -height);
		clearScreenDown(output);
		output.write(lines.map((line) => `${line}\n`).join(""));
		output.uncork?.();
		height = lines.length;
	}

	/** A terminal that got narrower has broken the lines: nobody knows how high the old frame is. */
	function resized(): void {
		cursorTo(output, 0, 0);
		height = 0;
		redraw();
	}
	output.on("resize", resized);

	return {
		show(state, now, _, notice) {
			redraw = () => {
				const { columns = usualColumns, rows = usualRows } = output;
				// The cursor's line is one of the terminal's.
				const size = { columns, rows: rows - 1 };
				draw(frame(state, now, { ...size, paint, notice }));
			};
			redraw();
		},
		close: () => void output.off("resize", resized),
	};
}

const summaryEverySeconds = 5;

/** A line for each event, and a summary every few seconds: for files, and for reading later. */
export function lineDisplay(output: Output): Display {
	let summarised = Number.NEGATIVE_INFINITY;
	let noticed: string | null = null;
	return {
		show(state, now, events, notice) {
			const started = state.run?.started ?? now;
			const lines = events.map((event) => eventLine(event, started));
			if (notice !== null && notice !== noticed) lines.push(notice);
			noticed = notice;
			const isOver = (state.run?.ended ?? null) !== null;
			if (isOver || now - summarised >= summaryEverySeconds) {
				summarised = now;
				lines.push(summaryLine(state, now));
			}
			output.write(lines.map((line) => `${line}\n`).join(""));
		},
		close() {},
	};
}

/** Width of a text in pixels, estimated generously for a system's sans-serif font. */
export function textWidth(text: string, fontSizePixels: number): number {
	return text.length * fontSizePixels * 0.55;
}

/** Puts intervals that overlap on different rows, the first row that is free for each. */
export function rowsWithoutOverlap(intervals: readonly (readonly [start: number, end: number])[]): number[] {
	const endOfRow: number[] = [];
	return intervals.map(([start, end]) => {
		const free = endOfRow.findIndex((rowEnd) => rowEnd <= start);
		const row = free === -1 ? endOfRow.length : free;
		endOfRow[row] = end;
		return row;
	});
}

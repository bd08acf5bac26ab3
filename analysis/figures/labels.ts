/**
 * Moves positions apart until neighbours are at least `gap` away from each other, as little as that takes, and keeps
 * them in `[minimum, maximum]` while there is room. The order of the positions is kept.
 *
 * @returns the new positions, in the order given
 */
export function spread(
	positions: readonly number[],
	gap: number,
	[minimum, maximum]: readonly [number, number],
): number[] {
	const order = positions
		.map((position, i) => ({ position, i }))
		.sort((a, b) => a.position - b.position || a.i - b.i);
	// Neighbours that would overlap form a block around the mean of what they wanted; blocks that touch merge.
	type Block = { first: number; count: number; start: number };
	const blocks: Block[] = [];
	const place = (first: number, count: number): Block => {
		let sum = 0;
		for (let k = 0; k < count; k++) {
			sum += (order[first + k]?.position ?? 0) - k * gap;
		}
		const highest = maximum - (count - 1) * gap;
		return {
			first,
			count,
			start: Math.max(minimum, Math.min(highest, sum / count)),
		};
	};
	for (let i = 0; i < order.length; i++) {
		let block = place(i, 1);
		let before = blocks.at(-1);
		while (before && before.start + before.count * gap > block.start) {
			blocks.pop();
			block = place(before.first, before.count + block.count);
			before = blocks.at(-1);
		}
		blocks.push(block);
	}
	const result: number[] = new Array(positions.length);
	for (const { first, count, start } of blocks) {
		for (let k = 0; k < count; k++) {
			const entry = order[first + k];
			if (entry) result[entry.i] = start + k * gap;
		}
	}
	return result;
}

/** Width of a text in pixels, estimated generously for a system's sans-serif font. */
export function textWidth(text: string, fontSizePixels: number): number {
	return text.length * fontSizePixels * 0.55;
}

/** Breaks a text at spaces into lines no wider than `widthPixels`; a longer word gets a line of its own. */
export function wrapText(
	text: string,
	widthPixels: number,
	fontSizePixels: number,
): string[] {
	const lines: string[] = [];
	let line = "";
	for (const word of text.split(/\s+/).filter((word) => word !== "")) {
		const longer = line === "" ? word : `${line} ${word}`;
		if (line !== "" && textWidth(longer, fontSizePixels) > widthPixels) {
			lines.push(line);
			line = word;
		} else line = longer;
	}
	return line === "" ? lines : [...lines, line];
}

/** Puts intervals that overlap on different rows, the first row that is free for each. */
export function rowsWithoutOverlap(
	intervals: readonly (readonly [start: number, end: number])[],
): number[] {
	const endOfRow: number[] = [];
	return intervals.map(([start, end]) => {
		const free = endOfRow.findIndex((rowEnd) => rowEnd <= start);
		const row = free === -1 ? endOfRow.length : free;
		endOfRow[row] = end;
		return row;
	});
}

const gap = "  ";

/**
 * Lines of a table from its columns, every cell as wide as its column: the first one to the left,
 * the others to the right. Shorter columns are filled up.
 */
export function alignedRows(columns: readonly (readonly string[])[], leftAligned = 1): string {
	const height = Math.max(0, ...columns.map((cells) => cells.length));
	const widths = columns.map(widthOf);
	return Array.from({ length: height }, (_, row) =>
		columns
			.map((cells, i) => {
				const cell = cells[row] ?? "";
				const width = widths[i] ?? 0;
				return i < leftAligned ? cell.padEnd(width) : cell.padStart(width);
			})
			.join(gap)
			.trimEnd(),
	).join("\n");
}

/**
 * A table with as many columns side by side as fit, and the others below them, each block with the
 * labels again.
 *
 * @param widthColumns of the terminal; a single column may need more
 */
export function alignedBlocks(labels: readonly string[], columns: readonly string[][], widthColumns: number): string {
	return inBlocks(columns, widthColumns - widthOf(labels))
		.map((block) => alignedRows([labels, ...block]))
		.join("\n\n");
}

function inBlocks(columns: readonly string[][], widthColumns: number): string[][][] {
	const blocks: string[][][] = [];
	let room = 0;
	for (const cells of columns) {
		const width = widthOf(cells) + gap.length;
		const block = blocks.at(-1);
		if (block === undefined || width > room) {
			blocks.push([cells]);
			room = widthColumns - width;
		} else {
			block.push(cells);
			room -= width;
		}
	}
	return blocks;
}

function widthOf(cells: readonly string[]): number {
	return Math.max(0, ...cells.map((cell) => cell.length));
}

/** One line of a CSV file (RFC 4180, but with a line feed alone), with its end. */
export function csvLine(cells: readonly (string | number)[]): string {
	return `${cells.map((cell) => quoted(String(cell))).join(",")}\n`;
}

function quoted(cell: string): string {
	return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

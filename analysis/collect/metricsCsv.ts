import { type Sample, sample, sampleColumns } from "../schema/sample.ts";
import { oneLine } from "./ndjson.ts";

export const metricsHeader = `${sampleColumns.join(",")}\n`;

/** One line of `metrics.csv` (RFC 4180), with its line end. */
export function metricsLine(row: Sample): string {
	const cells = sampleColumns.map((column) => quoted(String(row[column])));
	return `${cells.join(",")}\n`;
}

/**
 * Rows of a `metrics.csv`.
 *
 * @param file for the error, which names it and the line that isn't a sample
 */
export function parseMetrics(text: string, file: string): Sample[] {
	const [header, ...lines] = text.split(/\r?\n/);
	if (header !== metricsHeader.trimEnd()) {
		throw new Error(
			`${file}, line 1: the columns must be ${metricsHeader.trimEnd()}, not ${header}.`,
		);
	}
	const rows: Sample[] = [];
	for (const [index, line] of lines.entries()) {
		if (line === "") continue;
		const [time, pod, container, metric, value, ...rest] = cells(line);
		const result = sample.safeParse({
			time: number(time),
			pod,
			container,
			metric,
			value: number(value),
		});
		if (!result.success || rest.length > 0) {
			const reason = result.error ? oneLine(result.error) : "too many columns";
			throw new Error(`${file}, line ${index + 2}: ${reason}.`);
		}
		rows.push(result.data);
	}
	return rows;
}

function quoted(cell: string): string {
	return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function number(cell: string | undefined): number {
	return cell === undefined || cell === "" ? Number.NaN : Number(cell);
}

/** No cell of ours holds a line break, so that a line is a row. */
function cells(line: string): string[] {
	if (!line.includes('"')) return line.split(",");
	const found = line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g);
	return [...found].map(
		([, inQuotes, plain]) => inQuotes?.replaceAll('""', '"') ?? plain ?? "",
	);
}

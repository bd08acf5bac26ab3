import { type Sample, sample, sampleColumns } from "../../schema/sample.ts";
import { oneLine } from "../../schema/zodError.ts";
import { csvLine } from "../csv.ts";
import type { Intact } from "./ndjson.ts";

export const metricsHeader = csvLine(sampleColumns);

/** One line of `metrics.csv`, with its line end. */
export function metricsLine(row: Sample): string {
	return csvLine(sampleColumns.map((column) => row[column]));
}

/**
 * Rows of a `metrics.csv`, up to its damage if there is any. A last line without its end was cut
 * off, and its value may be, too.
 *
 * @param file for naming the damage
 */
export function parseMetrics(text: string, file: string): Intact<Sample> {
	const [header, ...lines] = text.split(/\r?\n/);
	const records: Sample[] = [];
	if (header !== metricsHeader.trimEnd()) {
		return {
			records,
			damage: `${file}, line 1: the columns must be ${metricsHeader.trimEnd()}, not ${header}.`,
		};
	}
	const cutOff = lines.pop();
	for (const [index, line] of lines.entries()) {
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
			return { records, damage: `${file}, line ${index + 2}: ${reason}.` };
		}
		records.push(result.data);
	}
	if (cutOff === "") return { records, damage: null };
	const last = cutOff === undefined ? 1 : lines.length + 2;
	return {
		records,
		damage: `${file}, line ${last}: the file ends within this line.`,
	};
}

function number(cell: string | undefined): number {
	return cell === undefined || cell === "" ? Number.NaN : Number(cell);
}

/** No cell of ours holds a line break, so that a line is a row. */
function cells(line: string): string[] {
	if (!line.includes('"')) return line.split(",");
	const found = line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g);
	return [...found].map(([, inQuotes, plain]) => inQuotes?.replaceAll('""', '"') ?? plain ?? "");
}

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { csvLine } from "../csv.ts";
import type { Picture } from "./pictures.ts";
import { toPng } from "./png.ts";

/** Where a picture's files are, relative to the report. */
export type PictureFiles = { svg: string; png: string; csv: string };

const pngScale = 2;

/**
 * Writes a picture as SVG and PNG, and what it draws as CSV.
 *
 * @param reportFolder they go into its folder `figures`, which is made
 * @param name without an ending, unique among all figures of the report
 */
export async function writePicture(
	{ svg, table }: Picture,
	reportFolder: string,
	name: string,
): Promise<PictureFiles> {
	const files = {
		svg: `figures/${name}.svg`,
		png: `figures/${name}.png`,
		csv: `figures/${name}.csv`,
	};
	await mkdir(join(reportFolder, "figures"), { recursive: true });
	const write = (file: string, content: string | Uint8Array) =>
		writeFile(join(reportFolder, file), content);
	await write(files.svg, svg);
	await write(files.png, toPng(svg, { scale: pngScale }));
	await write(files.csv, [table.columns, ...table.rows].map(csvLine).join(""));
	return files;
}

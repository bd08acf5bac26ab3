import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { renderAsync } from "@resvg/resvg-js";
import { csvLine } from "../csv.ts";
import { pictureSvg } from "./draw.ts";
import type { Picture } from "./picture.ts";

/** Where a picture's files are, relative to the report. */
export type PictureFiles = { svg: string; png: string; csv: string };

const pngScale = 2;

/**
 * Writes a picture as SVG and PNG, and what it draws as CSV.
 *
 * @param reportFolder they go into its folder `figures`, which is made
 * @param prefix begins the names; unique among the groups of the report
 */
export async function writePicture(picture: Picture, reportFolder: string, prefix: string): Promise<PictureFiles> {
	const name = `${prefix}-${picture.name}`;
	const files = {
		svg: `figures/${name}.svg`,
		png: `figures/${name}.png`,
		csv: `figures/${name}.csv`,
	};
	await mkdir(join(reportFolder, "figures"), { recursive: true });
	const write = (file: string, content: string | Uint8Array) => writeFile(join(reportFolder, file), content);
	const svg = pictureSvg(picture, prefix);
	await write(files.svg, svg);
	await write(files.png, await toPng(svg, { scale: pngScale }));
	const { columns, rows } = picture.table;
	await write(files.csv, [columns, ...rows].map(csvLine).join(""));
	return files;
}

/**
 * The two weights that figures use; a font of our own, so that a picture is the same on every
 * machine.
 */
const fontFiles = ["400Regular/Inter_400Regular.ttf", "600SemiBold/Inter_600SemiBold.ttf"].map((file) =>
	fileURLToPath(import.meta.resolve(`@expo-google-fonts/inter/${file}`)),
);

/**
 * Renders an SVG document, `scale` pixels for each of its own, in a thread of its own.
 *
 * @throws Error if the SVG can't be parsed
 */
export async function toPng(svg: string, { scale = 2 }: { scale?: number } = {}) {
	const drawn = await renderAsync(svg, {
		fitTo: { mode: "zoom", value: scale },
		font: { fontFiles, loadSystemFonts: false, defaultFontFamily: "Inter", sansSerifFamily: "Inter" },
	});
	return drawn.asPng();
}

import { fileURLToPath } from "node:url";
import { Resvg } from "@resvg/resvg-js";

/** The two weights that figures use; a font of our own, so that a picture is the same on every machine. */
const fontFiles = [
	"400Regular/Inter_400Regular.ttf",
	"600SemiBold/Inter_600SemiBold.ttf",
].map((file) =>
	fileURLToPath(import.meta.resolve(`@expo-google-fonts/inter/${file}`)),
);

/**
 * Renders an SVG document, `scale` pixels for each of its own.
 *
 * @throws Error if the SVG can't be parsed
 */
export function toPng(svg: string, { scale = 2 }: { scale?: number } = {}) {
	const drawn = new Resvg(svg, {
		fitTo: { mode: "zoom", value: scale },
		font: {
			fontFiles,
			loadSystemFonts: false,
			defaultFontFamily: "Inter",
			sansSerifFamily: "Inter",
		},
	});
	return drawn.render().asPng();
}

import { describe, expect, it } from "vitest";
import { toPng } from "./files.ts";

const svgOf = (text: string) =>
	`<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20" font-family="system-ui, sans-serif"><text x="2" y="15" font-size="12">${text}</text></svg>`;

/** Width and height stand at a fixed place in the header of a PNG. */
const sizeOf = (png: Buffer) => [png.readUInt32BE(16), png.readUInt32BE(20)];

describe("toPng", () => {
	it("makes a PNG of the asked scale", async () => {
		const png = await toPng(svgOf("x"), { scale: 3 });
		expect(png.subarray(1, 4).toString()).toBe("PNG");
		expect(sizeOf(png)).toEqual([180, 60]);
	});

	it("draws text, with the signs that figures use", async () => {
		const blank = await toPng(svgOf(""));
		const signs = ["p99", "✓", "✗", "−", "…", "×"];
		const drawn = (await Promise.all(signs.map((sign) => toPng(svgOf(sign))))).map((png) => png.toString("base64"));
		expect(drawn).not.toContain(blank.toString("base64"));
		expect(new Set(drawn).size).toBe(drawn.length);
	});

	it("refuses what is no SVG", async () => {
		await expect(toPng("nothing")).rejects.toThrow();
	});
});

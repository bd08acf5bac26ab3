// The full zod would cost each replica 11 MB of memory (measured with Node 24).
import * as z from "zod/mini";

/** A variable that is a base URL. */
export const url = z.pipe(z.url({ protocol: /^https?$/, error: "an http or https URL" }), z.transform(withoutSlash));

const several = "http or https URLs, with commas between several";

/** A variable that is a list of base URLs. */
export const urls = z.pipe(
	z.string(),
	z.pipe(
		z.transform((text: string) => text.split(",")),
		z.array(z.pipe(z.url({ protocol: /^https?$/, error: several }), z.transform(withoutSlash))),
	),
);

function withoutSlash(text: string): string {
	return text.replace(/\/+$/, "");
}

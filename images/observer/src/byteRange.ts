/** Numbers of the first and the last byte. */
export type ByteRange = { first: number; last: number };

/**
 * The part of a file that a `Range` header asks for (RFC 9110, section 14.1.2): `bytes=100-199`,
 * `bytes=100-` to the file's end, or `bytes=-100` for its last hundred bytes; what lies beyond the
 * end is cut off.
 *
 * @param sizeBytes of the file as it is now
 * @returns `whole` where no single range of bytes is asked for; `none` where the file holds nothing
 *   of it
 */
export function byteRange(header: string | undefined, sizeBytes: number): ByteRange | "whole" | "none" {
	const [asked, from = "", to = ""] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? "") ?? [];
	if (asked === undefined || (from === "" && to === "")) return "whole";
	const end = sizeBytes - 1;
	const [first, last] =
		from === ""
			? [Math.max(0, sizeBytes - Number(to)), end]
			: [Number(from), to === "" ? end : Math.min(Number(to), end)];
	// A range that ends before it begins is no range, which the header's reader is to ignore.
	if (from !== "" && to !== "" && Number(to) < Number(from)) return "whole";
	return first > last ? "none" : { first, last };
}

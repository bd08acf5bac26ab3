import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { Part } from "./part.ts";

/** What Go's linker writes before a binary's build information (package debug/buildinfo of Go 1.18 and later). */
const magic = Buffer.from("\xff Go buildinf:", "latin1");
/** Bytes from there to the two strings, of which the flag before them says that they follow in place. */
const headerBytes = 32;
const inPlace = 2;
/** The list of modules lies between two marks of so many bytes. */
const markBytes = 16;

/**
 * The Go modules of which binaries are made, and Go's own library, each once.
 *
 * @throws Error when a file doesn't say it
 */
export function goParts(binaries: readonly string[]): Part[] {
	const parts = binaries.flatMap(partsOf);
	const unique = new Map(
		parts.map((part) => [
			`${part.namespace}/${part.name}@${part.version}`,
			part,
		]),
	);
	return [...unique.values()];
}

function partsOf(binary: string): Part[] {
	const content = readFileSync(binary);
	const start = content.indexOf(magic);
	const flags = content[start + magic.length + 1] ?? 0;
	if (start < 0 || (flags & inPlace) === 0) {
		throw new Error(
			`${binary} doesn't say which Go modules it is made of: is it a binary that Go 1.18 or later built?`,
		);
	}
	const version = textAt(content, start + headerBytes);
	const list = textAt(content, version.end);
	return [
		goPart("stdlib", version.text.split(" ")[0]?.replace(/^go/, "") ?? ""),
		...modules(list.text.slice(markBytes, -markBytes)),
	];
}

/** Without the module that the binary itself is, which is ours. */
function modules(list: string): Part[] {
	const parts: Part[] = [];
	for (const line of list.split("\n")) {
		const [kind, path = "", version = ""] = line.split("\t");
		// A replaced module is followed by what took its place.
		if (kind === "=>") parts.pop();
		if (kind === "dep" || kind === "=>") parts.push(goPart(path, version));
	}
	return parts;
}

function goPart(path: string, version: string): Part {
	const name = basename(path);
	const namespace = path.slice(0, -name.length - 1);
	return {
		origin: "golang",
		...(namespace && { namespace }),
		name,
		version,
	};
}

/** A string that follows its length, which is written in groups of seven bits, the lowest first. */
function textAt(
	content: Buffer,
	offset: number,
): { text: string; end: number } {
	let length = 0;
	let at = offset;
	for (let shift = 0; ; shift += 7) {
		const byte = content.readUInt8(at++);
		length += (byte & 0x7f) * 2 ** shift;
		if (byte < 0x80) break;
	}
	const end = at + length;
	return { text: content.toString("latin1", at, end), end };
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Part } from "./part.ts";

/**
 * The npm packages of which a bundle holds a file.
 *
 * @param inputs files of the bundle, relative to `folder`
 */
export function npmParts(inputs: readonly string[], folder: string): Part[] {
	const folders = new Set(inputs.flatMap((path) => packageFolder(path) ?? []));
	const parts = [...folders].map((path) => {
		const manifest = readFileSync(join(folder, path, "package.json"), "utf8");
		return npmPart(JSON.parse(manifest));
	});
	const unique = new Map(
		parts.map((part) => [
			`${part.namespace}/${part.name}@${part.version}`,
			part,
		]),
	);
	return [...unique.values()];
}

/** "…/node_modules/@hono/node-server" of "…/node_modules/@hono/node-server/dist/index.mjs"; null of a source of ours. */
export function packageFolder(path: string): string | null {
	return (
		/^.*(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0] ?? null
	);
}

function npmPart({
	name,
	version,
	license,
}: {
	name: string;
	version: string;
	/** Old packages name a licence as an object, which tells no more. */
	license?: string | { type: string };
}): Part {
	const [, namespace, short = name] = /^(@[^/]+)\/(.+)$/.exec(name) ?? [];
	const licence = typeof license === "object" ? license.type : license;
	return {
		origin: "npm",
		...(namespace && { namespace }),
		name: short,
		version,
		...(licence && { licence }),
	};
}

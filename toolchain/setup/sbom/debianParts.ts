import { debianSuite, type RootFileSystem, rootArchive } from "../../debian.ts";
import { run } from "../../run.ts";
import type { Part } from "./part.ts";

/**
 * The packages of a root file system, as its `var/lib/dpkg/status.d` tells them.
 * @throws Error when the archive isn't there, or holds no such folder
 */
export async function rootParts(root: RootFileSystem): Promise<Part[]> {
	const control = await run([
		...["tar", "-xOf", rootArchive(root)],
		...["--wildcards", "./var/lib/dpkg/status.d/*"],
	]);
	return debianParts(control, debianSuite());
}

/** The package that an installed file belongs to, or null where it came in another way. */
export async function installedPart(name: string): Promise<Part | null> {
	try {
		const control = await run(["dpkg-query", "--status", name]);
		return debianParts(control, debianSuite())[0] ?? null;
	} catch {
		return null;
	}
}

/**
 * Packages of control paragraphs (deb-control(5)), one after an empty line.
 * @param suite release of Debian, "bookworm"
 */
export function debianParts(control: string, suite: string): Part[] {
	return control
		.split(/\n\n+/)
		.map(fields)
		.flatMap(({ Package, Version, Architecture, Source }) =>
			Package && Version
				? [debianPart(Package, Version, suite, Architecture, Source)]
				: [],
		);
}

/** @param source of which package it was built, with its version in brackets where that is another */
export function debianPart(
	name: string,
	version: string,
	suite: string,
	architecture?: string,
	source?: string,
): Part {
	const [upstream, upstreamVersion] = source?.split(/[ ()]+/) ?? [];
	return {
		origin: "deb",
		namespace: "debian",
		name,
		version,
		qualifiers: {
			...(architecture && { arch: architecture }),
			distro: suite,
			// Vulnerabilities are filed under the source package.
			...(upstream && {
				upstream: upstreamVersion ? `${upstream}@${upstreamVersion}` : upstream,
			}),
		},
	};
}

function fields(paragraph: string): Record<string, string | undefined> {
	return Object.fromEntries(
		paragraph
			.split("\n")
			.map((line) => /^([\w-]+): *(.*)$/.exec(line))
			.flatMap((match) => (match ? [[match[1], match[2]]] : [])),
	);
}

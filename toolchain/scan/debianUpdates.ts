import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { PackageURL } from "packageurl-js";
import { run } from "../run.ts";
import type { Scan } from "./scan.ts";

/** A package of an image. */
interface Installed {
	name: string;
	version: string;
}

/**
 * Whether Debian's archives, that of security updates among them, have a newer version of a package that an image holds.
 * Debian mends a stable release's flaws by such versions; of a flaw that it hasn't mended yet, this knows nothing.
 *
 * @param bills CycloneDX files of the images
 */
export async function scanDebian(bills: readonly string[]): Promise<Scan> {
	const packages = packagesOf(
		bills.map((file) => JSON.parse(readFileSync(file, "utf8"))),
	);
	const scan: Scan = {
		about: `${packages.length} Debian packages, against Debian's archives`,
		findings: [],
		unasked: null,
	};
	try {
		await run(["apt-get", "update", "-qq"], { limitSeconds: 120 });
	} catch (error) {
		return { ...scan, unasked: (error as Error).message.split("\n").join(" ") };
	}
	const policy = await run(
		["apt-cache", "policy", ...packages.map(({ name }) => name)],
		{ environment: { LC_ALL: "C" } },
	);
	return {
		...scan,
		findings: outdated(packages, candidates(policy), isNewer).map(
			({ name, version, newest }) =>
				`${name} ${version} has the newer version ${newest}: remove the images' bases (debian/*.tar in the cache) and run "npm run setup"`,
		),
	};
}

/** Each once, by name. */
export function packagesOf(
	bills: readonly { components?: { purl?: string }[] }[],
): Installed[] {
	const packages = new Map<string, Installed>();
	for (const { purl } of bills.flatMap(({ components = [] }) => components)) {
		if (!purl?.startsWith("pkg:deb/")) continue;
		const { name, version } = PackageURL.fromString(purl);
		packages.set(`${name} ${version}`, { name, version: version ?? "" });
	}
	return [...packages.values()].sort((a, b) => a.name.localeCompare(b.name));
}

/** What would be installed, by package, of the text of `apt-cache policy`. */
export function candidates(policy: string): Map<string, string> {
	const found = new Map<string, string>();
	let name = "";
	for (const line of policy.split("\n")) {
		name = /^(\S+):$/.exec(line)?.[1] ?? name;
		const candidate = /^ {2}Candidate: (\S+)$/.exec(line)?.[1];
		if (candidate && candidate !== "(none)") found.set(name, candidate);
	}
	return found;
}

/** @param newer whether the second version is newer than the first */
export function outdated(
	packages: readonly Installed[],
	newest: ReadonlyMap<string, string>,
	newer: (version: string, other: string) => boolean,
): (Installed & { newest: string })[] {
	return packages.flatMap((installed) => {
		const candidate = newest.get(installed.name);
		return candidate &&
			candidate !== installed.version &&
			newer(installed.version, candidate)
			? [{ ...installed, newest: candidate }]
			: [];
	});
}

function isNewer(version: string, other: string): boolean {
	const comparison = ["--compare-versions", version, "lt", other];
	return spawnSync("dpkg", comparison).status === 0;
}

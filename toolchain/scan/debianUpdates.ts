import { spawnSync } from "node:child_process";
import {
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PackageURL } from "packageurl-js";
import { cacheFolder } from "../cache.ts";
import { nodeRoot, rootArchive } from "../debian.ts";
import { run } from "../run.ts";
import type { Scan } from "./scan.ts";

/** A package of an image. */
interface Installed {
	name: string;
	version: string;
}

/**
 * Whether Debian's archives, that of security updates among them, have a newer version of a package that an image holds.
 * Debian mends a stable release's flaws by such versions; of a flaw that it hasn't mended yet, this knows nothing. The
 * archives are those from which the bases were made; the machine's own lists of packages stay as they are.
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
	const folder = mkdtempSync(join(tmpdir(), "holdfast-scan-"));
	try {
		const policy = await askApt(
			folder,
			packages.map(({ name }) => name),
		);
		return {
			...scan,
			findings: outdated(packages, candidates(policy), isNewer).map(
				({ name, version, newest }) =>
					`${name} ${version} has the newer version ${newest}: remove "debian" and "images" in ${cacheFolder}, and run "npm run setup"`,
			),
		};
	} catch (error) {
		return { ...scan, unasked: (error as Error).message.split("\n").join(" ") };
	} finally {
		rmSync(folder, { recursive: true });
	}
}

/**
 * What `apt-cache policy` says with the sources of the images' base.
 * @throws Error when a list of packages can't be had
 */
async function askApt(
	folder: string,
	names: readonly string[],
): Promise<string> {
	const sources = join(folder, "sources.list");
	const root = rootArchive(nodeRoot);
	for (const place of ["lists/partial", "cache/archives/partial"]) {
		mkdirSync(join(folder, place), { recursive: true });
	}
	writeFileSync(
		sources,
		await run(["tar", "-xOf", root, "./etc/apt/sources.list"]),
	);
	const options = Object.entries({
		"Dir::Etc::SourceList": sources,
		"Dir::Etc::SourceParts": "-",
		"Dir::Etc::PreferencesParts": "-",
		"Dir::State::Lists": join(folder, "lists"),
		"Dir::State::Status": "/dev/null",
		"Dir::Cache": join(folder, "cache"),
		"APT::Sandbox::User": process.getuid?.() === 0 ? "root" : "",
		// Without it, a list that can't be had is a warning.
		"APT::Update::Error-Mode": "any",
	}).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
	const environment = { LC_ALL: "C" };
	await run(["apt-get", ...options, "update", "-qq"], {
		environment,
		limitSeconds: 120,
	});
	return run(["apt-cache", ...options, "policy", ...names], { environment });
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

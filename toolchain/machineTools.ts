import { spawnSync } from "node:child_process";
import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { checkout } from "../schema/checkout.ts";
import { cacheFolder } from "./cache.ts";
import { goBinary, kubernetesVersion, pulumiVersion } from "./goTools.ts";

/** A tool that a machine may have already. */
export interface KnownTool {
	name: string;
	/** What makes it say its version. */
	versionParameters: readonly string[];
	/** The version that it is meant to be like, such as `v3.232.0`. */
	like: string;
	fits: "same minor or newer" | "one minor version away";
	/** Programs that belong to it and have to be in its folder. */
	companions?: readonly string[];
}

/** What a machine has, and whether it is used. */
export interface FoundTool {
	name: string;
	path: string;
	/** Such as `v1.32.4`; null when it doesn't tell. */
	version: string | null;
	/** Why the set-up's is used instead; null when it isn't. */
	unfit: string | null;
}

export const knownTools: readonly KnownTool[] = [
	{
		name: "pulumi",
		versionParameters: ["version"],
		like: pulumiVersion,
		fits: "same minor or newer",
		companions: ["pulumi-language-nodejs"],
	},
	{
		name: "k6",
		versionParameters: ["version"],
		like: "v1.8.0",
		fits: "same minor or newer",
	},
	{
		name: "kubectl",
		versionParameters: ["version", "--client", "--output=json"],
		like: kubernetesVersion,
		fits: "one minor version away",
	},
];

const versionLimitSeconds = 10;

/**
 * The tools of this machine that the set-up knows, those included that it doesn't use. Looks once
 * in a process.
 */
export function machineTools(): readonly FoundTool[] {
	found ??= findTools(process.env.PATH ?? "");
	return found;
}
let found: readonly FoundTool[] | undefined;

/** @param path folders to search, as in PATH; the set-up's own and npm's are left out */
export function findTools(path: string): FoundTool[] {
	const folders = path.split(delimiter).filter((folder) => !isOurs(folder));
	return knownTools.flatMap((tool) => {
		const file = folders.map((folder) => join(folder, tool.name)).find(isExecutable);
		if (file === undefined) return [];
		const version = versionOf(file, tool.versionParameters);
		return [
			{
				name: tool.name,
				path: file,
				version,
				unfit: problemOf(tool, version) ?? companionProblem(tool, file),
			},
		];
	});
}

/** Where this machine has a program that is used instead of the set-up's, or null. */
export function fromMachine(program: string): string | null {
	for (const { name, path, unfit } of machineTools()) {
		if (unfit !== null) continue;
		if (name === program) return path;
		const { companions = [] } = toolNamed(name);
		if (companions.includes(program)) return companionOf(path, program);
	}
	return null;
}

/**
 * Path of a program: this machine's where it fits, else the one that the set-up built.
 * @throws Error when there is neither
 */
export function toolBinary(name: string): string {
	return fromMachine(name) ?? goBinary(name);
}

/** What a program says is its version, such as `v1.8.1`, or null. */
export function versionOf(file: string, parameters: readonly string[]): string | null {
	const { stdout } = spawnSync(file, parameters, {
		encoding: "utf8",
		timeout: versionLimitSeconds * 1000,
		stdio: ["ignore", "pipe", "ignore"],
		env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
	});
	return /\bv\d+\.\d+\.\d+/.exec(stdout ?? "")?.[0] ?? null;
}

/** @throws Error for a name that isn't known */
export function toolNamed(name: string): KnownTool {
	const tool = knownTools.find((each) => each.name === name);
	if (!tool) throw new Error(`No tool is called "${name}".`);
	return tool;
}

/** Why a version isn't used, as a part of a sentence; null when it is. */
export function problemOf({ like, fits }: KnownTool, version: string | null): string | null {
	if (version === null) return "doesn't say its version";
	const [major, minor] = numbers(version);
	const [wantedMajor, wantedMinor] = numbers(like);
	if (fits === "one minor version away") {
		return major === wantedMajor && Math.abs(minor - wantedMinor) <= 1
			? null
			: `isn't within one minor version of ${wantedMajor}.${wantedMinor}`;
	}
	return major === wantedMajor && minor >= wantedMinor
		? null
		: `isn't ${wantedMajor}.${wantedMinor} or a newer ${wantedMajor}`;
}

function numbers(version: string): [major: number, minor: number] {
	const [major = Number.NaN, minor = Number.NaN] = version.replace(/^v/, "").split(".").map(Number);
	return [major, minor];
}

function companionProblem({ companions = [] }: KnownTool, file: string): string | null {
	const missing = companions.filter((name) => companionOf(file, name) === null);
	return missing.length > 0 ? `has no ${missing.join(", ")} beside it` : null;
}

/**
 * Package managers put a link to the one program on PATH and leave the others where it leads to.
 */
function companionOf(file: string, name: string): string | null {
	const places = [dirname(realpathSync(file)), dirname(file)];
	return places.map((folder) => join(folder, name)).find(isExecutable) ?? null;
}

function isOurs(folder: string): boolean {
	return folder === "" || folder.startsWith(`${cacheFolder}/`) || folder.startsWith(`${checkout}/`);
}

function isExecutable(file: string): boolean {
	try {
		accessSync(file, constants.X_OK);
		return statSync(file).isFile();
	} catch {
		return false;
	}
}

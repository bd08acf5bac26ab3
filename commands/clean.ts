/**
 * Deletes what the set-up's cache holds of other versions of the project, or all of it: `npx
 * holdfast clean`.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { currentLease } from "../infra/cluster/native/lease.ts";
import { cacheFolder } from "../toolchain/cache.ts";
import { goToolFolder, goTools } from "../toolchain/goTools.ts";
import { imagesFolder } from "../toolchain/images.ts";
import { withFreeLock } from "../toolchain/setup/lock.ts";
import { studyFolder } from "../toolchain/studyImage.ts";
import { ask } from "./ask.ts";

/** Folders of the cache that hold one folder for each version of what is built. */
const versioned = ["images", "images-study", "tools"];

/**
 * What this checkout doesn't use of a cache: images and tools of other versions, which other
 * checkouts may build again.
 *
 * @param cache path of the cache
 * @param used paths in it
 * @returns paths, in order
 */
export function unused(cache: string, used: ReadonlySet<string>): string[] {
	return versioned
		.map((folder) => join(cache, folder))
		.filter((folder) => existsSync(folder))
		.flatMap((folder) => readdirSync(folder).map((version) => join(folder, version)))
		.filter((path) => !used.has(path))
		.sort();
}

/** @throws Error with one sentence when somebody uses the cache, or the user refuses */
async function clean({ all, yes }: { all: boolean; yes: boolean }): Promise<void> {
	const used = new Set([imagesFolder(), studyFolder(), ...goTools.map(goToolFolder)]);
	const paths = all ? [cacheFolder].filter((folder) => existsSync(folder)) : unused(cacheFolder, used);
	if (paths.length === 0) return console.log("Nothing to delete.");
	const lease = currentLease();
	if (lease) {
		throw new Error(
			`The stack "${lease.stack}" of ${lease.project} is up and runs from this cache: destroy it before, "pulumi destroy -s ${lease.stack}".`,
		);
	}
	for (const path of paths) console.log(`${mebibytes(path).padStart(7)} MiB  ${path}`);
	if (!yes && !(await agreed(all))) throw new Error("Nothing was deleted.");
	await withFreeLock(join(cacheFolder, "setup.lock"), "A set-up is at work: wait until it is done.", async () => {
		for (const path of paths) rmSync(path, { recursive: true, force: true });
	});
	console.log(all ? 'The cache is gone; "npx holdfast setup" builds it again.' : `Deleted: ${paths.length}.`);
}

/** Where nobody can answer, only `--yes` is one. */
async function agreed(all: boolean): Promise<boolean> {
	const answer = await ask(`Delete ${all ? basename(cacheFolder) : "these"}? [y/N]`);
	if (answer !== null) return /^y/i.test(answer);
	throw new Error(`Nobody can be asked here: give "npx holdfast clean ${all ? "--all " : ""}--yes" to delete these.`);
}

function mebibytes(path: string): string {
	const [kibibytes = "0"] = execFileSync("du", ["--summarize", "--block-size=1K", path], { encoding: "utf8" }).split(
		"\t",
	);
	return (Number(kibibytes) / 1024).toFixed(0);
}

if (import.meta.main) {
	try {
		const { values } = parseArgs({
			options: { all: { type: "boolean" }, yes: { type: "boolean", short: "y" } },
		});
		await clean({ all: values.all ?? false, yes: values.yes ?? false });
	} catch (error) {
		console.error((error as Error).message);
		process.exitCode = 1;
	}
}

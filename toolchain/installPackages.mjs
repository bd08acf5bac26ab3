// Installs the npm packages of a folder unless it has them. Of several processes that want to at
// the same time, one does, and the others wait: two at once would leave a folder without any. Plain
// JavaScript, because it runs on whatever Node the system has.
//
//     node toolchain/installPackages.mjs <folder> <needed> [options of npm ci …]     does it, whoever else is at it
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

/** How `flock` ends when somebody else holds the lock. */
const takenCode = 75;
const limitSeconds = 900;

/**
 * @param {string} folder
 * @param {string} needed file in it without which it isn't whole; empty: none
 * @param {readonly string[]} options of npm ci
 * @throws {Error} one sentence when they can't be installed
 */
export function installPackages(folder, needed, options) {
	// The kernel takes the lock away from whoever ends, however that is; npm never writes this file
	// here.
	const lock = join(folder, "package-lock.json");
	const flock = (/** @type {readonly string[]} */ flags, /** @type {readonly string[]} */ command) => {
		const { error, status } = spawnSync("flock", [`--conflict-exit-code=${takenCode}`, ...flags, lock, ...command], {
			stdio: "inherit",
		});
		// Without util-linux nobody waits; the set-up will ask for it.
		return error ? spawnSync(command[0] ?? "", command.slice(1), { stdio: "inherit" }).status : status;
	};
	while (!isInstalled(folder, needed)) {
		const install = [process.execPath, import.meta.filename, folder, needed, ...options];
		const status = flock(["--nonblock"], install);
		if (status === takenCode) {
			console.error(
				`Another process is installing the npm packages of ${basename(folder)}; waiting until it is done, ${limitSeconds} s at most …`,
			);
			if (flock([`--timeout=${limitSeconds}`], ["true"]) === takenCode) {
				throw new Error(
					`Another process has been installing the npm packages of ${folder} for more than ${limitSeconds} s: end it, and try again.`,
				);
			}
		} else if (status !== 0 || !isInstalled(folder, needed)) {
			throw new Error(
				"npm could not install the packages (its own message is above): is a package registry reachable?",
			);
		}
	}
}

/**
 * Whether the folder has what its package-lock.json pins.
 *
 * @param {string} folder
 * @param {string} needed
 */
function isInstalled(folder, needed) {
	const stamp = stampIn(folder);
	return existsSync(join(folder, needed)) && existsSync(stamp) && readFileSync(stamp, "utf8") === wantedIn(folder);
}

/** @param {string} folder */
function stampIn(folder) {
	return join(folder, "node_modules", ".installed-from");
}

/** @param {string} folder */
function wantedIn(folder) {
	const lock = readFileSync(join(folder, "package-lock.json"));
	return createHash("sha256").update(lock).digest("hex");
}

if (process.argv[1] === import.meta.filename) {
	const [folder = "", needed = "", ...options] = process.argv.slice(2);
	// Somebody else may have done it since this process was started.
	if (!isInstalled(folder, needed)) {
		console.error(`Installing the npm packages of ${basename(folder)} …`);
		const wanted = wantedIn(folder);
		const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
		const { status } = spawnSync("npm", ["ci", ...options, ...quiet], {
			cwd: folder,
			// Data alone go to the standard output, which may be another program's input.
			stdio: ["inherit", 2, "inherit"],
		});
		if (status === 0) writeFileSync(stampIn(folder), wanted);
		process.exitCode = status ?? 1;
	}
}

import { accessSync, constants, mkdirSync, readFileSync, statfsSync } from "node:fs";
import { availableParallelism, totalmem } from "node:os";
import { cacheFolder } from "../toolchain/cache.ts";
import { debianPackages, isPresent } from "../toolchain/debian.ts";
import { missingGoTools } from "../toolchain/setup/goBuild.ts";

/** What the native platform needs of the machine. */
export interface Requirement {
	name: string;
	found: string;
	/** What is wrong and what to do, or null. */
	problem: string | null;
}

/** What is wrong with the machine, where, and what to do. */
export function unmet({ name, found, problem }: Requirement): string {
	return `This machine lacks ${name} (found: ${found}). ${problem}`;
}

const leastMemoryGiB = 4;
/** Compiling the tools left 6.4 GiB in Go's build cache and 3.3 GiB of modules. */
const leastDiskGiB = { building: 12, built: 2 };

/** What no set-up can bring: each with what was found. */
export function machineRequirements(): Requirement[] {
	return [operatingSystem(), root(), memory(), disk(), overlay(), namespaces(), packageManager()];
}

function operatingSystem(): Requirement {
	const supported = process.platform === "linux" && ["x64", "arm64"].includes(process.arch);
	return {
		name: "Linux on x64 or arm64",
		found: `${process.platform} on ${process.arch}`,
		problem: supported ? null : "The native platform runs on Linux only: use a Linux machine or a virtual one.",
	};
}

function root(): Requirement {
	const isRoot = process.getuid?.() === 0;
	return {
		name: "root",
		found: isRoot ? "yes" : `user id ${process.getuid?.()}`,
		problem: isRoot
			? null
			: 'The cluster needs namespaces and network devices, and packages have to be installed: run it as root (for example with "sudo -E").',
	};
}

function memory(): Requirement {
	const gib = totalmem() / 2 ** 30;
	return {
		name: `memory of at least ${leastMemoryGiB} GiB`,
		found: `${gib.toFixed(1)} GiB, ${availableParallelism()} cores`,
		problem:
			gib >= leastMemoryGiB ? null : "There is too little memory for a cluster and its images: use a larger machine.",
	};
}

function disk(): Requirement {
	const least = missingGoTools().length > 0 ? leastDiskGiB.building : leastDiskGiB.built;
	try {
		mkdirSync(cacheFolder, { recursive: true });
		accessSync(cacheFolder, constants.W_OK);
		const { bavail, bsize } = statfsSync(cacheFolder);
		const gib = (bavail * bsize) / 2 ** 30;
		return {
			name: `disk space of at least ${least} GiB for the tools`,
			found: `${gib.toFixed(0)} GiB free at ${cacheFolder}`,
			problem:
				gib >= least
					? null
					: `The disk of ${cacheFolder} has ${gib.toFixed(1)} GiB free, and the set-up needs ${least} GiB: free some space, or set XDG_CACHE_HOME to a folder on a larger disk.`,
		};
	} catch (error) {
		return {
			name: "a folder for the tools",
			found: (error as Error).message,
			problem: "Set XDG_CACHE_HOME to a folder that can be written to.",
		};
	}
}

function overlay(): Requirement {
	const supported = /\boverlay$/m.test(readFileSync("/proc/filesystems", "utf8"));
	return {
		name: "overlay file system",
		found: supported ? "yes" : "not in /proc/filesystems",
		problem: supported ? null : 'Load it with "modprobe overlay".',
	};
}

function namespaces(): Requirement {
	const found = ["unshare", "nsenter", "flock", "setpriv"].every(isPresent);
	return {
		name: "unshare, nsenter, flock and setpriv",
		found: found ? "yes" : "not on PATH",
		problem: found ? null : 'Install the package "util-linux".',
	};
}

function packageManager(): Requirement {
	const missing = debianPackages.filter(({ file }) => !isPresent(file));
	const found = isPresent("apt-get");
	return {
		name: "apt-get",
		found: found ? "yes" : "not on PATH",
		problem: found
			? null
			: `This is no Debian or Ubuntu, from whose packages the set-up takes Prometheus and the images' base${missing.length ? `, and ${missing.map(({ name }) => name).join(", ")}` : ""}: use one of those, or a container of one with root's rights.`,
	};
}

/**
 * The Go compiler, only when tools have to be built. Go 1.21 and later fetch the version that
 * go.mod names.
 */
export function goRequirement(version: string | null): Requirement {
	const [, major = "0", minor = "0"] = /go(\d+)\.(\d+)/.exec(version ?? "") ?? [];
	const enough = Number(major) > 1 || Number(minor) >= 21;
	return {
		name: "Go 1.21 or newer",
		found: version ?? "not on PATH",
		problem: enough ? null : "Install Go 1.21 or newer from https://go.dev/dl/ and put its bin folder on PATH.",
	};
}

/** The Java compiler, only for the study's baseline. */
export function compilerRequirement(): Requirement {
	const found = isPresent("javac");
	return {
		name: "Java compiler (JDK 17)",
		found: found ? "yes" : "no javac on PATH",
		problem: found
			? null
			: 'The study\'s baseline is compiled with a JDK 17: run "apt-get install openjdk-17-jdk-headless".',
	};
}

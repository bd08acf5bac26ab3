import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder, cacheKey } from "./cache.ts";
import type { DebianPackage } from "./debianPackage.ts";
import { builderPackages } from "./imageBuilder.ts";

/** What the lab needs on the machine. */
export const debianPackages: readonly DebianPackage[] = [
	{ name: "runc", file: "runc", why: "starts containers" },
	{
		name: "containernetworking-plugins",
		file: "/usr/lib/cni/ptp",
		why: "gives Pods their network",
	},
	{ name: "iptables", file: "iptables", why: "kube-proxy's Services" },
	{ name: "iproute2", file: "ip", why: "links the node to the host" },
	{
		name: "catatonit",
		file: "catatonit",
		why: "init of the node and its Pods",
	},
	...builderPackages,
	{ name: "mmdebstrap", file: "mmdebstrap", why: "makes the images' bases" },
	{ name: "maven", file: "mvn", why: "fetches the Hazelcast member" },
];

/** The browser that the tests open the report and the notebooks with. */
export const browserPackage: DebianPackage = {
	name: "chromium",
	file: "/usr/bin/chromium",
	why: "opens the report and the notebooks in the tests",
};

/** Whether a command on PATH, or the file of an absolute path, exists. */
export function isPresent(file: string): boolean {
	if (file.startsWith("/")) return existsSync(file);
	const folders = `${process.env.PATH}:/usr/sbin:/sbin`.split(":");
	return folders.some((folder) => existsSync(join(folder, file)));
}

/** @param options.tests also what only the tests need */
export function missingPackages({ tests = false } = {}): DebianPackage[] {
	const wanted = tests ? [...debianPackages, browserPackage] : debianPackages;
	return wanted.filter(({ file }) => !isPresent(file));
}

/** A root file system for images, made of Debian packages. */
export interface RootFileSystem {
	name: string;
	packages: readonly string[];
	/** Run with the new root's folder as $1, once the packages are unpacked. */
	hooks: readonly string[];
}

const needed = ["libc6", "base-files", "base-passwd", "tzdata"];

/**
 * What every root file system needs so that the same packages make the same bytes on every machine,
 * and so that a scanner sees them: unpacked packages are in no dpkg status, so each has its own
 * file, where distroless images have them.
 */
const commonHooks: readonly string[] = [
	'mkdir -p "$1/var/lib/dpkg/status.d" && for package in "$1"/var/cache/apt/archives/*.deb; do { dpkg-deb --field "$package"; echo; } >"$1/var/lib/dpkg/status.d/$(dpkg-deb --field "$package" Package)"; done',
	// mmdebstrap copies this machine's.
	'rm -f "$1/etc/hostname" "$1/etc/resolv.conf"',
];

/** What Node needs. */
export const nodeRoot: RootFileSystem = {
	name: "root",
	packages: [...needed, "libstdc++6", "libgcc-s1", "ca-certificates"],
	hooks: commonHooks,
};

/** A Java runtime, and a shell with the few commands of a start script. */
export const javaRoot: RootFileSystem = {
	name: "java-root",
	packages: [...needed, "openjdk-17-jre-headless", "dash", "busybox-static"],
	hooks: [
		...commonHooks,
		'chroot "$1" /bin/busybox --install -s /bin',
		'cd "$1/usr/bin" && ln -s ../lib/jvm/java-17-openjdk-*/bin/java java',
		// Unpacked packages haven't been set up: the links that their set-up makes into /etc are
		// missing, and unneeded.
		'rm -rf "$1/usr/share/doc" "$1/usr/share/man" "$1/usr/share/locale" "$1/usr/share/fonts" "$1"/usr/lib/jvm/*/lib/ct.sym',
	],
};

/** Debian's name for this release ("bookworm"): packages and base come from it. */
export function debianSuite(): string {
	const release = readFileSync("/etc/os-release", "utf8");
	return /^VERSION_CODENAME=(.*)$/m.exec(release)?.[1] ?? "bookworm";
}

function debianArtifact(name: string, ...parts: string[]): string {
	const key = cacheKey(debianSuite(), process.arch, ...parts);
	return join(cacheFolder, "debian", `${name}-${key}`);
}

/** Archive of a root file system. */
export function rootArchive({ name, ...content }: RootFileSystem): string {
	return `${debianArtifact(name, JSON.stringify(content))}.tar`;
}

/**
 * Folder with Prometheus's binary, unpacked and not installed: a package's service would start on
 * the host.
 */
export function prometheusFolder(): string {
	return debianArtifact("prometheus");
}

/** What the image is made of. */
export function prometheusBinary(): string {
	return join(prometheusFolder(), "usr", "bin", "prometheus");
}

/** The same for the image registry that the tests run. */
export function registryFolder(): string {
	return debianArtifact("docker-registry");
}

export function registryBinary(): string {
	return join(registryFolder(), "usr", "bin", "docker-registry");
}

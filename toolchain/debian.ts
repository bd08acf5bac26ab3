import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder, cacheKey } from "./cache.ts";

/** A Debian package that the lab needs on the machine, and the file that shows it is there. */
export const debianPackages: readonly {
	name: string;
	file: string;
	why: string;
}[] = [
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
	{ name: "buildah", file: "buildah", why: "builds the images" },
	{ name: "mmdebstrap", file: "mmdebstrap", why: "makes the images' base" },
];

/** Whether a command on PATH, or the file of an absolute path, exists. */
export function isPresent(file: string): boolean {
	if (file.startsWith("/")) return existsSync(file);
	const folders = `${process.env.PATH}:/usr/sbin:/sbin`.split(":");
	return folders.some((folder) => existsSync(join(folder, file)));
}

export function missingPackages() {
	return debianPackages.filter(({ file }) => !isPresent(file));
}

/** What the images' base is made of. */
export const basePackages = [
	"libc6",
	"libstdc++6",
	"libgcc-s1",
	"base-files",
	"base-passwd",
	"ca-certificates",
	"tzdata",
];

/** Debian's name for this release ("bookworm"): packages and base come from it. */
export function debianSuite(): string {
	const release = readFileSync("/etc/os-release", "utf8");
	return /^VERSION_CODENAME=(.*)$/m.exec(release)?.[1] ?? "bookworm";
}

function debianArtifact(name: string, ...parts: string[]): string {
	const key = cacheKey(debianSuite(), process.arch, ...parts);
	return join(cacheFolder, "debian", `${name}-${key}`);
}

/** Archive of the images' root file system. */
export function rootFileSystem(): string {
	return `${debianArtifact("root", ...basePackages)}.tar`;
}

/** Folder with Prometheus's binary, unpacked and not installed: a package's service would start on the host. */
export function prometheusFolder(): string {
	return debianArtifact("prometheus");
}

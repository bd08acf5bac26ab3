import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
	debianSuite,
	prometheusBinary,
	prometheusFolder,
	type RootFileSystem,
	registryBinary,
	registryFolder,
	rootArchive,
} from "../debian.ts";
import { run } from "../run.ts";
import { noteWhole } from "../wholeness.ts";
import { progress } from "./progress.ts";

const environment = { DEBIAN_FRONTEND: "noninteractive" };

/** Installs packages on the machine. Needs root. */
export async function installPackages(names: readonly string[]): Promise<void> {
	const show = progress(`installing ${names.join(", ")}`);
	const onLine = (line: string) => show.update(line);
	await run(["apt-get", "update", "-qq"], { environment, onLine });
	await run(["apt-get", "install", "--yes", "-qq", "--no-install-recommends", ...names], { environment, onLine });
	show.done("installed");
}

export function unpackPrometheus(): Promise<void> {
	return unpackPackage("prometheus", prometheusFolder(), prometheusBinary());
}

export function unpackRegistry(): Promise<void> {
	return unpackPackage("docker-registry", registryFolder(), registryBinary());
}

/** Unpacks a package of this release, which the machine doesn't get installed. */
async function unpackPackage(name: string, folder: string, binary: string): Promise<void> {
	const show = progress(`unpacking ${name}`);
	const unfinished = `${folder}.unfinished`;
	rmSync(unfinished, { recursive: true, force: true });
	mkdirSync(unfinished, { recursive: true });
	// apt's own sandbox user can't write to a folder of root's; the download is checked all the same.
	await run(["apt-get", "-o", "APT::Sandbox::User=root", "download", "-qq", name], { cwd: unfinished, environment });
	const [archive = ""] = readdirSync(unfinished);
	await run(["dpkg-deb", "--extract", join(unfinished, archive), unfinished]);
	rmSync(join(unfinished, archive));
	// "prometheus_2.42.0+ds-5+b5_amd64.deb" says which version it is.
	writeFileSync(join(unfinished, "version"), archive.split("_")[1] ?? "");
	rmSync(folder, { recursive: true, force: true });
	renameSync(unfinished, folder);
	noteWhole(binary);
	show.done("unpacked");
}

export async function makeRootFileSystem(root: RootFileSystem): Promise<void> {
	const show = progress(`making the images' base "${root.name}"`);
	const archive = rootArchive(root);
	mkdirSync(dirname(archive), { recursive: true });
	const unfinished = archive.replace(/\.tar$/, ".unfinished.tar");
	await run(
		[
			"mmdebstrap",
			"--quiet",
			"--variant=extract",
			`--include=${root.packages.join(",")}`,
			...root.hooks.map((hook) => `--extract-hook=${hook}`),
			debianSuite(),
			unfinished,
		],
		// Without it, files that mmdebstrap makes would tell when they were made.
		{
			environment: { SOURCE_DATE_EPOCH: "0" },
			onLine: (line) => show.update(line),
		},
	);
	renameSync(unfinished, archive);
	noteWhole(archive);
	show.done("made");
}

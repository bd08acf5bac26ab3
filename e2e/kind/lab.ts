/**
 * A machine with Docker and kind, of the tests' own: namespaces of this one, which keep nothing of
 * it but images.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, parse } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { removeControlGroups } from "../../infra/cluster/native/controlGroups.ts";
import { childOf } from "../../infra/cluster/native/initProcess.ts";
import { checkout } from "../../schema/checkout.ts";
import { goBinary } from "../../toolchain/goTools.ts";
import { run } from "../../toolchain/run.ts";
import { makeNodeRoot } from "./nodeImage.ts";
import { controlGroup, dockerData, dockerFolder, dockerPackages, kindFolder, nodeImage } from "./parts.ts";

const startSeconds = 60;

/** The machine, while it is up. */
export interface KindLab {
	/** What a command has to begin with to run there. */
	within: readonly string[];
	/** What such a command has to have in its environment. */
	environment: Record<string, string>;
	docker(...parameters: string[]): Promise<string>;
	/** Ends it, and leaves nothing of it but what the next one starts with. */
	stop(): Promise<void>;
}

/**
 * Starts the machine; makes first what it consists of, where that isn't in the cache.
 *
 * @param runtime `filtered`: privileged containers run, though this machine's root lacks
 *   CAP_SYS_RESOURCE; `runc`: they don't, as where a Docker refuses them
 * @throws Error when it doesn't come up
 */
export async function startKindLab(runtime: "filtered" | "runc" = "filtered"): Promise<KindLab> {
	const docker = await unpackDocker();
	const data = dockerData();
	forgetOtherData(data);
	mkdirSync(data, { recursive: true });
	const folder = mkdtempSync(join(tmpdir(), "holdfast-kind-"));
	const bin = join(folder, "bin");
	mkdirSync(bin);
	await run(["ln", "--symbolic", goBinary("kind"), bin]);
	await run(["ln", "--symbolic", join(docker, "usr/bin/docker"), bin]);
	const log = join(folder, "machine.log");
	const machine = spawnMachine({ docker, data, log, runtime });
	const ended = new Promise((resolve) => machine.once("exit", resolve));
	const stop = async () => {
		machine.kill("SIGKILL");
		await ended;
		await removeControlGroups(20, controlGroup);
		rmSync(folder, { recursive: true, force: true });
	};
	try {
		const within = await awaitInit(machine);
		const lab: KindLab = {
			within,
			environment: { PATH: `${bin}:${process.env.PATH}` },
			docker: (...parameters) => run([...within, join(bin, "docker"), ...parameters]),
			stop,
		};
		await awaitDocker(lab, log);
		await removeContainers(lab);
		await provideNodeImage(lab);
		return lab;
	} catch (error) {
		await stop();
		throw error;
	}
}

function spawnMachine(options: { docker: string; data: string; log: string; runtime: string }): ChildProcess {
	const { docker, data, log, runtime } = options;
	const output = openSync(log, "a");
	return spawn(
		"unshare",
		[
			...["--mount", "--mount-proc", "--pid", "--net", "--ipc", "--uts"],
			...["--fork", "--kill-child"],
			...["catatonit", "--", "sh", join(import.meta.dirname, "machine.sh")],
			...[docker, dirname(goBinary("containerd")), data],
			...[process.execPath, join(import.meta.dirname, "runcFilter.ts")],
			...[runtime, `/${controlGroup}`],
		],
		{ stdio: ["ignore", output, output] },
	);
}

/** What a command begins with that is to run in the machine's namespaces, once these are there. */
async function awaitInit({ pid = -1 }: ChildProcess): Promise<string[]> {
	for (let tries = 0; tries < 500; tries++) {
		const init = childOf({ pid });
		if (init !== null) {
			return [
				...["nsenter", "--target", String(init)],
				...["--mount", "--net", "--pid", "--ipc", "--uts"],
				`--wdns=${checkout}`,
			];
		}
		await sleep(10);
	}
	throw new Error("The machine's first process did not start.");
}

async function awaitDocker(lab: KindLab, log: string): Promise<void> {
	const deadline = Date.now() + startSeconds * 1000;
	for (;;) {
		try {
			await lab.docker("info");
			return;
		} catch (error) {
			if (Date.now() > deadline) {
				throw new Error(
					`Docker doesn't answer after ${startSeconds} s: ${(error as Error).message}\n${readFileSync(log, "utf8")}`,
				);
			}
		}
		await sleep(200);
	}
}

/** What a machine that was killed left in its data. */
async function removeContainers({ docker }: KindLab): Promise<void> {
	const ids = (await docker("ps", "--all", "--quiet")).split("\n");
	const left = ids.filter((id) => id !== "");
	if (left.length > 0) await docker("rm", "--force", "--volumes", ...left);
	await docker("network", "prune", "--force");
	await docker("volume", "prune", "--force");
}

/** Unpacked and not installed: the package's service would start on the host. */
async function unpackDocker(): Promise<string> {
	const folder = dockerFolder();
	if (existsSync(folder)) return folder;
	const unfinished = `${folder}.unfinished`;
	rmSync(unfinished, { recursive: true, force: true });
	mkdirSync(unfinished, { recursive: true });
	await run([...["apt-get", "-o", "APT::Sandbox::User=root", "download", "-qq"], ...dockerPackages], {
		cwd: unfinished,
	});
	for (const archive of readdirSync(unfinished)) {
		await run(["dpkg-deb", "--extract", join(unfinished, archive), unfinished]);
		rmSync(join(unfinished, archive));
	}
	renameSync(unfinished, folder);
	return folder;
}

/** Of images that nobody makes any more: each takes 750 MB. */
function forgetOtherData(data: string): void {
	const { dir, base } = parse(data);
	if (!existsSync(dir)) return;
	for (const name of readdirSync(dir)) {
		if (name.startsWith("data-") && name !== base) {
			rmSync(join(dir, name), { recursive: true, force: true });
		}
	}
}

/** Gives Docker the nodes' image, unless it has it from the last time. */
async function provideNodeImage({ docker }: KindLab): Promise<void> {
	const there = await docker("image", "inspect", nodeImage).then(
		() => true,
		() => false,
	);
	if (there) return;
	const folder = mkdtempSync(join(kindFolder, "node-"));
	try {
		await makeNodeRoot(folder);
		const archive = join(folder, "root.tar");
		await run([
			...["tar", "--create", "--numeric-owner", "--file", archive],
			...["--directory", join(folder, "root"), "."],
		]);
		const changes = [
			'ENTRYPOINT ["/kind/bin/entrypoint.sh","/sbin/init"]',
			"ENV container=docker",
			"ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
		];
		await docker("import", ...changes.flatMap((change) => ["--change", change]), ...[archive, nodeImage]);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

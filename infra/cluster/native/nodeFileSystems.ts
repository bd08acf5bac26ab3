import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { run, write } from "./effects.ts";
import { nodeVolumesFolder, stateFolder, volumesFolder } from "./layout.ts";

/**
 * Memory on /run and over /var, so that nothing the node writes reaches the host's disk, and
 * nothing survives it.
 *
 * @param options.volumes what is written on volumes is to reach the disk
 */
export function prepareFileSystems({ volumes }: { volumes: boolean }): void {
	// The folder that the host reads stays the same one beneath the new /run.
	run("mount --no-mtab --bind", stateFolder, stateFolder);
	run("mount --no-mtab -t tmpfs -o mode=755 tmpfs /mnt");
	mkdirSync(`/mnt/${nameBelowRun(stateFolder)}`);
	run("mount --no-mtab --move", stateFolder, `/mnt/${nameBelowRun(stateFolder)}`);
	run("mount --no-mtab --move /mnt /run");
	if (volumes) {
		// Before memory lies over the folder that it is in.
		mkdirSync(nodeVolumesFolder, { mode: 0o700 });
		run("mount --no-mtab --bind", volumesFolder, nodeVolumesFolder);
	}
	for (const folder of ["upper", "work"]) mkdirSync(`/run/var/${folder}`, { recursive: true });
	run("mount --no-mtab -t overlay -o lowerdir=/var,upperdir=/run/var/upper,workdir=/run/var/work overlay /var");
	shadowHostSettings();
	// Volumes that the kubelet mounts must show up in the containers that share them.
	run("mount --no-mtab --make-rshared /");
}

/**
 * The kubelet sets these for the whole machine, unless it reads what it wants already. It reads
 * this node's copy. https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/util/sysctl/sysctl.go
 * names files and values.
 */
function shadowHostSettings(): void {
	const wanted = {
		"vm/overcommit_memory": 1,
		"vm/panic_on_oom": 0,
		"kernel/panic": 10,
		"kernel/panic_on_oops": 1,
		"kernel/keys/root_maxkeys": 1_000_000,
		"kernel/keys/root_maxbytes": 25_000_000,
	};
	for (const [name, value] of Object.entries(wanted)) {
		const copy = join("/run/sysctl", name);
		write(copy, `${value}\n`);
		run("mount --no-mtab --bind", copy, join("/proc/sys", name));
	}
}

function nameBelowRun(path: string): string {
	return path.slice("/run/".length);
}

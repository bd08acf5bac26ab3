import { readFileSync } from "node:fs";
import { hierarchies } from "../infra/cluster/native/controlGroups.ts";

/** Linux' capabilities, by number (include/uapi/linux/capability.h). */
const capabilities = [
	...["CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "KILL"],
	...["SETGID", "SETUID", "SETPCAP", "LINUX_IMMUTABLE", "NET_BIND_SERVICE"],
	...["NET_BROADCAST", "NET_ADMIN", "NET_RAW", "IPC_LOCK", "IPC_OWNER"],
	...["SYS_MODULE", "SYS_RAWIO", "SYS_CHROOT", "SYS_PTRACE", "SYS_PACCT"],
	...["SYS_ADMIN", "SYS_BOOT", "SYS_NICE", "SYS_RESOURCE", "SYS_TIME"],
	...["SYS_TTY_CONFIG", "MKNOD", "LEASE", "AUDIT_WRITE", "AUDIT_CONTROL"],
	...["SETFCAP", "MAC_OVERRIDE", "MAC_ADMIN", "SYSLOG", "WAKE_ALARM"],
	...["BLOCK_SUSPEND", "AUDIT_READ", "PERFMON", "BPF", "CHECKPOINT_RESTORE"],
] as const;

/** What the laboratory has been brought up with, on both `native` and `kind`. */
const tried = {
	controlGroups: [1],
	/** Sets of capabilities that root lacked. */
	without: [["SYS_RESOURCE"]],
} as const;

/**
 * Capabilities that a process doesn't have, of all that Linux knows.
 *
 * @param mask as `CapEff` in `/proc/self/status` has it, in hexadecimal digits
 */
export function missingCapabilities(mask: string): string[] {
	const held = BigInt(`0x${mask}`);
	return capabilities.filter((_, bit) => ((held >> BigInt(bit)) & 1n) === 0n);
}

/** The version of the control groups that processors and memory are handed out by. */
export function controlGroupVersion(mounted: readonly { version: 1 | 2; controllers: readonly string[] }[]): 1 | 2 {
	// A version 2 beside others has nothing to hand out.
	return mounted.some(({ version }) => version === 1) ? 1 : 2;
}

/**
 * What a kernel allows, and whether the laboratory was tried with it: lines for whoever asks for
 * help.
 */
export function kernelLines(version: 1 | 2, missing: readonly string[]): string[] {
	const was = (yes: boolean) => (yes ? "tried" : "not tried yet");
	const triedWithout = tried.without.some((set) => set.join() === missing.join());
	const having = missing.length === 0 ? "all" : `all but ${missing.map((name) => `CAP_${name}`).join(", ")}`;
	return [
		`control groups: version ${version} (${was((tried.controlGroups as readonly number[]).includes(version))})`,
		`capabilities: ${having} (${was(triedWithout)})`,
	];
}

/** The same of this machine and this process. */
export function ownKernelLines(): string[] {
	const status = readFileSync("/proc/self/status", "utf8");
	const mask = /^CapEff:\s*(\S+)/m.exec(status)?.[1] ?? "0";
	return kernelLines(controlGroupVersion(hierarchies()), missingCapabilities(mask));
}

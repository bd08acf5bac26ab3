import { readdirSync } from "node:fs";
import { textOf } from "./hostState.ts";

/** A process of this machine, those in containers included. */
export interface HostProcess {
	pid: number;
	command: string;
	environment: string[];
}

/** All processes whose command line and environment can be read. */
export function hostProcesses(): HostProcess[] {
	return readdirSync("/proc")
		.filter((name) => /^\d+$/.test(name))
		.map((name) => ({
			pid: Number(name),
			command: textOf(`/proc/${name}/cmdline`).replaceAll("\0", " "),
			environment: textOf(`/proc/${name}/environ`).split("\0"),
		}))
		.filter(({ command }) => command !== "");
}

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ClusterNode, clusterNodes } from "../nodes.ts";
import type { World } from "./world.ts";

export const container = "c".repeat(64);

/** A process for a made-up `/proc`. */
export interface MadeProcess {
	pid: number;
	state?: string;
	startTicks?: number;
	usedTicks?: number;
	command?: string[];
}

/** A world in a folder of its own, with one hierarchy of control groups. */
export class MadeWorld implements World {
	readonly #folder = mkdtempSync(join(tmpdir(), "holdfast-witness-"));
	readonly processFolder = join(this.#folder, "proc");
	readonly #group = join(this.#folder, "cgroup", "holdfast");
	readonly groupFolders = [this.#group];
	readonly nodes = clusterNodes(2);
	rules = "";
	flags: string[] = ["UP"];
	forwardRules = () => this.rules;
	linkFlags = (_: ClusterNode) => this.flags;

	constructor() {
		mkdirSync(this.processFolder, { recursive: true });
		mkdirSync(this.#group, { recursive: true });
		this.kernelKills(0);
	}

	/** Makes processes, or changes them, which are then all that the group holds. */
	put(group: string, processes: readonly MadeProcess[]): void {
		const folder = join(this.#group, group);
		mkdirSync(folder, { recursive: true });
		writeFileSync(join(folder, "cgroup.procs"), processes.map(({ pid }) => `${pid}\n`).join(""));
		for (const one of processes) this.#write(one);
	}

	/** Ends processes. */
	end(...pids: number[]): void {
		for (const pid of pids) {
			rmSync(join(this.processFolder, `${pid}`), { recursive: true });
		}
	}

	/** What a group says of its memory: file → content. */
	memory(group: string, files: Record<string, string>): void {
		const folder = join(this.#group, group);
		mkdirSync(folder, { recursive: true });
		for (const [name, content] of Object.entries(files)) {
			writeFileSync(join(folder, name), `${content}\n`);
		}
	}

	removeGroup(group: string): void {
		rmSync(join(this.#group, group), { recursive: true });
	}

	kernelKills(count: number): void {
		writeFileSync(join(this.processFolder, "vmstat"), `nr_free_pages 5\noom_kill ${count}\n`);
	}

	remove(): void {
		rmSync(this.#folder, { recursive: true });
	}

	#write({ pid, state = "S", startTicks = 100, usedTicks = 0, command = ["node", "app"] }: MadeProcess): void {
		const folder = join(this.processFolder, `${pid}`);
		mkdirSync(folder, { recursive: true });
		const zeros = (count: number) => Array(count).fill("0").join(" ");
		writeFileSync(
			join(folder, "stat"),
			`${pid} (a (b) c) ${state} ${zeros(10)} ${usedTicks} ${zeros(7)} ${startTicks} ${zeros(5)}\n`,
		);
		writeFileSync(join(folder, "cmdline"), command.join("\0"));
	}
}

import { Worker } from "node:worker_threads";
import type { RunManifest } from "../../schema/run.ts";
import type { Finding } from "../checker/finding.ts";
import type { PartsRead, SharedParts } from "../collect/operationColumns.ts";
import type { Share } from "./judgeBeside.ts";

/** What a second thread can do, as it is asked for, and what it answers. */
export type Tasks = {
	read(given: SharedParts): Promise<PartsRead>;
	judge(given: Share): Finding[];
	/** Tells in what files differ from those that were written. */
	check(given: { folder: string } & Pick<RunManifest, "files">): Promise<string[]>;
};

/**
 * With as much as it would take by itself, both threads need 150 MiB more for an hour of 21
 * replicas, and as much time.
 */
const youngMebibytes = 48;

/**
 * A thread that does some of the work on a large history. It starts when it is first asked for
 * something.
 */
export class SecondThread {
	#worker: Worker | null = null;

	/** Small histories are judged before it has started. */
	get hasStarted(): boolean {
		return this.#worker !== null;
	}

	async end(): Promise<void> {
		await this.#worker?.terminate();
		this.#worker = null;
	}

	ask<Kind extends keyof Tasks>(
		kind: Kind,
		given: Parameters<Tasks[Kind]>[0],
	): Promise<Awaited<ReturnType<Tasks[Kind]>>> {
		this.#worker ??= new Worker(new URL("./secondThreadTasks.ts", import.meta.url), {
			resourceLimits: { maxYoungGenerationSizeMb: youngMebibytes },
		});
		const worker = this.#worker;
		return new Promise((resolve, reject) => {
			worker.once("message", resolve).once("error", reject);
			worker.postMessage({ kind, given });
		});
	}
}

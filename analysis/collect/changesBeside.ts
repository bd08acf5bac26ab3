import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { RunManifest } from "../../schema/run.ts";

/** The same as `changesIn`, on another processor, while this one reads what is in the files. */
export async function changesBeside(folder: string, { files }: Pick<RunManifest, "files">): Promise<string[]> {
	const thread = new Worker(new URL("./changesThread.ts", import.meta.url), {
		workerData: { folder, files },
	});
	const [changes] = await once(thread, "message");
	return changes as string[];
}

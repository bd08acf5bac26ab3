import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Settings } from "../settings.ts";
import type { Manifest } from "./manifest.ts";

const limitSeconds = 60;

/**
 * What {@link renderStack} gives, rendered in a thread of its own: Pulumi knows one program in a
 * thread, and this one's may be running for real.
 *
 * @throws Error when it can't be rendered, or not within a minute
 */
export async function renderApart(settings: Settings): Promise<Manifest[]> {
	const worker = new Worker(new URL("./renderThread.ts", import.meta.url), {
		workerData: settings,
		env: withoutEngine(process.env),
	});
	try {
		const [manifests] = await once(worker, "message", {
			signal: AbortSignal.timeout(limitSeconds * 1000),
		});
		return manifests as Manifest[];
	} catch (error) {
		throw new Error(`What the stack would create can't be told: ${(error as Error).message}`);
	} finally {
		await worker.terminate();
	}
}

/**
 * The thread must not find the engine that this process is a program of: it would tell it of
 * resources that nobody makes.
 */
function withoutEngine(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
	return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith("PULUMI_")));
}

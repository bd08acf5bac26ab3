import { Worker } from "node:worker_threads";
import type { AboutRun } from "./page.ts";
import type { Sketch } from "./sketch.ts";

/** A plot to be drawn and written; null: there are no more. */
export type PlotTask = { file: string; sketch: Sketch | null; about: AboutRun } | null;

/** Enough for one plot at a time; with what Node takes by itself, the report takes 250 MiB more. */
const youngMebibytes = 16;

/**
 * Draws plots of runs beside the thread that reads the runs: a plot takes as long as reading its
 * run does. It starts with the first plot.
 */
export class PlotThread {
	#started: { worker: Worker; ended: Promise<Error | null> } | null = null;

	/** Takes a plot to be drawn, into a folder that is there. */
	draw(task: NonNullable<PlotTask>): void {
		this.#started ??= start();
		post(this.#started.worker, task);
	}

	/**
	 * Waits until all plots are written, and the thread has ended.
	 *
	 * @throws what drawing or writing one of them threw; those after it are missing
	 */
	async end(): Promise<void> {
		if (this.#started === null) return;
		const { worker, ended } = this.#started;
		worker.ref();
		post(worker, null);
		const error = await ended;
		if (error !== null) throw error;
	}
}

function start() {
	const worker = new Worker(new URL("./plotThreadTasks.ts", import.meta.url), {
		execArgv: [],
		resourceLimits: { maxYoungGenerationSizeMb: youngMebibytes },
	});
	// Where something else fails before the end, nobody waits for plots.
	worker.unref();
	const ended = new Promise<Error | null>((resolve) => {
		worker.once("error", (error) => resolve(error as Error)).once("exit", () => resolve(null));
	});
	return { worker, ended };
}

function post(worker: Worker, task: PlotTask): void {
	worker.postMessage(task);
}
